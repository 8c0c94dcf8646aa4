/**
 * A session as a trace for Perfetto and chrome://tracing: a process for each hyperty, a thread for each of its lifelines,
 * an arrow as a flow from slice to slice. https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
import { createCopyCount } from '../copy-count.ts'
import { lifelinesOf, strokesOf, type Format, type Lifelines, type Piece, type SessionSource } from '../format.ts'
import type { Address } from '../message.ts'
import type { Arrow, Lane } from '../scene.ts'

type Entry = { readonly [key: string]: unknown }

const threads = { hyperty: 1, object: 2, syncer: 3 } as const
const threadNames = { hyperty: 'Hyperty', object: 'Object', syncer: 'Syncer' } as const
/** The process of what is nobody's: notes, and how many copies differ. */
const sessionProcess = 1

/** Whole microseconds, so that slices of one microsecond are the same or apart, and nest in any case. */
const microseconds = (ms: number): number => Math.max(0, Math.round(ms * 1000))

interface Places {
  of(lane: Lane): { readonly pid: number; readonly tid: number }
  readonly names: readonly Entry[]
}

function placesOf({ list }: Lifelines): Places {
  const processes = new Map<string, number>()
  const names: Entry[] = [nameOf('process_name', sessionProcess, 0, 'Session')]
  for (const { hyperty, part, group } of list) {
    let pid = processes.get(hyperty)
    if (pid === undefined) {
      pid = sessionProcess + 1 + processes.size
      processes.set(hyperty, pid)
      names.push(nameOf('process_name', pid, 0, group))
    }
    names.push(nameOf('thread_name', pid, threads[part], threadNames[part]))
  }
  return {
    of: ({ hyperty, part }) => ({ pid: processes.get(hyperty) ?? sessionProcess, tid: threads[part] }),
    names,
  }
}

const nameOf = (what: string, pid: number, tid: number, name: string): Entry => ({
  ...{ ph: 'M', name: what, pid, tid, ts: 0, cat: '__metadata' },
  args: { name },
})

/** A slice at each end, then the flow between them; one slice where it never arrived. */
function arrowEntries(arrow: Arrow, n: number, id: number, places: Places): Entry[] {
  const { label, hop, outcome, at, until } = arrow
  const cat = outcome === 'done' ? 'message' : outcome
  const args = { event: n, hop, outcome }
  const from = { cat, ...places.of(arrow.from), ts: microseconds(at) }
  const name = outcome === 'done' ? label : `${label} [${outcome}]`
  const slice = { name, ph: 'X', dur: 1, args }
  const isMissing = until === undefined && (outcome === 'lost' || outcome === 'in-flight')
  if (isMissing) return [{ ...slice, ...from }]
  // the ends of a flow are told apart by their times
  const to = { cat, ...places.of(arrow.to), ts: Math.max(microseconds(until ?? at), from.ts + 1) }
  return [
    { ...slice, ...from },
    { ...slice, ...to },
    { name, ph: 's', id, ...from },
    { name, ph: 'f', bp: 'e', id, ...to },
  ]
}

async function* write(source: SessionSource): AsyncIterable<Piece> {
  const lifelines = await lifelinesOf(source)
  const places = placesOf(lifelines)
  const lines = (entries: readonly Entry[]): string => entries.map((entry) => `,\n${JSON.stringify(entry)}`).join('')
  const put = (text: string): Piece => ({ document: 0, text })
  yield put(`{"traceEvents":[\n${lines(places.names).slice(2)}`)
  let id = 0
  for await (const stroke of strokesOf(source, lifelines.nameOf)) {
    if (stroke.kind === 'arrow') yield put(lines(arrowEntries(stroke.arrow, stroke.n, ++id, places)))
    else {
      const { text, style = 'remark' } = stroke.note
      const place = { pid: sessionProcess, tid: 0, ts: microseconds(stroke.at) }
      yield put(lines([{ name: text || '–', ph: 'i', s: 'g', cat: style, ...place, args: { event: stroke.n } }]))
    }
  }
  const copies = createCopyCount<Address>()
  let header: unknown
  for await (const part of source.read()) {
    if (part.kind === 'header') header = part.header
    if (part.kind !== 'event') continue
    const { event } = part
    if (event.kind === 'hyperty' && event.state === 'left') copies.forget(event.url)
    if (event.kind !== 'state') continue
    const differing = copies.say(event.object, event.who, event.hash)
    if (differing === undefined) continue
    const place = { pid: sessionProcess, tid: 0, ts: microseconds(event.at) }
    const name = `copies of ${event.object} that differ`
    yield put(lines([{ name, ph: 'C', cat: 'divergence', ...place, args: { copies: differing } }]))
  }
  const otherData = { source: 'Syncscope', header }
  yield put(`\n],"displayTimeUnit":"ms","otherData":${JSON.stringify(otherData)}}\n`)
}

export const trace: Format = {
  name: 'trace',
  label: 'Perfetto trace',
  extension: 'trace.json',
  losses:
    'Arrows, notes and how many copies differ: no values, no decisions. Times are whole microseconds, and an arrow takes at least one.',
  readings: 4,
  write,
}
