/**
 * What stands at a moment of a session that is read from its start: who is there, what each of them holds, which
 * conditions and faults are at work. Says it again as events, so that a session can begin there.
 */
import type { JsonObject } from './change.ts'
import type { FaultEvent, SessionEvent, StateEvent } from './event.ts'
import { shownBy } from './folding.ts'
import { hashJson } from './hash.ts'
import { createHoldings } from './holdings.ts'
import { shortName, type Address, type Message } from './message.ts'

/** An event that has no number and no time yet. */
export type Restated = SessionEvent extends infer E ? (E extends SessionEvent ? Omit<E, 'n' | 'at'> : never) : never

export interface Standing {
  take(event: SessionEvent): void
  /** What stands now, as events in the order in which they are to be read; an ended one is of the event before it. */
  events(): readonly Restated[]
  /** What cannot be said in this way, as sentences. */
  lacks(): readonly string[]
}

/** What is told of an object beside its value; of what comes with the message that carries it. */
interface Described {
  reporter: Address
  about: { readonly [key: string]: unknown }
}

const kept = ['name', 'model', 'rebases', 'onLeave', 'texts', 'epoch', 'life']

/** Faults that undo each other. */
const undoing: { readonly [fault in Exclude<FaultEvent['fault'], 'breakpoint'>]: string } = {
  ...{ offline: 'line', online: 'line', crash: 'window', restart: 'window', pause: 'pause', resume: 'pause' },
  ...{ down: 'down', up: 'down', delay: 'delay', link: 'link', skew: 'skew' },
}

function isOver({ fault, state, delayMs, skewMs, driftPercent }: FaultEvent): boolean {
  if (fault === 'delay') return delayMs === 0
  if (fault === 'skew') return skewMs === 0 && driftPercent === 0
  if (fault === 'link') return state === 'ends'
  return fault === 'online' || fault === 'restart' || fault === 'resume' || fault === 'up'
}

export function createStanding(): Standing {
  const holdings = createHoldings()
  const people = new Map<Address, SessionEvent & { readonly kind: 'hyperty' }>()
  const clocks = new Map<Address, SessionEvent & { readonly kind: 'clock' }>()
  const faults = new Map<string, FaultEvent>()
  const said = new Map<string, StateEvent>()
  const described = new Map<Address, Described>()

  function describe(object: Address, { type, body }: Message): void {
    const fields = body as object as { readonly [key: string]: unknown }
    const known = described.get(object)
    const isPassed = type === 'create' || (type === 'event' && body.news === 'reporter')
    if (!known && !('model' in body)) return
    const reporter = isPassed ? body.source : (known?.reporter ?? body.source)
    const news = Object.fromEntries(kept.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]))
    // the name of a write is none of the object's
    if (type === 'execute') delete news['name']
    described.set(object, { reporter, about: { ...known?.about, ...news } })
  }

  function takeFault(event: FaultEvent): void {
    if (event.fault === 'breakpoint' || (event.fault === 'link' && event.state === 'planned')) return
    const key = `${undoing[event.fault]} ${event.who ?? ''} ${event.order ? JSON.stringify(event.order) : ''}`
    faults.delete(key)
    if (!isOver(event)) faults.set(key, event)
  }

  function take(event: SessionEvent): void {
    holdings.take(event)
    if (event.kind === 'sent') {
      const { message } = event
      const object = holdings.objectOf(event.n)
      if (message.type !== 'presence' && object !== undefined) describe(object, message)
    } else if (event.kind === 'hyperty') {
      if (event.state === 'joined') people.set(event.url, event)
      else people.delete(event.url)
    } else if (event.kind === 'clock') clocks.set(event.who, event)
    else if (event.kind === 'fault') takeFault(event)
    else if (event.kind === 'state') said.set(`${event.who} ${event.object}`, event)
  }

  /** The reporter's own copy first, then each follower's as the invitation that would have brought it. */
  function* copies(): Iterable<Restated> {
    let id = 0
    for (const [object, held] of holdings.all) {
      const known = described.get(object)
      const about = known?.about ?? {}
      const first = known?.reporter ?? [...held.keys()][0]
      if (first === undefined) continue
      const name = about['name'] ?? shortName(object)
      for (const who of [first, ...[...held.keys()].filter((one) => one !== first)]) {
        const state = held.get(who)
        if (!state) continue
        const { value, version } = shownBy(state)
        const body = { source: first, resource: object, model: 'owner-only', ...about, name, version, value }
        const message = { id: ++id, type: 'create', from: first, to: who, body } as Message
        const deliveries = who === first ? 0 : 1
        yield { kind: 'sent', message, hops: {}, deliveries, rule: 'state-at-the-beginning' }
        if (deliveries > 0) yield { kind: 'ended', of: 0, to: who, hops: {}, effect: 'applied', version }
      }
    }
  }

  /** What windows have said and what still holds. */
  function* states(): Iterable<Restated> {
    for (const { n: _n, at: _at, ...state } of said.values()) {
      const held = holdings.of(state.object, state.who)
      if (held && hashJson(shownBy(held).value as JsonObject) === state.hash) yield state
    }
  }

  const unnumbered = ({ n: _n, at: _at, ...event }: SessionEvent): Restated => event as Restated

  return {
    take,
    events: () => [
      ...[...clocks.values()].filter(({ who }) => people.has(who)).map(unnumbered),
      ...[...people.values()].map(unnumbered),
      ...copies(),
      ...[...faults.values()].map(unnumbered),
      ...states(),
    ],
    lacks() {
      const all = [...holdings.all.values()].flatMap((held) => [...held.values()])
      const asked = all.filter(({ asked: open }) => [...open.values()].some(({ isShown }) => isShown)).length
      const inexact = all.filter((state) => !state.exact).length
      return [
        'What happened before it began, and who wrote what stood then.',
        ...(asked > 0 ? [`What became of writes that had no answer yet, in ${asked} of the copies.`] : []),
        ...(inexact > 0 ? [`What ${inexact} of the copies held, of which the session did not say all.`] : []),
      ]
    },
  }
}
