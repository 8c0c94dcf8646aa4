import { describe, expect, it } from 'vitest'
import { groupsOf, liveLimits, stepText, whyNotLive, withNames } from '../../core/live-scenario.ts'
import { childUrl, objectUrl } from '../../core/message.ts'
import { opening, set, writes } from '../../core/opening.ts'
import { stepsOf, type Step } from '../../core/scenario.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { burst } from '../../core/scenarios/burst.ts'
import { chat } from '../../core/scenarios/chat.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { sharedText } from '../../core/scenarios/shared-text.ts'

const todo = objectUrl('todo')
const edits = (count: number): Step[] =>
  Array.from({ length: count }, (_, index) => writes(index * 100, 'Alice', todo, set('n', index)))
const people = (count: number): Step[] =>
  Array.from({ length: count }, (_, index): Step => ({ at: 0, who: `h${index}`, do: 'join' }))

describe('a scenario in windows', () => {
  it('[SC6] has at most 6 hyperties and 60 edits; a larger one is for the simulator, and says why', () => {
    expect(whyNotLive([...people(liveLimits.people), ...edits(0)])).toBeUndefined()
    expect(whyNotLive(people(liveLimits.people + 1))).toBe('7 take part; live windows are for at most 6. Simulate it.')
    expect(whyNotLive(edits(liveLimits.edits))).toBeUndefined()
    expect(whyNotLive(edits(liveLimits.edits + 1))).toContain('61 edits')
    expect(whyNotLive(stepsOf(mix, 1))).toContain('Simulate it')
    expect(whyNotLive(stepsOf(burst, 1))).toContain('Simulate it')
    expect(whyNotLive(stepsOf(bothAtOnce, 1))).toBeUndefined()
  })

  it('[SC7] what several write before any of it can arrive is one group, held until all of it is written', () => {
    const held = groupsOf(stepsOf(bothAtOnce, 1)).filter(({ isHeld }) => isHeld)
    expect(held.map(({ steps }) => steps.map((step) => ('who' in step ? step.who : '')))).toEqual([['Alice', 'Bob']])
  })

  it('[SC7] how long a message takes decides what is at the same time', () => {
    const at = (delayMs: number, laterMs: number): readonly boolean[] =>
      groupsOf([
        { at: 0, do: 'delay', delayMs },
        writes(100, 'Alice', todo, set('a', 1)),
        writes(100 + laterMs, 'Bob', todo, set('a', 2)),
      ]).map(({ isHeld }) => isHeld)
    expect(at(40, 39)).toEqual([false, true])
    expect(at(40, 40)).toEqual([false, false, false])
    expect(at(0, 0)).toEqual([false, true])
    expect(at(0, 1)).toEqual([false, false, false])
  })

  it('[SC7] one who writes alone holds nobody up', () => {
    const alone = [writes(100, 'Alice', todo, set('a', 1)), writes(100, 'Alice', todo, set('b', 2))]
    expect(groupsOf(alone)).toEqual([{ steps: alone, isHeld: false }])
  })

  it('[SC7] what is written key by key at one place is typed once, in its last form', () => {
    const steps = stepsOf(sharedText, 1)
    const groups = groupsOf(steps)
    const count = (all: readonly Step[]): number => all.filter((step) => step.do === 'edit').length
    const typed = groups.flatMap((group) => group.steps)
    expect(count(typed)).toBeLessThan(count(steps) / 4)
    const words = typed.flatMap((step) => (step.do === 'edit' && step.edit.kind === 'splice' ? step.edit.added : []))
    expect(words).toEqual(['By ', 'Down ', ' at night'])
    const sets = [1, 2, 3].map((n) => writes(n / 10, 'Alice', todo, set('n', n)))
    expect(groupsOf(sets)).toEqual([{ steps: sets.slice(2), isHeld: false }])
  })

  it('[SC8] an object whose name is taken gets another, wherever the steps speak of it', () => {
    const steps = withNames(stepsOf(chat, 1), (name) => `${name}-2`)
    const text = JSON.stringify(steps)
    expect(text).not.toMatch(/local\/room(?!-2)|"room"/)
    expect(text).toContain(JSON.stringify(childUrl(objectUrl('room-2'), 'm2')))
    const other = opening({ people: ['Alice'], name: 'todo', value: {} })
    expect(withNames(other, (name) => name)).toEqual(other)
  })

  it('[SC8] each step has its sentence', () => {
    for (const scenario of scenarios)
      for (const step of stepsOf(scenario, 1)) expect(stepText(step)).toMatch(/^\S.*[.\w?!]$/)
    expect(stepText(writes(0, 'Alice', todo, set('title', 'Milk')))).toBe('Alice sets title to "Milk".')
    expect(stepText(writes(0, 'Bob', todo, { kind: 'insert', list: ['items'], index: 0, value: 1 }))).toBe(
      'Bob puts 1 into items.',
    )
    expect(stepText({ at: 0, who: 'Bob', do: 'crash' })).toBe('Bob crashes: the window is gone.')
  })
})
