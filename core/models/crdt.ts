/**
 * Everybody writes, and Yjs settles it: objects are its maps, lists its arrays, and a string that is edited as text is
 * its text. The plain value is kept beside it, change by change. Needs nothing of the links.
 */
import * as Y from 'yjs'
import { ChangeError, type Json, type JsonObject, type Path, type WireChange } from '../change.ts'
import type { Settlement, SpreadModel, SpreadReplica, SpreadStart, SpreadTaken } from '../model.ts'
import { transformAll } from '../transform.ts'
import { fromBase64, toBase64 } from '../base64.ts'
import { createJournal, hasNoPlace, writtenBy } from './crdt/journal.ts'
import { createPen } from './crdt/pen.ts'
import { createPlaces } from './crdt/places.ts'
import { showTransaction, type Race, type Told } from './crdt/shown.ts'
import { clientOf, clientOfStart, contentOf, fill, toPlain, wellFormedJson, type SharedMap } from './crdt/tree.ts'
import { unseenWithin } from './crdt/unseen.ts'

/** So many bytes of updates may wait for others that they build on; what comes beyond is left to the re-read. */
export const waitingBytesMax = 4 * 1024 * 1024

const accepted: Settlement = {
  allow: true,
  rule: 'taken-here',
  code: 200,
  reason: 'It was taken where it was written.',
}

/** What an update does, while it does it. */
interface Taking {
  readonly author: string
  /** What its writer knew of and removed. */
  readonly removals: () => ReturnType<typeof Y.decodeUpdate>['ds']
  readonly changes: readonly WireChange[]
  readonly made: WireChange[]
  lost: number
  /** What went wrong here, and not in Yjs: our own mistake. */
  mistake: unknown
}

function open({ who, value: start, state }: SpreadStart): SpreadReplica {
  const doc = new Y.Doc({ guid: 'object' })
  const root: SharedMap = doc.getMap('root')
  const journal = createJournal()
  const places = createPlaces(doc.store)
  const writers = new Map<number, string>()
  const known = new Set<string>()
  let update: Uint8Array | undefined
  let taking: Taking | undefined
  let client = 0

  /** A number that Yjs knows of nobody. It must never stand for two histories. */
  function takeClient(): void {
    for (let life = 0; life === 0 || doc.store.clients.has(client); life++) client = clientOf(who, life)
    doc.clientID = client
    writers.set(client, who)
  }

  /** Whoever begins with the same value makes the same items of it, whatever it is called. */
  function begin(first: JsonObject): void {
    doc.clientID = clientOfStart(first)
    doc.transact(() => fill(root, first))
    writers.set(doc.clientID, who)
    doc.clientID = client
  }

  function know(author: string): void {
    if (known.has(author)) return
    known.add(author)
    writers.set(clientOf(author, 0), author)
  }

  /** Whoever wrote an item; that of a text is nobody's, and comes from the string that it was. */
  const authorOf = (item: Y.Item): string =>
    writers.get(item.id.client) ?? (item.origin ? writers.get(item.origin.client) : undefined) ?? ''

  const held = readState(state)
  if (held) {
    Y.applyUpdate(doc, held.bytes)
    for (const [number, name] of held.writers) writers.set(number, name)
    journal.adopt(held.losers)
  }
  takeClient()
  if (!held) begin(wellFormedJson(start))
  const value = toPlain(root, 0) as JsonObject
  const pen = createPen({ doc, root, mirror: value, places, removed: (path) => journal.removed(path, who) })

  function tellRace({ path, loser, winner, isNew }: Race, told: Taking): void {
    const before = isNew ? told.changes.filter((change) => samePath(change[0], path)).at(-1) : undefined
    const lost = isNew
      ? before && writtenBy(before)
      : toPlain(loser.content instanceof Y.ContentType ? undefined : contentOf(loser), path.length)
    journal.lose(path, authorOf(loser), lost, authorOf(winner))
    if (isNew) told.lost++
  }

  doc.on('update', (bytes: Uint8Array) => (update = bytes))
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.local || !taking) return
    const now = taking
    const told: Told = {
      race: (race) => tellRace(race, now),
      removed(path, item, by) {
        journal.removed(path, by ? authorOf(by) : now.author)
        for (const lost of unseenWithin(transaction, item, path, value, now.removals()))
          journal.lose(lost.path, authorOf(lost.item), lost.value, by ? authorOf(by) : now.author)
      },
    }
    try {
      for (const change of showTransaction({ transaction, root, mirror: value, places, told })) now.made.push(change)
    } catch (error) {
      now.mistake = error
    }
  })

  /** Lets Yjs take bytes from outside, which may be anything. */
  function enter(author: string, bytes: Uint8Array, changes: readonly WireChange[]): Taking & { isBroken: boolean } {
    let removals: ReturnType<Taking['removals']> | undefined
    const now: Taking = {
      author,
      removals: () => (removals ??= Y.decodeUpdate(bytes).ds),
      changes,
      made: [],
      lost: 0,
      mistake: undefined,
    }
    taking = now
    let isBroken = false
    try {
      Y.applyUpdate(doc, bytes)
    } catch {
      isBroken = true
    }
    taking = undefined
    if (now.mistake) throw now.mistake
    // Yjs takes a number at random when somebody else writes with this one
    if (doc.clientID !== client) takeClient()
    return { ...now, isBroken }
  }

  function write(
    changes: readonly WireChange[],
    since: readonly WireChange[] | undefined,
  ): ReturnType<SpreadReplica['write']> {
    if (!since && changes.some(isPlaced)) return refused(changes)
    const carried = since && since.length > 0 ? transformAll(changes, since)[0] : changes
    const made: WireChange[] = []
    let left: string | undefined
    update = undefined
    doc.transact(() => {
      for (const change of carried) {
        try {
          pen.write(change, made)
        } catch (error) {
          if (!(error instanceof ChangeError)) throw error
          left ??= error.message
          journal.lose(change[0], who, writtenBy(change), journal.removerOf(change[0]))
        }
      }
    })
    const stamp = update ? toBase64(update) : ''
    if (carried !== changes) loseUncarried(changes, since as readonly WireChange[])
    // what others sent may have waited for the very items of a text that were made here; Yjs looks for it when it is given something
    const set = doc.store.pendingStructs ? enter('', nothing, []).made : []
    return {
      stamp,
      changes: made,
      made: set.length > 0 ? [...made, ...set] : made,
      settlement: settlementOf(left, made.length > 0),
    }
  }

  /** What did not survive the way over what had come meanwhile, each change looked at by itself. */
  function loseUncarried(changes: readonly WireChange[], since: readonly WireChange[]): void {
    for (const change of changes) {
      const written = writtenBy(change)
      if (transformAll([change], since)[0].length === 0 && written !== undefined)
        journal.lose(change[0], who, written, journal.removerOf(change[0]))
    }
  }

  function refused(changes: readonly WireChange[]): ReturnType<SpreadReplica['write']> {
    for (const change of changes) journal.lose(change[0], who, writtenBy(change), '')
    const reason = 'Too much has changed since this was written to say where in the list it belongs.'
    const settlement: Settlement = { allow: false, rule: 'changed-meanwhile', code: 409, reason }
    return { stamp: '', changes: [], made: [], settlement }
  }

  function take({ author, stamp, changes }: Parameters<SpreadReplica['take']>[0]): SpreadTaken {
    const bytes = fromBase64(stamp)
    if (!bytes || bytes.length === 0) return unreadable([])
    know(author)
    const { made, lost, isBroken } = enter(author, bytes, changes)
    if (isBroken) return unreadable(made)
    const { pendingStructs } = doc.store
    if (pendingStructs) {
      if (pendingStructs.update.length > waitingBytesMax) doc.store.pendingStructs = null
      return made.length > 0
        ? { changes: made, effect: 'applied' }
        : { changes: made, effect: 'applied', settlement: waits }
    }
    if (made.length > 0) return { changes: made, effect: 'applied' }
    return overtaken(author, changes, lost)
  }

  /** Nothing of it shows. */
  function overtaken(author: string, changes: readonly WireChange[], lost: number): SpreadTaken {
    const homeless = changes.filter((change) => hasNoPlace(value, change))
    for (const change of homeless) journal.lose(change[0], author, writtenBy(change), journal.removerOf(change[0]))
    if (lost === 0 && homeless.length === 0) return { changes: [], effect: 'applied' }
    const reason =
      lost > 0
        ? 'Somebody else set the same at the same time, and Yjs prefers that.'
        : 'What it was written into has been removed meanwhile.'
    const rule = lost > 0 ? 'other-write' : 'place-removed'
    return { changes: [], effect: 'superseded', settlement: { allow: false, rule, code: 409, reason } }
  }

  return {
    value,
    get losers() {
      return journal.losers
    },
    placeOf: (path) => path,
    write,
    take,
    state: () => ({
      doc: toBase64(Y.encodeStateAsUpdate(doc)),
      writers: [...writers],
      losers: journal.losers as unknown as Json,
    }),
    merge(_, other) {
      const theirs = readState(other)
      if (!theirs) return []
      for (const [number, name] of theirs.writers) if (!writers.has(number)) writers.set(number, name)
      journal.adopt(theirs.losers)
      return enter('', theirs.bytes, []).made
    },
  }
}

export const crdt: SpreadModel = {
  name: 'crdt',
  way: 'spread',
  text: 'Everybody writes; what several write into one list or text at the same time is all there, where it was meant.',
  defaultWriters: 'everyone',
  needs: 'nothing',
  promises: ['converges', 'no lost update', 'intent kept'],
  // a write is carried over what its window had not seen: so is what is pending there, or the next letter goes astray
  rebases: true,
  open,
}

/** An update with nothing in it. */
const nothing = Y.encodeStateAsUpdate(new Y.Doc())

const waits: Settlement = {
  allow: true,
  rule: 'waits-for-earlier',
  code: 200,
  reason: 'It builds on something that has not come yet, and shows when that is here.',
}

const unreadable = (changes: readonly WireChange[]): SpreadTaken => ({
  changes,
  effect: 'superseded',
  settlement: { allow: false, rule: 'no-update', code: 400, reason: 'What came with it is no update of Yjs.' },
})

/** True for what means a place in a list or text. */
const isPlaced = (change: WireChange): boolean =>
  change.length === 4 || change[0].some((key) => typeof key === 'number')

const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((key, index) => key === b[index])

function settlementOf(left: string | undefined, isPart: boolean): Settlement {
  if (left === undefined) return accepted
  const part = isPart ? 'A part of it does' : 'It does'
  const reason = `${part} not fit what is here by now, and was left out: ${left}.`
  return { allow: isPart, rule: 'does-not-fit', code: isPart ? 200 : 409, reason }
}

interface Held {
  readonly bytes: Uint8Array
  readonly writers: readonly (readonly [client: number, who: string])[]
  readonly losers: unknown
}

/** What `state` gave, come from outside; undefined where it is something else. */
function readState(state: Json | undefined): Held | undefined {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return undefined
  const { doc, writers, losers } = state as JsonObject
  const bytes = fromBase64(doc)
  if (!bytes || bytes.length === 0) return undefined
  const isWriter = (entry: unknown): entry is readonly [number, string] =>
    Array.isArray(entry) && typeof entry[0] === 'number' && typeof entry[1] === 'string'
  return { bytes, writers: Array.isArray(writers) ? (writers as readonly unknown[]).filter(isWriter) : [], losers }
}
