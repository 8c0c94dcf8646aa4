// `syncscope shrink` as somebody runs it: on the protocol as it is, and on one with a fault planted in it.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncscope } from '../support/command-line.ts'
import { plantCommandLine, type PlantedCommandLine } from '../support/planted-command-line.ts'
import type { Fault } from '../support/planting.ts'
import { protocolFaults } from '../support/protocol-faults.ts'

const planted = protocolFaults.find(({ title }) => title === 'a version is left out') as Fault
const failing = ['--scenario', 'mix', '--model', 'owner-only', '--seed', '1'] as const

let folder: string
let faulty: PlantedCommandLine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-shrink-'))
  faulty = await plantCommandLine(folder, planted)
  // bundles, where the sources are newer
  await syncscope(['list'])
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('syncscope shrink', () => {
  it('[CL22] says so and ends with 0 where nothing fails, and writes no file', async () => {
    const path = join(folder, 'nothing.test.ts')
    const { code, out, error } = await syncscope(['shrink', ...failing, '--out', path])
    expect([code, error]).toEqual([0, ''])
    expect(out).toBe('scenario mix, model owner-only, seed 1: nothing failed, so that there is nothing to shrink\n')
    await expect(readFile(path)).rejects.toThrow('ENOENT')
    const said = JSON.parse((await syncscope(['shrink', ...failing, '--json'])).out) as object
    expect(said).toMatchObject({ format: 'syncscope-shrink', version: 1, seed: 1, preset: null, failure: null })
  })

  it("[CL22] prints the soak's own test alone, ends with 1, and says beside it what fails", async () => {
    const { code, out, error } = await faulty('shrink', ...failing)
    expect(code).toBe(1)
    expect(error).toMatch(/^scenario mix, model owner-only, seed 1: version is wrong, with [1-7] steps?\n {2}\S/)
    expect(out).toMatch(/^import \{ expect, it \} from 'vitest'\n/)
    const soaked = await faulty('soak', '--runs', '1', ...failing)
    expect(soaked.out).toContain(`\n${out}`)
  })

  it('[CL22] plays on the links of the soak, those of seeds whose frames cross as text too', async () => {
    const words = ['--scenario', 'mix', '--model', 'owner-only', '--seed', '4', '--preset', 'lossy'] as const
    const { code, out } = await faulty('shrink', ...words)
    expect(code).toBe(1)
    expect(out).toMatch(/conditions: \{ links: \[.*lossPercent.*frames: 'text' \}/)
    expect((await faulty('soak', '--runs', '1', ...words)).out).toContain(`\n${out}`)
  })

  it('[CL22] keeps the test in a file, and says it as JSON', async () => {
    const path = join(folder, 'fails.test.ts')
    const { code, out, error } = await faulty('shrink', ...failing, '--out', path)
    expect([code, error]).toEqual([1, ''])
    expect(out).toContain(`\n  the test is in ${path}\n`)
    const test = await readFile(path, 'utf8')
    const said = JSON.parse((await faulty('shrink', ...failing, '--json')).out) as object
    expect(said).toMatchObject({ failure: { problem: { kind: 'version is wrong' }, test } })
    const refused = await faulty('shrink', ...failing, '--out', join(folder, 'nowhere', 'fails.test.ts'))
    expect([refused.code, refused.out]).toEqual([74, ''])
    expect(refused.error).toMatch(/fails\.test\.ts cannot be written: ENOENT/)
  })

  it.each<[string, readonly string[], RegExp]>([
    ['no scenario', failing.slice(2), /Which scenario\? Say --scenario\./],
    ['no model', [...failing.slice(0, 2), ...failing.slice(4)], /Which model\? Say --model\./],
    ['no seed', failing.slice(0, 4), /Which seed\? Say --seed\./],
    ['a seed', [...failing.slice(0, 5), 'x'], /--seed is a whole number from 0 to 4294967295/],
    ['a model', ['--model', 'x'], /no model "x"\. There are: owner-only/],
    ['an option', ['--runs', '1'], /shrink has no "--runs"\. It has: --scenario/],
  ])('[CL22] wrong use ends with 64, a sentence and an example: %s', async (_, words, sentence) => {
    const { code, out, error } = await syncscope(['shrink', ...words])
    expect([code, out]).toEqual([64, ''])
    expect(error).toMatch(sentence)
    expect(error).toContain('npx syncscope')
  })
})
