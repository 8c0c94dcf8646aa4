/**
 * Regular expressions whose named groups say what they matched, in time that grows with the text and not with how they are
 * written: the source may come from a file that nobody knows. Which way is taken is what a usual engine takes.
 */
import { parsePattern, type PatternNode } from './pattern-parse.ts'
import type { Misreading } from './misreading.ts'

export type Groups = Readonly<Record<string, string>>

export interface Capture {
  readonly names: readonly string[]
  /** The groups of the first place where it matches; undefined where it does nowhere. */
  find(text: string): Groups | undefined
}

export type CompiledCapture = { readonly ok: true; readonly capture: Capture } | Misreading

const sourceMax = 1_000
const stepsMax = 5_000

type Step =
  | { readonly is: 'found' }
  | { readonly is: 'set'; readonly has: (code: number) => boolean; readonly next: number }
  /** `next` goes before `other`. */
  | { readonly is: 'split'; next: number; other: number }
  | { readonly is: 'start' | 'end'; readonly next: number }
  | { readonly is: 'mark'; readonly slot: number; readonly next: number }

/** Reads a source with named groups. */
export function compileCapture(source: string): CompiledCapture {
  if (source.length > sourceMax)
    return { ok: false, start: sourceMax, end: source.length, sentence: `It is longer than ${sourceMax} characters.` }
  const parsed = parsePattern(source, false, true)
  if (!parsed.ok) return parsed
  const names: string[] = []
  const steps: Step[] = [{ is: 'found' }]
  const first = build(steps, names, parsed.node)
  if (steps.length > stepsMax)
    return { ok: false, start: 0, end: source.length, sentence: 'Written out, its repeats are too many.' }
  return { ok: true, capture: { names, find: (text) => run(steps, first, names, text) } }
}

/** Writes a node out as steps that lead to step 0; gives the first. */
function build(steps: Step[], names: string[], node: PatternNode): number {
  const put = (step: Step): number => steps.push(step) - 1
  const write = (part: PatternNode, after: number): number => {
    if (steps.length > stepsMax) return after
    switch (part.is) {
      case 'set':
        return put({ is: 'set', has: part.has, next: after })
      case 'start':
      case 'end':
        return put({ is: part.is, next: after })
      case 'sequence':
        return part.of.reduceRight((rest, one) => write(one, rest), after)
      case 'either':
        return part.of
          .map((one) => write(one, after))
          .reduceRight((other, one) => put({ is: 'split', next: one, other }))
      case 'named': {
        const slot = 2 * (names.push(part.name) - 1)
        const inner = write(part.of, put({ is: 'mark', slot: slot + 1, next: after }))
        return put({ is: 'mark', slot, next: inner })
      }
      case 'repeat':
        return writeRepeat(part, after)
    }
  }
  const fork = (again: number, after: number, isLazy: boolean): Step & { is: 'split' } =>
    isLazy ? { is: 'split', next: after, other: again } : { is: 'split', next: again, other: after }
  function writeRepeat({ of, min, max, isLazy }: PatternNode & { is: 'repeat' }, after: number): number {
    let first = after
    if (max === Number.POSITIVE_INFINITY) {
      const loop = fork(after, after, isLazy)
      first = put(loop)
      const again = write(of, first)
      if (isLazy) loop.other = again
      else loop.next = again
    } else
      for (let more = min; more < max && steps.length <= stepsMax; more++)
        first = put(fork(write(of, first), after, isLazy))
    for (let least = 0; least < min && steps.length <= stepsMax; least++) first = write(of, first)
    return first
  }
  return write(node, 0)
}

/** Where one is, and where marked groups began and ended. */
interface Thread {
  readonly step: number
  readonly marks: readonly number[]
}

const marked = (marks: readonly number[], slot: number, at: number): readonly number[] =>
  marks.map((mark, index) => (index === slot ? at : mark))

function run(steps: readonly Step[], first: number, names: readonly string[], text: string): Groups | undefined {
  let found: readonly number[] | undefined
  let threads: Thread[] = []
  const none: readonly number[] = names.flatMap(() => [-1, -1])

  /** All that is reached without reading, the preferred first; each step once. */
  function reach(list: Thread[], seen: Set<number>, from: Thread, at: number): void {
    const waiting = [from]
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      if (seen.has(one.step)) continue
      seen.add(one.step)
      const step = steps[one.step] as Step
      if (step.is === 'split') waiting.push({ ...one, step: step.other }, { ...one, step: step.next })
      else if (step.is === 'mark') waiting.push({ step: step.next, marks: marked(one.marks, step.slot, at) })
      else if (step.is === 'set' || step.is === 'found') list.push(one)
      else if (step.is === 'start' ? at === 0 : at === text.length) waiting.push({ ...one, step: step.next })
    }
  }

  for (let at = 0; at <= text.length;) {
    const seen = new Set<number>()
    const here: Thread[] = []
    for (const one of threads) reach(here, seen, one, at)
    // it may begin at every place, as long as it has not
    if (!found) reach(here, seen, { step: first, marks: none }, at)
    const code = text.codePointAt(at)
    threads = []
    for (const { step: index, marks } of here) {
      const step = steps[index] as Step
      if (step.is === 'found') {
        found = marks
        // those that are less preferred count no more
        break
      }
      if (step.is === 'set' && code !== undefined && step.has(code)) threads.push({ step: step.next, marks })
    }
    if (found && threads.length === 0) break
    at += code !== undefined && code > 0xffff ? 2 : 1
  }
  if (!found) return undefined
  const marks = found
  return Object.fromEntries(
    names.map((name, at) => [name, marks[2 * at] === -1 ? '' : text.slice(marks[2 * at], marks[2 * at + 1])]),
  )
}
