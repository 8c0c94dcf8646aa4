// The command line as somebody runs it: a process of its own, its output, its exit code.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { endingOf, play, type Ending } from '../../core/compare.ts'
import { linkPresets } from '../../core/link-presets.ts'
import { models } from '../../core/models/index.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { measures } from '../../core/scoreboard.ts'
import { tableOf } from '../../main/cli-text.ts'
import { surveySession, noticeOf, partsOf } from '../../main/session-reading.ts'
import { syncscope, type Said } from '../support/command-line.ts'

const run = (...words: readonly string[]): Promise<Said> => syncscope(words)

const json = async (...words: readonly string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await run(...words, '--json')).out) as Record<string, unknown>

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'))
  // bundles, where the sources are newer
  await run('list')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

/** A run that is known to end so. */
async function runThatIs(wanted: Ending): Promise<readonly string[]> {
  for (let seed = 1; seed <= 40; seed++) {
    for (const model of models) {
      for (const scenario of scenarios) {
        const { score } = await play({ scenario, checks }, model, seed)
        if (endingOf(score) === wanted)
          return ['--scenario', scenario.name, '--model', model.name, '--seed', String(seed)]
      }
    }
  }
  throw new Error(`no run is ${wanted}`)
}

describe('syncscope', () => {
  it("[CL1] run plays the seed's question and says what came of it", async () => {
    const { code, out, error } = await run('run', '--scenario', 'both-at-once', '--model', 'owner-only', '--seed', '1')
    expect([code, error]).toEqual([0, ''])
    expect(out).toMatch(/^both-at-once under owner-only, seed 1: converged\n/)
    expect(out).toMatch(/^ {2}turned back +1 {2}events \d+ and \d+$/m)
    for (const { title } of measures) expect(out).toContain(`\n  ${title} `)
  })

  it('[CL1] the same words say the same, and another seed something else', async () => {
    const words = ['run', '--scenario', 'burst', '--preset', 'lossy', '--seed']
    const [one, again, other] = await Promise.all([run(...words, '4'), run(...words, '4'), run(...words, '5')])
    expect(again).toEqual(one)
    expect(other.out).not.toBe(one.out)
  })

  it.each<[Ending, number]>([
    ['converged', 0],
    ['diverged', 1],
    ['unknown', 2],
  ])('[CL2] ends as the copies do: %s with %i', async (ending, code) => {
    const words = await runThatIs(ending)
    const said = await run('run', ...words)
    expect([said.code, said.error]).toEqual([code, ''])
    expect(said.out).toContain(`: ${ending}\n`)
  })

  it.each<[string, readonly string[], RegExp]>([
    ['a scenario', ['run', '--scenario', 'nope'], /no scenario "nope"\. There are: .*both-at-once/],
    ['no scenario', ['run'], /Which scenario\? .*both-at-once/],
    ['a model', ['run', '--scenario', 'burst', '--model', 'x'], /no model "x"\. There are: owner-only/],
    ['one of several', ['compare', '--scenario', 'burst', '--models', 'owner-only,x'], /no model "x"/],
    ['a model twice', ['compare', '--scenario', 'burst', '--models', 'owner-only,owner-only'], /owner-only twice/],
    ['a preset', ['run', '--scenario', 'burst', '--preset', 'x'], /no preset "x"\. There are: .*lossy/],
    ['a seed', ['run', '--scenario', 'burst', '--seed', '-1'], /--seed is a whole number from 0 to \d+, not "-1"/],
    ['a part of a seed', ['run', '--scenario', 'burst', '--seed', '1.5'], /--seed is a whole number/],
    ['no seeds', ['compare', '--scenario', 'burst', '--seeds', '0'], /--seeds is a whole number from 1/],
    ['an option', ['run', '--scenario', 'burst', '--models', 'x'], /run has no "--models"\. It has: --scenario/],
    ['a word', ['list', 'more'], /list has no "more"/],
    ['nothing after it', ['run', '--scenario'], /--scenario needs something after it/],
    ['twice', ['run', '--scenario', 'burst', '--scenario', 'chat'], /--scenario is given twice/],
    ['a command', ['play'], /no command "play"\. There are: list, run, record, compare/],
  ])('[CL3] says what is wrong with %s, and what would be right', async (_, words, sentence) => {
    const { code, out, error } = await run(...words)
    expect([code, out]).toEqual([64, ''])
    expect(error).toMatch(sentence)
    expect(error).toContain('npx syncscope --help')
  })

  it('[CL3] --help has examples, which work', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    const examples = [...out.matchAll(/^ {2}npx syncscope ((?:run|compare) --scenario [a-z].*)$/gm)]
    expect(examples.length).toBeGreaterThan(2)
    for (const [, example = ''] of examples) {
      const words = example.replace('session.ndjson', join(folder, 'example.ndjson')).split(' ')
      expect((await run(...words)).code, example).toBeLessThan(3)
    }
    expect((await run()).out).toBe(out)
    expect((await run('run', '--help')).out).toMatch(/^Plays a scenario[^]*\nExamples\n/)
  })

  it('[CL4] list names all scenarios, models and presets', async () => {
    const { out } = await run('list')
    for (const { name, text } of [...scenarios, ...models, ...linkPresets]) {
      expect(out).toMatch(new RegExp(`^ {2}${name} +${text.replace(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)}$`, 'm'))
    }
    expect(Object.keys(await json('list'))).toEqual(['format', 'version', 'scenarios', 'models', 'presets'])
  })

  it('[CL5] orders for links are read from a file', async () => {
    const slow = await fileWith('slow.json', '[{ "conditions": { "latencyMs": 300 }, "seed": 1 }]')
    const words = ['run', '--scenario', 'both-at-once', '--seed', '1']
    const [as, with300] = [await json(...words), await json(...words, '--conditions', slow)]
    expect(with300['timeToConvergeMs']).not.toBe(as['timeToConvergeMs'])
    expect(with300['links']).toMatchObject([{ conditions: { latencyMs: 300, lossPercent: 0 }, seed: 1 }])
  })

  it.each<[string, string | undefined, RegExp]>([
    ['is not there', undefined, /cannot be read/],
    ['is not JSON', '{', /is not JSON/],
    ['is no order', '"x"', /An order for a link is an object/],
    ['has an unknown knob', '{ "conditions": { "speed": 1 }, "seed": 1 }', /A link has no "speed"/],
    [
      'is beyond a bound',
      '[{ "conditions": {}, "seed": 1 }, { "conditions": { "latencyMs": -1 }, "seed": 1 }]',
      /Order 2: /,
    ],
  ])('[CL5] a file that %s is named, with what is wrong', async (title, text, sentence) => {
    const name = `${title.replaceAll(' ', '-')}.json`
    const path = text === undefined ? join(folder, name) : await fileWith(name, text)
    const { code, out, error } = await run('run', '--scenario', 'phases', '--conditions', path)
    expect([code, out]).toEqual([64, ''])
    expect(error).toMatch(sentence)
    expect(error).toContain(name)
  })

  it('[CL5] a preset and a file are too much', async () => {
    const path = await fileWith('any.json', '[]')
    const { code, error } = await run('run', '--scenario', 'phases', '--conditions', path, '--preset', 'lossy')
    expect([code, error]).toEqual([64, expect.stringContaining('not both')])
  })

  it('[CL6] --out keeps a session that opens, and its numbers are those that were said', async () => {
    const path = join(folder, 'kept.ndjson')
    const said = await json('run', '--scenario', 'both-at-once', '--seed', '1', '--out', path)
    const survey = await surveySession(path)
    expect(noticeOf(survey)).toBeUndefined()
    expect(survey).toMatchObject({ events: said['events'], ended: true, unsealed: 0 })
    expect(survey.header).toMatchObject({ app: 'simulator', seed: 1, models: ['owner-only'] })
    const [[sent = 0, ended = 0] = []] = (said['proofs'] as Record<string, number[][]>)['turnedBack'] ?? []
    for await (const part of partsOf(path)) {
      if (part.kind === 'footer') expect(part.footer.verdict).toBe(said['verdict'])
      if (part.kind !== 'event') continue
      if (part.event.n === sent) expect(part.event).toMatchObject({ kind: 'sent', message: { type: 'update' } })
      if (part.event.n === ended)
        expect(part.event).toMatchObject({ of: sent, effect: 'refused', decision: { code: 409 } })
    }
    const bytes = await readFile(path)
    await run('run', '--scenario', 'both-at-once', '--seed', '1', '--out', path)
    expect((await readFile(path)).equals(bytes)).toBe(true)
  })

  it('[CL6] a file that cannot be written ends with 74', async () => {
    const { code, error } = await run(
      'run',
      '--scenario',
      'phases',
      '--out',
      join(folder, 'no', 'such', 'folder.ndjson'),
    )
    expect([code, error]).toEqual([74, expect.stringContaining('cannot be written')])
  })

  it('[CL7] what it says as JSON keeps its shape', async () => {
    const numbers = [
      'edits',
      'messages',
      'bytes',
      'refused',
      'turnedBack',
      'overwrittenUnseen',
      'lostEdits',
      'anomalies',
    ]
    const ends = ['convergedAtMs', 'timeToConvergeMs', 'events', 'isPartial']
    const counts = ['model', 'seed', 'verdict', 'sentence', ...numbers, ...ends]
    const one = await json('run', '--scenario', 'both-at-once')
    expect(one).toMatchObject({ format: 'syncscope-run', version: 1, scenario: 'both-at-once', seed: 1, edits: 3 })
    expect(Object.keys(one)).toEqual(['format', 'version', 'scenario', 'links', ...counts, 'checks', 'proofs'])
    expect(Object.keys(one['proofs'] as object)).toEqual([...numbers, 'timeToConvergeMs'])
    const all = await json('compare', '--scenario', 'both-at-once', '--seed', '5', '--seeds', '2')
    expect(all).toMatchObject({ format: 'syncscope-comparison', version: 1, scenario: 'both-at-once', links: [] })
    expect(Object.keys(all)).toEqual(['format', 'version', 'scenario', 'links', 'runs'])
    const runs = all['runs'] as readonly Record<string, unknown>[]
    for (const each of runs) expect(Object.keys(each)).toEqual(counts)
    const pairs = [5, 6].flatMap((seed) => models.map(({ name }) => [seed, name]))
    expect(runs.map(({ seed, model }) => [seed, model])).toEqual(pairs)
    const single = await json('run', '--scenario', 'both-at-once', '--seed', '6')
    expect(runs.find(({ seed, model }) => seed === 6 && model === single['model'])).toMatchObject({
      bytes: single['bytes'],
    })
  })

  it('[CL8] compare sets models side by side, and names the seeds that diverged', async () => {
    const { out } = await run('compare', '--scenario', 'both-at-once', '--seed', '1')
    const [head, , names = '', verdicts = ''] = out.split('\n')
    expect(head).toBe('both-at-once, seed 1')
    expect(names.trim().split(/ {2,}/)).toEqual(models.map(({ name }) => name))
    expect(verdicts.trim().split(/ {2,}/)).toHaveLength(models.length + 1)
    const many = await run('compare', '--scenario', 'mix', '--models', 'owner-only', '--seeds', '12')
    const strip = /^ {2}owner-only {2}([·X?]{12})/m.exec(many.out)?.[1] ?? ''
    const { runs } = (await json(
      'compare',
      '--scenario',
      'mix',
      '--models',
      'owner-only',
      '--seeds',
      '12',
    )) as unknown as {
      runs: readonly { verdict: Ending; seed: number }[]
    }
    expect([...strip].map((sign) => ({ '·': 'converged', X: 'diverged', '?': 'unknown' })[sign])).toEqual(
      runs.map(({ verdict }) => verdict),
    )
    const first = runs.find(({ verdict }) => verdict === 'diverged')
    if (first) expect(many.out).toContain(`first diverged at seed ${first.seed}`)
    expect(many.code).toBe(first ? 1 : runs.some(({ verdict }) => verdict === 'unknown') ? 2 : 0)
  })

  it('[CL8] the columns of a table stand one above the other', () => {
    expect(
      tableOf([
        ['', 'a', 'long name'],
        ['row', '1,000', '2'],
        ['a long row', '3', ''],
      ]),
    ).toBe(['                  a  long name', '  row         1,000          2', '  a long row      3'].join('\n'))
  })
})
