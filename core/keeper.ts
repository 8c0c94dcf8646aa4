/**
 * Writes down what one hyperty holds, record by record, as it changes; and holds back what tells the hyperty that
 * something is done until that is written. Where records go is the affair of the store.
 */
import { changesText } from './codec.ts'
import type { Address } from './message.ts'
import type { SyncerFrame } from './port.ts'
import type { Replica } from './replica.ts'
import type { Store } from './store.ts'
import type { Sharing, StoredCopy, StoredRecord } from './stored.ts'
import { beginningOf } from './vector.ts'

type Held = Replica<unknown>

export interface Keeper {
  /** The object is new here, or its value was set anew. */
  copy(held: Held): void
  /** What is known about it has changed. */
  info(held: Held): void
  /** The hyperty was shown what it holds; stored only where that was not done before. */
  shown(held: Held): void
  gone(url: Address): void
  /** The hyperty is there; `hasWindow` says whether it is to get a window when it is restored. */
  joined(name: string, hasWindow: boolean): void
  /** The hyperty has left for good. */
  left(): void
  /** Goes on with a copy that stands in the store already. */
  adopt(held: Held): void
  /** All that is held now, for a store that is compacted. */
  records(): Iterable<string>
}

/** A keeper for one hyperty's objects. `sharingOf` says how its reporter shares one of its own. */
export function createKeeper(options: {
  readonly who: Address
  readonly store: Store
  readonly objects: ReadonlyMap<Address, Held>
  readonly sharingOf: (held: Held) => Sharing | undefined
}): Keeper {
  const { who, store, objects, sharingOf } = options
  const kept = new Set<Address>()
  let self: StoredRecord | undefined

  const write = (record: StoredRecord): void => store.append(JSON.stringify(record))
  // an invitation that waits for an answer is its sender's affair
  const isKept = (held: Held): boolean => held.status !== 'invited'

  function copyOf(held: Held): StoredRecord {
    const sharing = sharingOf(held)
    return {
      kind: 'copy',
      who,
      info: held.info(),
      ...(sharing ? { sharing } : {}),
      value: held.value,
      ...spreadOf(held),
    }
  }

  function watch(held: Held): void {
    // one that every writer changes is written whole: what its model keeps does not follow from one update
    if (held.spread) held.spread.onTaken = () => (kept.has(held.url) ? write(copyOf(held)) : undefined)
    const head = `{"kind":"update","who":${JSON.stringify(who)},"url":${JSON.stringify(held.url)},"version":`
    held.onTaken = (version, author, changes) => {
      if (kept.has(held.url))
        store.append(`${head}${version},"author":${JSON.stringify(author)},"changes":${changesText(changes)}}`)
    }
  }

  function copy(held: Held): void {
    if (!isKept(held)) return
    if (!kept.has(held.url)) watch(held)
    kept.add(held.url)
    write(copyOf(held))
  }

  return {
    copy,
    info(held) {
      if (!isKept(held)) return
      if (!kept.has(held.url)) return copy(held)
      const sharing = sharingOf(held)
      write({ kind: 'info', who, info: held.info(), ...(sharing ? { sharing } : {}) })
    },
    shown(held) {
      if (!kept.has(held.url)) copy(held)
    },
    gone(url) {
      if (kept.delete(url)) write({ kind: 'gone', who, url })
    },
    joined(name, hasWindow) {
      self = { kind: 'hyperty', url: who, name, hasWindow }
      write(self)
    },
    left() {
      kept.clear()
      if (self) write({ kind: 'left', who })
      self = undefined
    },
    adopt(held) {
      kept.add(held.url)
      watch(held)
    },
    *records() {
      if (self) yield JSON.stringify(self)
      // made while it is asked for: one that has gone meanwhile stands in the store as gone
      for (const held of [...objects.values()])
        if (objects.get(held.url) === held && kept.has(held.url)) yield JSON.stringify(copyOf(held))
    },
  }
}

/** What goes with the value of a copy whose writers settle their own writes. */
function spreadOf({ spread }: Held): Pick<StoredCopy, 'spread'> {
  if (!spread) return {}
  const { state, vector } = spread.whole()
  return { spread: { state, vector, beginnings: beginningOf(spread.writer) } }
}

/** Whether a frame tells a hyperty that something was done, and will stay done. */
const isPromise = (frame: SyncerFrame): boolean =>
  (frame.kind === 'settled' && frame.decision.allow) || (frame.kind === 'answer' && frame.code < 300)

/**
 * Sends frames in their order; one that promises something waits until what was appended before it is written. What
 * waits is no more than the store lets happen before it writes.
 */
export function sendWhenWritten(store: Store, send: (frame: SyncerFrame) => void): (frame: SyncerFrame) => void {
  let waiting: { readonly frame: SyncerFrame; isWritten: boolean }[] = []

  function sendReady(): void {
    let count = 0
    for (const { frame, isWritten } of waiting) {
      if (!isWritten) break
      count++
      send(frame)
    }
    waiting = waiting.slice(count)
  }

  return (frame) => {
    const mustWait = store.waiting && isPromise(frame)
    if (!mustWait && waiting.length === 0) return send(frame)
    const entry = { frame, isWritten: !mustWait }
    waiting.push(entry)
    if (!mustWait) return undefined
    return store.whenWritten(() => {
      entry.isWritten = true
      sendReady()
    })
  }
}
