/**
 * What a follower wants to write, where the reporter numbers: it is asked for, waits while nobody can be asked, and is
 * asked for again where the object has passed on. Knows nothing of who follows and why.
 */
import type { createCatchUp } from './catch-up.ts'
import { decisionOf, lifeOf, type Desk, type Held } from './desk.ts'
import type { SentHops } from './event.ts'
import { busAddress, shortName, type Address, type ResponseMessage } from './message.ts'
import type { ReportFrame } from './port.ts'

/** What is known of a write that was asked for, when its answer comes. */
interface Write {
  readonly held: Held
  readonly frame: ReportFrame
  readonly window: number
  readonly base: number
  /** It is of the window that is open still, and of the object that is here still. */
  readonly isKnown: boolean
}

/** So often a write follows an object from reporter to reporter. */
const movesMax = 8

export function createOwnWrites(
  desk: Desk,
  catchUp: Pick<ReturnType<typeof createCatchUp>, 'takeIn' | 'awaitAnswer' | 'read' | 'setGone'>,
) {
  const { url, endpoint, objects, requests, now, decided, settle } = desk
  const waiting = new Map<Address, { frame: ReportFrame; hops: SentHops; base: number }>()
  /** How often a report was asked for again. */
  const moves = new WeakMap<ReportFrame, number>()
  desk.onDrop((held) => waiting.delete(held.url))

  function ask(held: Held, frame: ReportFrame, hops: SentHops, base: number): void {
    const { window } = desk
    const goneAt = desk.goneAt(held.url)
    const body = { source: url, base, changes: frame.changes, ...lifeOf(held) }
    const isAnswered = catchUp.awaitAnswer(held)
    requests.send({ type: 'update', to: held.url, body }, hops, (response, of) => {
      const isKnown = window === desk.window && goneAt === desk.goneAt(held.url)
      onWritten({ held, frame, window, base, isKnown }, response, of)
      isAnswered()
    })
  }

  /** A write of this hyperty is answered. */
  function onWritten(write: Write, response: ResponseMessage, of: number): void {
    const { held, frame, window, isKnown } = write
    const decision = decisionOf(response)
    const received = now()
    // dropped meanwhile, and perhaps followed anew
    const current = objects.get(held.url)
    if (!current) return desk.answered(of, decision)
    const hasPassedOn = decision.code === 307
    if ((decision.allow || hasPassedOn) && current.life !== held.life) return onWrittenBefore(write, response, of)
    // its owner has taken it, and another one goes on from before that
    const { version: taken = 0 } = response.body
    const isDropped = decision.allow && response.from !== current.reporter && taken > current.epochFrom
    // it may have been followed anew meanwhile: the window has shown it all the time
    if (hasPassedOn || (isDropped && current.epochFrom >= 0 && isKnown)) return again(write, current, response, of)
    // a copy that is not kept in step any more waits for nothing
    const isKept = current.status === 'active' || (current.status === 'left' && current.onLeave === 'take over')
    if (isKept && decision.allow && response.body.version !== undefined) {
      const { version, changes } = response.body
      const own = { seq: frame.seq, window: isKnown ? window : -1, decision, changes }
      const ticket = { of, received, own }
      return catchUp.takeIn(current, { version, author: url, changes: changes ?? frame.changes, ticket })
    }
    if (!isKnown) return desk.answered(of, decision)
    const passed = of === 0 ? undefined : ({ of, hops: { received }, effect: 'answered', decision } as const)
    settle(frame.url, frame.seq, decision, passed)
    if (decision.code === 408) catchUp.read(held)
    else if (decision.code === 404 && response.from === busAddress) catchUp.setGone(held, decision.rule)
    return undefined
  }

  /** Whoever owns it now is asked. */
  function again({ frame, base, isKnown }: Write, current: Held, response: ResponseMessage, of: number): void {
    const tries = (moves.get(frame) ?? 0) + 1
    if (!isKnown || tries <= movesMax) desk.answered(of, decisionOf(response))
    if (!isKnown) return undefined
    moves.set(frame, tries)
    if (tries <= movesMax) return desk.again(current, frame, base)
    const reason = `${current.name} has passed on too often meanwhile. Look, and write it again.`
    const decision = decided(false, 'passed-on', 503, reason)
    return settle(frame.url, frame.seq, decision, { of, hops: { received: now() }, effect: 'answered', decision })
  }

  /** It was taken in an object that has ended, and another one has its URL and its place in the window. */
  function onWrittenBefore({ frame, isKnown }: Write, response: ResponseMessage, of: number): void {
    if (!isKnown) return desk.answered(of, decisionOf(response))
    const reason = `The ${shortName(frame.url)} that it was written to has ended; there is another one now.`
    const decision = decided(false, 'object-gone', 404, reason)
    return settle(frame.url, frame.seq, decision, { of, hops: { received: now() }, effect: 'answered', decision })
  }

  return {
    report(held: Held, frame: ReportFrame, hops: SentHops, base = held.versionAt(frame.base)): void {
      if (endpoint.online) ask(held, frame, hops, base)
      // what its window had seen is known now; later it may have seen more
      else waiting.set(held.url, { frame, hops, base })
    },
    /** Back on line: sends what waited. */
    resume(held: Held): void {
      const report = waiting.get(held.url)
      waiting.delete(held.url)
      if (report) ask(held, report.frame, report.hops, report.base)
    },
    /** Back on line, and it is not followed any more: what waited is not sent. */
    giveUp(held: Held): void {
      const report = waiting.get(held.url)
      waiting.delete(held.url)
      const reason = `${held.name} is not followed any more.`
      if (report) desk.turnBack(report.frame, report.hops, decided(false, 'object-gone', 404, reason))
    },
    /** The window has gone, and its reports with it. */
    forget: (): void => waiting.clear(),
  }
}
