/**
 * How an object goes on whose reporter has gone, or was gone: whoever owns it now asks those who follow where their copies
 * stand, and goes on from the latest one. Knows nothing of handing over, and of no changes and models.
 */
import { copyJson } from './change.ts'
import { lifeOf, type Desk, type Held, type Reply } from './desk.ts'
import type { Address, Message, ResponseMessage } from './message.ts'
import type { createObserver } from './observer.ts'
import type { Succession } from './ownership.ts'
import { writtenAlone } from './replica.ts'
import type { createReporter } from './reporter.ts'

/** How long one who takes over waits for the versions of the others, in milliseconds; delays of links come on top. */
const surveyMs = 2000

/** How far a copy is: a later epoch counts more than any version of an earlier one, which may have been dropped. */
interface Place {
  readonly epoch: number
  readonly version: number
}
const isFurther = (one: Place, other: Place): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.version > other.version)

/** What passes an object on, and holds back what is asked of it meanwhile. */
interface Passing {
  begin(held: Held): void
  finish(held: Held): void
  /** This hyperty is the reporter now, and says so. */
  become(held: Held, succession: Succession): void
  /** Another one is the reporter now; this hyperty follows. */
  demote(held: Held, to: Address): void
}

export function createTakeOver(
  desk: Desk,
  {
    reporter,
    observer,
    passing,
  }: {
    readonly reporter: ReturnType<typeof createReporter>
    readonly observer: ReturnType<typeof createObserver>
    readonly passing: Passing
  },
) {
  const { url, bus, endpoint, requests } = desk
  const { members } = reporter
  /** How each survey that goes on ends its best answer, should this hyperty be gone before all have answered. */
  const surveys = new Set<() => void>()

  function takeOver(held: Held, answer: Reply): void {
    // copies of spread objects are merged, and none is of another branch
    const succession = endpoint.takeOver(held.url, held.spread ? undefined : held.valueEpoch)
    const { decision } = succession
    if (!decision.allow) return answer(decision.code, decision.reason)
    passing.begin(held)
    const { version } = held
    const answered: Reply = (code, reason) => {
      if (code === 200) giveBack(held, held.version === version)
      answer(code, reason)
    }
    return survey(held, succession, answered, () => members.adopt(held, { everyone: false, removed: [] }))
  }

  /** What this hyperty had asked of the former reporter it does itself now, where that one cannot have done it. */
  function giveBack(held: Held, isUndone: boolean): void {
    const reason = `Nobody knows whether the former owner of ${held.name} took it. Look, and write it again.`
    const more = isUndone
      ? ({ code: 307, rule: 'passed-on' } as const)
      : ({ code: 503, rule: 'owner-gone', reason } as const)
    requests.giveBack(held.url, { ...more, by: url })
  }

  /** Asks those who follow where they stand; the one that is furthest is where this hyperty goes on. */
  function survey(held: Held, succession: Succession, answer: Reply, adopt = (): void => undefined): void {
    const { epoch, followers } = succession
    const here = followers.filter(desk.isOnline)
    let best: { readonly response: ResponseMessage; readonly of: number } | undefined
    let left = here.length
    const endBest = (): void => {
      if (best) desk.answered(best.of)
    }
    const decide = (): void => {
      surveys.delete(endBest)
      // another one may have taken it over while this one waited
      if (!endpoint.reports(held.url)) {
        endBest()
        return lose(held, answer)
      }
      const { value, version = 0 } = best?.response.body ?? {}
      if (best && value) observer.replaceNow(held, value, version, best.of)
      adopt()
      passing.become(held, succession)
      passing.finish(held)
      members.welcome()
      members.resume(held)
      reporter.endOrphans()
      answer(200)
    }
    if (left === 0) return decide()
    surveys.add(endBest)
    for (const to of here) {
      const body = { source: url, resource: held.url, version: held.version, epoch, ...lifeOf(held) }
      const answered = (response: ResponseMessage, of: number): void => {
        const { value } = response.body
        const isBest =
          value !== undefined && isFurther(placeIn(response), best ? placeIn(best.response) : placeOf(held))
        if (!isBest) desk.answered(of)
        else {
          endBest()
          best = { response, of }
        }
        if (--left === 0) decide()
      }
      requests.send({ type: 'read', to, body }, {}, answered, { withinMs: surveyMs + 2 * bus.delayMs })
    }
    return undefined
  }

  /** What was being taken over belongs to yet another one by now. */
  function lose(held: Held, answer: Reply): void {
    const facts = bus.access.facts(held.url)
    if (facts) passing.demote(held, facts.reporter)
    passing.finish(held)
    observer.readWhole(held)
    answer(409, `${facts?.reporterName ?? 'Somebody else'} has taken ${held.name} over.`)
  }

  return {
    takeOver,
    /** No survey will be decided any more: this hyperty is going. */
    close(): void {
      for (const endBest of surveys) endBest()
      surveys.clear()
    },
    /** Goes on with an object of its own after a crash; those who follow may be ahead of what was stored. */
    renew(held: Held): void {
      if (!endpoint.reports(held.url)) return lose(held, () => undefined)
      const succession = endpoint.renew(held.url)
      // what it says from here on is of the new epoch, should it leave before it knows more
      held.passTo(url, 'reporter', succession.epoch)
      return survey(held, succession, () => undefined)
    },
    /** Tells one who takes an object over where this copy stands; from here on the old reporter counts no more. */
    onSurvey(held: Held, message: Message & { type: 'read' }, of: number): void {
      const { version = 0, epoch = 0 } = message.body
      if (epoch > held.epoch) observer.passOn(held, message.from, epoch)
      const place = placeOf(held)
      const isAlone = place.epoch === writtenAlone
      const mayBeFurther = !held.spread && !isAlone && (place.version > version || place.epoch > 0)
      const value = mayBeFurther ? { value: copyJson(held.value) } : {}
      const more = place.epoch > 0 ? { epoch: place.epoch } : {}
      requests.respond(message, { code: 200, version: place.version, ...more, ...lifeOf(held), ...value }, of)
    },
  }
}

const placeOf = ({ valueEpoch, version }: Held): Place => ({ epoch: valueEpoch, version })
const placeIn = ({ body: { epoch = 0, version = 0 } }: ResponseMessage): Place => ({ epoch, version })
