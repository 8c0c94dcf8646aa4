/**
 * Who may send what about which object. Rules are data, asked in order; the first that has an opinion decides,
 * and the decision carries its name. Knows nothing of links or of delivery.
 */
import { createDecisionLog, type Decided } from './decision-log.ts'
import { createLives } from './lives.ts'
import { aboutObject, busAddress, type Address, type Decision, type Message } from './message.ts'
import { judgeOne, mayWriteSome, type ObjectRule } from './object-rules.ts'

import { defaultRules, isWriter, type AccessRequest, type AccessRule, type ObjectFacts } from './access-rules.ts'

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
      const isAsked = message.type !== 'response' && message.type !== 'presence'
      if (facts && facts.reporter !== endpoint && isAsked) log.note(facts.url, endpoint, message.type, decision)
      return decision
    },
  }
}
