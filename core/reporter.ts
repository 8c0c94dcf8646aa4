/**
 * The part of a Syncer that reports: it makes objects, numbers every write, and judges by the object's model what
 * others want to write. Who belongs to an object is the affair of membership.
 */
import { ChangeError, copyJson, type WireChange } from './change.ts'
import { timeOf, type Desk, type Held, type Reply } from './desk.ts'
import type { SentHops } from './event.ts'
import {
  childUrl,
  objectUrl,
  shortName,
  type Address,
  type Decision,
  type Message,
  type EventMessage,
  type UpdateMessage,
} from './message.ts'
import { createAskedWrites } from './asked-write.ts'
import { createEndings } from './endings.ts'
import { createJudge } from './judgement.ts'
import { createMembership, onLeaveOf, textsOf } from './membership.ts'
import { rulesMax, type ObjectRule } from './object-rules.ts'
import type { Action, ReportFrame } from './port.ts'
import type { Spread } from './spread.ts'
import type { StoredCopy } from './stored.ts'
import { createTails } from './tails.ts'

type News = Omit<EventMessage['body'], 'source' | 'epoch'>

export type Reporter = ReturnType<typeof createReporter>

export function createReporter(desk: Desk, spread: Spread) {
  const { url, bus, endpoint, models, objects, requests, toSessionTime, decided, settle } = desk
  const judge = createJudge(url)
  const members = createMembership(desk)
  const endings = createEndings(desk, members)
  const tails = createTails(
    desk,
    (held, question) => say(held, { news: 'version', version: held.version, asks: true, ...textsOf(held) }, question),
    (held, to, mayWrite) => say(held, { news: mayWrite ? 'granted' : 'revoked', to }),
  )
  const stopLinks = bus.links.onChange(() => {
    requests.onLinks()
    endings.onLinks()
    members.welcome()
    for (const held of objects.values()) if (held.role === 'reporter') tails.touch(held)
  })

  function reportAsReporter(held: Held, frame: ReportFrame, hops: SentHops, known = held.versionAt(frame.base)): void {
    const judged = judge(held, frame.changes, known, url)
    const { changes } = judged
    let { decision } = judged
    if (decision.allow) decision = number(held, url, changes ?? frame.changes, hops) ?? decision
    if (decision.allow) settle(held.url, frame.seq, decision, undefined, { changes })
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
    const { epoch, life } = held
    let body: UpdateMessage['body'] = { source: url, version, changes }
    if (author !== url) body = { source: url, version, author, changes }
    if (epoch > 0) body = { ...body, epoch }
    if (life > 0) body = { ...body, life }
    endpoint.send({ id: requests.nextId(), type: 'update', from: url, to: held.topic, body }, hops, cause)
    tails.touch(held)
    return undefined
  }

  function create(action: Action & { do: 'create' }, answer: Reply): void {
    const { parent } = action
    const object = parent === undefined ? objectUrl(action.name) : childUrl(parent, action.name)
    const permitted = parent === undefined ? undefined : endpoint.mayParent(parent)
    if (permitted && !permitted.allow)
      return answer(permitted.code, permitted.reason, undefined, { decision: permitted })
    const { model: modelName = models[0]?.name, onLeave } = action
    const model = models.find(({ name }) => name === modelName)
    if (!model) return answer(400, `There is no concurrency model ${modelName} here. Choose another one.`)
    endings.makeWay(object)
    if (!endpoint.claim(object, action.name, { onLeave, defaultWriters: model.defaultWriters })) {
      const owner = bus.access.facts(object)?.reporterName
      return answer(409, `There is an object ${action.name} already; it belongs to ${owner}. Choose another name.`)
    }
    const start = {
      url: object,
      name: action.name,
      model,
      reporter: url,
      role: 'reporter',
      status: 'active',
      mayWrite: true,
      onLeave: action.onLeave,
      texts: action.texts,
      life: endpoint.lifeOf(object),
    } as const
    const held = desk.open({ ...start, value: action.value, version: 0 })
    objects.set(object, held)
    const hops: SentHops = {
      ...(action.createdAt === undefined ? {} : { created: toSessionTime(action.createdAt) }),
      ...(action.observedAt === undefined ? {} : { observed: toSessionTime(action.observedAt) }),
    }
    members.found(held, hops)
    desk.passObject(held)
    answer(200, undefined, object)
    if (parent !== undefined) for (const person of endpoint.circleOf(parent)) members.invite(held, person)
  }

  function grant(held: Held, to: Address, write: boolean, answer: Reply): void {
    endpoint.grant(held.url, to, write)
    if (held.followers.has(to)) held.followers.set(to, bus.access.mayWrite(held.url, to))
    sayAndRepeat(held, `right ${to}`, () => say(held, { news: write ? 'granted' : 'revoked', to }))
    tails.touch(held)
    desk.passInfo(held)
    answer(200)
  }

  /** Says something now, and again when it is on line again if nobody could hear it. */
  function sayAndRepeat(held: Held, about: string, run: () => void): void {
    desk.unsaid.repeat(`${about} ${held.url} ${held.life}`, () => {
      if (objects.get(held.url) === held && held.role === 'reporter') run()
    })
  }

  /** Somebody follows an object: is invited to the children of it that are made here. */
  function inviteToChildren(object: Address, person: Address): void {
    for (const child of endings.childrenOf(object)) members.invite(child, person)
  }

  /** Followers have the rights that the rules give them; who may not read follows no more. */
  function heedRules(held: Held): void {
    for (const follower of [...held.followers.keys()]) {
      held.followers.set(follower, bus.access.mayWrite(held.url, follower))
      if (!bus.access.mayRead(held.url, follower)) members.remove(held, follower, () => undefined)
    }
  }

  /** Gives the object other rules; who may not read it any more is removed. */
  function setRules(held: Held, rules: readonly ObjectRule[], answer: Reply): void {
    if (rules.length > rulesMax) return answer(413, `An object has ${rulesMax} rules at most. Take one away first.`)
    endpoint.setRules(held.url, rules)
    held.rules = rules
    heedRules(held)
    sayAndRepeat(held, 'rules', () => say(held, { news: 'rules', rules: held.rules }))
    desk.passInfo(held)
    return answer(200)
  }

  function answerWithValue(held: Held, message: Message & { type: 'subscribe' | 'read' }, of: number): void {
    const { version } = message.body
    const isKnown = version === held.version && (message.body.epoch ?? 0) === held.epoch
    const value = isKnown ? {} : { value: copyJson(held.value) }
    const known = held.spread ? spread.answerTo(held, message.body.vector) : { version: held.version, ...value }
    const more = {
      ...timeOf(held),
      ...onLeaveOf(held),
      ...textsOf(held),
      ...(held.rules.length > 0 ? { rules: held.rules } : {}),
    }
    const mayWrite = held.followers.get(message.from) ?? false
    const isStranger = message.type === 'read' && message.from !== url && !held.followers.has(message.from)
    const removed = members.wasRemoved(held, message.from)
      ? { removed: true }
      : isStranger
        ? ({ follows: false } as const)
        : {}
    requests.respond(
      message,
      {
        code: 200,
        name: held.name,
        model: held.model.name,
        mayWrite,
        ...removed,
        ...more,
        ...known,
      },
      of,
    )
  }

  function say(held: Held, news: News, id = requests.nextId()): void {
    const body = { source: url, ...news, ...timeOf(held) }
    endpoint.send({ id, type: 'event', from: url, to: held.topic, body })
  }

  return {
    members,
    create,
    grant,
    setRules,
    heedRules,
    inviteToChildren,
    endChildren: endings.endChildren,
    endOrphans: endings.endOrphans,
    end: endings.end,
    report: reportAsReporter,
    onWrite: createAskedWrites(desk, spread, judge, number),
    onSubscribe(held: Held, message: Message & { type: 'subscribe' }, of: number): void {
      if (members.wasRemoved(held, message.from)) {
        const reason = `The owner does not want ${shortName(message.from)} to follow ${held.name} any more.`
        return requests.respond(message, { code: 403, rule: 'removed', reason, by: url }, of)
      }
      // it has said so since, or has left
      if (!bus.isHere(message.from) || members.hasParted(held, message.from, message.id))
        return requests.respond(message, { code: 409, rule: 'follows-no-more', reason: 'It is followed no more.' }, of)
      requests.respond(message, { code: 100 }, of)
      members.subscribed(held, message.from, message.id)
      endpoint.admit(held.url, message.from, true)
      held.followers.set(message.from, bus.access.mayWrite(held.url, message.from))
      desk.passInfo(held)
      answerWithValue(held, message, of)
      tails.touch(held)
      if (held.spread) spread.touch(held)
      if (!endpoint.hasChildren(held.url)) return undefined
      inviteToChildren(held.url, message.from)
      return say(held, { news: 'followed', to: message.from })
    },
    onUnsubscribe(held: Held, message: Message & { type: 'unsubscribe' }, of: number): void {
      if (members.hasComeBack(held, message.from, message.id)) return requests.respond(message, { code: 200 }, of)
      endpoint.admit(held.url, message.from, false)
      members.decline(held, message.from, message.id)
      held.followers.delete(message.from)
      desk.passInfo(held)
      return requests.respond(message, { code: 200 }, of)
    },
    answerWithValue,
    /** An answer to what was asked after quiet. */
    onAnswer: (message: Message & { type: 'response' }): void => tails.onAnswer(message),
    /** Back on line: tells the followers where it stands. */
    resume(held: Held): void {
      if (!held.spread || held.epoch > 0) say(held, { news: 'version', version: held.version, ...textsOf(held) })
      if (held.spread) spread.resume(held)
      tails.touch(held)
      members.resume(held)
    },
    /** Goes on with an object of its own from before a restart; false where somebody else has its URL now. */
    restore(held: Held, { info, sharing }: StoredCopy): boolean {
      const { onLeave, epoch, life, rules } = held
      const { defaultWriters } = held.model
      const isClaimed =
        endpoint.resumes || endpoint.claim(held.url, held.name, { onLeave, defaultWriters, epoch, life, rules })
      if (!isClaimed) return false
      members.restore(held, sharing)
      // the bus has not crashed: it knows better who follows and who may write
      if (endpoint.resumes) {
        for (const person of endpoint.circleOf(held.url))
          if (person !== url) held.followers.set(person, bus.access.mayWrite(held.url, person))
        return true
      }
      for (const writer of sharing?.writers ?? []) endpoint.grant(held.url, writer, true)
      for (const person of sharing?.barred ?? []) endpoint.grant(held.url, person, false)
      for (const follower of info.followers) {
        endpoint.admit(held.url, follower.url, true)
        held.followers.set(follower.url, follower.mayWrite)
      }
      return true
    },
    /** Somebody is back who holds nothing any more: to be asked again, with the others. */
    onRestart(who: Address): void {
      members.askAnew(who)
      for (const held of objects.values())
        if (held.role === 'reporter' && held.followers.delete(who)) {
          // it may have asked to follow before, and been admitted only now
          if (endpoint.reports(held.url)) endpoint.admit(held.url, who, false)
          desk.passInfo(held)
        }
    },
    /** Nothing is asked or told any more. */
    close(): void {
      stopLinks()
      endings.close()
      tails.stop()
    },
    leave(held: Held): void {
      members.withdraw(held)
      const isVacant = held.onLeave === 'take over' && held.followers.size > 0
      say(held, { news: 'left', ...(isVacant ? { vacant: true } : {}) })
      if (!isVacant) endpoint.release(held.url, false)
    },
    say(held: Held, news: News): void {
      say(held, news)
      tails.touch(held)
    },
  }
}
