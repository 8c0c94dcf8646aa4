/**
 * Writes that others ask the reporter of an object for: judged by its model, numbered, shown to the reporter's own
 * window, and answered. Access has let them pass.
 */
import type { WireChange } from './change.ts'
import { collisionsOf, type Desk, type Held } from './desk.ts'
import type { EndedHops, SentHops } from './event.ts'
import type { Judge } from './judgement.ts'
import type { Address, Decision, Message } from './message.ts'
import type { Spread } from './spread.ts'

type Write = Message & { readonly type: 'update' | 'execute' }
/** Gives changes the next version and sends them to all who follow; a decision only where they cannot be made. */
type NumberChanges = (
  held: Held,
  author: Address,
  changes: readonly WireChange[],
  hops: SentHops,
  cause?: number,
) => Decision | undefined

export function createAskedWrites(desk: Desk, spread: Spread, judge: Judge, number: NumberChanges) {
  const { url, recorder, requests } = desk

  /** A write under a name of the asker's, to an object whose writers settle their writes themselves. */
  function onSpreadWrite(held: Held, message: Write, of: number, hops: EndedHops): void {
    const decision = spread.writeFor(held, message.body.changes ?? [], of, hops)
    const { code, reason, rule } = decision
    requests.respond(message, { code, reason, rule, by: url, ...(decision.allow ? { version: held.version } : {}) }, of)
  }

  /** A write that somebody else asks for; access has let it pass. */
  function onWrite(held: Held, message: Write, of: number, hops: EndedHops): void {
    if (held.spread) return onSpreadWrite(held, message, of, hops)
    const { base = 0 } = message.body
    let { changes = [] } = message.body
    const { changes: made, ...judged } = judge(held, changes, base, message.from)
    let { decision } = judged
    if (made) changes = made
    if (decision.allow) decision = number(held, message.from, changes, {}, of) ?? decision
    const { code, reason, rule } = decision
    if (!decision.allow) {
      requests.respond(message, { code, reason, rule, by: url, ...collisionsOf(decision) }, of)
      return recorder.ended(of, url, hops, 'refused', decision, held.version)
    }
    desk.passChanges(held, message.from, changes, { of, hops, effect: 'applied', decision, version: held.version })
    const more = { ...collisionsOf(decision), ...(made ? { changes: made } : {}) }
    requests.respond(message, { code: 200, version: held.version, rule, reason, by: url, ...more }, of)
    return undefined
  }

  return onWrite
}
