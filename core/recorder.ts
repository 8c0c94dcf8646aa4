/**
 * Numbers what happens and writes it down, one line for each event. Hot: a line is put together by hand around the
 * text in which the changes already stand. Where lines go is the affair of whoever listens.
 */
import type { WireChange } from './change.ts'
import { roundTime, timeText } from './clock.ts'
import { changesText } from './codec.ts'
import type { Effect, EndedHops, MadePart, SentHops, SessionEvent } from './event.ts'
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
  ended(
    of: number,
    to: Address,
    hops: EndedHops,
    effect: Effect,
    decision?: Decision,
    version?: number,
    made?: readonly WireChange[],
    parts?: readonly MadePart[],
  ): void
  /** What arrives of the message of event `of` has these changes from now on, and not those that were sent. */
  alter(of: number, changes: readonly WireChange[]): void
  add(event: Unnumbered<Exclude<SessionEvent, { kind: 'sent' | 'ended' }>>): void
  /** Every line from now on, with its newline, in order. */
  subscribe(listener: (line: string) => void): () => void
}

// one `if` for each hop: a loop over names costs as much as all the rest of the line
function sentHopsText({ created, observed, changed, posted, taken, watched }: SentHops): string {
  let text = ''
  if (created !== undefined) text += `,"created":${timeText(created)}`
  if (observed !== undefined) text += `,"observed":${timeText(observed)}`
  if (changed !== undefined) text += `,"changed":${timeText(changed)}`
  if (posted !== undefined) text += `,"posted":${timeText(posted)}`
  if (taken !== undefined) text += `,"taken":${timeText(taken)}`
  if (watched !== undefined) text += `,"watched":${timeText(watched)}`
  return text.slice(1)
}

function endedHopsText({ received, made, watched, passed, applied, observed, told }: EndedHops): string {
  let text = ''
  if (received !== undefined) text += `,"received":${timeText(received)}`
  if (made !== undefined) text += `,"made":${timeText(made)}`
  if (watched !== undefined) text += `,"watched":${timeText(watched)}`
  if (passed !== undefined) text += `,"passed":${timeText(passed)}`
  if (applied !== undefined) text += `,"applied":${timeText(applied)}`
  if (observed !== undefined) text += `,"observed":${timeText(observed)}`
  if (told !== undefined) text += `,"told":${timeText(told)}`
  return text.slice(1)
}

/** Of so many messages that were edited it is remembered what they carry. */
const alteredMax = 1_000

/** A recorder on a clock that starts at 0 with the session. */
export function createSessionRecorder(now: () => number): SessionRecorder {
  let listeners: readonly ((line: string) => void)[] = []
  /** How the text of an update begins, by the topic it goes to; the last sender's. */
  const heads = new Map<Address, { readonly from: Address; readonly source: Address; readonly text: string }>()
  const quoted = new Map<string, string>()
  /** Of messages that were edited on their way; the last of them. */
  let altered: Map<number, readonly WireChange[]> | undefined

  function quote(text: string): string {
    let known = quoted.get(text)
    if (known === undefined) {
      if (quoted.size > 100_000) quoted.clear()
      quoted.set(text, (known = JSON.stringify(text)))
    }
    return known
  }

  function headOf(from: Address, to: Address, source: Address): string {
    const known = heads.get(to)
    if (known?.from === from && known.source === source) return known.text
    const text = `,"type":"update","from":${quote(from)},"to":${quote(to)},"body":{"source":${quote(source)}`
    if (heads.size > 100_000) heads.clear()
    heads.set(to, { from, source, text })
    return text
  }

  function messageText(message: Message): string {
    if (message.type !== 'update') return JSON.stringify(message)
    const { id, from, to, body } = message
    let text = `{"id":${id}${headOf(from, to, body.source)}`
    if (body.version !== undefined) text += `,"version":${body.version}`
    if (body.base !== undefined) text += `,"base":${body.base}`
    if (body.seq !== undefined) text += `,"seq":${body.seq},"stamp":${JSON.stringify(body.stamp ?? null)}`
    if (body.writer !== undefined) text += `,"writer":${quote(body.writer)}`
    if (body.author !== undefined) text += `,"author":${quote(body.author)}`
    if (body.epoch !== undefined) text += `,"epoch":${body.epoch}`
    if (body.life !== undefined) text += `,"life":${body.life}`
    return `${text},"changes":${changesText(body.changes)}}}`
  }

  function write(text: string): void {
    for (const listener of listeners) listener(text)
  }

  // plain fields: an object with getters of its own is a dictionary to the engine
  const recorder: { -readonly [K in keyof SessionRecorder]: SessionRecorder[K] } = {
    now,
    count: 0,
    sent(message, hops, deliveries, cause, decision) {
      const n = ++recorder.count
      let text = `{"n":${n},"at":${timeText(now())},"kind":"sent","message":${messageText(message)},"hops":{${sentHopsText(hops)}},"deliveries":${deliveries}`
      if (cause !== undefined) text += `,"cause":${cause}`
      if (decision) text += `,"rule":${quote(decision.rule)}`
      write(`${text}}\n`)
      return n
    },
    ended(of, to, hops, effect, decision, version, made, parts) {
      const n = ++recorder.count
      let text = `{"n":${n},"at":${timeText(now())},"kind":"ended","of":${of},"to":${quote(to)},"hops":{${endedHopsText(hops)}},"effect":"${effect}"`
      if (decision) text += `,"decision":${JSON.stringify(decision)}`
      if (version !== undefined) text += `,"version":${version}`
      const came = altered && hops.received !== undefined ? altered.get(of) : undefined
      if (came) text += `,"altered":${changesText(came)}`
      if (made) text += `,"made":${changesText(made)}`
      if (parts) text += `,"parts":${JSON.stringify(parts)}`
      write(`${text}}\n`)
    },
    alter(of, changes) {
      altered ??= new Map()
      altered.set(of, changes)
      if (altered.size > alteredMax) altered.delete(altered.keys().next().value as number)
    },
    add(event) {
      const { kind, ...rest } = event
      write(`${JSON.stringify({ n: ++recorder.count, at: roundTime(now()), kind, ...rest })}\n`)
    },
    subscribe(listener) {
      listeners = [...listeners, listener]
      return () => {
        listeners = listeners.filter((other) => other !== listener)
      }
    },
  }
  return recorder
}
