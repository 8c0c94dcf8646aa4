/**
 * What one hyperty's window holds of one object, folded event by event: what took effect there in the order in which its
 * Syncer took it, and on top of it what the window has written and has had no answer to. Knows no table and no moments.
 */
import { ChangeError, applyWire, copyJson, overlaps, type JsonObject, type WireChange } from './change.ts'
import type { EndedEvent, FaultEvent, HypertyEvent, SentEvent, SessionEvent } from './event.ts'
import type { Address, Message } from './message.ts'

/** A write of the hyperty's own that its Syncer took at once. */
interface Taken {
  readonly at: number
  readonly changes: readonly WireChange[]
  /** Where the hyperty numbers all writes. */
  readonly version: number | undefined
}

/** A request to write that is not answered; a window that came after the one which made it does not show it. */
interface Asked {
  readonly changes: readonly WireChange[]
  readonly isShown: boolean
  /** Others have written where it did: what the window makes of it then is not told. */
  readonly isMet?: boolean
}

export interface Folding {
  /** Which one it is of those that had its URL one after another. */
  readonly life: number
  value: JsonObject
  version: number
  exact: boolean
  /** When its Syncer took something in last. */
  changedAt: number
  /** By the id of the message. */
  readonly asked: Map<number, Asked>
  /** They stand above what was on its way to the window before them, and has not ended yet. */
  readonly taken: Taken[]
  /** Writes of others that the hyperty has numbered and its window is not known to show, by version. */
  readonly numbered: Map<number, readonly WireChange[]>
}

/** What was taken so shortly before a crash may not have been stored; the session does not say. */
const unstoredMs = 100

type Update = Message & { readonly type: 'update' }
type Response = Message & { readonly type: 'response' }

type Time = { readonly life?: number }

const beginFolding = (value: JsonObject, version: number, { life = 0 }: Time, before?: Folding): Folding => ({
  life,
  value: copyJson(value),
  version,
  exact: true,
  changedAt: before?.changedAt ?? 0,
  asked: new Map(before?.asked),
  taken: [...(before?.taken ?? [])],
  numbered: new Map(),
})

export const copyFolding = (state: Folding): Folding => ({
  ...state,
  value: copyJson(state.value),
  asked: new Map(state.asked),
  taken: [...state.taken],
  numbered: new Map(state.numbered),
})

/** What the window shows. */
export function shownBy(state: Folding): Folding {
  const pending = [...state.asked.values()].filter(({ isShown }) => isShown)
  if (pending.length === 0 && state.taken.length === 0) return state
  const shown = copyFolding(state)
  settleTaken(shown, Number.POSITIVE_INFINITY)
  for (const { changes, isMet } of pending) {
    make(shown, changes)
    if (isMet) shown.exact = false
  }
  return shown
}

/** The hyperty sends something about the object. */
export function foldSent(state: Folding | undefined, event: SentEvent, hyperty: Address): Folding | undefined {
  const { message, at, rule } = event
  // of another one that has its URL now
  if (!state || ((message.body as Time).life ?? 0) > state.life) return foldFirst(message)
  if (message.type === 'execute' && message.body.method === 'write' && message.body.changes)
    state.asked.set(message.id, { changes: message.body.changes, isShown: false })
  if (message.type !== 'update') return state
  const { version, seq, changes, author = hyperty } = message.body
  if (version === undefined && (seq === undefined || rule === undefined)) {
    // one that is sent again is the same
    if (!state.asked.has(message.id)) state.asked.set(message.id, { changes, isShown: true })
    return state
  }
  // what somebody asked for by name comes to the window as what others write does; what an owner numbers that has lost
  // the object, and does not know it, nobody hears, and it stands in its own copy
  if (seq !== undefined && event.cause !== undefined) return state
  state.changedAt = at
  if (author === hyperty) state.taken.push({ at, changes, version })
  else state.numbered.set(version as number, changes)
  return state
}

/** An object that is older than the session says with the first message that carries it what it holds. */
function foldFirst({ type, body }: Message): Folding | undefined {
  const { value, version = 0 } = body as { readonly value?: JsonObject; readonly version?: number }
  const isSaid = type === 'create' || (type === 'execute' && body.method === 'assume') || type === 'response'
  return isSaid && value ? beginFolding(value, version, body as Time) : undefined
}

/** Its window says what nobody else has been told: from here on it is known what it holds. */
export function foldState(state: Folding | undefined, event: SessionEvent | undefined): Folding | undefined {
  if (event?.kind !== 'state' || !event.value) return state
  const { value, version, life = 0 } = event
  // what it knows already goes on, with what is on its way to the window
  return state?.life === life ? state : beginFolding(value, version, { life })
}

/** A delivery to the hyperty ends. */
export function foldEnded(
  state: Folding | undefined,
  { message }: SentEvent,
  ended: EndedEvent,
  hyperty: Address,
): Folding | undefined {
  const { effect, hops } = ended
  // turned back before it reached anybody: there will be no answer
  if (message.type === 'update' && message.body.source === hyperty && effect === 'refused')
    state?.asked.delete(message.id)
  // what its window did not live to see is in the copy of its Syncer, and so in the next window
  const isLate = effect === 'lost' && hops.received !== undefined
  const isTaken = effect === 'applied' || effect === 'superseded' || isLate
  if (state && (isTaken || effect === 'answered')) {
    // an answer that was not for the window says nothing of what went there before it
    if (isTaken || hops.passed !== undefined) settleTaken(state, hops.passed ?? ended.at)
    state.changedAt = hops.passed ?? ended.at
  }
  if (message.type === 'response') return foldResponse(state, message, ended, isTaken)
  if (!isTaken) return state
  if (message.type === 'create') return beginFolding(message.body.value, message.body.version, message.body)
  if (message.type === 'execute') return foldExecute(state, message, ended)
  if (message.type === 'update' && state) foldUpdate(state, message, ended)
  return state
}

function foldUpdate(state: Folding, { body }: Update, { made, version }: EndedEvent): void {
  if (body.seq !== undefined) return bring(state, made ?? body.changes, version)
  if (state.asked.size > 0) meet(state, body.changes)
  if (body.version !== undefined) return confirm(state, body.changes, body.version)
  if (version === undefined) return undefined
  confirm(state, state.numbered.get(version) ?? body.changes, version)
  state.numbered.delete(version)
  return undefined
}

function foldExecute(
  state: Folding | undefined,
  { body }: Message & { readonly type: 'execute' },
  { made, version, hops }: EndedEvent,
): Folding | undefined {
  const { value, changes } = body
  // its Syncer knew all of it: the window has it by now, or is given it write by write
  if (value && state && hops.passed === undefined) return state
  if (value) {
    if (!state || !body.vector) return beginFolding(value, body.version ?? 0, body, state)
    bring(state, made ?? [], version)
  } else if (made && state) bring(state, made, version)
  else if (changes && state && version !== undefined) {
    confirm(state, state.numbered.get(version) ?? changes, version)
    state.numbered.delete(version)
  }
  return state
}

function foldResponse(
  state: Folding | undefined,
  { id, body }: Response,
  { made, version, effect }: EndedEvent,
  isTaken: boolean,
): Folding | undefined {
  if (effect === 'lost' && !isTaken) return state
  if (isTaken && made && state) bring(state, made, version)
  else if (isTaken && body.value) return beginFolding(body.value, body.version ?? 0, body, state)
  const asked = state?.asked.get(id)
  if (!state || !asked || body.code < 200) return state
  state.asked.delete(id)
  // where its Syncer has taken it in, it says the version that its copy has by then
  const isHeld = body.version !== undefined && version !== undefined && version >= body.version
  if (body.code < 300 && isHeld && effect !== 'stale')
    confirm(state, body.changes ?? asked.changes, body.version as number)
  return state
}

/** Something happens to the hyperty. */
export function foldFate(state: Folding | undefined, event: FaultEvent | HypertyEvent): Folding | undefined {
  if (event.kind === 'hyperty') return event.state === 'left' ? undefined : state
  const { fault, stored } = event
  if (!state) return undefined
  if (fault === 'down') {
    if (!stored) return undefined
    if (event.at - state.changedAt < unstoredMs) state.exact = false
    state.asked.clear()
  } else if (fault === 'crash') {
    for (const [id, { changes }] of state.asked) state.asked.set(id, { changes, isShown: false })
  }
  return state
}

/** What its Syncer took before a moment stands beneath what comes now. */
function settleTaken(state: Folding, at: number): void {
  while (state.taken.length > 0 && (state.taken[0] as Taken).at <= at) {
    const { changes, version, at: takenAt } = state.taken.shift() as Taken
    // at one moment: which of the two came first is not told
    if (version === undefined && takenAt === at) state.exact = false
    if (version === undefined) bring(state, changes, state.version + 1)
    else confirm(state, changes, version)
  }
}

/** Writes that are not answered, and are touched by what others have written. */
function meet(state: Folding, changes: readonly WireChange[]): void {
  for (const [id, asked] of state.asked)
    if (asked.isShown && asked.changes.some((one) => changes.some((other) => overlaps(one, other))))
      state.asked.set(id, { ...asked, isMet: true })
}

function confirm(state: Folding, changes: readonly WireChange[], version: number): void {
  if (version <= state.version) return
  if (version > state.version + 1) state.exact = false
  make(state, changes)
  state.version = version
}

function bring(state: Folding, changes: readonly WireChange[], version = state.version): void {
  make(state, changes)
  state.version = version
}

function make(state: Folding, changes: readonly WireChange[]): void {
  for (const change of changes) {
    try {
      applyWire(state.value, change)
    } catch (error) {
      if (!(error instanceof ChangeError)) throw error
      state.exact = false
    }
  }
}
