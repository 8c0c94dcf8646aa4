/**
 * Who may send what about which object. Rules are data, asked in order; the first that has an opinion decides,
 * and the decision carries its name. Knows nothing of links or of delivery.
 */
import { createDecisionLog, type Decided } from './decision-log.ts'
import { createLives } from './lives.ts'
import {
  aboutObject,
  busAddress,
  changesOf,
  shortName,
  type Address,
  type Code,
  type Decision,
  type Message,
} from './message.ts'
import type { Model } from './model.ts'
import { judgeChanges, judgeOne, mayWriteSome, type ObjectRule, type Ruled } from './object-rules.ts'

/** What access knows about an object. */
export interface ObjectFacts {
  readonly url: Address
  readonly name: string
  readonly reporter: Address
  readonly reporterName: string
  /** Hyperties that the reporter has granted the right to write. */
  readonly writers: ReadonlySet<Address>
  /** The rules that its reporter has given it, the closest first. */
  readonly rules: readonly ObjectRule[]
  /** What becomes of it when its reporter leaves. */
  readonly onLeave: 'close' | 'take over'
  /** Who may write without a grant, as the object's model says; whom that right was taken may not. */
  readonly defaultWriters: Model['defaultWriters']
  readonly barred: ReadonlySet<Address>
  readonly followers: ReadonlySet<Address>
  /** How often it has passed to another reporter. */
  readonly epoch: number
  /** Which one it is of those that had this URL one after another. */
  readonly life: number
}

/** What a rule is asked: a message from an endpoint, about an object that may not exist. */
export interface AccessRequest {
  readonly endpoint: Address
  readonly message: Message
  readonly facts: ObjectFacts | undefined
  /** Who ended the object that had the URL before, if that is known. */
  readonly endedBy?: Address | undefined
}

/** One rule: `judge` says true (allow), false (deny), undefined (no opinion), or what a rule of the object says. */
export interface AccessRule {
  readonly id: string
  /** What the rule says, for people. */
  readonly text: string
  readonly code: Code
  readonly judge: (request: AccessRequest) => boolean | Ruled | undefined
  readonly reason: (request: AccessRequest) => string
}

const rule = (
  id: string,
  text: string,
  code: Code,
  judge: AccessRule['judge'],
  reason: AccessRule['reason'] = () => text,
): AccessRule => ({ id, text, code, judge, reason })

const nameOfObject = ({ facts, message }: AccessRequest): string => facts?.name ?? shortName(message.to)

/** Whether an owner said something before the object passed on. */
const isOutdated = ({ type, body }: Message, epoch: number): boolean =>
  ((type === 'update' && body.version !== undefined) ||
    (type === 'event' && body.news !== 'vector') ||
    (type === 'delete' && !body.resource)) &&
  (body.epoch ?? 0) < epoch

/** Whether it tells once more of an object that it has ended. */
const tellsOfEnd = ({ type, body }: Message, facts: ObjectFacts | undefined): boolean =>
  type === 'delete' && body.ended === true && (!facts || (body.life ?? 0) < facts.life)

/** Whether it is about another object than the one that has the URL now. */
const isOfOtherLife = ({ type, body }: Message, life: number): boolean =>
  type !== 'response' && (body.life ?? 0) !== life

/** A write, or a request for one. */
const isWrite = ({ type, body }: Message): boolean =>
  type === 'update' || (type === 'execute' && body.method === 'write')

/** A write, or a request for one, that asks the reporter; what is numbered already goes to those who follow. */
const asksReporter = ({ message, facts }: AccessRequest): boolean =>
  isWrite(message) && message.to === facts?.url && !(message.type === 'update' && message.body.version !== undefined)

/** A write that its writer sends to all who follow, where the object's model lets them. */
const isSpread = ({ message, facts }: AccessRequest): boolean =>
  facts !== undefined &&
  message.type === 'update' &&
  message.body.seq !== undefined &&
  message.body.version === undefined &&
  message.to === changesOf(facts.url)

/** Who follows may write, where the object's model says so. */
const isDefaultWriter = ({ defaultWriters, followers, barred }: ObjectFacts, who: Address): boolean =>
  defaultWriters === 'everyone' && followers.has(who) && !barred.has(who)

const isWriter = (facts: ObjectFacts, who: Address): boolean => facts.writers.has(who) || isDefaultWriter(facts, who)

/** What the rules of the object itself say. */
function judgeByObject(request: AccessRequest): Ruled | undefined {
  const { endpoint, message, facts } = request
  if (!facts || facts.rules.length === 0) return undefined
  if (message.type === 'read' || message.type === 'subscribe') return judgeOne(facts.rules, endpoint, 'read')
  if (!(asksReporter(request) || isSpread(request)) || (message.type !== 'update' && message.type !== 'execute'))
    return undefined
  const may = message.type === 'update' ? 'write' : 'execute'
  return judgeChanges(facts.rules, endpoint, may, message.body.changes ?? [], isWriter(facts, endpoint))
}

/** The built-in rules: the seed's default, only the reporter may write, and what has to stand around it. */
export const defaultRules: readonly AccessRule[] = [
  rule(
    'own-name',
    'A message is sent in the name of the hyperty whose endpoint it comes from.',
    403,
    ({ endpoint, message }) => (message.from === endpoint && message.body.source === endpoint ? undefined : false),
    ({ endpoint, message }) =>
      `${shortName(endpoint)} cannot speak as ${shortName(message.from === endpoint ? message.body.source : message.from)}.`,
  ),
  rule('answers', 'An answer may go back to whoever asked.', 200, ({ message }) =>
    message.type === 'response' ? true : undefined,
  ),
  rule('end-may-be-told', 'Who has ended an object may say so.', 200, ({ endpoint, message, facts, endedBy }) =>
    endedBy === endpoint && tellsOfEnd(message, facts) ? true : undefined,
  ),
  rule(
    'object-ended',
    'Of an object that its owner has ended there is nothing to be said any more.',
    404,
    ({ facts, endedBy }) => (!facts && endedBy !== undefined ? false : undefined),
    (request) => `${nameOfObject(request)} was ended by its owner.`,
  ),
  rule(
    'object-exists',
    'What is said of an object needs an object that is there.',
    404,
    ({ facts }) => (facts ? undefined : false),
    (request) => `There is no object ${nameOfObject(request)}, or its owner has left.`,
  ),
  rule(
    'current-life',
    'What is said of an object counts as long as it is the one that has its URL.',
    404,
    ({ message, facts }) => (facts && isOfOtherLife(message, facts.life) ? false : undefined),
    (request) => `The ${nameOfObject(request)} that is meant has ended; there is another one now.`,
  ),
  rule(
    'current-epoch',
    'What an owner says counts as long as it is the owner.',
    409,
    ({ message, facts }) => (facts && facts.epoch > 0 && isOutdated(message, facts.epoch) ? false : undefined),
    (request) => `${nameOfObject(request)} has passed to another owner since this was said.`,
  ),
  rule('reporter-may-all', 'The owner of an object may do all with it.', 200, ({ endpoint, facts }) =>
    facts?.reporter === endpoint ? true : undefined,
  ),
  rule('rules-of-the-object', 'The rules that the owner has given its object come first.', 403, judgeByObject),
  rule('followers-write', 'Whoever follows an object of this model may write.', 200, (request) =>
    (asksReporter(request) || isSpread(request)) && request.facts && isDefaultWriter(request.facts, request.endpoint)
      ? true
      : undefined,
  ),
  rule('followers-tell', 'Who follows an object may say which writes to it are known there.', 200, (request) =>
    request.message.type === 'event' &&
    request.message.body.news === 'vector' &&
    request.facts?.followers.has(request.endpoint)
      ? true
      : undefined,
  ),
  rule('granted-write', 'Whom the owner has granted it may write.', 200, (request) =>
    (asksReporter(request) || isSpread(request)) && request.facts?.writers.has(request.endpoint) ? true : undefined,
  ),
  rule(
    'only-reporter-writes',
    'Only the owner of an object may write to it.',
    403,
    ({ message }) => (isWrite(message) || message.type === 'delete' ? false : undefined),
    ({ facts }) => `Only ${facts?.reporterName} may write ${facts?.name}.`,
  ),
  rule('only-reporter-invites', 'Only the owner of an object may invite to it or speak for it.', 403, ({ message }) =>
    message.type === 'create' || message.type === 'event' || message.type === 'execute' ? false : undefined,
  ),
  rule('anyone-may-follow', 'Anyone may follow an object, read it, and stop following.', 200, () => true),
]

/** An object that is registered; one from before a restart goes on in its life and epoch, with its rules. */
export type NewObject = Omit<ObjectFacts, 'writers' | 'barred' | 'epoch' | 'life' | 'rules'> &
  Partial<Pick<ObjectFacts, 'epoch' | 'life' | 'rules'>>

export interface Access {
  readonly rules: readonly AccessRule[]
  facts(url: Address): ObjectFacts | undefined
  /** Makes a hyperty the reporter of a new object; false when the URL is taken. */
  register(object: NewObject): boolean
  /** An object ends; `by` where its owner wanted it to. */
  remove(url: Address, by?: Address): void
  /** The life of the object that has a URL, or of the one that will have it next. */
  lifeOf(url: Address): number
  /** Gives or takes the right to write, or gives an object its rules. Only the reporter's Syncer has this at hand. */
  grant(url: Address, to: Address, write: boolean): void
  setRules(url: Address, rules: readonly ObjectRule[]): void
  /** Whether a hyperty may write to an object, somewhere at least. */
  mayWrite(url: Address, who: Address): boolean
  mayRead(url: Address, who: Address): boolean
  /** What was decided last about an object, the latest first; what was decided alike is counted. */
  lastDecisions(url: Address): readonly Decided[]
  /** Makes another hyperty the reporter; the former keeps the right to write, where it has ever gone on with it. Returns the new epoch. */
  pass(url: Address, reporter: Address, reporterName: string, hasBegun: boolean): number
  decide(endpoint: Address, message: Message): Decision
  /** The same, asked beforehand: it is not remembered as decided. */
  judge(endpoint: Address, message: Message): Decision
}

/** Access control over the objects registered with it. */
export function createAccess(rules: readonly AccessRule[] = defaultRules): Access {
  type Facts = { -readonly [K in keyof ObjectFacts]: ObjectFacts[K] }
  const objects = new Map<Address, Facts & { writers: Set<Address>; barred: Set<Address> }>()
  const allowed = new Map(
    rules.map(({ id, text }) => [id, { allow: true, by: busAddress, rule: id, code: 200, reason: text } as Decision]),
  )
  const log = createDecisionLog()
  const lives = createLives()

  function decide(request: AccessRequest): Decision {
    for (const { id, code, judge, reason } of rules) {
      const opinion = judge(request)
      if (opinion === true) return allowed.get(id) as Decision
      if (opinion === false) return { allow: false, by: busAddress, rule: id, code, reason: reason(request) }
      if (opinion) return { ...opinion, by: busAddress, code: opinion.allow ? 200 : code }
    }
    return { allow: false, by: busAddress, rule: 'no-rule', code: 403, reason: 'No rule allows it.' }
  }

  return {
    rules,
    facts: (url) => objects.get(url),
    register(object) {
      if (objects.has(object.url)) return false
      const { epoch = 0, life = 0, rules: given = [] } = object
      const next = Math.max(life, lives.next(object.url))
      const whose = { writers: new Set<Address>(), barred: new Set<Address>() }
      objects.set(object.url, { ...object, ...whose, epoch, rules: given, life: next })
      return true
    },
    lifeOf: (url) => objects.get(url)?.life ?? lives.next(url),
    remove(url, by) {
      const facts = objects.get(url)
      if (facts) lives.end(url, facts.life, by)
      objects.delete(url)
      log.forget(url)
    },
    setRules(url, next) {
      const facts = objects.get(url)
      if (facts) facts.rules = next
    },
    grant(url, to, write) {
      if (write) objects.get(url)?.writers.add(to)
      else objects.get(url)?.writers.delete(to)
      if (write) objects.get(url)?.barred.delete(to)
      else objects.get(url)?.barred.add(to)
    },
    mayWrite(url, who) {
      const facts = objects.get(url)
      if (!facts || facts.reporter === who) return facts !== undefined
      return mayWriteSome(facts.rules, who, isWriter(facts, who))
    },
    mayRead(url, who) {
      const facts = objects.get(url)
      return facts !== undefined && (facts.reporter === who || judgeOne(facts.rules, who, 'read')?.allow !== false)
    },
    lastDecisions: log.of,
    pass(url, reporter, reporterName, hasBegun) {
      const facts = objects.get(url)
      if (!facts) return 0
      if (hasBegun) facts.writers.add(facts.reporter)
      facts.writers.delete(reporter)
      facts.reporter = reporter
      facts.reporterName = reporterName
      return ++facts.epoch
    },
    judge: (endpoint, message) => decide({ endpoint, message, facts: objects.get(aboutObject(message)) }),
    decide(endpoint, message) {
      const url = aboutObject(message)
      const facts = objects.get(url)
      const decision = decide({ endpoint, message, facts, endedBy: lives.endedBy(url) })
      if (facts && facts.reporter !== endpoint && message.type !== 'response')
        log.note(facts.url, endpoint, message.type, decision)
      return decision
    },
  }
}
