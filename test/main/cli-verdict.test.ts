// `syncscope verdict --junit` as a build server runs it, and the report by itself.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { junitText } from '../../main/cli-junit.ts'
import { syncscope } from '../support/command-line.ts'

type NewPage = new (
  text: string,
  options: { contentType: string },
) => { readonly window: { readonly document: Document } }

let folder: string
let Page: NewPage
beforeAll(async () => {
  // jsdom brings no types of its own
  Page = ((await import('jsdom' as string)) as { JSDOM: NewPage }).JSDOM
  folder = await mkdtemp(join(tmpdir(), 'cli-verdict-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function sessionOf(model: string): Promise<string> {
  const path = join(folder, `${model}.ndjson`)
  await syncscope(['run', '--scenario', 'both-at-once', '--model', model, '--seed', '3', '--out', path])
  return path
}

/** Strict: what is no XML is no report. */
function parsed(text: string) {
  const { document } = new Page(text, { contentType: 'application/xml' }).window
  const suite = document.querySelector('testsuites > testsuite')
  const numberOf = (name: string): number => Number(suite?.getAttribute(name))
  const cases = [...document.querySelectorAll('testsuite > testcase')]
  const withTag = (tag: string) => cases.filter((one) => one.querySelector(tag)).map((one) => one.getAttribute('name'))
  return { suite, cases, numberOf, withTag }
}

describe('syncscope verdict --junit', () => {
  it('[CL16] has a test case for convergence and one for each check, and ends as the copies do', async () => {
    const path = join(folder, 'report.xml')
    const good = await syncscope(['verdict', await sessionOf('owner-only'), '--junit', path])
    expect([good.code, good.error]).toEqual([0, ''])
    expect(good.out).toMatch(/^converged\n/)
    const one = parsed(await readFile(path, 'utf8'))
    expect(one.cases).toHaveLength(1 + checks.length)
    expect(['tests', 'failures', 'errors', 'skipped'].map(one.numberOf)).toEqual([1 + checks.length, 0, 0, 0])
    expect(one.suite?.getAttribute('name')).toBe('owner-only.ndjson')
    for (const { name } of checks)
      expect(one.cases.filter((each) => each.getAttribute('name')?.startsWith(`${name}: `))).toHaveLength(1)

    const bad = await syncscope(['verdict', await sessionOf('naive'), '--junit', path])
    expect(bad.code).toBe(1)
    const other = parsed(await readFile(path, 'utf8'))
    expect(other.withTag('failure')[0]).toMatch(/^convergence/)
    expect(other.numberOf('failures')).toBe(other.withTag('failure').length)
    expect(other.cases[0]?.querySelector('failure')?.getAttribute('message')).toContain('differ')
  })

  it('[CL16] what cannot be told is an error, and its checks are skipped', async () => {
    const text = await readFile(await sessionOf('naive'), 'utf8')
    const said = await syncscope(['verdict', '-', '--junit', '-'], text.split('\n').slice(0, 12).join('\n'))
    expect([said.code, said.error]).toEqual([2, expect.stringContaining('cut off')])
    const { withTag, suite } = parsed(said.out)
    expect(withTag('error')).toEqual([expect.stringMatching(/^convergence/)])
    expect(suite?.querySelector('system-err')?.textContent).toContain('cut off')
  })

  it('[CL16] a report that cannot be written ends with 74; two answers on standard output with 64', async () => {
    const session = await sessionOf('owner-only')
    const { code, error } = await syncscope(['verdict', session, '--junit', join(folder, 'none', 'x.xml')])
    expect([code, error]).toEqual([74, expect.stringContaining('ENOENT')])
    expect((await syncscope(['verdict', session, '--junit', '-', '--json'])).code).toBe(64)
    expect((await syncscope(['verdict', session, '--junit'])).error).toContain('--junit needs something after it')
  })

  it('[CL16] tells the first findings of a check and how many more, as text that is no markup', () => {
    const finding = {
      check: 'gap',
      title: 'Gap',
      object: 'comm://a/b',
      events: [3, 9],
      sentence: 'A "<b>" & \u0007 gap',
    } as const
    const text = junitText({
      ...{ name: 'a & b.ndjson', start: '2026-01-02T03:04:05.678Z', durationMs: 1500, notice: undefined },
      verdict: { state: 'converged', sentence: 'In step' },
      outcomes: [
        { check: 'gap', state: 'fail', count: 50 },
        { check: 'authority', state: 'unknown', count: 0 },
      ],
      findings: Array.from({ length: 50 }, () => finding),
      titleOf: (check) => check,
    })
    const { suite, cases, withTag } = parsed(text)
    expect([suite?.getAttribute('timestamp'), suite?.getAttribute('time')]).toEqual(['2026-01-02T03:04:05', '1.500'])
    expect(withTag('skipped')).toEqual(['authority: authority'])
    const lines = cases[1]?.querySelector('failure')?.textContent?.split('\n') ?? []
    expect(lines).toHaveLength(21)
    expect([lines[0], lines.at(-1)]).toEqual(['A "<b>" & \ufffd gap (events 3 and 9)', 'and 30 more'])
  })
})
