/**
 * An application instance: holds data objects and speaks with its Syncer over a port. Runs in a window's page, and
 * in tests without one; knows nothing of either.
 */
import { applyInOrder, copyJson, sameJson, type JsonObject } from './change.ts'
import { createAsked, type Answer } from './asked.ts'
import type { Cancel } from './clock.ts'
import { createCursors, type Cursor } from './cursors.ts'
import { createDataObject, untouched, type DataObject, type HeldObject } from './data-object.ts'
import { hashJson } from './hash.ts'
import { childUrl, objectUrl, type Address, type Decision } from './message.ts'
import { createObservation, type Observation } from './observe.ts'
import { withNews } from './people.ts'
import { createPointing } from './pointing.ts'
import type { Action, HypertyFrame, ObjectInfo, Person, SyncerFrame, TextPlace } from './port.ts'
import { changeToRestore } from './restoration.ts'

export type { Answer } from './asked.ts'

export type HypertyNews =
  /** An object came or went. */
  | { readonly kind: 'objects' }
  | { readonly kind: 'people' }
  /** Somebody is elsewhere in a shared text of an object. */
  | { readonly kind: 'cursors'; readonly url: Address }
  | { readonly kind: 'info'; readonly url: Address }
  | { readonly kind: 'invited'; readonly url: Address }
  /** A report of this hyperty was taken, or turned back. */
  | { readonly kind: 'settled'; readonly url: Address; readonly seq: number; readonly decision: Decision }
  /** Something that was answered with "it waits" has come to its end; or an answer came too late. */
  | { readonly kind: 'answered'; readonly answer: Answer }

export interface Hyperty {
  /** Its own URL, once the Syncer has said it. */
  readonly you: Address | undefined
  readonly people: readonly Person[]
  readonly objects: ReadonlyMap<Address, DataObject>
  /** The world in which its data objects are observed. */
  readonly observation: Observation
  /** Where the others are in the shared texts of an object. */
  cursorsOf(url: Address): readonly Cursor[]
  /** Says to the others where this one is in a shared text; without a place, that it is in none. */
  point(url: Address, place?: TextPlace): void
  receive(frame: SyncerFrame): void
  /** Asks the Syncer for something; always resolves, with 408 after 10 s without an answer. */
  request(action: Action): Promise<Answer>
  create(
    name: string,
    value: JsonObject,
    more?: Pick<Action & { do: 'create' }, 'parent' | 'onLeave' | 'model' | 'texts'>,
  ): Promise<Answer>
  subscribe(listener: (news: HypertyNews) => void): () => void
}

export interface HypertyOptions {
  send(frame: HypertyFrame): void
  /** The clock of the window, in milliseconds. */
  now(): number
  /** Runs something at the end of this turn. */
  schedule(run: () => void): void
  after(delayMs: number, run: () => void): Cancel
  /** Whether invitations are accepted by themselves (the default) or wait for an answer. */
  readonly autoAccept?: boolean
  /** Is told of what an observer threw; by default it is thrown at the end of the turn. */
  report?(error: unknown): void
}

const quietMs = 150

/** What the Syncer is not to forget yet: a report may still say that it was written after that frame. */
function baseOf(object: HeldObject | undefined): { readonly base?: number } {
  const base = object?.base()
  return base === undefined ? {} : { base }
}

/** A hyperty at the far end of a port; says hello at once. */
export function createHyperty(options: HypertyOptions): Hyperty {
  const { send, now, schedule, after } = options
  const fail = (error: unknown) => (): never => {
    throw error
  }
  const throwLater = (error: unknown): void => schedule(fail(error))
  const observation = createObservation({ schedule, report: options.report ?? throwLater })
  const objects = new Map<Address, HeldObject>()
  /** Made here, and not confirmed by the Syncer yet. */
  const making = new Map<Address, { readonly object: HeldObject; readonly value: JsonObject }>()
  const listeners = new Set<(news: HypertyNews) => void>()
  const asked = createAsked({ send, after })
  const objectAt = (url: Address): DataObject | undefined => objects.get(url)
  const cursors = createCursors({ objectAt, now, after, changed: (url) => tell({ kind: 'cursors', url }) })
  const point = createPointing({ objectAt, now, after, send })
  let lastFrame = 0

  function tell(news: HypertyNews): void {
    for (const listener of [...listeners]) listener(news)
  }

  /** Says what a replica holds, once it has been quiet for a moment. */
  function touch(object: HeldObject, at: number): void {
    if (object.touchedAt === untouched) after(quietMs, () => sayState(object))
    object.touchedAt = at
  }

  function sayState(object: HeldObject): void {
    const left = object.touchedAt + quietMs - now()
    if (left > 0 || object.pending > 0) {
      // what is pending may be so for long: it is not asked every millisecond
      after(left > 0 ? left : quietMs, () => sayState(object))
      return
    }
    object.touchedAt = untouched
    const { url, status, version } = object
    if (objects.get(url) !== object || status !== 'active') return
    send({ kind: 'state', url, version, hash: hashJson(object.value) })
  }

  function make(info: ObjectInfo, value: JsonObject): HeldObject {
    const object: HeldObject = createDataObject({
      info: Object.freeze(info),
      value,
      you: hyperty.you as Address,
      observation,
      now,
      seen: lastFrame,
      schedule,
      send,
      // the hyperty observes its object: the seed's "Hyperty -> Object: observe"
      touched: (at) => touch(object, at),
      refused: (decision) => tell({ kind: 'settled', url: info.url, seq: 0, decision }),
    })
    return object
  }

  function receiveObject(frame: SyncerFrame & { kind: 'object' }): number | undefined {
    const known = objects.get(frame.info.url)
    if (known) {
      known.snapshot(frame)
      touch(known, now())
      tell({ kind: 'info', url: frame.info.url })
      return undefined
    }
    const made = making.get(frame.info.url)
    making.delete(frame.info.url)
    // one that was there before this window made its own, and had not been shown here yet, is not that one
    const isMade = made !== undefined && frame.info.version === 0 && sameJson(frame.value, made.value)
    if (isMade) made.object.setInfo(frame.info)
    const object = isMade ? made.object : make(frame.info, frame.value)
    const observedAt = now()
    objects.set(frame.info.url, object)
    touch(object, observedAt)
    tell({ kind: 'objects' })
    if (frame.info.status === 'invited') tell({ kind: 'invited', url: frame.info.url })
    return observedAt
  }

  function receiveInfo(info: ObjectInfo): void {
    const object = objects.get(info.url)
    // an invitation was accepted: from now on it is asked what this copy holds
    if (object?.info.status === 'invited' && info.status === 'active') touch(object, now())
    object?.setInfo(info)
  }

  function receiveGone(url: Address): void {
    if (!objects.delete(url)) return
    cursors.forget(url)
    tell({ kind: 'objects' })
  }

  function receiveNumbered(frame: Extract<SyncerFrame, { readonly n: number }>): void {
    lastFrame = frame.n
    if (frame.kind === 'changes') {
      const object = objects.get(frame.url)
      object?.remote(frame)
      const appliedAt = now()
      observation.deliver()
      send({ kind: 'applied', n: frame.n, appliedAt, toldAt: now(), ...baseOf(object) })
      if (object) touch(object, appliedAt)
      return
    }
    let observedAt: number | undefined
    let settled: HeldObject | undefined
    if (frame.kind === 'object') observedAt = receiveObject(frame)
    else if (frame.kind === 'gone') receiveGone(frame.url)
    else if (frame.kind === 'info') {
      receiveInfo(frame.info)
      tell({ kind: 'info', url: frame.info.url })
    } else {
      settled = objects.get(frame.url)
      settled?.settled(frame)
      tell({ kind: 'settled', url: frame.url, seq: frame.seq, decision: frame.decision })
    }
    const appliedAt = now()
    const observed = observedAt === undefined ? {} : { observedAt }
    const url = 'info' in frame ? frame.info.url : frame.url
    send({ kind: 'applied', n: frame.n, appliedAt, ...observed, ...baseOf(objects.get(url)) })
    if (settled) touch(settled, appliedAt)
  }

  /** Writes what was lost again, as a change of this hyperty's like any other. */
  function restore({ url, ...lost }: SyncerFrame & { kind: 'restore' }): void {
    const object = objects.get(url)
    const change = object && changeToRestore(object.value, lost)
    if (object && change) return applyInOrder(object.data, [change])
    tell({ kind: 'answered', answer: { code: 409, reason: 'There is no place for the restored value any more.' } })
  }

  // plain fields: an object with getters of its own is a dictionary to the engine
  const hyperty: { -readonly [K in keyof Hyperty]: Hyperty[K] } = {
    you: undefined,
    people: [],
    objects,
    observation,
    cursorsOf: cursors.of,
    point,
    receive(frame) {
      switch (frame.kind) {
        case 'answer':
          if (!asked.answered(frame.id, frame)) tell({ kind: 'answered', answer: frame })
          break
        case 'people':
          hyperty.you = frame.you
          hyperty.people = frame.people ?? withNews(hyperty.people, frame.news)
          cursors.people(hyperty.people)
          tell({ kind: 'people' })
          break
        case 'presence':
          cursors.receive(frame)
          break
        case 'ping':
          send({ kind: 'pong', sentAt: frame.sentAt, at: now() })
          break
        case 'restore':
          restore(frame)
          break
        // the affair of its window
        case 'health':
          break
        default:
          receiveNumbered(frame)
      }
    },
    request: asked.ask,
    async create(name, value, more = {}) {
      const { you } = hyperty
      const url = more.parent === undefined ? objectUrl(name) : childUrl(more.parent, name)
      if (objects.has(url) || making.has(url) || you === undefined) {
        const reason =
          you === undefined
            ? 'The Syncer has not answered yet.'
            : `There is an object ${name} here already. Choose another name.`
        return { code: you === undefined ? 503 : 409, reason }
      }
      const createdAt = now()
      const info = { url, name, model: more.model ?? '', reporter: you, role: 'reporter', status: 'active' } as const
      const { texts } = more
      const object = make(
        { ...info, mayWrite: true, version: 0, followers: [], ...(texts ? { texts } : {}) },
        copyJson(value),
      )
      making.set(url, { object, value: copyJson(value) })
      const answer = await asked.ask({ do: 'create', name, value, createdAt, observedAt: now(), ...more })
      if (answer.code !== 200) making.delete(url)
      return answer
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  send({ kind: 'hello', ...(options.autoAccept === undefined ? {} : { autoAccept: options.autoAccept }) })
  return hyperty
}
