/**
 * One column of numbers, and a store of bytes beside it, both in chunks that are never copied when they grow.
 * Know nothing of what they hold.
 */

type Numbers = Float64Array | Uint32Array | Uint16Array | Uint8Array

/** Rows of a chunk. */
export const chunkRows = 65_536

export interface Column {
  get(row: number): number
  set(row: number, value: number): void
}

/** A column of one kind of number; what was never set is `initial`. */
export function createColumn(make: (length: number) => Numbers, initial = 0): Column {
  const chunks: Numbers[] = []
  return {
    get: (row) => chunks[row >>> 16]?.[row & 0xffff] ?? initial,
    set(row, value) {
      const index = row >>> 16
      while (chunks.length <= index) {
        const chunk = make(chunkRows)
        if (initial !== 0) chunk.fill(initial)
        chunks.push(chunk)
      }
      const chunk = chunks[index] as Numbers
      chunk[row & 0xffff] = value
    },
  }
}

export const float64 = (length: number): Numbers => new Float64Array(length)
export const uint32 = (length: number): Numbers => new Uint32Array(length)
export const uint16 = (length: number): Numbers => new Uint16Array(length)
export const uint8 = (length: number): Numbers => new Uint8Array(length)

/** How text becomes bytes and back; UTF-8 in the application. */
export interface TextCodec {
  encode(text: string): Uint8Array
  /** Writes the bytes of a text into a place that is large enough, and gives how many; where it can, nothing is copied. */
  encodeInto?(text: string, into: Uint8Array): number
  decode(bytes: Uint8Array): string
}

export interface TextStore {
  /** Bytes held. */
  readonly length: number
  /** Keeps a text; gives its length in bytes. It begins at what `length` was before. */
  add(text: string): number
  textAt(offset: number, length: number): string
}

/** Texts one after the other in chunks of `chunkBytes`; a text may lie across chunks. */
export function createTextStore(codec: TextCodec, chunkBytes = 4 * 1024 * 1024): TextStore {
  const chunks: Uint8Array[] = []
  let end = 0
  return {
    get length() {
      return end
    },
    add(text) {
      const used = end % chunkBytes
      const chunk = used === 0 ? undefined : chunks.at(-1)
      // a UTF-16 unit is at most three bytes of UTF-8
      if (codec.encodeInto && chunk && chunkBytes - used >= text.length * 3) {
        const length = codec.encodeInto(text, chunk.subarray(used))
        end += length
        return length
      }
      const bytes = codec.encode(text)
      for (let taken = 0; taken < bytes.length;) {
        const place = end % chunkBytes
        if (place === 0) chunks.push(new Uint8Array(chunkBytes))
        const part = bytes.subarray(taken, taken + chunkBytes - place)
        chunks.at(-1)?.set(part, place)
        taken += part.length
        end += part.length
      }
      return bytes.length
    },
    textAt(offset, length) {
      const bytes = new Uint8Array(length)
      for (let taken = 0; taken < length;) {
        const at = offset + taken
        const place = at % chunkBytes
        const part = (chunks[Math.floor(at / chunkBytes)] as Uint8Array).subarray(place, place + length - taken)
        bytes.set(part, taken)
        taken += part.length
      }
      return codec.decode(bytes)
    },
  }
}
