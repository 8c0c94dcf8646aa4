import { expect, it } from 'vitest'
import { createLineBuffer } from '../../main/line-buffer.ts'

it('holds lines as bytes, however many, and begins anew when cleared', () => {
  const buffer = createLineBuffer()
  const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index} äöü 語 😀 ${'x'.repeat(index % 700)}\n`)
  for (let round = 0; round < 2; round++) {
    for (const line of lines) buffer.append(line)
    expect(buffer.lines).toBe(lines.length)
    expect(buffer.bytes().toString('utf8')).toBe(lines.join(''))
    expect(buffer.size).toBe(Buffer.byteLength(lines.join('')))
    buffer.clear()
    expect(buffer.size).toBe(0)
  }
})
