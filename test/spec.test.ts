import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The ids that open a rule: `- **SY1** …`. */
const rulesOf = (text: string): string[] =>
  [...text.matchAll(/^- \*\*([A-Z]{2}\d+)\*\* /gm)].map((match) => match[1] as string)
/** The ids in the titles of tests: `it('[SY1] …`. */
const testedIn = (text: string): string[] =>
  [...text.matchAll(/['"`]\[([A-Z]{2}\d+)\] /g)].map((match) => match[1] as string)

const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(test|spec)\.ts$/.test(file),
)
const tested = new Set(files.flatMap((file) => testedIn(readFileSync(join('test', file), 'utf8'))))
const rules = rulesOf(readFileSync('core/SPEC.md', 'utf8'))

describe('core/SPEC.md', () => {
  it('has a test for every rule', () => {
    expect(rules.filter((rule) => !tested.has(rule))).toEqual([])
    expect(rules.length).toBeGreaterThan(40)
  })

  it('has a rule for every id in a test, and no id twice', () => {
    expect([...tested].filter((id) => !rules.includes(id))).toEqual([])
    expect(rules).toEqual([...new Set(rules)])
  })

  it('would find a rule without a test', () => {
    expect(rulesOf('- **XX1** A rule.\n- **XX2** Another.')).toEqual(['XX1', 'XX2'])
    // put together, or this file would itself be a test of that rule
    expect(testedIn(`it('${'[XX1]'} is tested', …)`)).toEqual(['XX1'])
  })
})
