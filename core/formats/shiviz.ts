/**
 * A session as a log for ShiViz: each event of a hyperty with its vector clock, counted anew for what is written, so that a
 * part of a session is a whole log. https://bitbucket.org/bestchai/shiviz/wiki/Home
 */
import type { EndedEvent, SessionEvent } from '../event.ts'
import { isEvent } from '../event-guard.ts'
import { namesOf, type Format, type Piece, type SessionSource } from '../format.ts'
import { busAddress, type Address } from '../message.ts'
import { labelOf, type NameOf } from '../scene.ts'

/** How a line is read; the second line, which may be empty, is what would part several executions. */
const head = '(?<host>\\S+) (?<clock>{[^}]*}) (?<event>.*)\n\n'

type Clock = ReadonlyMap<string, number>

/** A text on one line. */
const oneLine = (text: string): string => text.replaceAll(/[\s\u0085\u2028\u2029]+/g, ' ').trim() || '–'

/** A name for each hyperty that is one word, can stand in a clock, and that no other has. */
function createHosts(nameOf: NameOf): (address: Address) => string {
  const hosts = new Map<Address, string>()
  const taken = new Set<string>()
  return (address) => {
    const known = hosts.get(address)
    if (known !== undefined) return known
    const word = nameOf(address).replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_') || 'host'
    let host = word
    for (let count = 2; taken.has(host); count++) host = `${word}-${count}`
    taken.add(host)
    hosts.set(address, host)
    return host
  }
}

async function* write(source: SessionSource): AsyncIterable<Piece> {
  const nameOf = await namesOf(source)
  const hostOf = createHosts(nameOf)
  const clocks = new Map<string, Map<string, number>>()
  const open = new Map<number, { readonly clock: Clock; readonly label: string; left: number }>()

  /** A line for something that happens at a hyperty, which learns what `seen` had seen. */
  function lineOf(who: Address, text: string, seen?: Clock): Piece {
    const host = hostOf(who)
    let clock = clocks.get(host)
    if (!clock) clocks.set(host, (clock = new Map([[host, 0]])))
    for (const [other, count] of seen ?? []) if (count > (clock.get(other) ?? 0)) clock.set(other, count)
    clock.set(host, (clock.get(host) ?? 0) + 1)
    return { document: 0, text: `${host} ${JSON.stringify(Object.fromEntries(clock))} ${oneLine(text)}\n` }
  }
  function endedLine(event: EndedEvent): Piece | undefined {
    const sent = open.get(event.of)
    if (sent && --sent.left === 0) open.delete(event.of)
    // what was lost on its way happened to nobody
    if (event.effect === 'lost' && event.hops.received === undefined) return undefined
    const isTurnedBack = event.effect === 'refused' && event.decision !== undefined && event.hops.received === undefined
    const who = isTurnedBack ? (event.decision?.by ?? busAddress) : event.to
    const reason = event.decision && !event.decision.allow ? `: ${event.decision.reason}` : ''
    return lineOf(who, `${event.effect}: ${sent?.label ?? `event ${event.of}`}${reason}`, sent?.clock)
  }
  function take(event: SessionEvent): Piece | undefined {
    if (event.kind === 'ended') return endedLine(event)
    if (event.kind === 'note') return event.who === undefined ? undefined : lineOf(event.who, event.text)
    if (event.kind !== 'sent') return otherLine(event, lineOf)
    const { message } = event
    const label = labelOf(message, nameOf)
    const piece = lineOf(message.body.source, `sent: ${label}`)
    const clock = new Map(clocks.get(hostOf(message.body.source)))
    if (event.deliveries > 0) open.set(event.n, { clock, label, left: event.deliveries })
    return piece
  }

  yield { document: 0, text: head }
  for await (const part of source.read()) {
    const piece = part.kind === 'event' && isEvent(part.event) ? take(part.event) : undefined
    if (piece) yield piece
  }
}

type Other = Exclude<SessionEvent, { readonly kind: 'sent' | 'ended' | 'note' }>

function otherLine(event: Other, lineOf: (who: Address, text: string) => Piece): Piece | undefined {
  switch (event.kind) {
    case 'hyperty':
      return lineOf(event.url, event.state)
    case 'state':
      return lineOf(event.who, `holds ${event.object} at version ${event.version}: ${event.hash}`)
    case 'fault':
      return event.who === undefined ? undefined : lineOf(event.who, `fault: ${event.fault}`)
    case 'clock':
      return undefined
  }
}

export const shiviz: Format = {
  name: 'shiviz',
  label: 'ShiViz log',
  extension: 'shiviz.log',
  losses:
    'What happened at each hyperty and in which order: no times, no values, no notes. What was lost on its way was sent and never came.',
  readings: 2,
  write,
}
