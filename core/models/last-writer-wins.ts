/**
 * Of two writes to one path the later one stands, by a hybrid logical clock for each path and the writer's name where
 * they are of one moment. A list, or a text, is one value: whoever changes it sets all of it. What lost is kept in a journal.
 */
import { applyWire, ChangeError, copyJson, pathText, sameJson, toWire, valueAt } from '../change.ts'
import type { Json, JsonObject, Key, Path, WireChange } from '../change.ts'
import { diff } from '../difference.ts'
import { transformAll } from '../transform.ts'
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
/** A set of a whole register, or a deletion. */
type Put = readonly [path: readonly string[]] | readonly [path: readonly string[], value: Json]
const isPut = (change: WireChange): change is Put =>
  change.length !== 4 && change[0].length > 0 && change[0].every((key) => typeof key === 'string')

/** The register that a path lies in: the list that it reaches into, or itself. A number stands for a place in a list only. */
function registerOf(path: Path): Path {
  for (let depth = 0; depth < path.length; depth++) if (typeof path[depth] === 'number') return path.slice(0, depth)
  return path
}

function isWithin(path: Path, above: Path): boolean {
  if (above.length > path.length) return false
  for (let depth = 0; depth < above.length; depth++) if (path[depth] !== above[depth]) return false
  return true
}

const removed = 'what it stood in has been taken out of the list'

/** What makes one list of another: so, what is pending in a window is carried to the places that it means. */
const splicesOf = (path: Path, was: readonly Json[], is: readonly Json[]): WireChange[] =>
  diff({ list: was } as JsonObject, { list: is } as JsonObject).map((change) => {
    const [[, ...below], ...rest] = toWire(change)
    return copyJson([[...path, ...below], ...rest] as unknown as Json) as unknown as WireChange
  })

/** So many lists of one report are sent once, for all that was done to them; those beyond it for each change. */
const listsMax = 64
interface ListDraft {
  readonly path: Path
  readonly index: number
  now: Json
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

  /** Writes one register as a change says, and tells what that made of the value. */
  function enter(change: Put, next: Written, made: WireChange[]): Outcome {
    const path = change[0]
    const outcome = registers.write(path, next)
    if (outcome.kind === 'set') {
      const { before, was, is } = outcome
      if (before && before.author !== next.author) lose(path, before, next)
      if (is === undefined && was !== undefined) made.push([path])
      else if (Array.isArray(was) && Array.isArray(is)) made.push(...splicesOf(path, was, is))
      else if (is !== undefined && !sameJson(was, is)) made.push(outcome.isWhole ? change : [path, copyJson(is)])
    } else if (outcome.kind !== 'known') {
      if (outcome.by) lose(path, next, outcome.by)
      clock.saw(next.moment)
    }
    if (++writes % 1024 === 0) registers.compact(now())
    return outcome
  }

  /** The changes as they are made, and as sets of whole registers; those that were such sets stay what they are. */
  function draft(changes: readonly WireChange[]): { made: WireChange[]; whole: WireChange[]; left?: string } {
    const made: WireChange[] = []
    const whole: WireChange[] = []
    /** Where a list, or a text, stands in `whole`: of several changes to it, it is sent as it is in the end. */
    let lists: ListDraft[] = []
    let left: string | undefined
    const send = ({ path, index, now }: ListDraft): void => {
      whole[index] = [path, copyJson(now)]
    }
    for (const change of changes) {
      const path = registerOf(change[0])
      try {
        applyWire(value, change)
      } catch (error) {
        if (!(error instanceof ChangeError)) throw error
        left ??= error.message
        continue
      }
      made.push(change)
      if (change.length !== 4 && path.length === change[0].length) {
        whole.push(change)
        // what stood here, or below, is another thing from now on
        if (!lists.some((list) => isWithin(list.path, path))) continue
        for (const list of lists) if (isWithin(list.path, path)) send(list)
        lists = lists.filter((list) => !isWithin(list.path, path))
        continue
      }
      const known = lists.find((list) => list.path.length === path.length && isWithin(path, list.path))
      const now = valueAt(value, path) as Json
      if (known) known.now = now
      else {
        const list = { path, index: whole.length, now }
        whole.push([path, null])
        if (lists.length < listsMax) lists.push(list)
        else send(list)
      }
    }
    for (const list of lists) send(list)
    return left === undefined ? { made, whole } : { made, whole, left }
  }

  function write(
    changes: readonly WireChange[],
    since: readonly WireChange[] | undefined,
  ): ReturnType<SpreadReplica['write']> {
    // a place in a list is that of the list which the writer saw
    const moves = since?.filter((other) => other.length === 4 && typeof other[3] !== 'string') ?? []
    const carried = moves.length > 0 ? transformAll(changes, moves)[0] : changes
    const { made, whole, left = carried.length < changes.length ? removed : undefined } = draft(carried)
    const first = clock.next(Math.max(1, whole.length))
    whole.forEach((change, index) => {
      const [path, next] = change as Put
      const written: Written = { moment: [first[0], first[1] + index], author: who, value: next }
      const before = registers.put(path, written)
      if (before && before.author !== who) lose(path, before, written)
    })
    // what is sent as it came keeps its text
    const isAsWritten = whole.length === changes.length && whole.every((change, index) => change === changes[index])
    const sent = { stamp: first, changes: isAsWritten ? changes : whole, made }
    if (left === undefined) return { ...sent, settlement: accepted }
    const allow = made.length > 0
    const part = allow ? 'A part of it does' : 'It does'
    const reason = `${part} not fit what is here by now, and was left out: ${left}.`
    return { ...sent, settlement: { allow, rule: 'does-not-fit', code: allow ? 200 : 409, reason } }
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
      if (!isPut(change)) return
      const moment: Moment = [stamp[0], stamp[1] + index]
      const outcome = enter(change, { moment, author, value: change[1] }, made)
      if (outcome.kind === 'set' || outcome.kind === 'known') stands++
      else lost ??= { path: change[0], outcome }
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
      enter(written.value === undefined ? [path] : [path, written.value], written, made)
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
    placeOf: registerOf,
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
