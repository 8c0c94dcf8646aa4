/** Lines on their way to a file, as bytes in one buffer that grows and is used again. Knows nothing of files. */

export interface LineBuffer {
  /** How many lines have come since it was cleared. */
  readonly lines: number
  /** Their size in bytes: exact after `bytes`, before that the least that it can be. */
  readonly size: number
  append(line: string): void
  /** What it holds, until it is changed. */
  bytes(): Buffer
  clear(): void
}

/** What an idle buffer keeps for the next lines; one that grew beyond it is let go. */
const keptBytes = 4 * 1024 * 1024
const startBytes = 64 * 1024
/** So many characters become bytes together: one call for each line costs more than the line. */
const textCharacters = 16 * 1024

export function createLineBuffer(): LineBuffer {
  let buffer = Buffer.allocUnsafeSlow(startBytes)
  let text = ''
  /** The bytes that stand in the buffer, without the text. */
  let size = 0

  function grow(wanted: number): void {
    const next = Buffer.allocUnsafeSlow(Math.max(wanted, buffer.length * 2))
    buffer.copy(next, 0, 0, size)
    buffer = next
  }

  function takeText(): void {
    // a UTF-16 unit is at most three bytes of UTF-8
    if (size + text.length * 3 > buffer.length) grow(size + text.length * 3)
    size += buffer.write(text, size)
    text = ''
    all.size = size
  }

  // plain fields: an object with getters of its own is a dictionary to the engine
  const all: { -readonly [K in keyof LineBuffer]: LineBuffer[K] } = {
    lines: 0,
    size: 0,
    append(line) {
      text += line
      all.lines++
      all.size += line.length
      if (text.length >= textCharacters) takeText()
    },
    bytes() {
      if (text !== '') takeText()
      return buffer.subarray(0, size)
    },
    clear() {
      if (buffer.length > keptBytes) buffer = Buffer.allocUnsafeSlow(startBytes)
      text = ''
      size = 0
      all.size = 0
      all.lines = 0
    },
  }
  return all
}
