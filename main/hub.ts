/**
 * Where everything meets: the bus, a Syncer for each hyperty, the recorder, and the port of each window. Who speaks
 * is known from the port it comes through. Knows nothing of windows.
 */
import { createBus, type Bus } from '../core/bus.ts'
import type { Clock } from '../core/clock.ts'
import { rightClock, type Ailing, type Skew } from '../core/fault.ts'
import { hypertyUrl, type Address } from '../core/message.ts'
import type { Model } from '../core/model.ts'
import { noteOf, type NoteOrder } from '../core/notes.ts'
import type { Action, Person, SyncerFrame } from '../core/port.ts'
import type { SessionRecorder } from '../core/recorder.ts'
import type { Lost } from '../core/restoration.ts'
import { createSkewedClock } from '../core/skew.ts'
import { createSyncer } from '../core/syncer.ts'
import { sendWhenWritten } from '../core/keeper.ts'
import type { Store } from '../core/store.ts'
import { createStoppableClock } from '../core/stoppable-clock.ts'
import { createMessageJudge } from '../core/message-judge.ts'
import type { StoredHyperty } from '../core/stored.ts'
import type { TransportEnd } from '../core/transport.ts'
import { textCodec } from './text-codec.ts'
import { ailingOf, crashMember, recordsOf, takeKept, tellHealth, type Member } from './member.ts'
import { createWindowPort, type WindowPort } from './window-port.ts'

export interface Hub {
  readonly bus: Bus
  readonly people: readonly Person[]
  /** A window listens: its hyperty joins, or comes again and finds its objects. Its older port, if any, is closed. */
  connect(name: string, end: TransportEnd, hasWindow?: boolean): void
  /** Brings back those who were there before, with their objects; they come when they are connected. */
  restore(hyperties: readonly StoredHyperty[]): void
  /** All that is to outlive the application, as it is now. */
  records(): Iterable<string>
  /** Whether a hyperty has a port that works. */
  isConnected(url: Address): boolean
  /** The window of a hyperty has crashed; the hyperty stays, without a window. */
  crashed(url: Address): void
  /** Nothing gets into its Syncer nor out of it, until it is resumed. */
  pause(url: Address): void
  resume(url: Address): void
  /**
   * Its Syncer ends, and its port is closed with the reason. When it is connected again it starts anew, or goes on from
   * what it had stored where that is kept; by default it is lost.
   */
  crash(url: Address, storage?: 'kept' | 'lost'): void
  /** Whether anything is stored that could be kept. */
  readonly keepsStorage: boolean
  /** The clock by which its Syncer waits and stamps is so wrong from now on. */
  skew(url: Address, skew: Skew): void
  /** Those who are paused, have crashed, or whose clock is wrong, in order of arrival. */
  readonly ailing: readonly Ailing[]
  nameOf(url: Address): string | undefined
  /** Tells the window of a hyperty how that fares. */
  tellHealth(url: Address): void
  /** The hyperty goes for good. */
  leave(url: Address): void
  /** All of them go, those too that have not come yet. */
  clear(): void
  /** Does something on a hyperty's behalf, as if its window had asked for it. */
  request(url: Address, action: Action): void
  /** Has a window write again what was lost; false where there is no window. */
  restoreValue(url: Address, object: Address, lost: Lost): boolean
  /** Puts a remark into the session, or a note on an event of it. */
  note(text: string, style: 'phase' | 'step' | 'remark', about?: NoteOrder): void
  /** Nobody is heard any more; what happens to windows from now on is no part of the session. */
  stop(): void
}

/** So many orders for links are told to an inspector; there may be more. */
export const linksShownMax = 20
/** Refused frames of a hyperty that are noted one by one. */
const refusedNotesMax = 20
const unmeasured = { uncertaintyMs: undefined, recordedUncertaintyMs: undefined }

export function createHub(options: {
  readonly clock: Clock
  readonly recorder: SessionRecorder
  readonly models: readonly Model[]
  /** Where what the hyperties hold is kept; nowhere, if there is none. */
  readonly store?: Store | undefined
  /** How far the clocks of windows are ahead of the session's, as far as we know without asking. */
  readonly offsetGuessMs: number
}): Hub {
  const { clock, recorder, models, offsetGuessMs, store } = options
  /** While the bus is held nobody gives up what cannot come. */
  const waits = createStoppableClock(clock)
  const bus = createBus({ clock, recorder, judge: createMessageJudge(textCodec), onHeld })
  const members = new Map<Address, Member>()
  let stopped = false

  function onHeld(isHolding: boolean): void {
    if (isHolding) waits.stop()
    else waits.go()
    for (const member of members.values()) tellHealth(member, isHolding)
  }

  function note(text: string, style: 'phase' | 'step' | 'remark', about?: NoteOrder): void {
    if (!stopped) recorder.add(about ? noteOf(about) : { kind: 'note', text, style })
  }

  function join(name: string, hasWindow: boolean): Member {
    const url = hypertyUrl(name)
    const known = members.get(url)
    if (known && !known.isDown) return known
    const own = known?.clock ?? createSkewedClock(waits)
    const toSessionTime = (time: number): number => members.get(url)?.port?.offset.toOurs(time) ?? time - offsetGuessMs
    const syncer = createSyncer({
      url,
      name,
      bus,
      recorder,
      clock: own.steady,
      reads: own.now,
      models,
      store,
      toSessionTime,
    })
    syncer.keeper?.joined(name, hasWindow)
    if (known) {
      known.syncer = syncer
      known.isDown = false
      syncer.restore(takeKept(known))
      return known
    }
    const health = { clock: own, skew: rightClock, isDown: false, kept: undefined }
    const member: Member = {
      ...{ name, syncer, ...health, hasWindow, port: undefined, crashed: false, refused: 0 },
      ...unmeasured,
    }
    members.set(url, member)
    return member
  }

  function connect(name: string, end: TransportEnd, hasWindow = true): void {
    if (stopped) return end.close()
    const member = join(name, hasWindow)
    const { syncer } = member
    if (member.hasWindow !== hasWindow) syncer.keeper?.joined(name, hasWindow)
    member.hasWindow = hasWindow
    member.port?.close()
    if (member.crashed) recorder.add({ kind: 'fault', fault: 'restart', who: syncer.url })
    member.crashed = false
    member.refused = 0
    setClock(member, undefined)
    const port = createWindowPort({
      end,
      clock,
      offsetGuessMs,
      onFrame: (frame) => {
        if (stopped) return
        syncer.receive(frame)
        if (frame.kind === 'hello') recordClock(member)
      },
      onUncertainty: (uncertaintyMs) => setClock(member, uncertaintyMs),
      onRefused: (code, reason) => onRefused(member, code, reason),
      onClosed: (reason) => onClosed(member, port, reason),
    })
    member.port = port
    const send = (frame: SyncerFrame): void => port.send(frame)
    syncer.attach(store ? sendWhenWritten(store, send) : send)
    if (ailingOf(member) || bus.hold.isHolding) tellHealth(member, bus.hold.isHolding)
  }

  function restore(hyperties: readonly StoredHyperty[]): void {
    if (hyperties.length === 0) return
    const left = hyperties.flatMap(({ name, hasWindow, copies }) => join(name, hasWindow).syncer.restore(copies))
    const count = hyperties.reduce((sum, { copies }) => sum + copies.length, 0)
    note(
      `Restored: ${namesOf(hyperties)}; together they hold ${count === 1 ? '1 copy' : `${count} copies`} of objects.`,
      'remark',
    )
    if (left.length > 0) note(`Not restored, because there is no place for it any more: ${left.join(', ')}.`, 'remark')
  }

  function* records(): Iterable<string> {
    for (const member of [...members.values()]) if (members.get(member.syncer.url) === member) yield* recordsOf(member)
  }

  function setClock(member: Member, uncertaintyMs: number | undefined): void {
    member.uncertaintyMs = uncertaintyMs
    recordClock(member)
  }

  /** Says how well the window's clock is known; a hyperty has to be there first. */
  function recordClock(member: Member): void {
    const { uncertaintyMs, recordedUncertaintyMs, syncer } = member
    if (stopped || uncertaintyMs === recordedUncertaintyMs) return
    if (!bus.people.some(({ url }) => url === syncer.url)) return
    member.recordedUncertaintyMs = uncertaintyMs
    // rounded up: what is claimed stays true
    const known = uncertaintyMs === undefined ? {} : { uncertaintyMs: Math.ceil(uncertaintyMs * 1000) / 1000 }
    recorder.add({ kind: 'clock', who: syncer.url, ...known })
  }

  function onRefused(member: Member, code: number, reason: string): void {
    if (++member.refused > refusedNotesMax) return
    note(`Something that ${member.name}'s window sent was refused (${code}): ${reason}`, 'remark')
  }

  function onClosed(member: Member, port: WindowPort, reason: string | undefined): void {
    if (member.port !== port) return
    member.port = undefined
    if (stopped) return
    member.syncer.detach()
    if (reason === undefined) return
    note(`${member.name}'s port was closed: ${reason}`, 'remark')
    markCrashed(member)
  }

  function leave(url: Address): void {
    const member = members.get(url)
    if (!member || stopped) return
    members.delete(url)
    member.port?.close()
    member.syncer.close()
  }

  function markCrashed(member: Member): void {
    if (member.crashed || stopped) return
    member.crashed = true
    recorder.add({ kind: 'fault', fault: 'crash', who: member.syncer.url })
  }

  return {
    bus,
    get people() {
      return bus.people
    },
    connect,
    restore,
    records,
    isConnected: (url) => members.get(url)?.port !== undefined,
    crashed(url) {
      const member = members.get(url)
      if (!member) return
      markCrashed(member)
      member.port?.close()
    },
    pause(url) {
      const member = members.get(url)
      if (!member || member.isDown || stopped) return
      member.syncer.pause()
      tellHealth(member, bus.hold.isHolding)
    },
    resume(url) {
      members.get(url)?.syncer.resume()
      tellHealth(members.get(url), bus.hold.isHolding)
    },
    crash(url, storage = 'lost') {
      const member = members.get(url)
      if (!member || member.isDown || stopped) return
      crashMember(member, store ? storage : 'lost')
    },
    get keepsStorage() {
      return store !== undefined && store.failure === undefined
    },
    skew(url, skew) {
      const member = members.get(url)
      if (!member || stopped) return
      member.skew = skew
      member.clock.skew(skew.skewMs, skew.driftPercent)
      recorder.add({ kind: 'fault', fault: 'skew', who: url, ...skew })
      tellHealth(member, bus.hold.isHolding)
    },
    get ailing() {
      return [...members.values()].flatMap((member) => ailingOf(member) ?? [])
    },
    nameOf: (url) => members.get(url)?.name,
    tellHealth: (url) => tellHealth(members.get(url), bus.hold.isHolding),
    leave,
    clear() {
      for (const url of [...members.keys()]) leave(url)
    },
    request(url, action) {
      // no window counts its own requests from 0
      members.get(url)?.syncer.receive({ kind: 'request', id: 0, action })
    },
    restoreValue(url, object, lost) {
      const port = members.get(url)?.port
      port?.send({ kind: 'restore', url: object, ...lost })
      return port !== undefined
    },
    note,
    stop() {
      stopped = true
      for (const { port } of members.values()) port?.close()
    },
  }
}

/** Names for a sentence; many are only counted. */
const namesOf = (hyperties: readonly { readonly name: string }[]): string =>
  hyperties.length > namedMax ? `${hyperties.length} hyperties` : hyperties.map(({ name }) => name).join(', ')
const namedMax = 8
