/**
 * Regular expressions that never take long: what they do grows with the text and not with how it is written, so that
 * one typed by a person may run over a million rows. Without backreferences and looking around, which cannot.
 */
import type { Misreading } from './misreading.ts'
import { parsePattern, type PatternNode } from './pattern-parse.ts'

export interface Pattern {
  /** Whether it is found anywhere in a text. */
  test(text: string): boolean
}

/** Places of a mistake are places in the source. */
export type CompiledPattern = { readonly ok: true; readonly pattern: Pattern } | Misreading

/** A source is this long at most, and comes to so many states with its repeats written out. */
export const sourceMax = 500
const statesMax = 2_000
/** So many sets of states are remembered; then it begins anew. */
const knownMax = 512

type State =
  | { readonly is: 'accept' }
  | { readonly is: 'set'; readonly has: (code: number) => boolean; next: number }
  | { readonly is: 'split'; next: number; other: number }
  | { readonly is: 'start' | 'end'; next: number }

/** Reads a source. */
export function compilePattern(source: string, ignoresCase: boolean): CompiledPattern {
  if (source.length > sourceMax)
    return { ok: false, start: sourceMax, end: source.length, sentence: `It is longer than ${sourceMax} characters.` }
  const parsed = parsePattern(source, ignoresCase)
  if (!parsed.ok) return parsed
  const states: State[] = [{ is: 'accept' }]
  const first = build(states, parsed.node)
  if (first === undefined)
    return { ok: false, start: 0, end: source.length, sentence: 'Written out, its repeats are too many.' }
  return { ok: true, pattern: { test: createTest(states, first) } }
}

/** Writes a node out as states that lead to state 0; gives the first, or nothing where they are too many. */
function build(states: State[], node: PatternNode): number | undefined {
  const put = (state: State): number => states.push(state) - 1
  const write = (part: PatternNode, after: number): number => {
    if (states.length > statesMax) return after
    switch (part.is) {
      case 'set':
        return put({ is: 'set', has: part.has, next: after })
      case 'start':
      case 'end':
        return put({ is: part.is, next: after })
      case 'sequence':
        return part.of.reduceRight((rest, one) => write(one, rest), after)
      case 'either':
        return part.of.map((one) => write(one, after)).reduce((one, other) => put({ is: 'split', next: one, other }))
      case 'named':
        return write(part.of, after)
      case 'repeat':
        return writeRepeat(part, after)
    }
  }
  const writeRepeat = ({ of, min, max }: Extract<PatternNode, { is: 'repeat' }>, after: number): number => {
    let first = after
    if (max === Number.POSITIVE_INFINITY) {
      const loop: State = { is: 'split', next: after, other: after }
      first = put(loop)
      loop.other = write(of, first)
    } else {
      for (let more = min; more < max && states.length <= statesMax; more++)
        first = put({ is: 'split', next: write(of, first), other: after })
    }
    for (let least = 0; least < min && states.length <= statesMax; least++) first = write(of, first)
    return first
  }
  const first = write(node, 0)
  return states.length <= statesMax ? first : undefined
}

/** Where one may be after what was read: a set of states, and where each character leads. */
interface Place {
  readonly states: readonly number[]
  readonly isFound: boolean
  /** Found where the text ends here. */
  readonly isFoundAtEnd: boolean
  readonly next: Map<number, Place>
}

function createTest(states: readonly State[], first: number): (text: string) => boolean {
  const known = new Map<string, Place>()
  const begin = placeOf([first], true)

  /** All states that are reached from some without reading anything. */
  function reach(from: readonly number[], isStart: boolean, isEnd: boolean): Set<number> {
    const found = new Set<number>()
    const waiting = [...from]
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (found.has(index)) continue
      found.add(index)
      const state = states[index] as State
      if (state.is === 'split') waiting.push(state.next, state.other)
      else if ((state.is === 'start' && isStart) || (state.is === 'end' && isEnd)) waiting.push(state.next)
    }
    return found
  }

  function placeOf(from: readonly number[], isStart: boolean): Place {
    const reached = reach(from, isStart, false)
    const kept = [...reached].sort((one, other) => one - other)
    const name = kept.join(' ')
    const old = known.get(name)
    if (old && !isStart) return old
    const isFoundAtEnd = reach(from, isStart, true).has(0)
    const place: Place = { states: kept, isFound: reached.has(0), isFoundAtEnd, next: new Map() }
    if (isStart) return place
    if (known.size >= knownMax) known.clear()
    known.set(name, place)
    return place
  }

  function step(place: Place, code: number): Place {
    const before = place.next.get(code)
    if (before) return before
    // it may begin at every place
    const after: number[] = [first]
    for (const index of place.states) {
      const state = states[index] as State
      if (state.is === 'set' && state.has(code)) after.push(state.next)
    }
    const next = placeOf(after, false)
    if (place.next.size >= knownMax) place.next.clear()
    place.next.set(code, next)
    return next
  }

  return (text) => {
    let place = begin
    for (let at = 0; at < text.length && !place.isFound;) {
      const code = text.codePointAt(at) as number
      place = step(place, code)
      at += code > 0xffff ? 2 : 1
    }
    return place.isFound || place.isFoundAtEnd
  }
}
