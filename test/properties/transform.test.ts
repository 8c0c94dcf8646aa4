import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { applyAll, copyJson, valueAt, type Json, type JsonObject, type WireChange } from '../../core/change.ts'
import { createRandom } from '../../core/clock.ts'
import { transform, transformAll } from '../../core/transform.ts'
import { createChanges, startValue, type Family } from '../support/random-changes.ts'

const require = createRequire(import.meta.url)

/** `FUZZ=1000000 npx vitest run test/properties/transform.test.ts` makes it long. */
const fuzzed = Number(process.env['FUZZ'] ?? 1000)

interface Fuzzer {
  (
    type: {
      readonly name: string
      create(value?: JsonObject): JsonObject
      apply(value: JsonObject, changes: readonly WireChange[]): JsonObject
      compose(first: readonly WireChange[], second: readonly WireChange[]): readonly WireChange[]
      transform(
        changes: readonly WireChange[],
        others: readonly WireChange[],
        side: 'left' | 'right',
      ): readonly WireChange[]
    },
    random: (value: JsonObject) => readonly [changes: readonly WireChange[], value: JsonObject],
    iterations: number,
  ): void
  randomReal(): number
}
const fuzz = require('ot-fuzzer') as Fuzzer

/** What a fuzzer that talks has thrown, without its talk. */
function silenced(run: () => void): unknown {
  const quiet = (['log', 'error', 'time', 'timeEnd'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => undefined),
  )
  try {
    run()
    return undefined
  } catch (error) {
    return error
  } finally {
    for (const spy of quiet) spy.mockRestore()
  }
}

const small: JsonObject = { list: [1, 2, 3], text: 'abc', map: { a: 1, b: { list: ['x'] } }, rows: [{ n: 1 }, [5]] }

type Component = { readonly p: readonly (string | number)[]; readonly [part: string]: unknown }
interface Json0 {
  apply(value: unknown, components: readonly Component[]): JsonObject
  transform(one: readonly Component[], other: readonly Component[], side: 'left' | 'right'): readonly Component[]
}
const json0 = require('ot-json0').type as Json0

const made = (value: JsonObject, ...lists: readonly (readonly WireChange[])[]): JsonObject => {
  const copy = copyJson(value)
  for (const list of lists) applyAll(copy, list)
  return copy
}

/** The same change as ot-json0 has it; what it puts in comes first, so that both mean the same gap. */
function componentsOf(value: JsonObject, change: WireChange): Component[] {
  const [path] = change
  if (change.length === 4) {
    const [, index, count, added] = change
    const run = valueAt(value, path) as string | readonly Json[]
    if (typeof run === 'string') {
      const put = added === '' ? [] : [{ p: [...path, index], si: added }]
      const taken = run.slice(index, index + count)
      return [...put, ...(taken === '' ? [] : [{ p: [...path, index + added.length], sd: taken }])]
    }
    const put = [...(added as readonly Json[])].map((item, at) => ({ p: [...path, index + at], li: item }))
    const taken = run.slice(index, index + count).map((item) => ({ p: [...path, index + added.length], ld: item }))
    return [...put, ...taken]
  }
  const before = valueAt(value, path)
  const gone = before === undefined ? {} : { od: before }
  return [change.length === 1 ? { p: path, ...gone } : { p: path, ...gone, oi: change[1] }]
}

function asComponents(value: JsonObject, changes: readonly WireChange[]): Component[] {
  const copy = copyJson(value)
  return changes.flatMap((change) => {
    const components = copyJson(componentsOf(copy, change) as unknown as Json) as unknown as Component[]
    applyAll(copy, [change])
    return components
  })
}

describe('transform', () => {
  it('[MO30] of two lists of changes, made at the same time, the same comes whichever is made first', () => {
    const cases = fc.record({
      seed: fc.integer(),
      mine: fc.integer({ max: 6, min: 0 }),
      theirs: fc.integer({ max: 6, min: 0 }),
    })
    fc.assert(
      fc.property(cases, ({ seed, mine: mineCount, theirs: theirsCount }) => {
        const { changes } = createChanges(createRandom(seed))
        const mine = changes(startValue, mineCount)
        const theirs = changes(startValue, theirsCount)
        const [later, earlier] = transformAll(mine, theirs)
        expect(made(startValue, theirs, later)).toEqual(made(startValue, mine, earlier))
      }),
      { numRuns: 5000 },
    )
  })

  it('[MO31] a place in a list or a text moves with what stands before it', () => {
    expect(transform([['l'], 2, 1, []], [['l'], 0, 0, ['new']], 'later')).toEqual([[['l'], 3, 1, []]])
    expect(transform([['l', 2, 'a'], 1], [['l'], 0, 1, []], 'later')).toEqual([[['l', 1, 'a'], 1]])
    expect(transform([['t'], 3, 0, 'x'], [['t'], 0, 2, 'abc'], 'later')).toEqual([[['t'], 4, 0, 'x']])
    // of two that put something in at one place that of the earlier stands first
    expect(transform([['l'], 1, 0, ['mine']], [['l'], 1, 0, ['theirs']], 'later')).toEqual([[['l'], 2, 0, ['mine']]])
    expect(transform([['l'], 1, 0, ['mine']], [['l'], 1, 0, ['theirs']], 'earlier')).toEqual([[['l'], 1, 0, ['mine']]])
    // what the other put in stays, and what it took out is not taken out again
    expect(transform([['l'], 0, 4, []], [['l'], 1, 2, ['in']], 'later')).toEqual([
      [['l'], 2, 1, []],
      [['l'], 0, 1, []],
    ])
    expect(transform([['l', 1, 'a'], 1], [['l'], 0, 2, []], 'later')).toEqual([])
  })

  const families: readonly (readonly [mine: Family, theirs: Family, side: 'left' | 'right'])[] = [
    ['runs', 'runs', 'right'],
    ['keys', 'keys', 'left'],
    ['runs', 'keys', 'left'],
    ['keys', 'runs', 'left'],
  ]
  it.each(families)('[MO32] what ot-json0 makes of %s beside %s is what is made here', (family, other, side) => {
    let seen = 0
    for (let seed = 1; seed <= 3000; seed++) {
      const { changes } = createChanges(createRandom(seed))
      const mine = changes(startValue, 1 + (seed % 2), family)
      const theirs = changes(startValue, 1 + (seed % 3), other)
      if (setsWhatIsDeleted(mine, theirs)) continue
      seen++
      const [later] = transformAll(mine, theirs)
      const components = asComponents(startValue, theirs)
      const next = json0.transform(asComponents(startValue, mine), components, side)
      const value = json0.apply(json0.apply(copyJson(startValue), components), next)
      expect(made(startValue, theirs, later), `seed ${seed}: ${JSON.stringify([mine, theirs])}`).toEqual(value)
    }
    expect(seen).toBeGreaterThan(500)
  })

  it(`[MO33] ot-fuzzer finds nothing in ${fuzzed} iterations`, () => {
    const stopped = silenced(() =>
      fuzz(
        {
          name: 'wire changes',
          create: (value = small) => value,
          apply: (value, changes) => made(value, changes),
          compose: (first, second) => [...first, ...second],
          transform: (changes, others, side) =>
            side === 'left' ? transformAll(changes, others)[0] : transformAll(others, changes)[1],
        },
        (value) => {
          const { changes } = createChanges(fuzz.randomReal)
          // it has grown enough: another one to begin with
          const isLarge = JSON.stringify(value).length > 250
          const change = isLarge
            ? Object.keys(small).map((key) => [[key], small[key]] as WireChange)
            : changes(value, 1)
          return [change, made(value, change)]
        },
        fuzzed,
      ),
    )
    expect(stopped).toBeUndefined()
  }, 3_600_000)
})

/** There the two disagree: here the later one prevails, there what is set prevails over what is deleted. */
function setsWhatIsDeleted(mine: readonly WireChange[], theirs: readonly WireChange[]): boolean {
  const all = [...mine, ...theirs]
  return all.some(
    (one) => one.length === 1 && all.some((other) => other !== one && String(other[0]) === String(one[0])),
  )
}
