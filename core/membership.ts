/**
 * Who belongs to the objects of one reporter: it invites, withdraws invitations, removes who follows, and knows whom
 * not to ask again. Knows nothing of writes and versions.
 */
import type { Path } from './change.ts'
import { decisionOf, lifeOf, timeOf, type Desk, type Held, type Reply } from './desk.ts'
import type { SentHops } from './event.ts'
import { shortName, type Address, type ResponseMessage } from './message.ts'
import type { Action } from './port.ts'
import { wholeOf } from './spread.ts'
import type { Sharing } from './stored.ts'

/** What a reporter knows of an object of its own beside its value. */
interface Members {
  /** How it came to be, until an invitation has told it. */
  untold: SentHops
  watched: boolean
  everyone: boolean
  /** Who has not answered yet. */
  readonly invited: Set<Address>
  /** Who has the invitation and takes time to answer. */
  readonly asked: Set<Address>
  /** Who said no, or follows no more: not to be asked again, as long as they are here. */
  readonly declined: Set<Address>
  /** Who was removed: not to follow any more, unless the owner asks. */
  readonly removed: Set<Address>
  /** Of these, who has not said that it knows. */
  readonly untoldOfIt: Set<Address>
  /** The number of each follower's last subscription: what it said before that does not end it. */
  readonly subscriptions: Map<Address, number>
  /** The number under which each last said that it follows no more: what it asked before that does not admit it. */
  readonly partings: Map<Address, number>
  /** Who is to be invited when that can be: after a restart, on line again, or where no answer came. */
  readonly awaited: Set<Address>
  /** The session says what it holds. */
  isRecorded: boolean
}

/** For a message: absent where the object ends with its reporter. */
export const onLeaveOf = ({ onLeave }: Held): { readonly onLeave?: 'take over' } =>
  onLeave === 'close' ? {} : { onLeave }
/** Where its texts are, for a message; nothing where there are none. */
export const textsOf = ({ texts }: Held): { readonly texts?: readonly Path[] } => (texts.length === 0 ? {} : { texts })

/** What the next reporter of an object has to know of its members. */
interface Passed {
  readonly everyone: boolean
  readonly removed: readonly Address[]
}

export type Membership = ReturnType<typeof createMembership>

export function createMembership(desk: Desk) {
  const { url, bus, endpoint, objects, requests, toSessionTime, now } = desk
  const created = new Map<Address, Members>()
  desk.onDrop((held) => created.delete(held.url))
  desk.describeSharing(({ url: object }) => {
    const own = created.get(object)
    if (!own) return undefined
    const { everyone, invited, awaited, removed } = own
    const { writers = [], barred = [] } = bus.access.facts(object) ?? {}
    const rights = { writers: [...writers], barred: [...barred] }
    return { everyone, invited: [...invited, ...awaited], removed: [...removed], ...rights }
  })

  const begin = (held: Held, untold: SentHops, { everyone, removed }: Passed): void =>
    void created.set(held.url, {
      untold,
      watched: false,
      everyone,
      invited: new Set(),
      asked: new Set(),
      declined: new Set(),
      removed: new Set(removed),
      untoldOfIt: new Set(),
      subscriptions: new Map(),
      partings: new Map(),
      awaited: new Set(),
      isRecorded: false,
    })

  function share(held: Held, action: Action & { do: 'share' }, answer: Reply): void {
    const own = created.get(held.url)
    if (!own) return answer(404)
    const taken = now()
    const posted = action.postedAt === undefined ? {} : { posted: toSessionTime(action.postedAt) }
    own.untold = { ...own.untold, ...posted, taken, ...(own.watched ? {} : { watched: now() }) }
    own.watched = true
    if (!action.to) own.everyone = true
    const wanted = action.to ?? bus.people.map((person) => person.url)
    const count = wanted.filter((person) => invite(held, person)).length
    desk.keeper?.info(held)
    answer(200, count === 0 ? 'Nobody new is here yet.' : undefined, held.url)
  }

  function invite(held: Held, person: Address): boolean {
    const own = created.get(held.url)
    if (!own || person === url || held.followers.has(person) || own.invited.has(person)) return false
    if (!bus.access.mayRead(held.url, person)) return false
    if (held.moving) {
      // until it is known who goes on with it, and from where
      own.awaited.add(person)
      return false
    }
    own.declined.delete(person)
    own.removed.delete(person)
    own.awaited.delete(person)
    if (!endpoint.online) {
      own.awaited.add(person)
      return true
    }
    own.invited.add(person)
    const hops = own.untold
    own.untold = {}
    const body = {
      source: url,
      resource: held.url,
      name: held.name,
      model: held.model.name,
      ...(held.model.rebases ? { rebases: true as const } : {}),
      version: held.version,
      ...wholeOf(held),
      ...timeOf(held),
      ...onLeaveOf(held),
      ...textsOf(held),
    }
    const answered = (response: ResponseMessage, of: number): void => {
      own.invited.delete(person)
      if (response.body.code === 403) own.declined.add(person)
      // it never came there, as far as is known
      const isLost = response.body.code === 408 && !own.asked.has(person)
      if (isLost && !own.removed.has(person) && !held.followers.has(person)) own.awaited.add(person)
      own.asked.delete(person)
      if (objects.get(held.url) === held) desk.keeper?.info(held)
      desk.answered(of, decisionOf(response))
    }
    requests.send({ type: 'create', to: person, body }, hops, answered, { wait: () => void own.asked.add(person) })
    return true
  }

  function remove(held: Held, person: Address, answer: Reply): void {
    const own = created.get(held.url)
    if (!own || !(held.followers.has(person) || own.invited.has(person)))
      return answer(404, `${shortName(person)} does not follow ${held.name}.`)
    own.removed.add(person)
    own.awaited.delete(person)
    held.followers.delete(person)
    tellRemoved(held, person)
    desk.passInfo(held)
    return answer(200)
  }

  function tellRemoved(held: Held, person: Address): void {
    const untold = created.get(held.url)?.untoldOfIt
    untold?.add(person)
    // off line it is without effect: somebody may take the object over, who would know nothing of it
    if (endpoint.online && wasRemoved(held, person)) {
      endpoint.admit(held.url, person, false)
      endpoint.grant(held.url, person, false)
    }
    const body = { source: url, resource: held.url, ...lifeOf(held) }
    requests.send({ type: 'delete', to: person, body }, {}, (response, of) => {
      if (response.body.code !== 408) untold?.delete(person)
      desk.answered(of, decisionOf(response))
    })
  }

  const wasRemoved = (held: Held, person: Address): boolean => created.get(held.url)?.removed.has(person) ?? false

  /** Nobody is to answer an invitation to what is no more. */
  function withdraw(held: Held): void {
    for (const person of created.get(held.url)?.invited ?? []) {
      const body = { source: url, resource: held.url, ...lifeOf(held) }
      endpoint.send({ id: requests.nextId(), type: 'delete', from: url, to: person, body })
    }
  }

  return {
    share,
    invite,
    remove,
    wasRemoved,
    isKnown: (held: Held): boolean => created.has(held.url),
    invitedTo: (held: Held): Iterable<Address> => created.get(held.url)?.invited ?? [],
    /** Back on line, or after a crash: who was removed meanwhile may not know it. */
    resume(held: Held): void {
      const own = created.get(held.url)
      for (const person of [...(own?.untoldOfIt ?? [])]) {
        tellRemoved(held, person)
        // the owner has thought better of it
        if (own?.invited.delete(person) && !own.removed.has(person)) invite(held, person)
      }
    },
    withdraw,
    /** Whether no message carries its value, so that its window's state has to; once. */
    isUnrecorded(held: Held): boolean {
      const own = created.get(held.url)
      if (!own || own.isRecorded || held.followers.size > 0 || own.invited.size > 0) return false
      return (own.isRecorded = true)
    },
    /** An object was made here; `hops` says how. */
    found: (held: Held, hops: SentHops): void => begin(held, hops, { everyone: false, removed: [] }),
    /** It goes on after a restart. */
    restore(held: Held, sharing: Sharing | undefined): void {
      begin(held, {}, { everyone: sharing?.everyone ?? false, removed: sharing?.removed ?? [] })
      const own = created.get(held.url) as Members
      own.watched = true
      for (const person of sharing?.invited ?? []) own.awaited.add(person)
      // whether they were told is not stored
      for (const person of own.removed) own.untoldOfIt.add(person)
    },
    /** It came from another reporter. */
    adopt: (held: Held, passed: Passed): void => begin(held, {}, passed),
    subscribed(held: Held, person: Address, id: number): void {
      const subscriptions = created.get(held.url)?.subscriptions
      // one that was lost and sent again may come after a later one
      subscriptions?.set(person, Math.max(id, subscriptions.get(person) ?? 0))
    },
    /** Whether somebody has subscribed since it said, under a number, that it follows no more. */
    hasComeBack: (held: Held, person: Address, id: number): boolean =>
      (created.get(held.url)?.subscriptions.get(person) ?? 0) > id,
    /** Whether somebody has said since it asked to follow, under a number, that it does not want to any more. */
    hasParted: (held: Held, person: Address, id: number): boolean =>
      (created.get(held.url)?.partings.get(person) ?? 0) > id,
    /** Somebody follows no more by its own will. */
    decline(held: Held, person: Address, id: number): void {
      created.get(held.url)?.partings.set(person, id)
      if (bus.people.some(({ url: here }) => here === person)) created.get(held.url)?.declined.add(person)
    },
    /** Somebody has lost all it had, and what it said before does not hold any more. */
    askAnew(person: Address): void {
      for (const { invited, declined } of created.values()) {
        invited.delete(person)
        declined.delete(person)
      }
    },
    /** Somebody has come: invites to what is shared with everyone. */
    welcome(): void {
      if (!endpoint.online) return
      for (const [object, own] of created) {
        const held = objects.get(object)
        if (!held) continue
        for (const person of bus.people) if (person.online && own.awaited.has(person.url)) invite(held, person.url)
        if (!own.everyone) continue
        for (const person of own.declined)
          if (!bus.people.some(({ url: here }) => here === person)) own.declined.delete(person)
        for (const { url: person, online } of bus.people)
          if (online && !own.declined.has(person) && !own.removed.has(person)) invite(held, person)
      }
    },
    state: (held: Held): Passed => ({
      everyone: created.get(held.url)?.everyone ?? false,
      removed: [...(created.get(held.url)?.removed ?? [])],
    }),
    /** It went to another reporter, who invites from now on. */
    forget(held: Held): void {
      withdraw(held)
      created.delete(held.url)
    },
  }
}
