/**
 * Blocks of lines, each closed by a seal that proves it: how sessions and stored objects stand in their files.
 * What a line says, and what a digest is, is not known here.
 */

/** Closes a block: the number of its last entry, the chained CRC-32 of its bytes and their count. */
export interface Seal {
  readonly seal: number
  readonly crc: string
  readonly len: number
}

/** CRC-32 of a text in UTF-8, going on from `seed`. */
export type Crc32 = (text: string, seed: number) => number

const crcText = (crc: number): string => crc.toString(16).padStart(8, '0')

/** The seal line of a block of so many bytes; `crc` goes on from that of the block before. */
export const sealLine = (last: number, bytes: number, crc: number): string =>
  `{"seal":${last},"crc":"${crcText(crc)}","len":${bytes}}\n`

function sealOf(text: string): Seal | undefined {
  if (!text.startsWith('{"seal":')) return undefined
  try {
    const seal = JSON.parse(text) as Seal
    return Number.isSafeInteger(seal.seal) && /^[0-9a-f]{8}$/.test(seal.crc) ? seal : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads lines (without their newlines). The lines of a block are given when its seal proves them; of a block that its
 * seal does not fit the count is told; what stands after the last seal is given at the end, without one.
 */
export function createSealedReader(
  crc32: Crc32,
  on: {
    readonly block: (lines: readonly string[], seal: Seal | undefined) => void
    readonly damaged: (lines: number, seal: Seal) => void
  },
): { line(text: string): void; end(): void } {
  let block: string[] = []
  let crc = 0
  return {
    line(text) {
      const seal = sealOf(text)
      if (!seal) return void block.push(text)
      const lines = block
      const found = crc32(lines.map((line) => `${line}\n`).join(''), crc)
      block = []
      crc = Number.parseInt(seal.crc, 16)
      if (crcText(found) === seal.crc) on.block(lines, seal)
      else on.damaged(lines.length, seal)
      return undefined
    },
    end() {
      const lines = block
      block = []
      on.block(lines, undefined)
    },
  }
}

/** A last line without its newline may have been cut off in the middle. */
export function isWholeLine(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
