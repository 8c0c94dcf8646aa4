/**
 * How an object passes to another reporter: handed over to a follower that accepts. What comes in meanwhile waits, and is
 * then done here or sent on. Knows no changes and no models.
 */
import { decisionOf, lifeOf, type Desk, type Held, type Reply } from './desk.ts'
import type { EndedHops } from './event.ts'
import { shortName, type Address, type Message, type ResponseMessage } from './message.ts'
import type { createObserver } from './observer.ts'
import type { Succession } from './ownership.ts'
import { writtenAlone } from './replica.ts'
import type { createReporter } from './reporter.ts'
import { wholeOf, type Spread } from './spread.ts'
import { createTakeOver } from './take-over.ts'
import { covers } from './vector.ts'

/** How many messages and reports may wait while an object passes. */
const waitingMax = 10_000

type ExecuteMessage = Message & { readonly type: 'execute' }

export type Handover = ReturnType<typeof createHandover>

export function createHandover(
  desk: Desk,
  {
    reporter,
    observer,
    spread,
  }: {
    readonly spread: Spread
    readonly reporter: ReturnType<typeof createReporter>
    readonly observer: ReturnType<typeof createObserver>
  },
) {
  const { url, name, bus, endpoint, recorder, requests, decided, passInfo } = desk
  const { members } = reporter
  /** What waits for the end of a passing, in its order. */
  const waiting = new Map<Address, (() => unknown)[]>()
  const taking = createTakeOver(desk, { reporter, observer, passing: { begin, finish, become, demote } })
  /** Hand-overs that were offered by this hyperty, and that were offered to it. */
  const offering = new Set<Address>()
  const offered = new Map<Address, ExecuteMessage>()
  let isLeaving = false
  desk.onDrop((held) => {
    offered.delete(held.url)
    finish(held)
  })

  function begin(held: Held): void {
    held.moving = true
    waiting.set(held.url, [])
  }

  function finish(held: Held): void {
    const waited = waiting.get(held.url) ?? []
    waiting.delete(held.url)
    held.moving = false
    for (const run of waited) run()
  }

  function refuse(message: Message, of: number, hops: EndedHops, decision: ReturnType<typeof decided>): void {
    const { code, reason, rule, by } = decision
    requests.respond(message, { code, reason, rule, by }, of)
    recorder.ended(of, url, hops, 'refused', decision)
  }

  /** The reporter asks a follower to become the reporter. */
  function offer(held: Held, to: Address, answer: Reply): void {
    if (!held.followers.has(to)) return answer(404, `${nameOf(to)} does not follow ${held.name}.`)
    if (offering.has(held.url)) return answer(409, `${held.name} is being handed over already.`)
    offering.add(held.url)
    endpoint.pledge(held.url, to)
    const body = { source: url, resource: held.url, method: 'hand over', ...lifeOf(held) } as const
    const answered = (response: ResponseMessage, of: number): void => {
      desk.answered(of, decisionOf(response))
      if (response.body.code === 200 && isMine(held)) return pass(held, to, answer)
      keep(held)
      return answer(response.body.code === 200 ? 409 : response.body.code, response.body.reason)
    }
    const wait = (): void => answer(200, `${nameOf(to)} is asked.`)
    return requests.send({ type: 'execute', to, body }, {}, answered, { wait })
  }

  const nameOf = (who: Address): string => bus.people.find((one) => one.url === who)?.name ?? shortName(who)
  const isMine = (held: Held): boolean => desk.objects.get(held.url) === held && endpoint.reports(held.url)

  function keep(held: Held): void {
    offering.delete(held.url)
    if (endpoint.reports(held.url)) endpoint.pledge(held.url)
  }

  /** It was accepted: from here on nothing is numbered, and all that is known goes to the next reporter. */
  function pass(held: Held, to: Address, answer: Reply): void {
    begin(held)
    const known = {
      version: held.version,
      ...wholeOf(held),
      recent: held.recent(),
      ...members.state(held),
    }
    const body = { source: url, resource: held.url, method: 'assume', ...known, ...lifeOf(held) } as const
    requests.send({ type: 'execute', to, body }, {}, (response, of) => {
      desk.answered(of, decisionOf(response))
      offering.delete(held.url)
      const isKept = isMine(held)
      if (isKept) keep(held)
      // unless it has heard meanwhile whose it is
      else if (held.role === 'reporter') yieldTo(held, to)
      finish(held)
      if (isKept) answer(response.body.code === 200 ? 409 : response.body.code, response.body.reason)
      else answer(200)
    })
  }

  /** It went to another reporter, who may have passed it on since: from which version on is not known then. */
  function yieldTo(held: Held, to: Address): void {
    const { reporter: owner = to, epoch } = bus.access.facts(held.url) ?? {}
    if (owner === to) return demote(held, to, epoch)
    demote(held, owner)
    return observer.readWhole(held)
  }

  /** Another one is the reporter now; this hyperty follows. */
  function demote(held: Held, to: Address, valueEpoch = held.valueEpoch): void {
    members.forget(held)
    held.valueEpoch = valueEpoch
    held.passTo(to, 'observer', bus.access.facts(held.url)?.epoch ?? held.epoch)
    held.mayWrite = endpoint.mayWrite(held.url)
    passInfo(held)
  }

  /** This hyperty is the reporter now, and says so. */
  function become(held: Held, { epoch, followers }: Succession): void {
    // what still waits for a missing version would be taken for what comes after those that are numbered here
    observer.endArrivals(held)
    if (endpoint.reports(held.url)) endpoint.goOn(held.url)
    held.passTo(url, 'reporter', epoch)
    held.valueEpoch = epoch
    held.holding = false
    held.status = 'active'
    held.mayWrite = true
    for (const follower of followers) held.followers.set(follower, bus.access.mayWrite(held.url, follower))
    held.rules = bus.access.facts(held.url)?.rules ?? []
    reporter.say(held, { news: 'reporter', version: held.version })
    if (held.spread) spread.resume(held)
    passInfo(held)
    // of who it was before, too, who could read it as its owner
    reporter.heedRules(held)
  }

  /** It was being taken over: nobody knows yet whose it is, and those who follow must be told that it is nobody's again. */
  function ownUp(held: Held): void {
    held.passTo(url, 'reporter', bus.access.facts(held.url)?.epoch ?? held.epoch)
    for (const one of endpoint.circleOf(held.url)) if (one !== url) held.followers.set(one, false)
  }

  function onOffer(held: Held, message: ExecuteMessage, of: number, hops: EndedHops): void {
    if (observer.invitations.acceptsByItself()) requests.respond(message, { code: 200 }, of)
    else {
      offered.set(held.url, message)
      held.offered = true
      requests.respond(message, { code: 100 }, of)
      return passInfo(held, { of, hops, effect: 'applied' })
    }
    return recorder.ended(of, url, hops, 'answered')
  }

  function onAssume(held: Held, message: ExecuteMessage, of: number, hops: EndedHops): void {
    const { value, version, recent = [], everyone, removed = [] } = message.body
    const succession = endpoint.assume(held.url)
    if (!succession.decision.allow || !value || version === undefined)
      return refuse(message, of, hops, succession.decision)
    const { state = null, vector = {} } = message.body
    const isKnown = held.spread ? covers(held.spread.vector, vector) : version === held.version && held.waiting === 0
    if (isKnown) recorder.ended(of, url, hops, 'applied', undefined, version)
    else if (held.spread) spread.merge(held, { value, state, vector }, message.from, of)
    else observer.replaceNow(held, value, version, of)
    held.adopt(recent)
    members.adopt(held, { everyone: everyone === true, removed })
    requests.respond(message, { code: 200, version: held.version }, of)
    become(held, succession)
    return reporter.endOrphans()
  }

  /** Answers an offer; false where there is none. */
  function reply(held: Held, accepts: boolean, answer: Reply): boolean {
    const message = offered.get(held.url)
    if (!message) return false
    offered.delete(held.url)
    held.offered = false
    const no = { code: 403, rule: 'rejected', reason: `${name} does not want to own ${held.name}.`, by: url } as const
    requests.respond(message, accepts ? { code: 200 } : no)
    passInfo(held)
    answer(200)
    return true
  }

  /** It has passed to somebody else and has ended there, while this hyperty was away. */
  function endAway(held: Held): void {
    reporter.members.forget(held)
    held.passTo(held.reporter, 'observer', held.epoch)
    observer.setDeleted(held)
  }

  return {
    offer,
    takeOver: taking.takeOver,
    reply,
    /** After a crash: what is asked of an object of its own waits until it is known where it goes on. */
    begin,
    /** Goes on with an object of its own after a crash; those who follow may be ahead of what was stored. */
    renew: taking.renew,
    onSurvey: taking.onSurvey,
    close: taking.close,
    /** A copy that took itself for a follower's, of an object that is this hyperty's: else it would ask itself for ever. */
    reclaim(held: Held): void {
      if (isLeaving || held.role === 'reporter' || held.moving || !endpoint.reports(held.url)) return
      begin(held)
      taking.renew(held)
      if (!members.isKnown(held)) members.adopt(held, { everyone: false, removed: [] })
    },
    /** Keeps something that was asked of an object until it has passed; false where too much waits. */
    wait(held: Held, run: () => unknown): boolean {
      const queue = waiting.get(held.url)
      if (!queue || queue.length >= waitingMax) return false
      queue.push(run)
      return true
    },
    onExecute(held: Held, message: ExecuteMessage, of: number, hops: EndedHops): void {
      if (held.role === 'reporter' || held.status !== 'active')
        return refuse(
          message,
          of,
          hops,
          decided(false, 'follows-no-more', 409, `${name} does not follow ${held.name}.`),
        )
      return message.body.method === 'assume' ? onAssume(held, message, of, hops) : onOffer(held, message, of, hops)
    },
    /** Back on line: somebody may have taken the object over. */
    checkOwnership(held: Held): void {
      const facts = bus.access.facts(held.url)
      if (held.role !== 'reporter') return
      // whoever took it over has ended it, and there may be another one by now
      if (!facts || facts.life !== held.life) return endAway(held)
      if (facts.reporter === url) return
      demote(held, facts.reporter, writtenAlone)
      observer.readWhole(held)
    },
    /** Does what waits, for there will be no other end. */
    giveUp: finish,
    /** The same for all that this hyperty holds, which leaves and owns nothing any more. */
    leave(): void {
      isLeaving = true
      for (const held of desk.objects.values()) {
        // what waits is not numbered any more by one that may not know all
        if (held.moving) held.passTo(held.reporter, 'observer', held.epoch)
        finish(held)
        if (held.role === 'observer' && endpoint.reports(held.url)) ownUp(held)
      }
    },
  }
}
