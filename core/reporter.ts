/**
 * The part of a Syncer that reports: it makes objects, invites, numbers every write, and judges by the object's model
 * what others want to write.
 */
import { ChangeError, copyJson, type WireChange } from './change.ts'
import { decisionOf, type Desk, type Held, type Reply, type Ticket } from './desk.ts'
import type { EndedHops, SentHops } from './event.ts'
import { objectUrl, type Address, type Decision, type Message } from './message.ts'
import type { Model, Settlement } from './model.ts'
import type { Action, ReportFrame } from './port.ts'
import { createReplica } from './replica.ts'
import { createTails } from './tails.ts'

/** What a reporter knows of an object of its own beside its value. */
interface Created {
  /** How it came to be, until an invitation has told it. */
  untold: SentHops
  watched: boolean
  everyone: boolean
  /** Who has not answered yet. */
  readonly invited: Set<Address>
  /** Who said no, or follows no more: not to be asked again, as long as they are here. */
  readonly declined: Set<Address>
}

export function createReporter(desk: Desk) {
  const { url, bus, endpoint, recorder, models, objects, requests, toSessionTime, now, decided, settle } = desk
  const created = new Map<Address, Created>()
  desk.onDrop((held) => created.delete(held.url))
  const tails = createTails(
    desk,
    (held, question) => say(held, { news: 'version', version: held.version, asks: true }, question),
    (held, to, mayWrite) => say(held, { news: mayWrite ? 'granted' : 'revoked', to }),
  )
  const stopLinks = bus.links.onChange(() => {
    for (const object of created.keys()) {
      const held = objects.get(object)
      if (held) tails.touch(held)
    }
  })

  /** The last settlement as a decision: most writes are taken for one and the same reason. */
  let judged: { readonly settlement: Settlement; readonly decision: Decision } | undefined

  function judge(held: Held, changes: readonly WireChange[], known: number, writer: Address): Decision {
    const settlement = held.model.settle(changes, held.since(known, writer))
    if (judged?.settlement !== settlement) judged = { settlement, decision: { ...settlement, by: url } }
    return judged.decision
  }

  function reportAsReporter(held: Held, frame: ReportFrame, hops: SentHops): void {
    let decision = judge(held, frame.changes, held.versionAt(frame.base), url)
    if (decision.allow) decision = number(held, url, frame.changes, hops) ?? decision
    if (decision.allow) settle(held.url, frame.seq, decision)
    else desk.turnBack(frame, hops, decision)
  }

  /** Gives changes the next version and sends them to all who follow; a decision only where they cannot be made. */
  function number(
    held: Held,
    author: Address,
    changes: readonly WireChange[],
    hops: SentHops,
    cause?: number,
  ): Decision | undefined {
    let version: number
    try {
      version = held.number(author, changes)
    } catch (error) {
      if (!(error instanceof ChangeError)) throw error
      return decided(false, 'does-not-fit', 409, `It does not fit what is there now: ${error.message}.`)
    }
    const body = author === url ? { source: url, version, changes } : { source: url, version, author, changes }
    endpoint.send({ id: requests.nextId(), type: 'update', from: url, to: held.topic, body }, hops, cause)
    tails.touch(held)
    return undefined
  }

  function create(action: Action & { do: 'create' }, answer: Reply): void {
    const object = objectUrl(action.name)
    if (!endpoint.claim(object, action.name)) {
      const owner = bus.access.facts(object)?.reporterName
      return answer(409, `There is an object ${action.name} already; it belongs to ${owner}. Choose another name.`)
    }
    const model = models[0] as Model
    const start = {
      url: object,
      name: action.name,
      model,
      reporter: url,
      role: 'reporter',
      status: 'active',
      mayWrite: true,
    } as const
    const held = createReplica<Ticket>({ ...start, value: copyJson(action.value), version: 0 })
    objects.set(object, held)
    const hops: SentHops = {
      ...(action.createdAt === undefined ? {} : { created: toSessionTime(action.createdAt) }),
      ...(action.observedAt === undefined ? {} : { observed: toSessionTime(action.observedAt) }),
    }
    created.set(object, { untold: hops, watched: false, everyone: false, invited: new Set(), declined: new Set() })
    desk.passObject(held)
    answer(200, undefined, object)
  }

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
    answer(200, count === 0 ? 'Nobody new is here yet.' : undefined, held.url)
  }

  function invite(held: Held, person: Address): boolean {
    const own = created.get(held.url)
    if (!own || person === url || held.followers.has(person) || own.invited.has(person)) return false
    own.invited.add(person)
    own.declined.delete(person)
    const hops = own.untold
    own.untold = {}
    const body = {
      source: url,
      resource: held.url,
      name: held.name,
      model: held.model.name,
      version: held.version,
      value: copyJson(held.value),
    }
    requests.send({ type: 'create', to: person, body }, hops, (response, of) => {
      own.invited.delete(person)
      if (response.body.code === 403) own.declined.add(person)
      desk.answered(of, decisionOf(response))
    })
    return true
  }

  function grant(held: Held, to: Address, write: boolean, answer: Reply): void {
    endpoint.grant(held.url, to, write)
    if (held.followers.has(to)) held.followers.set(to, write)
    say(held, { news: write ? 'granted' : 'revoked', to })
    tails.touch(held)
    desk.passInfo(held)
    answer(200)
  }

  /** Nobody is to answer an invitation to what is no more. */
  function withdraw(held: Held): void {
    for (const person of created.get(held.url)?.invited ?? []) {
      const body = { source: url, resource: held.url }
      endpoint.send({ id: requests.nextId(), type: 'delete', from: url, to: person, body })
    }
  }

  function end(held: Held, answer: Reply): void {
    withdraw(held)
    endpoint.send({ id: requests.nextId(), type: 'delete', from: url, to: held.topic, body: { source: url } })
    endpoint.release(held.url)
    desk.drop(held)
    answer(200)
  }

  function answerWithValue(held: Held, message: Message & { type: 'subscribe' | 'read' }, of: number): void {
    const { version } = message.body
    const value = version === held.version ? {} : { value: copyJson(held.value) }
    const mayWrite = held.followers.get(message.from) ?? false
    requests.respond(
      message,
      { code: 200, version: held.version, name: held.name, model: held.model.name, mayWrite, ...value },
      of,
    )
  }

  /** A write that somebody else asks for; access has let it pass. */
  function onWrite(held: Held, message: Message & { type: 'update' }, of: number, hops: EndedHops): void {
    const { changes, base = 0 } = message.body
    let decision = judge(held, changes, base, message.from)
    if (decision.allow) decision = number(held, message.from, changes, {}, of) ?? decision
    const { code, reason, rule } = decision
    if (!decision.allow) {
      requests.respond(message, { code, reason, rule, by: url }, of)
      return recorder.ended(of, url, hops, 'refused', decision, held.version)
    }
    desk.passChanges(held, message.from, changes, { of, hops, effect: 'applied', decision, version: held.version })
    requests.respond(message, { code: 200, version: held.version, rule, reason, by: url }, of)
    return undefined
  }

  function say(
    held: Held,
    news: {
      readonly news: 'granted' | 'revoked' | 'version' | 'left'
      readonly to?: Address
      readonly version?: number
      readonly asks?: true
    },
    id = requests.nextId(),
  ): void {
    endpoint.send({
      id,
      type: 'event',
      from: url,
      to: held.topic,
      body: { source: url, ...news },
    })
  }

  return {
    create,
    share,
    grant,
    end,
    report: reportAsReporter,
    onWrite,
    /** Somebody has come: invites to what is shared with everyone. */
    welcome(): void {
      for (const [object, own] of created) {
        const held = objects.get(object)
        if (!own.everyone || !held) continue
        for (const person of own.declined)
          if (!bus.people.some(({ url: here }) => here === person)) own.declined.delete(person)
        for (const person of bus.people) if (person.online && !own.declined.has(person.url)) invite(held, person.url)
      }
    },
    onSubscribe(held: Held, message: Message & { type: 'subscribe' }, of: number): void {
      requests.respond(message, { code: 100 }, of)
      endpoint.admit(held.url, message.from, true)
      held.followers.set(message.from, bus.access.facts(held.url)?.writers.has(message.from) ?? false)
      desk.passInfo(held)
      answerWithValue(held, message, of)
      tails.touch(held)
    },
    onUnsubscribe(held: Held, message: Message & { type: 'unsubscribe' }, of: number): void {
      endpoint.admit(held.url, message.from, false)
      if (bus.people.some((person) => person.url === message.from)) created.get(held.url)?.declined.add(message.from)
      held.followers.delete(message.from)
      desk.passInfo(held)
      requests.respond(message, { code: 200 }, of)
    },
    answerWithValue,
    /** An answer to what was asked after quiet. */
    onAnswer: (message: Message & { type: 'response' }): void => tails.onAnswer(message),
    /** Back on line: tells the followers where it stands. */
    resume(held: Held): void {
      say(held, { news: 'version', version: held.version })
      tails.touch(held)
    },
    /** Somebody is back who holds nothing any more: to be asked again, with the others. */
    onRestart(who: Address): void {
      for (const [object, own] of created) {
        own.invited.delete(who)
        own.declined.delete(who)
        if (objects.get(object)?.followers.delete(who)) desk.passInfo(objects.get(object) as Held)
      }
    },
    /** Nothing is asked or told any more. */
    close(): void {
      stopLinks()
      tails.stop()
    },
    leave(held: Held): void {
      withdraw(held)
      say(held, { news: 'left' })
      endpoint.release(held.url)
    },
  }
}
