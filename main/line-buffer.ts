/** Lines on their way to a file, as bytes in one buffer that grows and is used again. Knows nothing of files. */

export interface LineBuffer {
  /** How many lines have come since it was cleared, and their size in bytes. */
  readonly lines: number
  readonly size: number
  append(line: string): void
  /** What it holds, until it is changed. */
  bytes(): Buffer
  clear(): void
}

/** What an idle buffer keeps for the next lines; one that grew beyond it is let go. */
const keptBytes = 4 * 1024 * 1024
const startBytes = 64 * 1024

export function createLineBuffer(): LineBuffer {
  let buffer = Buffer.allocUnsafeSlow(startBytes)
  let size = 0
  let lines = 0

  function grow(wanted: number): void {
    const next = Buffer.allocUnsafeSlow(Math.max(wanted, buffer.length * 2))
    buffer.copy(next, 0, 0, size)
    buffer = next
  }

  return {
    get lines() {
      return lines
    },
    get size() {
      return size
    },
    append(line) {
      // a UTF-16 unit is at most three bytes of UTF-8
      if (size + line.length * 3 > buffer.length) grow(size + line.length * 3)
      size += buffer.write(line, size)
      lines++
    },
    bytes: () => buffer.subarray(0, size),
    clear() {
      if (buffer.length > keptBytes) buffer = Buffer.allocUnsafeSlow(startBytes)
      size = 0
      lines = 0
    },
  }
}
