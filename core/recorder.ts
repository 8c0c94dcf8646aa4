/**
 * Numbers what happens and writes it down, one line for each event. Hot: a line is put together by hand around the
 * text in which the changes already stand. Where lines go is the affair of whoever listens.
 */
import { changesText } from './codec.ts'
import type { Effect, EndedHops, SentHops, SessionEvent } from './event.ts'
import type { Address, Decision, Message } from './message.ts'

/** An event without what the recorder adds. */
type Unnumbered<E> = E extends SessionEvent ? Omit<E, 'n' | 'at'> : never

export interface SessionRecorder {
  /** Milliseconds from the start of the session. */
  now(): number
  /** Events so far; the number of the last one. */
  readonly count: number
  /** A message was taken by the bus; gives the number of its event. `decision` is the one that allowed it. */
  sent(message: Message, hops: SentHops, deliveries: number, cause?: number, decision?: Decision): number
  /** A delivery of the message of event `of` has ended. */
  ended(of: number, to: Address, hops: EndedHops, effect: Effect, decision?: Decision, version?: number): void
  add(event: Unnumbered<Exclude<SessionEvent, { kind: 'sent' | 'ended' }>>): void
  /** Every line from now on, with its newline, in order. */
  subscribe(listener: (line: string) => void): () => void
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000

/** A recorder on a clock that starts at 0 with the session. */
export function createSessionRecorder(now: () => number): SessionRecorder {
  const listeners = new Set<(line: string) => void>()
  const quoted = new Map<string, string>()
  let count = 0

  function quote(text: string): string {
    let known = quoted.get(text)
    if (known === undefined) {
      if (quoted.size > 100_000) quoted.clear()
      quoted.set(text, (known = JSON.stringify(text)))
    }
    return known
  }

  function hopsText(hops: SentHops & EndedHops): string {
    let text = ''
    for (const name in hops) {
      const at = hops[name as keyof typeof hops]
      if (at !== undefined) text += `${text ? ',' : ''}"${name}":${round(at)}`
    }
    return text
  }

  function messageText(message: Message): string {
    if (message.type !== 'update') return JSON.stringify(message)
    const { id, from, to, body } = message
    let text = `{"id":${id},"type":"update","from":${quote(from)},"to":${quote(to)},"body":{"source":${quote(body.source)}`
    if (body.version !== undefined) text += `,"version":${body.version}`
    if (body.base !== undefined) text += `,"base":${body.base}`
    if (body.author !== undefined) text += `,"author":${quote(body.author)}`
    return `${text},"changes":${changesText(body.changes)}}}`
  }

  function write(text: string): void {
    for (const listener of listeners) listener(text)
  }

  return {
    now,
    get count() {
      return count
    },
    sent(message, hops, deliveries, cause, decision) {
      const n = ++count
      let text = `{"n":${n},"at":${round(now())},"kind":"sent","message":${messageText(message)},"hops":{${hopsText(hops)}},"deliveries":${deliveries}`
      if (cause !== undefined) text += `,"cause":${cause}`
      if (decision) text += `,"rule":${quote(decision.rule)}`
      write(`${text}}\n`)
      return n
    },
    ended(of, to, hops, effect, decision, version) {
      const n = ++count
      let text = `{"n":${n},"at":${round(now())},"kind":"ended","of":${of},"to":${quote(to)},"hops":{${hopsText(hops)}},"effect":"${effect}"`
      if (decision) text += `,"decision":${JSON.stringify(decision)}`
      if (version !== undefined) text += `,"version":${version}`
      write(`${text}}\n`)
    },
    add(event) {
      const { kind, ...rest } = event
      write(`${JSON.stringify({ n: ++count, at: round(now()), kind, ...rest })}\n`)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
