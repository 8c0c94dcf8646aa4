import { describe, expect, it } from 'vitest'
import { objectUrl } from '../../core/message.ts'
import { usualSize, stepsOf } from '../../core/scenario.ts'
import { parseScenario, ScenarioError, scenarioLimits } from '../../core/scenario-guard.ts'
import { scriptOf } from '../../core/scenario-script.ts'
import * as words from '../../core/opening.ts'
import { childUrl, hypertyUrl } from '../../core/message.ts'
import { scenarios } from '../../core/scenarios/index.ts'

const join = { at: 0, who: 'Alice', do: 'join' }
const edit = { at: 5, who: 'Alice', do: 'edit', object: objectUrl('todo') }

function problemOf(...steps: readonly unknown[]): string {
  try {
    parseScenario({ steps })
  } catch (error) {
    if (error instanceof ScenarioError) return error.message
    throw error
  }
  return ''
}

describe('a scenario from outside', () => {
  it.each(scenarios)('[SC4] $name is taken as it is', (scenario) => {
    const steps = stepsOf(scenario, 1)
    const given: unknown = JSON.parse(JSON.stringify({ text: scenario.text, steps }))
    expect(parseScenario(given)).toEqual({ text: scenario.text, steps })
  })

  it.each([
    ['it is no object', 5],
    ['"at" is its moment', { ...join, at: -1 }],
    ['"at" is its moment', { ...join, at: Number.NaN }],
    ['"at" is its moment', { ...join, at: scenarioLimits.spanMs + 1 }],
    ['"do" is "fly"', { ...join, do: 'fly' }],
    ['"do" is "constructor"', { ...join, do: 'constructor' }],
    ['"who" is missing', { at: 0, do: 'join' }],
    ['A name is made of', { ...join, who: '../Alice' }],
    ['"speed" is no part of join. It takes: at, do, who', { ...join, speed: 3 }],
    ['"delayMs" is 20000', { at: 0, do: 'delay', delayMs: 20_000 }],
    ['"style" is "loud"', { at: 0, do: 'note', text: 'x', style: 'loud' }],
    ['"value" is 3', { at: 0, who: 'Alice', do: 'create', name: 'todo', value: 3 }],
    ['"edit" is missing', edit],
    ['the kind of its edit is "twist"', { ...edit, edit: { kind: 'twist' } }],
    ['"object" is "todo". It is the address', { ...edit, object: 'todo', edit: { kind: 'delete', path: ['a'] } }],
    ['end with the name of a property', { ...edit, edit: { kind: 'set', path: ['items', 0], value: 1 } }],
    ['"value" is missing', { ...edit, edit: { kind: 'set', path: ['a'] } }],
    ['"index" is a whole number', { ...edit, edit: { kind: 'remove', list: ['a'], index: 0.5 } }],
    ['is nothing that can be asked so', { at: 0, who: 'Alice', do: 'ask', action: { do: 'share' } }],
  ])('[SC4] says which step is wrong, and what to do: %s', (reason, step) => {
    const problem = problemOf(join, step)
    expect(problem).toMatch(/^Step 2: /)
    expect(problem).toContain(reason)
  })

  it('[SC4] takes no key that reaches into prototypes', () => {
    const bad: unknown = JSON.parse('{"kind":"set","path":["a"],"value":{"__proto__":{"polluted":true}}}')
    expect(problemOf(join, { ...edit, edit: bad })).toContain('__proto__')
    expect(problemOf(join, { ...edit, edit: { kind: 'set', path: ['__proto__', 'x'], value: 1 } })).toContain('Step 2')
  })

  it('[SC4] has bounds: steps, people, nesting', () => {
    const many = Array.from({ length: scenarioLimits.steps }, () => join)
    expect(problemOf(...many)).toBe('')
    expect(problemOf(...many, join)).toContain('at most 10,000 steps')
    const crowd = (count: number) => Array.from({ length: count }, (_, index) => ({ ...join, who: `h${index}` }))
    expect(problemOf(...crowd(scenarioLimits.people))).toBe('')
    expect(problemOf(...crowd(scenarioLimits.people + 1))).toContain('can take part')
    let deep: unknown = 1
    for (let depth = 0; depth < 70; depth++) deep = [deep]
    expect(problemOf({ ...edit, edit: { kind: 'set', path: ['a'], value: deep } })).toContain('nested deeper')
  })

  it('[SC4] is put into the order of its moments; those of one moment stay as they stand', () => {
    const note = (at: number, text: string) => ({ at, do: 'note', style: 'step', text })
    const { steps } = parseScenario({ steps: [note(20, 'c'), note(0, 'a'), note(0, 'b'), join] })
    expect(steps.map((step) => ('text' in step ? step.text : step.do))).toEqual(['a', 'b', 'join', 'c'])
  })

  it.each([undefined, null, 'x', {}, { steps: 'none' }, { steps: [] }, { steps: [join], text: 5 }])(
    '[SC4] refuses what is no scenario: %j',
    (value) => {
      expect(() => parseScenario(value)).toThrow(ScenarioError)
    },
  )
})

describe('a copy as a script', () => {
  it.each(scenarios)('[SC5] the script of $name gives its steps again', (scenario) => {
    const steps = stepsOf(scenario, 7, usualSize)
    let given: unknown
    const globals = { ...words, objectUrl, childUrl, hypertyUrl, scenario: (value: unknown) => (given = value) }
    // oxlint-disable-next-line no-new-func, no-implied-eval, typescript/no-implied-eval -- our own text, in a test
    const run = new Function(...Object.keys(globals), scriptOf(scenario.text, steps)) as (...all: unknown[]) => void
    run(...Object.values(globals))
    expect(parseScenario(given)).toEqual({ text: scenario.text, steps })
  })
})
