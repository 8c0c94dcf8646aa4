/** A session as Mermaid sequence diagrams: for pages and pull requests. https://mermaid.js.org/syntax/sequenceDiagram.html */
import {
  durationText,
  lifelinesOf,
  strokesOf,
  type Format,
  type Lifelines,
  type Piece,
  type Stroke,
} from '../format.ts'
import type { Arrow } from '../scene.ts'

const arrowsMax = 300
/** Beyond 50,000 characters a diagram parses, but is not drawn: so many are for its lines, the rest for its lifelines. */
const linesCharactersMax = 30_000
const lifelinesMax = 120
const labelMax = 80

/** Text inside a diagram: what Mermaid would read as syntax is written as an entity. */
const escape = (text: string): string =>
  shortened(text)
    .replaceAll('#', '#35;')
    .replaceAll(';', '#59;')
    .replaceAll('%', '#37;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll(/\r\n|[\n\r\u2028\u2029]/g, '<br/>')

/** A text of nothing would leave its line unfinished. */
function shortened(text: string): string {
  const characters = [...text.trim()]
  if (characters.length === 0) return '–'
  return characters.length <= labelMax ? characters.join('') : `${characters.slice(0, labelMax - 1).join('')}…`
}

const heads = { done: '>>', duplicate: '>>', refused: 'x', lost: 'x', 'in-flight': ')' } as const
const remarks = {
  done: '',
  duplicate: ' [duplicate]',
  refused: ' [refused]',
  lost: ' [lost]',
  'in-flight': ' [in flight]',
} as const

function arrowText(arrow: Arrow, lifelines: Lifelines): string {
  const line = `${arrow.style === 'dotted' ? '--' : '-'}${heads[arrow.outcome]}`
  const text = escape(arrow.label) + durationText(arrow) + remarks[arrow.outcome]
  return `  ${lifelines.idOf(arrow.from)}${line}${lifelines.idOf(arrow.to)}: ${text}\n`
}

/** What stands in one diagram, and between which lifelines. */
interface Part {
  readonly lines: string
  readonly used: ReadonlySet<string>
}

/** The session in parts, each small enough to be drawn. */
async function* partsOf(source: Parameters<Format['write']>[0], lifelines: Lifelines): AsyncGenerator<Part> {
  let [lines, arrows] = ['', 0]
  let used = new Set<string>()
  const noted = lifelines.list.slice(0, 1).map(({ id }) => id)
  for await (const stroke of strokesOf(source, lifelines.nameOf)) {
    const touched = idsOf(stroke, lifelines, used.size > 0 ? [...used] : noted)
    const isFull = arrows >= arrowsMax || lines.length > linesCharactersMax || used.size > lifelinesMax
    if (isFull) {
      yield { lines, used }
      ;[lines, arrows, used] = ['', 0, new Set()]
    }
    for (const id of touched) used.add(id)
    if (stroke.kind === 'arrow') {
      lines += arrowText(stroke.arrow, lifelines)
      arrows++
    } else if (touched.length > 0) lines += noteText(stroke.note.text, stroke.note.style === 'phase', touched)
  }
  yield { lines, used }
}

function idsOf(stroke: Stroke, lifelines: Lifelines, around: readonly string[]): readonly string[] {
  if (stroke.kind === 'arrow') return [lifelines.idOf(stroke.arrow.from), lifelines.idOf(stroke.arrow.to)]
  const places = around.map((id) => Number(id.slice(1)))
  if (places.length === 0) return []
  const [first, last] = [Math.min(...places), Math.max(...places)]
  return first === last ? [`L${first}`] : [`L${first}`, `L${last}`]
}

/** A phase stands on a ground of its own. */
function noteText(text: string, isPhase: boolean, ids: readonly string[]): string {
  const note = `  Note over ${ids.join(',')}: ${escape(text)}\n`
  return isPhase ? `  rect rgb(230, 236, 245)\n${note}  end\n` : note
}

function head({ used }: Part, { list }: Lifelines, place: string): string {
  let text = place ? `---\ntitle: ${place}\n---\nsequenceDiagram\n` : 'sequenceDiagram\n'
  let box = ''
  for (const { id, label, group } of list) {
    if (!used.has(id)) continue
    if (group !== box) text += `${box === '' ? '' : '  end\n'}  box transparent ${escape(group)}\n`
    box = group
    text += `  participant ${id} as ${escape(label)}\n`
  }
  return box === '' ? text : `${text}  end\n`
}

async function* write(source: Parameters<Format['write']>[0]): AsyncIterable<Piece> {
  const lifelines = await lifelinesOf(source)
  let parts = 0
  for await (const _part of partsOf(source, lifelines)) parts++
  let document = 0
  for await (const part of partsOf(source, lifelines)) {
    const place = parts > 1 ? `part ${document + 1}/${parts}` : ''
    yield { document, text: head(part, lifelines, place) + part.lines }
    document++
  }
}

export const mermaid: Format = {
  name: 'mermaid',
  label: 'Mermaid diagram',
  extension: 'mmd',
  losses: `Arrows and notes only: no values, no decisions, no states; labels of at most ${labelMax} characters, and ${arrowsMax} arrows a diagram, the rest in further files.`,
  readings: 4,
  write,
}
