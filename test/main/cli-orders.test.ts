// What the command line does with recorded sessions: a process of its own, its output, its exit code.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncscope, type Said } from '../support/command-line.ts'

const run = (...words: readonly string[]): Promise<Said> => syncscope(words)

let folder: string
let session: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-orders-'))
  session = join(folder, 'naive.ndjson')
  await run('run', '--scenario', 'both-at-once', '--model', 'naive', '--seed', '3', '--out', session)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('syncscope orders', () => {
  it('[CL9] says of what was written at once how each copy can end, and ends as they do', async () => {
    const naive = await run('orders', '--session', session)
    expect([naive.code, naive.error]).toEqual([1, ''])
    expect(naive.out).toContain(
      'todo under naive: 2 writes at the same time\nCopies differ: they can end with 2 values.',
    )
    expect(naive.out).toMatch(/at alice: 1 order, 3 states\n +X differs/)
    const other = await run('orders', '--session', session, '--model', 'last-writer-wins')
    expect([other.code, other.out.includes('Every order ends with the same value.')]).toEqual([0, true])
    const nothing = await run('orders', '--scenario', 'phases')
    expect([nothing.code, nothing.out]).toEqual([2, 'Nothing was written at the same time by two or more.\n'])
  })

  it('[CL9] takes the writes that are named, and says as JSON what there is', async () => {
    const { out } = await run('orders', '--session', session, '--json')
    const said = JSON.parse(out) as { format: string; version: number; groups: { writes: { event: number }[] }[] }
    expect(said).toMatchObject({ format: 'syncscope-orders', version: 1 })
    const events = said.groups[0]?.writes.map(({ event }) => event) ?? []
    const named = await run('orders', '--session', session, '--events', events.join(), '--overtaken', '--json')
    expect(JSON.parse(named.out)).toEqual(said)
    const wrong = await run('orders', '--session', session, '--events', `1,${events[0]}`)
    expect([wrong.code, wrong.out]).toEqual([64, ''])
    expect(wrong.error).toContain('Event 1 is no write that was delivered.')
  })
})

describe('syncscope compare --session', () => {
  it('[CL10] [CL9] takes a session from standard input', async () => {
    const text = await readFile(session, 'utf8')
    const named = await run('orders', '--session', session)
    expect(await syncscope(['orders', '--session', '-'], text)).toEqual(named)
    const compared = await syncscope(['compare', '--session', '-', '--models', 'naive', '--json'], text)
    expect([compared.code, JSON.parse(compared.out)]).toMatchObject([1, { scenario: 'standard input' }])
    const none = await syncscope(['orders', '--session', '-'], 'hello')
    expect([none.code, none.out]).toEqual([65, ''])
  })

  it('[CL10] plays what was done in a session under each model, by its seed', async () => {
    const { code, out, error } = await run('compare', '--session', session, '--json')
    expect([code, error]).toEqual([1, ''])
    const { scenario, runs } = JSON.parse(out) as {
      scenario: string
      runs: { model: string; seed: number; verdict: string }[]
    }
    expect(scenario).toBe('naive.ndjson')
    expect(runs.map(({ model, verdict }) => `${model} ${verdict}`)).toEqual([
      'owner-only converged',
      'naive diverged',
      'last-writer-wins converged',
      'rebase converged',
      'crdt converged',
    ])
    expect(new Set(runs.map(({ seed }) => seed))).toEqual(new Set([3]))
  })

  it('[CL10] a file that is no session, or cut off before anybody wrote, is refused with a sentence', async () => {
    const files: readonly (readonly [string, string, string])[] = [
      ['none.ndjson', 'hello\n', 'This is not a session file'],
      ['empty.ndjson', '', 'none'],
      [
        'header.ndjson',
        '{"format":"syncscope-session","version":1}\n',
        'header.ndjson has a header that says too little',
      ],
      ['short.ndjson', (await readFile(session, 'utf8')).split('\n').slice(0, 4).join('\n'), 'Nobody wrote anything'],
    ]
    for (const [name, text, sentence] of files) {
      await writeFile(join(folder, name), text)
      const { code, out, error } = await run('compare', '--session', join(folder, name))
      expect([code, out], name).toEqual([65, ''])
      expect(error).toContain(name === 'empty.ndjson' ? 'empty.ndjson is empty' : sentence)
    }
    const both = await run('compare', '--session', session, '--scenario', 'burst')
    expect(both.error).toContain('Give --scenario or --session, not both.')
    const gone = await run('compare', '--session', join(folder, 'gone.ndjson'))
    expect([gone.code, gone.error.includes('There is no file gone.ndjson')]).toEqual([65, true])
  })
})
