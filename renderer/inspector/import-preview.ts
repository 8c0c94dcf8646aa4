/** How the first lines of a foreign log would be shown, read by the import itself: rows for people, wrong lines among them. */
import type { ForeignLog, Told } from '../../core/import.ts'
import { jsonLines } from '../../core/imports/json-lines.ts'
import type { Mapping } from '../../core/mapping.ts'
import { durationText } from '../timeline/time-text.ts'

export interface PreviewRow {
  readonly line: number
  readonly time: string
  readonly from: string
  readonly to: string
  readonly what: string
  readonly outcome: string
  /** Why it would be left out. */
  readonly wrong?: string
}

/** So many rows are shown, of so many lines. */
export const previewRowsMax = 20
const linesMax = 200

export interface Preview {
  readonly rows: readonly PreviewRow[]
  readonly notes: readonly string[]
  /** Of the lines that were looked at. */
  readonly lanes: number
  readonly arrows: number
  readonly wrong: number
}

async function* firstLines(head: string): AsyncGenerator<string> {
  yield head.split('\n').slice(0, linesMax).join('\n')
}

/** Reads the first lines by a mapping. */
export async function previewOf(head: string, mapping: Mapping): Promise<Preview> {
  const log = await jsonLines.read(firstLines(head), mapping)
  const rows = [...rowsOf(log), ...log.problems.map(wrongRow)].sort((one, other) => one.line - other.line)
  const lanes = new Set(
    log.told.flatMap(({ who, to, arrivals }) => [
      who,
      ...(to === undefined ? [] : [to]),
      ...arrivals.map((end) => end.to),
    ]),
  )
  return {
    rows: rows.slice(0, previewRowsMax),
    notes: log.notes,
    lanes: lanes.size,
    arrows: log.told.reduce((sum, { arrivals, to }) => sum + Math.max(arrivals.length, to === undefined ? 0 : 1), 0),
    wrong: log.leftOut,
  }
}

const wrongRow = ({ line, what }: { readonly line: number; readonly what: string }): PreviewRow => ({
  ...{ line, time: '', from: '', to: '', what: '', outcome: '', wrong: what },
})

/** A row for each line: where something was sent or happened, and where it came to. */
function* rowsOf({ told, times }: ForeignLog): Iterable<PreviewRow> {
  const first = told.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
  const startMs = times === 'dates' ? first : Math.min(0, first)
  const timeOf = (at: number | undefined): string =>
    at === undefined ? '' : times === 'steps' ? `line ${at}` : durationText(at - startMs)
  for (const one of told) {
    const { line, at, who, to, arrivals } = one
    const own = arrivals.filter((end) => end.line === line)
    const peers = to ?? own.map((end) => end.to).join(', ')
    const outcome =
      own.find(({ effect }) => effect !== undefined)?.effect ??
      (arrivals.length === 0 && to !== undefined ? 'pending' : '')
    yield { line, time: timeOf(at), from: who, to: peers, what: whatOf(one), outcome }
    for (const end of arrivals)
      if (end.line !== line)
        yield {
          line: end.line,
          time: timeOf(end.at),
          from: who,
          to: end.to,
          what: whatOf(one),
          outcome: end.effect ?? 'applied',
        }
  }
}

function whatOf({ text, object, change }: Told): string {
  const about = object === undefined ? '' : ` · ${object}`
  if (!change) return text + about
  const value = change.value === undefined ? '' : ` = ${JSON.stringify(change.value)}`
  return `${text}${about}${change.path.map((key) => `/${key}`).join('')}${value}`
}
