/** UTF-8, for tables of core. */
import type { TextCodec } from '../core/column.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const textCodec: TextCodec = {
  encode: (text) => encoder.encode(text),
  decode: (bytes) => decoder.decode(bytes),
}
