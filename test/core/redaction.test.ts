import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../core/event.ts'
import { createRedactor, parseRedaction, parseRedactions, RedactionError } from '../../core/redaction.ts'
import { createPair } from '../support/world.ts'

const rules = (...lines: readonly string[]) => parseRedactions(lines.join('\n'))

/** What a redactor makes of a session in which Alice writes to an object. */
async function redacted(
  lines: readonly string[],
  write: (data: { [key: string]: unknown; list: unknown[]; person: { [key: string]: unknown } }) => void,
): Promise<{ before: string; after: string; events: readonly SessionEvent[] }> {
  const value = { title: 'plain', secret: 'sesame', list: [], person: { phone: '555-1234', age: 47, ok: true } }
  const { world, alice } = await createPair({ value })
  write(alice.object('todo').data as never)
  await world.settle()
  const redact = createRedactor(rules(...lines), 'salt')
  const after = world.lines.map(redact)
  return {
    before: world.lines.join(''),
    after: after.join(''),
    events: after.map((line) => JSON.parse(line) as SessionEvent),
  }
}

describe('redaction', () => {
  it('[RD1] what stands at a path of a rule, or beneath it, is in no line that is written', async () => {
    const { before, after } = await redacted(['/secret', '/person/*', '/list/*/key'], (data) => {
      data['secret'] = 'swordfish'
      data.person['phone'] = '555-9876'
      data.list.push({ key: 'hush-1', label: 'shown' }, { key: 'hush-2' })
      data.list.shift()
      data['person'] = { phone: '555-0000', nested: { deep: 'whisper' } }
    })
    const hidden = ['sesame', 'swordfish', '555-1234', '555-9876', '555-0000', 'hush-1', 'hush-2', 'whisper']
    for (const word of hidden) {
      expect(before).toContain(word)
      expect(after).not.toContain(word)
    }
    for (const word of ['plain', 'shown']) expect(after).toContain(word)
  })

  it('[RD1] a value keeps its type, and a text its length', async () => {
    const { events } = await redacted(['/person'], () => undefined)
    const created = events.find((event) => event.kind === 'sent' && event.message.type === 'create')
    expect(JSON.stringify(created)).toContain('"person":{"phone":"xxxxxxxx","age":0,"ok":false}')
  })

  it('[RD1] in a list a number stands for any element, as elements move', async () => {
    const { after } = await redacted(['/list/0'], (data) => {
      data.list.push('first-secret')
      data.list.unshift('other')
      data.list.push('third')
    })
    for (const word of ['first-secret', 'other', 'third']) expect(after).not.toContain(word)
  })

  it('[RD1] a text that is written in pieces is hidden piece by piece', async () => {
    const line = (text: string): string =>
      `{"n":1,"at":0,"kind":"ended","of":1,"to":"hyperty://local/bob","hops":{},"effect":"applied","made":[[["notes"],2,0,${JSON.stringify(text)}],[["other"],0,0,"seen"]]}\n`
    const redact = createRedactor(rules('/notes'), 'salt')
    expect(redact(line('secret'))).toContain('[["notes"],2,0,"xxxxxx"],[["other"],0,0,"seen"]')
  })

  it('[RD2] a word that is like a pattern is in no line, in values, remarks and reasons', async () => {
    const { before, after } = await redacted(['*@*', 'sk-*', '####-####'], (data) => {
      data['title'] = 'write to bob@example.org, not to bob'
      data['key'] = 'sk-abc'
      data['card'] = ['1234-5678', '1234-567']
    })
    for (const word of ['bob@example.org,', 'sk-abc', '1234-5678']) {
      expect(before).toContain(word)
      expect(after).not.toContain(word)
    }
    expect(after).toContain('write to xxxxxxxxxxxxxxxx not to bob')
    expect(after).toContain('1234-567"')
    const note = `{"n":1,"at":0,"kind":"note","text":"a@b said"}\n`
    expect(createRedactor(rules('*@*'), '')(note)).toContain('"xxx said"')
  })

  it('[RD2] a pattern with many stars is compared in bounded time', () => {
    const word = 'a'.repeat(50_000)
    const line = `{"n":1,"at":0,"kind":"note","text":"${word}"}\n`
    expect(createRedactor(rules('*a*a*a*a*a*a*b'), '')(line)).toContain(word)
  })

  it('[RD3] without rules a line is the very line', () => {
    const line = '{"n":1,"at":0.10,"kind":"note","text":"as it is"}\n'
    expect(createRedactor([], 'salt')(line)).toBe(line)
  })

  it('[RD3] copies that agreed agree, and those that did not do not, also in what is hidden', () => {
    const state = (n: number, who: string, hash: string): string =>
      `{"n":${n},"at":0,"kind":"state","who":"hyperty://local/${who}","object":"comm://local/todo","version":1,"hash":"${hash}"}\n`
    const redact = createRedactor(rules('/secret'), 'salt')
    const hashes = [state(1, 'alice', 'aaaa'), state(2, 'bob', 'aaaa'), state(3, 'carol', 'bbbb')].map(
      (line) => (JSON.parse(redact(line)) as { hash: string }).hash,
    )
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[0]).not.toBe(hashes[2])
    expect(hashes).not.toContain('aaaa')
  })

  it.each([
    ['', /Write a path/],
    ['two words', /no blanks/],
    ['*', /every word/],
    ['x'.repeat(201), /at most 200 characters/],
    ['/a*b*c*d*e*f*g*h*i*', /at most 8 stars/],
  ])('[RD4] %j is refused with what to do', (text, reason) => {
    expect(() => parseRedaction(text)).toThrow(RedactionError)
    expect(() => parseRedaction(text)).toThrow(reason)
  })

  it('[RD4] a path that hides everything is a rule, and more than 50 rules are refused', async () => {
    const { after } = await redacted(['/**'], (data) => (data['title'] = 'nothing of it'))
    for (const word of ['nothing of it', 'plain', 'sesame']) expect(after).not.toContain(word)
    expect(() => parseRedactions('/a\n'.repeat(51))).toThrow(/At most 50 rules/)
    expect(parseRedactions('\n /a \n\n')).toEqual([{ kind: 'path', pattern: '/a' }])
  })
})
