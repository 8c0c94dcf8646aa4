/**
 * How an object passes to another reporter: handed over to a follower that accepts, or taken over where its reporter
 * has gone. What comes in meanwhile waits, and is then done here or sent on. Knows no changes and no models.
 */
import { copyJson } from './change.ts'
import { decisionOf, lifeOf, timeOf, type Desk, type Held, type Reply } from './desk.ts'
import type { EndedHops } from './event.ts'
import { shortName, type Address, type Message, type ResponseMessage } from './message.ts'
import type { createObserver } from './observer.ts'
import type { Succession } from './ownership.ts'
import type { createReporter } from './reporter.ts'
import { wholeOf, type Spread } from './spread.ts'
import { covers } from './vector.ts'

/** How long one who takes over waits for the versions of the others, in milliseconds; delays of links come on top. */
const surveyMs = 2000
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
  /** Hand-overs that were offered by this hyperty, and that were offered to it. */
  const offering = new Set<Address>()
  const offered = new Map<Address, ExecuteMessage>()
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
      else demote(held, to)
      finish(held)
      if (isKept) answer(response.body.code === 200 ? 409 : response.body.code, response.body.reason)
      else answer(200)
    })
  }

  /** Another one is the reporter now; this hyperty follows. */
  function demote(held: Held, to: Address): void {
    members.forget(held)
    held.passTo(to, 'observer', bus.access.facts(held.url)?.epoch ?? held.epoch)
    held.mayWrite = endpoint.mayWrite(held.url)
    passInfo(held)
  }

  /** This hyperty is the reporter now, and says so. */
  function become(held: Held, { epoch, followers }: Succession): void {
    // what still waits for a missing version would be taken for what comes after those that are numbered here
    observer.endWaiting(held)
    held.passTo(url, 'reporter', epoch)
    held.status = 'active'
    held.mayWrite = true
    for (const follower of followers) held.followers.set(follower, bus.access.mayWrite(held.url, follower))
    held.rules = bus.access.facts(held.url)?.rules ?? []
    reporter.say(held, { news: 'reporter', version: held.version })
    if (held.spread) spread.resume(held)
    passInfo(held)
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
    return become(held, succession)
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

  function takeOver(held: Held, answer: Reply): void {
    const succession = endpoint.takeOver(held.url)
    const { decision } = succession
    if (!decision.allow) return answer(decision.code, decision.reason)
    begin(held)
    return survey(held, succession, answer, () => members.adopt(held, { everyone: false, removed: [] }))
  }

  /** Asks those who follow for their versions; the highest is where this hyperty goes on. */
  function survey(held: Held, succession: Succession, answer: Reply, adopt = (): void => undefined): void {
    const { epoch, followers } = succession
    const here = followers.filter((follower) => bus.people.some(({ url: one, online }) => online && one === follower))
    let best: { readonly response: ResponseMessage; readonly of: number } | undefined
    let left = here.length
    const decide = (): void => {
      // another one may have taken it over while this one waited
      if (!endpoint.reports(held.url)) {
        if (best) desk.answered(best.of)
        return lose(held, answer)
      }
      const { value, version = 0 } = best?.response.body ?? {}
      if (best && value) observer.replaceNow(held, value, version, best.of)
      adopt()
      become(held, succession)
      finish(held)
      members.welcome()
      members.resume(held)
      answer(200)
    }
    if (left === 0) return decide()
    for (const to of here) {
      const body = { source: url, resource: held.url, version: held.version, epoch, ...lifeOf(held) }
      const answered = (response: ResponseMessage, of: number): void => {
        const { value, version = 0 } = response.body
        const isBest = value !== undefined && version > Math.max(held.version, best?.response.body.version ?? 0)
        if (!isBest) desk.answered(of)
        else {
          if (best) desk.answered(best.of)
          best = { response, of }
        }
        if (--left === 0) decide()
      }
      requests.send({ type: 'read', to, body }, {}, answered, { withinMs: surveyMs + 2 * bus.delayMs })
    }
    return undefined
  }

  /** It has passed to somebody else and has ended there, while this hyperty was away. */
  function endAway(held: Held): void {
    reporter.members.forget(held)
    held.passTo(held.reporter, 'observer', held.epoch)
    observer.setDeleted(held)
  }

  /** What was being taken over belongs to yet another one by now. */
  function lose(held: Held, answer: Reply): void {
    const facts = bus.access.facts(held.url)
    if (facts) demote(held, facts.reporter)
    finish(held)
    observer.readWhole(held)
    answer(409, `${facts?.reporterName ?? 'Somebody else'} has taken ${held.name} over.`)
  }

  function renew(held: Held): void {
    if (!endpoint.reports(held.url)) return lose(held, () => undefined)
    const succession = endpoint.renew(held.url)
    // what it says from here on is of the new epoch, should it leave before it knows more
    held.passTo(url, 'reporter', succession.epoch)
    return survey(held, succession, () => undefined)
  }

  return {
    offer,
    takeOver,
    reply,
    /** After a crash: what is asked of an object of its own waits until it is known where it goes on. */
    begin,
    /** Goes on with an object of its own after a crash; those who follow may be ahead of what was stored. */
    renew,
    /** A copy that took itself for a follower's, of an object that is this hyperty's: else it would ask itself for ever. */
    reclaim(held: Held): void {
      if (held.role === 'reporter' || held.moving || !endpoint.reports(held.url)) return
      begin(held)
      renew(held)
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
    /** Tells one who takes an object over where this copy stands; from here on the old reporter counts no more. */
    onSurvey(held: Held, message: Message & { type: 'read' }, of: number): void {
      const { version = 0, epoch = 0 } = message.body
      if (epoch > held.epoch) held.passTo(message.from, 'observer', epoch)
      const value = held.version > version && !held.spread ? { value: copyJson(held.value) } : {}
      requests.respond(message, { code: 200, version: held.version, ...timeOf(held), ...value }, of)
    },
    /** Back on line: somebody may have taken the object over. */
    checkOwnership(held: Held): void {
      const facts = bus.access.facts(held.url)
      if (held.role !== 'reporter') return
      // whoever took it over has ended it, and there may be another one by now
      if (!facts || facts.life !== held.life) return endAway(held)
      if (facts.reporter === url) return
      demote(held, facts.reporter)
      observer.readWhole(held)
    },
    /** Does what waits, for there will be no other end. */
    giveUp: finish,
  }
}
