/**
 * Of two writes to one path the later one stands, by a hybrid logical clock for each path and the writer's name where
 * they are of one moment. A list, or a text, is one value: whoever changes it sets all of it. What lost is kept in a journal.
 */
import { applyWire, ChangeError, copyJson, pathText, sameJson, valueAt, type Json, type Key } from '../change.ts'
import type { JsonObject, Path, WireChange } from '../change.ts'
import { createHybridClock, isMoment, type Moment } from '../hybrid-clock.ts'
import type { Loser, Settlement, SpreadModel, SpreadReplica, SpreadStart, SpreadTaken } from '../model.ts'
import { createRegisters, readEntries, type Outcome, type Written } from './last-writer-wins/registers.ts'

/** So many writes that lost are remembered. */
export const losersMax = 256

const accepted: Settlement = {
  allow: true,
  rule: 'taken-here',
  code: 200,
  reason: 'It was taken where it was written.',
}
const isKeys = (path: Path): path is readonly string[] => path.every((key) => typeof key === 'string')

/** The register that a path lies in: the list or text that it reaches into, or itself. */
function registerOf(root: JsonObject, path: Path): Path {
  let value: Json | undefined = root
  for (let depth = 0; depth < path.length; depth++) {
    if (Array.isArray(value)) return path.slice(0, depth)
    value = valueAt(root, path.slice(0, depth + 1))
  }
  return path
}

function open({ who, value: start, state, now }: SpreadStart): SpreadReplica {
  const value = copyJson(start)
  const registers = createRegisters(value)
  const clock = createHybridClock(now)
  let losers: Loser[] = []
  let writes = 0

  function lose(path: Path, loser: Written, by: Written): void {
    const { author, value: lost } = loser
    losers.push({ path, author, ...(lost === undefined ? {} : { value: lost }), by: by.author })
    if (losers.length >= 2 * losersMax) losers = losers.slice(-losersMax)
  }

  /** Writes one register, and says what that made of the value. */
  function enter(path: readonly string[], next: Written, made: WireChange[]): Outcome {
    const before = valueAt(value, path)
    const outcome = registers.write(path, next)
    if (outcome.kind === 'set') {
      if (outcome.before && outcome.before.author !== next.author) lose(path, outcome.before, next)
      const after = valueAt(value, path)
      if (after === undefined && before !== undefined) made.push([path])
      else if (after !== undefined && !sameJson(before, after)) made.push([path, copyJson(after)])
    } else if (outcome.kind !== 'known') {
      if (outcome.by) lose(path, next, outcome.by)
      clock.saw(next.moment)
    }
    if (++writes % 1024 === 0) registers.compact(now())
    return outcome
  }

  /** The changes as they are made, and as sets of whole registers. */
  function draft(changes: readonly WireChange[]): { made: WireChange[]; whole: WireChange[]; left?: string } {
    const made: WireChange[] = []
    const paths: { readonly path: Path; readonly set: () => WireChange }[] = []
    const lists = new Map<string, number>()
    let left: string | undefined
    for (const change of changes) {
      const path = registerOf(value, change[0])
      try {
        applyWire(value, change)
      } catch (error) {
        if (!(error instanceof ChangeError)) throw error
        left ??= error.message
        continue
      }
      made.push(change)
      const isWhole = change.length !== 4 && path.length === change[0].length
      if (isWhole) {
        lists.clear()
        paths.push({ path, set: () => change })
        continue
      }
      // of several changes to one list what it is in the end is sent, and that once
      const set = (at: Json): WireChange => [path, at]
      const now = valueAt(value, path) as Json
      const text = pathText(path)
      const index = lists.get(text)
      const kept = { path, set: () => set(copyJson(now)) }
      if (index === undefined) lists.set(text, paths.push(kept) - 1)
      else paths[index] = kept
    }
    const whole = paths.map(({ set }) => set())
    return left === undefined ? { made, whole } : { made, whole, left }
  }

  function write(changes: readonly WireChange[]): ReturnType<SpreadReplica['write']> {
    const { made, whole, left } = draft(changes)
    const first = clock.next(Math.max(1, whole.length))
    whole.forEach((change, index) => {
      const [path, next] = change as readonly [readonly string[], Json?]
      const written: Written = { moment: [first[0], first[1] + index], author: who, value: next }
      const before = registers.at(path)
      if (before && before.author !== who) lose(path, before, written)
      registers.put(path, written)
    })
    if (left === undefined) return { stamp: first, changes: whole, made, settlement: accepted }
    const allow = made.length > 0
    const part = allow ? 'A part of it does' : 'It does'
    const reason = `${part} not fit what is here by now, and was left out: ${left}.`
    return {
      stamp: first,
      changes: whole,
      made,
      settlement: { allow, rule: 'does-not-fit', code: allow ? 200 : 409, reason },
    }
  }

  function take({ author, stamp, changes }: Parameters<SpreadReplica['take']>[0]): SpreadTaken {
    if (!isMoment(stamp)) {
      const reason = 'It does not say when it was written.'
      return { changes: [], effect: 'superseded', settlement: { allow: false, rule: 'no-moment', code: 400, reason } }
    }
    const last: Moment = [stamp[0], stamp[1] + Math.max(0, changes.length - 1)]
    const isAhead = clock.saw(last) === 'ahead'
    const made: WireChange[] = []
    let lost: { readonly path: Path; readonly outcome: Outcome } | undefined
    let stands = 0
    changes.forEach((change, index) => {
      const path = change[0]
      if (change.length === 4 || path.length === 0 || !isKeys(path)) return
      const moment: Moment = [stamp[0], stamp[1] + index]
      const outcome = enter(path, { moment, author, value: change[1] as Json | undefined }, made)
      if (outcome.kind === 'set' || outcome.kind === 'known') stands++
      else lost ??= { path, outcome }
    })
    const effect = stands > 0 ? 'applied' : 'superseded'
    if (lost) return { changes: made, effect, settlement: superseded(lost.path, lost.outcome, stands > 0) }
    if (!isAhead) return { changes: made, effect }
    const reason = 'The clock of its writer is more than a minute ahead of the one here.'
    return { changes: made, effect, settlement: { allow: true, rule: 'clock-ahead', code: 200, reason } }
  }

  function merge(other: JsonObject, otherState: Json): readonly WireChange[] {
    const made: WireChange[] = []
    const { registers: entries, losers: theirs } = fieldsOf(otherState)
    for (const [path, written] of readEntries(entries, other)) {
      clock.saw(written.moment)
      enter(path, written, made)
    }
    if (losers.length === 0 && Array.isArray(theirs)) losers = (theirs as Loser[]).slice(-losersMax)
    return made
  }

  const { registers: entries, losers: theirs } = fieldsOf(state ?? null)
  for (const [path, written] of readEntries(entries, value)) {
    clock.saw(written.moment)
    registers.put(path, written)
  }
  if (Array.isArray(theirs)) losers = (theirs as Loser[]).slice(-losersMax)

  return {
    value,
    get losers() {
      return losers.slice(-losersMax)
    },
    placeOf: (path) => registerOf(value, path),
    write,
    take,
    state: () => ({ registers: registers.entries(), losers: losers.slice(-losersMax) }) as unknown as Json,
    merge,
  }
}

const fieldsOf = (state: Json): { readonly registers?: unknown; readonly losers?: unknown } =>
  typeof state === 'object' && state !== null && !Array.isArray(state) ? (state as { [key: string]: unknown }) : {}

function superseded(path: readonly Key[], outcome: Outcome, isPart: boolean): Settlement {
  const what = isPart ? 'A part of it' : 'It'
  const rule = outcome.kind === 'hidden' ? 'nothing-above' : 'later-write'
  const by = 'by' in outcome && outcome.by ? `what ${nameOf(outcome.by.author)} wrote` : 'what is there'
  const reason =
    outcome.kind === 'hidden'
      ? `${what} has no place at ${pathText(path)}: ${by} stands above it.`
      : `${what} is older at ${pathText(path)} than ${by}.`
  return { allow: isPart, rule, code: isPart ? 200 : 409, reason }
}

const nameOf = (author: string): string => author.slice(author.lastIndexOf('/') + 1)

export const lastWriterWins: SpreadModel = {
  name: 'last-writer-wins',
  way: 'spread',
  defaultWriters: 'everyone',
  text: 'Everybody writes; of two writes to one place the later one stands, and the other is kept in a journal.',
  needs: 'nothing',
  promises: ['converges'],
  open,
}
