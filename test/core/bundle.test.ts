// A page that explains a session: what is put into it comes out, and nothing of it is markup.
import { expect, it } from 'vitest'
import { bundleText, isBundle, sessionIn } from '../../core/bundle.ts'
import { firstDifference } from '../../core/explained.ts'

async function* linesIn(text: string): AsyncGenerator<string> {
  yield* text.split('\n')
}

async function takenOut(text: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of sessionIn(linesIn(text))) lines.push(line)
  return lines
}

const nasty = ['{"a":"</script><script>alert(1)</script>"}', '{"b":"<!-- & \\u003c \\\\ <"}', '{"c":"</SCRIPT ]]>"}']
const page = (session: readonly string[]): string =>
  bundleText({
    title: '<b>"t" & \'u\'',
    sentences: ['</p><script>alert(2)</script>'],
    facts: [['<i>', '</td>']],
    chains: [{ title: '<h1>', steps: ['<img src=x onerror=alert(3)>'] }],
    picture: '<svg></svg>',
    test: '</pre><script>alert(4)</script>',
    session,
  })

it('[XB4] the session comes out as it went in, and nothing of it is markup', async () => {
  const text = page(nasty)
  expect(isBundle(text)).toBe(true)
  expect(await takenOut(text)).toEqual(nasty)
  expect(text.match(/<script/gi)).toHaveLength(1)
  expect(text.match(/<\/script/gi)).toHaveLength(1)
  for (const tag of ['<b>', '<i>', '<img', '</td></td>']) expect(text).not.toContain(tag)
  expect(text).toContain("default-src 'none'")
  expect(await takenOut(text.slice(0, text.indexOf('application/x-ndjson')))).toEqual([])
})

it('[XB2] the first place at which two values differ', () => {
  expect(firstDifference({ a: 1, b: [1, { c: 2 }] }, { a: 1, b: [1, { c: 3 }] })).toEqual(['b', 1, 'c'])
  expect(firstDifference({ a: 1 }, { a: 1, z: null })).toEqual(['z'])
  expect(firstDifference([1], { 0: 1 })).toEqual([])
  expect(firstDifference({ a: [] }, { a: [] })).toBeUndefined()
})
