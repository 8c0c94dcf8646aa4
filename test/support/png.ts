// Whether bytes are a PNG, chunk by chunk, and what is in it.
import { crc32, inflateSync } from 'node:zlib'

export interface Png {
  readonly width: number
  readonly height: number
  readonly problems: readonly string[]
  /** Different bytes among its pixels: one colour only is no picture. */
  readonly shades: number
}

export function readPng(bytes: Buffer): Png {
  const problems: string[] = []
  if (bytes.subarray(0, 8).toString('latin1') !== '\u0089PNG\r\n\u001a\n') problems.push('no signature')
  const names: string[] = []
  const data: Buffer[] = []
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const body = bytes.subarray(at + 4, at + 8 + length)
    if (crc32(body) !== bytes.readUInt32BE(at + 8 + length)) problems.push(`chunk at ${at} is damaged`)
    names.push(body.subarray(0, 4).toString('latin1'))
    if (names.at(-1) === 'IDAT') data.push(body.subarray(4))
    at += 12 + length
  }
  if (names[0] !== 'IHDR' || names.at(-1) !== 'IEND') problems.push('it does not begin or end as it should')
  const pixels = inflateSync(Buffer.concat(data))
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), problems, shades: new Set(pixels).size }
}
