/**
 * The rules that an owner gives its object, as data: who may read it, write to it, ask for a write, or make children
 * of it, all of it or under a path. The closest rule decides; knows no messages.
 */
import type { WireChange } from './change.ts'
import { shortName, type Address } from './address.ts'

export type May = 'read' | 'write' | 'execute' | 'children'

export interface ObjectRule {
  readonly allow: boolean
  readonly who: Address | 'everyone'
  readonly may: May
  /** For `write` and `execute`: what stands under it; absent or empty for the whole object. */
  readonly path?: readonly (string | number)[]
}

/** What a rule says of a request, and its name. */
export interface Ruled {
  readonly allow: boolean
  readonly rule: string
  readonly reason: string
}

/** Most rules that an object may have. */
export const rulesMax = 100

/** `deny bob write /list`: the name of a rule, by which decisions name it. */
export const ruleId = ({ allow, who, may, path = [] }: ObjectRule): string =>
  [
    allow ? 'allow' : 'deny',
    who === 'everyone' ? who : shortName(who),
    may,
    ...(path.length > 0 ? [`/${path.join('/')}`] : []),
  ].join(' ')

const verbs: { readonly [M in May]: string } = {
  read: 'read',
  write: 'write',
  execute: 'ask for writes',
  children: 'make children',
}

/** What a rule says, for people. */
export function ruleText({ allow, who, may, path = [] }: ObjectRule): string {
  const place = path.length > 0 ? ` under /${path.join('/')}` : ''
  return `${who === 'everyone' ? 'Everyone' : shortName(who)} may ${allow ? '' : 'not '}${verbs[may]}${place}.`
}

/** With one rule more: it takes the place of the one that says the opposite of the same. The closest stand first. */
export const withRule = (rules: readonly ObjectRule[], rule: ObjectRule): readonly ObjectRule[] =>
  [...rules.filter((other) => ruleId({ ...other, allow: rule.allow }) !== ruleId(rule)), rule].sort(
    (one, other) =>
      (other.path?.length ?? 0) - (one.path?.length ?? 0) ||
      Number(one.who === 'everyone') - Number(other.who === 'everyone') ||
      Number(one.allow) - Number(other.allow),
  )

type Path = readonly (string | number)[]

const begins = (path: Path, start: Path): boolean =>
  start.length <= path.length && start.every((key, index) => String(key) === String(path[index]))

/** Whether a rule has something to say of a path: a denial also of what lies above, which would take it along. */
const concerns = ({ allow, path: of = [] }: ObjectRule, path: Path): boolean =>
  begins(path, of) || (!allow && begins(of, path))

const meets = (rule: ObjectRule, who: Address, may: May): boolean =>
  rule.may === may && (rule.who === 'everyone' || rule.who === who)

/** The closest rule for what somebody wants; undefined where none has an opinion. */
export function judgeOne(rules: readonly ObjectRule[], who: Address, may: May, path: Path = []): Ruled | undefined {
  const rule = rules.find((one) => meets(one, who, may) && concerns(one, path))
  return rule && { allow: rule.allow, rule: ruleId(rule), reason: ruleText(rule) }
}

/** Judges all changes of a write: the first one that is denied decides; `isGranted` is what holds without a rule. */
export function judgeChanges(
  rules: readonly ObjectRule[],
  who: Address,
  may: 'write' | 'execute',
  changes: readonly WireChange[],
  isGranted: boolean,
): Ruled | undefined {
  let last: Ruled | undefined
  for (const [path] of changes) {
    const asWrite = may === 'execute' ? judgeOne(rules, who, 'write', path) : undefined
    const ruled = judgeOne(rules, who, may, path) ?? asWrite
    if (ruled ? !ruled.allow : !isGranted) return ruled
    last = ruled ?? last
  }
  return last
}

/** Whether somebody may write at least somewhere. */
export function mayWriteSome(rules: readonly ObjectRule[], who: Address, isGranted: boolean): boolean {
  const isAllowed = (rule: ObjectRule): boolean =>
    rule.allow && meets(rule, who, 'write') && judgeOne(rules, who, 'write', rule.path)?.allow === true
  if (rules.some(isAllowed)) return true
  const whole = rules.find((rule) => meets(rule, who, 'write') && (rule.path?.length ?? 0) === 0)
  return isGranted && whole?.allow !== false
}
