/**
 * A foreign log of JSON lines, by a mapping of its fields: a line is a message with both its ends, or one end of a message,
 * which its id or its turn joins with the other end, or something that happened in one place.
 */
import type { Json, JsonObject, Path } from '../change.ts'
import type { Effect } from '../event.ts'
import {
  createProblems,
  ImportError,
  toldMax,
  type Arrival,
  type ForeignLog,
  type Import,
  type Told,
} from '../import.ts'
import { fieldOf, mappingExample, type Mapping, type Role } from '../mapping.ts'
import { numberedLines } from '../text-lines.ts'
import { createTimeReader, type TimeReader } from '../time-reading.ts'

export const lineCharactersMax = 4 * 1024 * 1024

const sendWords =
  /^(send|sent|sends|sending|out|outgoing|outbound|tx|transmit|publish|published|produce|produced|emit|emitted)$/
const receiveWords =
  /^(recv|receive|received|receives|receiving|in|incoming|inbound|rx|deliver|delivered|consume|consumed)$/
const outcomes: readonly (readonly [RegExp, Effect])[] = [
  [/lost|drop|timeout|timed.?out|unreach/, 'lost'],
  [/dup/, 'duplicate'],
  [/stale|outdated|ignored/, 'stale'],
  [/refus|reject|den(y|ied)|forbid|error|fail|conflict|nack|abort/, 'refused'],
]

interface Line {
  readonly line: number
  readonly at: number
  readonly who: string
  readonly peers: readonly string[]
  readonly direction: 'send' | 'receive' | undefined
  readonly effect: Effect | undefined
  readonly reason: string | undefined
  readonly arrivedAt: number | undefined
  readonly rest: Pick<Told, 'kind' | 'id' | 'object' | 'version' | 'change' | 'fields'>
  readonly text: string
}

const wordOf = (value: Json | undefined): string | undefined =>
  value === undefined || value === null || value === ''
    ? undefined
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

function pathOf(text: string): Path {
  const parts = text.startsWith('/')
    ? text
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    : text.split('.')
  return parts.filter((part) => part !== '').map((part) => (/^(0|[1-9]\d{0,8})$/.test(part) ? Number(part) : part))
}

function effectOf(word: string | undefined): Effect | undefined {
  const text = word?.toLowerCase()
  return text === undefined ? undefined : outcomes.find(([signs]) => signs.test(text))?.[1]
}

/** What is said of a line that has no place for it. */
function restOf(object: JsonObject, { fields }: Mapping): JsonObject | undefined {
  // what of these is made something else of is kept in its own words, too
  const { direction: _, outcome: _outcome, reason: _reason, arrived: _arrived, ...shown } = fields
  const used = new Set(Object.values(shown))
  const rest = Object.entries(object).filter(([key]) => !used.has(key))
  return rest.length > 0 ? Object.fromEntries(rest) : undefined
}

/** Reads one line by the mapping; gives a sentence where it cannot. */
function lineOf(text: string, line: number, mapping: Mapping, times: TimeReader): Line | string {
  let object: unknown
  try {
    object = JSON.parse(text)
  } catch {
    return 'is no JSON'
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return 'is no JSON object'
  const of = (role: Role): Json | undefined => {
    const field = mapping.fields[role]
    return field === undefined ? undefined : fieldOf(object as JsonObject, field)
  }
  const who = wordOf(of('from'))
  if (who === undefined) return `names no lane: it has no field ${JSON.stringify(mapping.fields.from)}`
  const at = mapping.fields.time === undefined ? line : times.read(of('time'))
  if (at === undefined) return `has no time that could be read in ${JSON.stringify(mapping.fields.time)}`
  const direction = wordOf(of('direction'))?.toLowerCase() ?? ''
  const peers = of('to')
  const [kind, id, about, path] = [wordOf(of('kind')), wordOf(of('id')), wordOf(of('object')), wordOf(of('path'))]
  const version = Number(of('version') ?? Number.NaN)
  const value = of('value')
  return {
    ...{ line, at, who },
    peers: (Array.isArray(peers) ? peers : [peers as Json | undefined]).flatMap((one) => wordOf(one) ?? []),
    direction: sendWords.test(direction) ? 'send' : receiveWords.test(direction) ? 'receive' : undefined,
    effect: effectOf(wordOf(of('outcome'))),
    reason: wordOf(of('reason')),
    arrivedAt: times.read(of('arrived')),
    text: wordOf(of('text')) ?? kind ?? id ?? 'message',
    rest: {
      ...{ kind, id, object: about, fields: restOf(object as JsonObject, mapping) },
      version: Number.isSafeInteger(version) && version >= 0 ? version : undefined,
      change:
        path === undefined && value === undefined
          ? undefined
          : { path: pathOf(path ?? ''), ...(value === undefined ? {} : { value }) },
    },
  }
}

/** Joins the two ends of messages, as their lines come. */
function createJoining() {
  const told: Told[] = []
  /** Sent and not come yet: by id, or by who sent it to whom. */
  const open = new Map<string, Told[]>()
  /** Messages of which one line is all that is said so far. */
  const single = new Set<Told>()
  let received = 0
  let unsent = 0

  const keyOf = ({ rest: { id, kind } }: Line, from: string, to: string): string =>
    id === undefined ? JSON.stringify([from, to, kind]) : JSON.stringify([id])

  function put({ line, at, who, text, rest }: Line, to?: string): Told {
    const one: Told = { ...{ line, at, who, text, to, arrivals: [] }, ...rest }
    told.push(one)
    return one
  }
  function wait(key: string, one: Told): void {
    const list = open.get(key)
    if (list) list.push(one)
    else open.set(key, [one])
  }
  const arrivalOf = ({ line, at, text, effect, reason, rest: { fields } }: Line, to: string): Arrival => ({
    ...{ to, at, line, text, effect, reason, fields },
  })

  function receive(line: Line, to: string, key: string, isMine: (one: Told) => boolean): boolean {
    const list = open.get(key) ?? []
    const index = list.findIndex(isMine)
    const one = list[index]
    if (!one) return false
    // what goes to several comes under one id more than once
    if (line.rest.id === undefined) list.splice(index, 1)
    one.arrivals.push(arrivalOf(line, to))
    single.delete(one)
    received++
    return true
  }

  function send(line: Line): void {
    const { who, peers, arrivedAt, effect, reason } = line
    const one = put(line, peers.length === 1 ? peers[0] : undefined)
    for (const to of peers.length > 1 || arrivedAt !== undefined || effect !== undefined ? peers : [])
      one.arrivals.push({ ...{ to, at: arrivedAt, effect, reason, line: line.line } })
    if (one.arrivals.length > 0) return
    if (peers.length === 1) single.add(one)
    wait(keyOf(line, who, peers[0] ?? ''), one)
  }

  /** Without a word for its direction: the second line of an id, at the other end, is where it came to. */
  function takeEither(line: Line): void {
    const { who, peers, rest } = line
    const [to] = peers
    const isSecond =
      rest.id !== undefined &&
      receive(
        line,
        to !== undefined && to !== who ? to : who,
        keyOf(line, who, ''),
        (one) =>
          one.arrivals.length === 0 &&
          (one.who !== who ? to === undefined || to === one.who || to === one.to : to !== undefined && one.to === to),
      )
    if (isSecond) return
    if (to !== undefined || rest.id !== undefined) send(line)
    else put(line)
  }

  return {
    take(line: Line): void {
      const { who, peers, direction } = line
      if (direction === 'send') send(line)
      else if (direction === undefined) takeEither(line)
      else if (
        !receive(line, who, keyOf(line, peers[0] ?? '', who), (one) => one.who !== who && (one.to ?? who) === who)
      ) {
        unsent++
        put(line)
      }
    },
    /** Where no line says that anything came, a line is the whole message. */
    end(): { told: readonly Told[]; unsent: number } {
      if (received === 0) for (const one of single) one.arrivals.push({ to: one.to ?? '', line: one.line })
      return { told, unsent }
    },
  }
}

async function read(pieces: AsyncIterable<string>, mapping?: Mapping): Promise<ForeignLog> {
  if (!mapping) throw new ImportError(`Say which field is what, with a mapping such as ${mappingExample}.`)
  const problems = createProblems()
  const times = createTimeReader(mapping.unit)
  const joining = createJoining()
  let count = 0
  let beyond = 0
  for await (const { line, text, isTooLong } of numberedLines(pieces, lineCharactersMax)) {
    if (text.trim() === '') continue
    if (count >= toldMax) beyond++
    else if (isTooLong) problems.add(line, `is longer than ${lineCharactersMax / 1024 / 1024} MiB`)
    else {
      const found = lineOf(text, line, mapping, times)
      if (typeof found === 'string') problems.add(line, found)
      else joining.take(found)
      if (typeof found !== 'string') count++
    }
  }
  problems.addMany(beyond)
  const { told, unsent } = joining.end()
  const isTimed = mapping.fields.time !== undefined
  return {
    told,
    times: !isTimed ? 'steps' : times.areDates ? 'dates' : 'start',
    ...problems.now,
    notes: [
      ...(isTimed ? [] : ['It is read without times: a line is shown as a millisecond.']),
      ...(times.lacksZone ? ['Its times name no zone, and are read as UTC.'] : []),
      ...(unsent > 0
        ? [`${unsent === 1 ? '1 line' : `${unsent} lines`} about receiving say nothing of a sending that the log has.`]
        : []),
      ...(beyond > 0 ? [`Of more than ${toldMax.toLocaleString('en-US')} lines the rest is left out.`] : []),
    ],
  }
}

/** The lines among the first ones that are JSON objects. */
export function sampleLines(head: string): readonly JsonObject[] {
  return head.split('\n').flatMap((text) => {
    try {
      const value: unknown = JSON.parse(text)
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value as JsonObject] : []
    } catch {
      return []
    }
  })
}

export const jsonLines: Import = {
  name: 'json-lines',
  label: 'JSON lines',
  // one wrong line among the first ones does no harm
  recognises(head) {
    const lines = head
      .split('\n')
      .slice(0, 50)
      .filter((line) => line.trim() !== '')
    const good = sampleLines(lines.join('\n')).filter((line) => Object.keys(line).length > 0).length
    return good > 0 && good >= (lines.length - 1) / 2
  },
  read,
}
