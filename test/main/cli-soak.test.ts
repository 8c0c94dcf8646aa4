// `syncscope soak` as somebody runs it: on the protocol as it is, and on one with a fault planted in it.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncscope } from '../support/command-line.ts'
import { plantCommandLine, type PlantedCommandLine } from '../support/planted-command-line.ts'
import type { Fault } from '../support/planting.ts'
import { protocolFaults } from '../support/protocol-faults.ts'

const planted = protocolFaults.find(({ title }) => title === 'a version is left out') as Fault

let folder: string
let faulty: PlantedCommandLine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-soak-'))
  faulty = await plantCommandLine(folder, planted)
  // bundles, where the sources are newer
  await syncscope(['list'])
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What is said but for how long it took. */
const timeless = (text: string): string => text.replace(/ in [\d.]+ s, \d+ a minute/, '')

describe('syncscope soak', () => {
  it('[CL21] ends with 0 where nothing failed, and says the same of the same seeds', async () => {
    const words = ['soak', '--runs', '12', '--seed', '5', '--scenario', 'mix', '--model', 'rebase']
    const { code, out, error } = await syncscope(words)
    expect([code, error]).toEqual([0, ''])
    expect(out).toMatch(/^scenario mix, model rebase, links none, seeds from 5, \d+ threads?\n/)
    expect(out).toMatch(/\n12 runs in [\d.]+ s, \d+ a minute, [1-9]\d* events, 0 failed; seeds from 5\n$/)
    expect(timeless((await syncscope(words)).out)).toBe(timeless(out))
  })

  it('[CL21] ends with 1 where something failed, and says which run, what, and a test of the fewest steps', async () => {
    const { code, out, error } = await faulty('soak', '--runs', '4', '--seed', '1', '--scenario', 'mix')
    expect([code, error]).toEqual([1, ''])
    const [, seed = ''] = /\n✗ scenario mix, model owner-only, seed (\d+): version is wrong\n/.exec(out) ?? []
    expect(Number(seed)).toBeGreaterThan(0)
    expect(out).toContain(`npx syncscope shrink --scenario mix --model owner-only --seed ${seed}\n`)
    expect(out).toContain(`it("mix, owner-only, seed ${seed}: version is wrong", async () => {`)
    expect(out).toMatch(/, [1-9] failed; seeds from 1\n$/)
  })

  it('[CL21] says each failure as it is found, before what came of all', async () => {
    const { out } = await faulty('soak', '--runs', '40', '--seed', '1', '--scenario', 'mix')
    const lines = out.split('\n')
    const last = lines.findLastIndex((line) => line.startsWith('✗ '))
    expect(lines[0]).toMatch(/^scenario mix/)
    expect(last).toBeGreaterThan(0)
    expect(last).toBeLessThan(lines.findIndex((line) => /^ +\d+ {2}\S/.test(line)))
  })

  it('[CL23] Ctrl+C ends it with what it came to so far', async () => {
    const child = spawn(process.execPath, ['scripts/syncscope.mjs', 'soak', '--minutes', '5', '--seed', '1'])
    let [out, error] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      // it has begun when it says what it plays
      if (out === '') child.kill('SIGINT')
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text))
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect([code, error]).toEqual([0, 'Ending with the runs that are under way. Ctrl+C again ends at once.\n'])
    expect(out).toMatch(/\n\d+ runs in [\d.]+ s, \d+ a minute, \d+ events, 0 failed; seeds from 1\n$/)
  })

  it('[CL21] says the same as JSON', async () => {
    const healthy = JSON.parse((await syncscope(['soak', '--runs', '3', '--seed', '7', '--json'])).out) as object
    expect(healthy).toMatchObject({ format: 'syncscope-soak', version: 1, firstSeed: 7, runs: 3, failures: [] })
    const { code, out } = await faulty('soak', '--runs', '1', '--seed', '1', '--scenario', 'mix', '--json')
    const { failures } = JSON.parse(out) as { readonly failures: readonly { readonly steps: readonly object[] }[] }
    expect([code, failures.length]).toEqual([1, 1])
    expect(failures[0]).toMatchObject({ scenario: 'mix', model: 'owner-only', seed: 1 })
    expect(failures[0]).toMatchObject({ problem: { kind: 'version is wrong' } })
    expect(failures[0]?.steps.length).toBeLessThanOrEqual(7)
  })

  it('[CL21] ends when its time is over', async () => {
    expect((await syncscope(['soak', '--minutes', '0.01', '--seed', '1'])).code).toBe(0)
  })

  it('[CL21] plays on links of a preset', async () => {
    const soaked = async (...words: readonly string[]): Promise<{ readonly events: number }> =>
      JSON.parse((await syncscope(['soak', '--runs', '3', '--seed', '2', '--json', ...words])).out) as {
        events: number
      }
    const [lossy, usual] = [await soaked('--preset', 'lossy'), await soaked()]
    expect(lossy).toMatchObject({ preset: 'lossy', runs: 3, failures: [] })
    expect(usual).toMatchObject({ preset: null, runs: 3, failures: [] })
    expect(lossy.events).not.toBe(usual.events)
  })

  it.each<[string, readonly string[], RegExp]>([
    ['both ends', ['--runs', '1', '--minutes', '1'], /Give --runs or --minutes, not both/],
    ['no runs', ['--runs', '0'], /--runs is a whole number from 1 to \d+, not "0"/],
    ['no time', ['--minutes', '0'], /--minutes is a number above 0, 10080 at most, not "0"/],
    ['a time that is none', ['--minutes', '1e3'], /--minutes is a number above 0/],
    ['a seed', ['--seed', 'x'], /--seed is a whole number from 0 to 4294967295/],
    ['seeds that end', ['--seed', '4294967295', '--runs', '2'], /The last of the seeds is beyond 4294967295/],
    ['a model', ['--model', 'x'], /no model "x"\. There are: owner-only/],
    ['a scenario', ['--scenario', 'x'], /no scenario "x"\. There are: .*mix/],
    ['an option', ['--hours', '1'], /soak has no "--hours"\. It has: --runs, --minutes/],
    ['an operand', ['mix'], /takes nothing but its options; given: "mix"/],
  ])('[CL21] wrong use ends with 64 and a sentence: %s', async (_, words, sentence) => {
    const { code, out, error } = await syncscope(['soak', ...words])
    expect([code, out]).toEqual([64, ''])
    expect(error).toMatch(sentence)
  })

  it('[CL21] is what npm run soak runs', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> }
    expect(scripts['soak']).toBe('node scripts/syncscope.mjs soak')
  })
})
