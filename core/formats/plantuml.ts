/** A session as a PlantUML sequence diagram, the notation of the chart that it all began with. https://plantuml.com/sequence-diagram */
import type { Arrow } from '../scene.ts'
import { durationText, lifelinesOf, strokesOf, type Format, type Lifelines, type Piece } from '../format.ts'

/** A pause that is longer than this is said. */
const pauseMs = 1_000

/** Creole markup and line ends inside a text, taken literally. */
const escape = (text: string): string =>
  text
    .replaceAll('~', '~~')
    .replace(/(\*\*|\/\/|__|--|""|<|\[\[)/g, '~$1')
    .replaceAll('\\', '\\\\')
    .replaceAll(/[\n\r\u2028\u2029\t]+/g, ' ')
    .trim() || '–'

/** A name between quotation marks. */
const quoted = (text: string): string => `"${escape(text.replaceAll('"', "'"))}"`

const heads = { done: '>', duplicate: '>>', refused: '>o', lost: '>x', 'in-flight': '>>' } as const
const remarks = {
  done: '',
  duplicate: ' (duplicate)',
  refused: ' (refused)',
  lost: ' (lost)',
  'in-flight': ' (in flight)',
} as const

function arrowText(arrow: Arrow, lifelines: Lifelines): string {
  const line = `${arrow.style === 'dotted' ? '--' : '-'}${heads[arrow.outcome]}`
  return `${lifelines.idOf(arrow.from)} ${line} ${lifelines.idOf(arrow.to)} : ${escape(arrow.label + durationText(arrow) + remarks[arrow.outcome])}\n`
}

async function* write(source: Parameters<Format['write']>[0]): AsyncIterable<Piece> {
  const lifelines = await lifelinesOf(source)
  const put = (text: string): Piece => ({ document: 0, text })
  yield put('@startuml\nhide footbox\n')
  let group = ''
  for (const { id, label, group: next } of lifelines.list) {
    if (next !== group) {
      if (group) yield put('end box\n')
      yield put(`box ${quoted(next)}\n`)
      group = next
    }
    yield put(`participant ${quoted(label)} as ${id}\n`)
  }
  if (group) yield put('end box\n')
  const over = `${lifelines.list[0]?.id ?? ''}, ${lifelines.list.at(-1)?.id ?? ''}`
  let before: number | undefined
  for await (const stroke of strokesOf(source, lifelines.nameOf)) {
    const pause = stroke.at - (before ?? stroke.at)
    if (pause >= pauseMs) yield put(`...${(pause / 1000).toFixed(pause < 10_000 ? 1 : 0)} s...\n`)
    before = stroke.at
    if (stroke.kind === 'arrow') yield put(arrowText(stroke.arrow, lifelines))
    else if (stroke.note.style === 'phase') yield put(`== ${escape(stroke.note.text)} ==\n`)
    else if (lifelines.list.length > 0) yield put(`note over ${over} : ${escape(stroke.note.text)}\n`)
  }
  yield put('@enduml\n')
}

export const plantuml: Format = {
  name: 'plantuml',
  label: 'PlantUML diagram',
  extension: 'puml',
  losses:
    'Arrows and notes only: no values, no decisions, no states. Large pictures: set PLANTUML_LIMIT_SIZE, or draw them as SVG.',
  readings: 3,
  write,
}
