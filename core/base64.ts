/** Bytes as text that JSON can carry (RFC 4648, with padding). Core has neither Node's Buffer nor the page's btoa. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0))
const values = new Int8Array(128).fill(-1)
for (let index = 0; index < 64; index++) values[alphabet.charCodeAt(index)] = index

/** So many characters are made of codes at once. */
const chunkCharacters = 8192

/** @example toBase64(new Uint8Array([1, 2])) // 'AQI=' */
export function toBase64(bytes: Uint8Array): string {
  const written = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  let to = 0
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    written[to++] = codes[bits >> 18] as number
    written[to++] = codes[(bits >> 12) & 63] as number
    written[to++] = codes[(bits >> 6) & 63] as number
    written[to++] = codes[bits & 63] as number
  }
  const padding = (3 - (bytes.length % 3)) % 3
  written.fill(61, to - padding)
  if (written.length <= chunkCharacters) return String.fromCharCode.apply(null, written as unknown as number[])
  let text = ''
  for (let at = 0; at < written.length; at += chunkCharacters)
    text += String.fromCharCode.apply(null, written.subarray(at, at + chunkCharacters) as unknown as number[])
  return text
}

/** The bytes of a text; undefined where it is no such text. */
export function fromBase64(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  const end = text.length - padding
  let to = 0
  let bits = 0
  let held = 0
  for (let at = 0; at < end; at++) {
    const value = values[text.charCodeAt(at)] ?? -1
    if (value < 0) return undefined
    bits = (bits << 6) | value
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[to++] = bits >> held
    bits &= (1 << held) - 1
  }
  return bytes
}
