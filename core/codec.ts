/**
 * Frames as text. Changes stand on a second line of their own, so that the text in which they came is the text
 * in which they are recorded and passed on: written once, however many follow. Everything that is read here is
 * bounded and checked before anyone sees it.
 */
import { checkJson, checkPath, FrameError, limits, refuse } from './bounds.ts'
import type { Json, WireChange } from './change.ts'
import { timeText } from './clock.ts'
import type { May } from './object-rules.ts'
import type {
  HypertyFrame,
  InspectorFrame,
  InspectorReply,
  PeopleNews,
  Person,
  ReportFrame,
  SyncerFrame,
} from './port.ts'

/** Where changes keep the text in which they came; no map by object, which every collection would have to go through. */
const asText = Symbol('text')
type WithText = readonly WireChange[] & { [asText]?: string }

/** The JSON text of changes; those that came as text are not written again. */
export const changesText = (changes: readonly WireChange[]): string =>
  ((changes as WithText)[asText] ??= JSON.stringify(changes))

/** The text of who is there, or of what has changed in that, written once however many are told of it. */
const peopleTexts = new WeakMap<readonly Person[] | PeopleNews, string>()
function peopleText(people: readonly Person[] | PeopleNews): string {
  const text = peopleTexts.get(people) ?? JSON.stringify(people)
  peopleTexts.set(people, text)
  return text
}

/** One string for a frame: JSON, with changes, if any, on a second line; the head of a report, which is sent most, as words. */
export function encodeFrame(frame: HypertyFrame | SyncerFrame | InspectorFrame | InspectorReply): string {
  if (frame.kind === 'report') {
    const { url, seq, base, changedAt, postedAt } = frame
    return `report ${url} ${seq} ${base} ${timeText(changedAt)} ${timeText(postedAt)}\n${changesText(frame.changes)}`
  }
  if (frame.kind === 'changes') {
    const { n, url, version, author } = frame
    return `{"kind":"changes","n":${n},"url":${JSON.stringify(url)},"version":${version},"author":${JSON.stringify(author)}}\n${changesText(frame.changes)}`
  }
  if (frame.kind === 'people') {
    const { you, people = [], news } = frame
    const what = news ? `"news":${peopleText(news)}` : `"people":${peopleText(people)}`
    return `{"kind":"people","you":${JSON.stringify(you)},${what}}`
  }
  return JSON.stringify(frame)
}

type Fields = { readonly [key: string]: unknown }

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return refuse(400, `not JSON: ${(error as Error).message}`)
  }
}

// A text without these cannot hold a forbidden key, however it is nested: most texts are done with one scan.
const suspicious = /__proto__|constructor|prototype|\\u/

const isPrimitive = (value: unknown): boolean => typeof value !== 'object' || value === null

/**
 * Changes from outside, checked.
 * @throws FrameError
 */
export function parseChanges(text: string): readonly WireChange[] {
  const changes = parseJson(text)
  if (!Array.isArray(changes) || changes.length === 0) return refuse(400, 'changes are a list that is not empty')
  if (changes.length > limits.nodes) refuse(413, `more than ${limits.nodes} changes`)
  const checkKeys = suspicious.test(text)
  let nested = false
  for (const change of changes as unknown[]) {
    if (!Array.isArray(change)) return refuse(400, 'a change is a list')
    checkPath(change[0], checkKeys)
    if (change.length === 2) nested ||= !isPrimitive(change[1])
    else if (change.length === 4) {
      const added: unknown = change[3]
      if (!Number.isInteger(change[1]) || !Number.isInteger(change[2])) refuse(400, 'a splice without numbers')
      if (typeof added !== 'string') {
        if (!Array.isArray(added)) return refuse(400, 'a splice adds a list or a text')
        nested ||= !added.every(isPrimitive)
      }
    } else if (change.length !== 1) refuse(400, `a change of ${change.length} parts`)
  }
  if (nested) checkJson(changes as Json, checkKeys)
  ;(changes as WithText)[asText] = text
  return changes as WireChange[]
}

/** The head of a report as words, as it is sent most; an address holds no blank. */
const reportHead = /^report (\S+) (\d+) (\d+) (-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)(?:\n|$)/

function parseReport(text: string): ReportFrame {
  const words = reportHead.exec(text)
  if (!words) return refuse(400, 'the head of a report is: report <url> <seq> <base> <changedAt> <postedAt>')
  const kind = 'report'
  const url = words[1] as string
  const [seq, base] = [Number(words[2]), Number(words[3])]
  const [changedAt, postedAt] = [Number(words[4]), Number(words[5])]
  const isRight = isUrl(url) && isCount(seq) && isCount(base) && isTime(changedAt) && isTime(postedAt)
  // says what is wrong with it
  if (!isRight) demand({ kind, url, seq, base, changedAt, postedAt }, hypertyChecks['report'] as Checks, kind)
  return { kind, url, seq, base, changedAt, postedAt, changes: parseChanges(text.slice(words[0].length)) }
}

function checkText(text: unknown): asserts text is string {
  if (typeof text !== 'string') refuse(400, 'a frame is a text')
  else if (text.length > limits.messageCharacters)
    refuse(413, `larger than ${limits.messageCharacters / 1024 / 1024} MiB`)
}

/** Room for the head of a report. */
const headCharacters = 1024

/** Why changes could not cross the port as one report; undefined where they can. */
export function refusalOf(changes: readonly WireChange[]): FrameError | undefined {
  try {
    for (const change of changes) checkPath(change[0], false)
    const { length } = changesText(changes)
    if (length > limits.messageCharacters - headCharacters)
      refuse(413, `larger than ${limits.messageCharacters / 1024 / 1024} MiB`)
    // fewer characters cannot hold so many values
    if (length > limits.nodes) checkJson(changes as unknown as Json, false)
    return undefined
  } catch (error) {
    if (error instanceof FrameError) return error
    throw error
  }
}

function splitFrame(text: string): { fields: Fields; rest: string } {
  const end = text.indexOf('\n')
  const head = end < 0 ? text : text.slice(0, end)
  const fields = parseJson(head)
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return refuse(400, 'a frame is an object')
  return { fields: fields as Fields, rest: end < 0 ? '' : text.slice(end + 1) }
}

const isUrl = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 512 && /^[a-z]+:\/\/\S+$/.test(value)
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
const maybe =
  (check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || check(value)
const isMaybeTime = maybe(isTime)
const isName = (value: unknown): boolean =>
  typeof value === 'string' && value.trim().length > 0 && value.length <= limits.nameCharacters

type Checks = { readonly [key: string]: (value: unknown) => boolean }

function demand(fields: Fields, checks: Checks, what: string): void {
  for (const key in checks) {
    if (!(checks[key] as Checks[string])(fields[key]))
      refuse(400, `${what}: "${key}" is ${fields[key] === undefined ? 'missing' : 'not of the right kind'}`)
  }
}

const isValue = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  checkJson(value as Json)
  return true
}
const isUrls = (value: unknown): boolean => Array.isArray(value) && value.length <= 10_000 && value.every(isUrl)

/** Changes that came within a frame. @throws FrameError */
const areChanges = (value: unknown): boolean => parseChanges(JSON.stringify(value) ?? '').length > 0
const mays = new Set<string>(['read', 'write', 'execute', 'children'] satisfies May[])
const isRule = (value: unknown): boolean => {
  const { allow, who, may, path } = (typeof value === 'object' && value ? value : {}) as Fields
  if (path !== undefined) checkPath(path, true)
  return isFlag(allow) && (who === 'everyone' || isUrl(who)) && typeof may === 'string' && mays.has(may)
}
/** Marked texts stand under names: a place in a list would move away. @throws FrameError */
const areTexts = (value: unknown): boolean => {
  if (!Array.isArray(value) || value.length > limits.texts) return false
  for (const path of value as readonly unknown[]) checkPath(path, true)
  return value.every((path: readonly unknown[]) => path.length > 0 && path.every((key) => typeof key === 'string'))
}
/** @throws FrameError */
const isPlace = (value: unknown): boolean => {
  const { path, anchor, head } = (typeof value === 'object' && value ? value : {}) as Fields
  return areTexts([path]) && isCount(anchor) && isCount(head)
}
const isOnLeave = (value: unknown): boolean => value === 'close' || value === 'take over'

const actions: { readonly [name: string]: Checks } = {
  create: {
    name: isName,
    value: isValue,
    createdAt: isMaybeTime,
    observedAt: isMaybeTime,
    onLeave: maybe(isOnLeave),
    parent: maybe(isUrl),
    model: maybe(isName),
    texts: maybe(areTexts),
  },
  share: { url: isUrl, to: maybe(isUrls), postedAt: isMaybeTime },
  accept: { url: isUrl },
  reject: { url: isUrl },
  follow: { url: isUrl },
  unfollow: { url: isUrl },
  read: { url: isUrl },
  execute: { url: isUrl, name: isName, changes: areChanges },
  grant: { url: isUrl, to: isUrl, write: isFlag },
  delete: { url: isUrl },
  'rule-set': { url: isUrl, rule: isRule },
  'rule-remove': { url: isUrl, id: (id) => typeof id === 'string' && id.length <= 16_384 },
  texts: { url: isUrl, texts: areTexts },
  access: { url: isUrl },
  remove: { url: isUrl, from: isUrl },
  'hand-over': { url: isUrl, to: isUrl },
  'take-over': { url: isUrl },
  online: { online: isFlag },
  'auto-accept': { on: isFlag },
}

const hypertyChecks: { readonly [kind: string]: Checks } = {
  hello: { autoAccept: maybe(isFlag) },
  request: { id: isCount, action: (value) => typeof value === 'object' && value !== null },
  report: { url: isUrl, seq: isCount, base: isCount, changedAt: isTime, postedAt: isTime },
  applied: { n: isCount, appliedAt: isTime, observedAt: isMaybeTime, toldAt: isMaybeTime, base: maybe(isCount) },
  state: { url: isUrl, version: isCount, hash: (value) => typeof value === 'string' && value.length <= 64 },
  presence: { url: isUrl, place: maybe(isPlace) },
  pong: { sentAt: isTime, at: isTime },
}

/**
 * A frame from a window, as text, checked whole.
 * @throws FrameError that says what was wrong with it
 */
export function parseHypertyFrame(text: string): HypertyFrame {
  checkText(text)
  if (text.startsWith('report ')) return parseReport(text)
  const { fields, rest } = splitFrame(text)
  const kind = String(fields['kind'])
  const checks = Object.hasOwn(hypertyChecks, kind) ? hypertyChecks[kind] : undefined
  if (!checks) return refuse(400, `an unknown kind of frame: ${JSON.stringify(kind.slice(0, 40))}`)
  demand(fields, checks, kind)
  if (kind === 'report') {
    const { url, seq, base, changedAt, postedAt } = fields as unknown as ReportFrame
    return { kind, url, seq, base, changedAt, postedAt, changes: parseChanges(rest) }
  }
  if (kind === 'request') {
    const action = fields['action'] as Fields
    const name = String(action['do'])
    const wanted = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (!wanted) return refuse(400, `an unknown action: ${JSON.stringify(name.slice(0, 40))}`)
    demand(action, wanted, name)
  }
  return fields as unknown as HypertyFrame
}

/**
 * A frame from main, as text. Main is trusted, so only the form is read here.
 * @throws FrameError
 */
export function parseSyncerFrame(text: string): SyncerFrame {
  checkText(text)
  const { fields, rest } = splitFrame(text)
  if (fields['kind'] === 'changes') {
    return { ...(fields as unknown as SyncerFrame & { kind: 'changes' }), changes: parseJson(rest) as WireChange[] }
  }
  return fields as unknown as SyncerFrame
}
