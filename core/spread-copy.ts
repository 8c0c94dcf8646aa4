/**
 * What a Syncer keeps of an object whose writers send their writes themselves: what it knows by writer, what came too
 * early, and the last writes, for whoever lacks them. What a write means is the affair of the model.
 */
import { overlaps, type Json, type JsonObject, type Path, type WireChange } from './change.ts'
import { changesText } from './codec.ts'
import type { SpreadModel, SpreadTaken, SpreadUpdate, SpreadWrite } from './model.ts'
import { countOf, join, knownOf, type Vector } from './vector.ts'

/** A write on its way into a copy; `ticket` is what its bearer wants back when it is in. */
export interface SpreadArrival<T> extends SpreadUpdate {
  readonly ticket: T
}

/** A write that was taken in, what it came to, and how many are known with it. */
export interface SpreadEntry<T> {
  readonly arrival: SpreadArrival<T>
  readonly taken: SpreadTaken
  readonly version: number
}

/** So many of the last writes are kept for who lacks them, and so many characters of them. */
export const logMax = 1_024
export const logCharactersMax = 4 * 1024 * 1024
/** So many may wait for one before them, of all writers; what comes beyond is asked for again. */
export const spreadWaitingMax = 10_000
/** So many frames, and versions, that a window has not confirmed are remembered. */
const unseenMax = 4_096

/** All of a copy: the value, what the model adds to it, and what is known in it. */
export interface Whole {
  readonly value: JsonObject
  readonly state: Json
  readonly vector: Vector
}

/** What came of an answer: its writes, those that had waited for one of them, and those that had come before it did. */
export interface Caught<T> {
  readonly entries: readonly SpreadEntry<T>[]
  readonly covered: readonly SpreadArrival<T>[]
  readonly taken: readonly SpreadEntry<T>[]
}

export interface SpreadCopy<T> {
  readonly value: JsonObject
  readonly vector: Vector
  /** How many writes are known; goes up with each of them, here only. */
  readonly version: number
  /** The name that this hyperty's writes go by here. */
  readonly writer: string
  placeOf(path: Path): Path
  /** Takes a write of this hyperty, whose window had applied the frames up to `base`; without a number where nothing of it could be made. */
  write(
    changes: readonly WireChange[],
    base: number,
  ): SpreadWrite & {
    readonly seq: number
    /** What was made, where the window may hold something else by now. */
    readonly instead: readonly WireChange[] | undefined
  }
  /** Offers a write of somebody else: taken in with all that waited for it, kept waiting, or known already. */
  offer(arrival: SpreadArrival<T>): {
    readonly taken: readonly SpreadEntry<T>[]
    readonly outcome: 'taken' | 'waits' | 'known' | 'overflow'
  }
  /** Takes in what another copy answered, and then what waited for it; gives also what waited and is known by it. */
  catchUp(updates: readonly SpreadUpdate[], ticket: T): Caught<T>
  /** Takes in all that another copy holds; gives what was made here, and what waited and is known by it. */
  merge(whole: Whole): Omit<Caught<T>, 'entries'> & { readonly changes: readonly WireChange[] }
  whole(): Whole
  /** The writes that are not in a vector, those of one writer in their order; undefined where not all are kept. */
  lackedBy(vector: Vector): readonly SpreadUpdate[] | undefined
  /** Writers of whom something waits for a write that is not here. */
  gaps(): readonly string[]
  /** Gives back what waits, which is not going to be taken in. */
  giveUp(): readonly SpreadArrival<T>[]
  /** Changes of others went to the window in frame `n`. */
  passed(n: number, changes: readonly WireChange[]): void
  /** The window has applied the frames up to `n`. */
  seen(n: number): void
  /** What was known at a version, as a short text; undefined where that is too long ago. */
  knownAt(version: number): string | undefined
  /** Told of every write that is taken in, and with nothing of a whole that is. */
  onTaken: ((update: SpreadUpdate | undefined) => void) | undefined
}

export function createSpreadCopy<T>(start: {
  readonly model: SpreadModel
  readonly writer: string
  readonly value: JsonObject
  readonly state?: Json | undefined
  readonly vector?: Vector | undefined
  readonly now: () => number
}): SpreadCopy<T> {
  const { writer, now } = start
  const model = start.model.open({ who: writer, value: start.value, state: start.state, now })
  let vector: { [writer: string]: number } = { ...start.vector }
  let version = countOf(vector)
  const waiting = new Map<string, Map<number, SpreadArrival<T>>>()
  let waitingCount = 0
  /** By writer, without gaps; `order` says whose is the oldest of all. */
  const log = new Map<string, { seq: number; stamp: Json; text: string }[]>()
  let order: string[] = []
  let oldest = 0
  let characters = 0
  let unseen: { readonly n: number; readonly changes: readonly WireChange[] }[] = []
  /** Frames up to this one were forgotten before the window had confirmed them. */
  let forgotten = 0
  /** Whose writes made the versions after `historyFrom`. */
  let history: string[] = []
  let historyFrom = version

  function remember({ author, seq, stamp, changes }: SpreadUpdate): void {
    const text = changesText(changes)
    let own = log.get(author)
    if (!own) log.set(author, (own = []))
    own.push({ seq, stamp, text })
    order.push(author)
    characters += text.length
    while (order.length - oldest > logMax || characters > logCharactersMax) {
      const first = log.get(order[oldest++] as string)?.shift()
      characters -= first?.text.length ?? 0
    }
    if (oldest > logMax) {
      order = order.slice(oldest)
      oldest = 0
    }
  }

  function enter(update: SpreadUpdate): void {
    vector[update.author] = update.seq
    version++
    history.push(update.author)
    if (history.length > 2 * unseenMax) {
      historyFrom += history.length - unseenMax
      history = history.slice(-unseenMax)
    }
    remember(update)
    copy.onTaken?.(update)
  }

  function takeIn(arrival: SpreadArrival<T>): SpreadEntry<T> {
    const taken = model.take(arrival)
    enter(arrival)
    return { arrival, taken, version }
  }

  function takeWaiting(author: string, entries: SpreadEntry<T>[]): SpreadEntry<T>[] {
    const own = waiting.get(author)
    if (!own) return entries
    for (let next = own.get((vector[author] ?? 0) + 1); next; next = own.get((vector[author] ?? 0) + 1)) {
      own.delete(next.seq)
      waitingCount--
      entries.push(takeIn(next))
    }
    if (own.size === 0) waiting.delete(author)
    return entries
  }

  /** More is known than before: what waited is known by it, or can be taken in. */
  function free(): Omit<Caught<T>, 'entries'> {
    const covered: SpreadArrival<T>[] = []
    for (const [author, own] of waiting)
      for (const [seq, arrival] of own) if (seq <= (vector[author] ?? 0) && own.delete(seq)) covered.push(arrival)
    waitingCount -= covered.length
    const taken: SpreadEntry<T>[] = []
    for (const author of [...waiting.keys()]) takeWaiting(author, taken)
    return { covered, taken }
  }

  const copy: SpreadCopy<T> = {
    get value() {
      return model.value
    },
    get vector() {
      return vector
    },
    get version() {
      return version
    },
    writer,
    placeOf: model.placeOf,
    write(changes, base) {
      const since = base < forgotten ? undefined : unseen.filter(({ n }) => n > base).flatMap((frame) => frame.changes)
      const written = model.write(changes, since)
      const seq = (vector[writer] ?? 0) + 1
      if (written.changes.length > 0) enter({ author: writer, seq, stamp: written.stamp, changes: written.changes })
      const { made } = written
      const isAsWritten = made.length === changes.length && made.every((change, index) => change === changes[index])
      const isAlone = since?.every((other) => !changes.some((change) => overlaps(change, other))) ?? false
      return { ...written, seq, instead: isAsWritten && isAlone ? undefined : made }
    },
    offer(arrival) {
      const have = vector[arrival.author] ?? 0
      if (arrival.seq <= have || waiting.get(arrival.author)?.has(arrival.seq)) return { taken: [], outcome: 'known' }
      if (arrival.seq === have + 1) return { taken: takeWaiting(arrival.author, [takeIn(arrival)]), outcome: 'taken' }
      if (waitingCount >= spreadWaitingMax) return { taken: [], outcome: 'overflow' }
      let own = waiting.get(arrival.author)
      if (!own) waiting.set(arrival.author, (own = new Map()))
      own.set(arrival.seq, arrival)
      waitingCount++
      return { taken: [], outcome: 'waits' }
    },
    catchUp(updates, ticket) {
      const entries: SpreadEntry<T>[] = []
      for (const update of updates)
        if (update.seq === (vector[update.author] ?? 0) + 1) entries.push(takeIn({ ...update, ticket }))
      return { entries, ...free() }
    },
    merge(whole) {
      const changes = model.merge(whole.value, whole.state)
      vector = { ...join(vector, whole.vector) }
      version = countOf(vector)
      history = []
      historyFrom = version
      // what came before in it is not here one by one, and could not be given to anybody without gaps
      log.clear()
      order = []
      oldest = 0
      characters = 0
      copy.onTaken?.(undefined)
      return { changes, ...free() }
    },
    whole: () => ({ value: model.value, state: model.state(), vector: { ...vector } }),
    lackedBy(theirs) {
      const lacked: SpreadUpdate[] = []
      for (const author in vector) {
        const from = theirs[author] ?? 0
        const count = (vector[author] as number) - from
        if (count <= 0) continue
        const kept = log.get(author) ?? []
        if (kept.length < count) return undefined
        for (const { seq, stamp, text } of kept.slice(-count))
          lacked.push({ author, seq, stamp, changes: JSON.parse(text) as readonly WireChange[] })
      }
      return lacked
    },
    gaps: () => [...waiting.keys()],
    giveUp() {
      const left = [...waiting.values()].flatMap((own) => [...own.values()])
      waiting.clear()
      waitingCount = 0
      return left
    },
    passed(n, changes) {
      unseen.push({ n, changes })
      if (unseen.length <= 2 * unseenMax) return
      forgotten = unseen[unseen.length - unseenMax - 1]?.n ?? forgotten
      unseen = unseen.slice(-unseenMax)
    },
    seen(n) {
      let count = 0
      while (count < unseen.length && (unseen[count] as { n: number }).n <= n) count++
      if (count > 0) unseen = unseen.slice(count)
    },
    knownAt(at) {
      if (at > version || at < historyFrom) return undefined
      if (at === version) return knownOf(vector)
      const then = { ...vector }
      for (const author of history.slice(at - historyFrom)) {
        const left = (then[author] as number) - 1
        if (left > 0) then[author] = left
        else delete then[author]
      }
      return knownOf(then)
    },
    onTaken: undefined,
  }
  return copy
}
