/** Texts kept as bytes in chunks: what is read again is what was kept, wherever it lies and however it became bytes. */
import { describe, expect, it } from 'vitest'
import { createTextStore, type TextCodec } from '../../core/column.ts'
import { utf8 } from '../support/columns.ts'

const encoder = new TextEncoder()
const texts = ['', 'plain', 'größer', '漢字仮名交じり文', '👩‍👩‍👧 in step', 'x'.repeat(70), 'ends', '漢'.repeat(21), 'last']
let direct = 0
const intoPlace: TextCodec = {
  ...utf8,
  encodeInto(text, into) {
    const { read, written } = encoder.encodeInto(text, into)
    expect(read).toBe(text.length)
    direct++
    return written
  },
}

function kept(codec: TextCodec, chunkBytes: number) {
  const store = createTextStore(codec, chunkBytes)
  const places = Array.from({ length: 40 }, (_, round) => texts[(round * 7) % texts.length] as string).map((text) => {
    const at = store.length
    return { text, at, length: store.add(text) }
  })
  return { places, read: places.map(({ at, length }) => store.textAt(at, length)), bytes: store.length }
}

describe('the text store', () => {
  it.each([16, 64, 100, 4096])('gives every text again, in chunks of %i bytes', (chunkBytes) => {
    direct = 0
    const copied = kept(utf8, chunkBytes)
    const written = kept(intoPlace, chunkBytes)
    expect(copied.read).toEqual(copied.places.map(({ text }) => text))
    expect(written).toEqual(copied)
    expect(direct).toBeGreaterThan(0)
  })
})
