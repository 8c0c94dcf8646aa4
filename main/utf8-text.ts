/** Text as UTF-8, for the tables of core. */
import type { TextCodec } from '../core/column.ts'

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]

export const utf8Text: TextCodec = {
  encode: (text) => encoder.encode(text),
  decode: (bytes) => decoder.decode(bytes),
}
