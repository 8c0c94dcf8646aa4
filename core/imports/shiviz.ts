/**
 * A log for ShiViz: its first line says how the others are read, and vector clocks say what came before what. It names no
 * times, so that a step is shown as a millisecond. https://bitbucket.org/bestchai/shiviz/wiki/Log%20format
 */
import type { JsonObject } from '../change.ts'
import { compileCapture, type Capture, type Groups } from '../capture.ts'
import { createProblems, ImportError, toldMax, type ForeignLog, type Import, type Told } from '../import.ts'
import { numberedLines, type NumberedLine } from '../text-lines.ts'

const lineCharactersMax = 1024 * 1024
/** An event takes so many lines at most. */
const linesMax = 8
const hostsMax = 10_000

type Clock = ReadonlyMap<string, number>

interface Entry {
  readonly host: string
  readonly clock: Clock
  readonly text: string
  readonly line: number
  readonly fields: JsonObject
  step: number
  told?: Told
}

/** The heads that tools write are read by the engine's own expressions, which cannot take long with these. */
const usualHeads: Readonly<Record<string, RegExp>> = {
  '(?<host>\\S+) (?<clock>{[^}]*}) (?<event>.*)': /^(?<host>\S+) (?<clock>\{[^}]*\}) (?<event>.*)$/,
  '(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)': /^(?<host>\S*) (?<clock>\{.*\})\n(?<event>.*)$/,
  '(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})': /^(?<event>.*)\n(?<host>\S*) (?<clock>\{.*\})$/,
}

function captureOf(head: string, what: string): Capture {
  const usual = usualHeads[head]
  if (usual) return { names: ['host', 'clock', 'event'], find: (text) => usual.exec(text)?.groups }
  const compiled = compileCapture(head)
  if (compiled.ok) return compiled.capture
  throw new ImportError(
    `${what} is an expression that cannot be read, at character ${compiled.start + 1}: ${compiled.sentence}`,
  )
}

function clockOf(text: string): Clock | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const entries = Object.entries(value)
    return entries.every(([, count]) => Number.isSafeInteger(count) && count >= 0) ? new Map(entries) : undefined
  } catch {
    return undefined
  }
}

function entryOf(groups: Groups, line: number): Entry | string {
  const { host = '', clock: clockText = '', event = '', ...fields } = groups
  const clock = clockOf(clockText)
  if (host === '') return 'names no host'
  if (!clock) return `has a clock that is no JSON of whole numbers: ${clockText.slice(0, 60)}`
  if (!((clock.get(host) ?? 0) > 0)) return `has a clock without an entry of its own host ${host}`
  const more = Object.entries(fields).filter(([, text]) => text !== '')
  const known = { clock: Object.fromEntries(clock), ...Object.fromEntries(more) }
  return { host, clock, text: event.trim() || '–', line, fields: known, step: 0 }
}

/** Reads entries of so many lines each; a line that fits nothing is passed by, and said. */
async function* entriesOf(
  lines: AsyncIterable<NumberedLine>,
  capture: Capture,
  delimiter: Capture | undefined,
  tell: (line: number, what: string) => void,
  span: number,
): AsyncGenerator<Entry | { readonly parts: string; readonly line: number }> {
  let waiting: NumberedLine[] = []
  const problemOf = ({ line, isTooLong }: NumberedLine): void =>
    tell(line, isTooLong ? 'is longer than 1 MiB' : 'does not fit the expression in the first line')
  for await (const one of lines) {
    const parted = delimiter?.find(one.text)
    if (parted) {
      waiting.forEach(problemOf)
      waiting = []
      yield { parts: Object.values(parted).find((text) => text !== '') ?? one.text, line: one.line }
      continue
    }
    if (waiting.length === 0 && one.text.trim() === '') continue
    waiting.push(one)
    if (waiting.length < span) continue
    const [first = one] = waiting
    const groups = capture.find(waiting.map(({ text }) => text).join('\n'))
    const entry = groups ? entryOf(groups, first.line) : undefined
    if (entry === undefined) {
      problemOf(first)
      waiting.shift()
    } else {
      waiting = []
      if (typeof entry === 'string') tell(first.line, entry)
      else yield entry
    }
  }
  for (const one of waiting) if (one.text.trim() !== '') problemOf(one)
}

const keyOf = (host: string, count: number): string => `${count} ${host}`
const ownOf = ({ host, clock }: Entry): number => clock.get(host) ?? 0

/** In an order in which nothing stands before what it knows of; what lacks something comes at the end. */
function inOrder(entries: readonly Entry[], known: ReadonlyMap<string, Entry>): readonly Entry[] {
  const ordered: Entry[] = []
  const done = new Set<Entry>()
  const waiting = new Map<Entry, Entry[]>()
  const lackOf = (entry: Entry): Entry | undefined => {
    for (const [host, count] of entry.clock) {
      const before = known.get(keyOf(host, host === entry.host ? count - 1 : count))
      if (before && before !== entry && !done.has(before)) return before
    }
    return undefined
  }
  const offer = (first: Entry): void => {
    const offered = [first]
    for (let one = offered.shift(); one; one = offered.shift()) {
      const lack = lackOf(one)
      if (lack) {
        const list = waiting.get(lack)
        if (list) list.push(one)
        else waiting.set(lack, [one])
        continue
      }
      done.add(one)
      ordered.push(one)
      offered.push(...(waiting.get(one) ?? []))
      waiting.delete(one)
    }
  }
  for (const entry of entries) offer(entry)
  // clocks that contradict each other wait for each other for ever
  return ordered.length === entries.length ? ordered : [...ordered, ...entries.filter((one) => !done.has(one))]
}

/** The events of other hosts of which this one is the first to know at its host, but for those that others of them knew. */
function sourcesOf(entry: Entry, before: Entry | undefined, known: ReadonlyMap<string, Entry>): readonly Entry[] {
  const candidates: Entry[] = []
  for (const [host, count] of entry.clock) {
    if (host === entry.host || count <= (before?.clock.get(host) ?? 0)) continue
    const source = known.get(keyOf(host, count))
    if (source && source.step < entry.step) candidates.push(source)
  }
  if (candidates.length < 2) return candidates
  return candidates.filter(
    (one) => !candidates.some((other) => other !== one && (other.clock.get(one.host) ?? 0) >= ownOf(one)),
  )
}

/** The events of one execution, with their arrows; gives the number of steps. */
function tell(entries: readonly Entry[], firstStep: number, put: (told: Told) => void, problem: Problem): number {
  const known = new Map<string, Entry>()
  const kept: Entry[] = []
  for (const entry of entries) {
    const key = keyOf(entry.host, ownOf(entry))
    if (known.has(key)) problem(entry.line, `is a second event ${ownOf(entry)} of ${entry.host}`)
    else {
      known.set(key, entry)
      kept.push(entry)
    }
  }
  const ordered = inOrder(kept, known)
  ordered.forEach((entry, index) => (entry.step = firstStep + index))
  const last = new Map<string, Entry>()
  const cameTo = new Set<Entry>()
  for (const entry of ordered) {
    const { host, text, line, fields, step } = entry
    for (const source of sourcesOf(entry, last.get(host), known)) {
      toldOf(source).arrivals.push({ to: host, at: step, line, text, fields })
      cameTo.add(entry)
    }
    last.set(host, entry)
  }
  // what only received something stands at the end of its arrow
  for (const entry of ordered) if (entry.told || !cameTo.has(entry)) put(toldOf(entry))
  return ordered.length
}

type Problem = (line: number, what: string) => void

const toldOf = (entry: Entry): Told => {
  const { host, step, text, line, fields } = entry
  return (entry.told ??= { at: step, who: host, text, line, fields, arrivals: [] })
}

async function read(pieces: AsyncIterable<string>): Promise<ForeignLog> {
  const lines = numberedLines(pieces, lineCharactersMax)[Symbol.asyncIterator]()
  const next = async (): Promise<string> => ((await lines.next()) as { value?: NumberedLine }).value?.text ?? ''
  const head = (await next()).replace(/^\ufeff/, '')
  const parting = await next()
  const capture = captureOf(head, 'Its first line')
  for (const name of ['host', 'clock', 'event'])
    if (!capture.names.includes(name)) throw new ImportError(`Its first line has no group (?<${name}>…).`)
  const span = Math.min(linesMax, head.split('\\n').length)
  const delimiter = parting.trim() === '' ? undefined : captureOf(parting, 'Its second line')
  const problems = createProblems()
  const told: Told[] = []
  const hosts = new Set<string>()
  let entries: Entry[] = []
  let [step, count, beyond] = [0, 0, 0]
  const flush = (): void => {
    step += tell(entries, step, (one) => told.push(one), problems.add)
    entries = []
  }
  const rest = { [Symbol.asyncIterator]: () => lines }
  for await (const one of entriesOf(rest, capture, delimiter, problems.add, span)) {
    if ('parts' in one) {
      flush()
      told.push({ at: step++, who: '', text: `Execution ${one.parts}`, line: one.line, arrivals: [] })
    } else if (count >= toldMax || (hosts.size >= hostsMax && !hosts.has(one.host))) beyond++
    else {
      hosts.add(one.host)
      entries.push(one)
      count++
    }
  }
  flush()
  problems.addMany(beyond)
  const many = `More than ${toldMax.toLocaleString('en-US')} events or ${hostsMax.toLocaleString('en-US')} hosts are not taken in; the rest is left out.`
  const notes = ['It names no times: a step is shown as a millisecond.', ...(beyond > 0 ? [many] : [])]
  return { told, times: 'steps', ...problems.now, notes }
}

export const shiviz: Import = {
  name: 'shiviz',
  label: 'ShiViz log',
  recognises(head) {
    const [first = ''] = head.split('\n', 1)
    return first.includes('(?<host>') && first.includes('(?<clock>')
  },
  read,
}
