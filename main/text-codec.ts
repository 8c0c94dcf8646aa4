/** UTF-8, for tables of core. */
import type { TextCodec } from '../core/column.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const textCodec: TextCodec = {
  encode: (text) => encoder.encode(text),
  encodeInto: (text, into) => encoder.encodeInto(text, into).written,
  decode: (bytes) => decoder.decode(bytes),
}
