/** A session as Mermaid sequence diagrams: for pages and pull requests. https://mermaid.js.org/syntax/sequenceDiagram.html */
import type { Arrow } from '../scene.ts'
import { durationText, lifelinesOf, strokesOf, type Format, type Lifelines, type Piece } from '../format.ts'

/** Beyond some 50,000 characters a diagram parses, but is not drawn. */
const arrowsMax = 300

/** Text inside a diagram: what Mermaid would read as syntax is written as an entity. */
const escape = (text: string): string =>
  text
    .replaceAll('#', '#35;')
    .replaceAll(';', '#59;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll('\n', '<br/>')

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
  const text = escape(arrow.label + durationText(arrow) + remarks[arrow.outcome])
  return `  ${lifelines.idOf(arrow.from)}${line}${lifelines.idOf(arrow.to)}: ${text}\n`
}

function head(lifelines: Lifelines, part: number, parts: number): string {
  let text = 'sequenceDiagram\n'
  if (parts > 1) text = `---\ntitle: part ${part}/${parts}\n---\n${text}`
  for (const { id, label } of lifelines.list) text += `  participant ${id} as ${escape(label)}\n`
  return text
}

async function* write(source: Parameters<Format['write']>[0]): AsyncIterable<Piece> {
  const lifelines = await lifelinesOf(source)
  const parts = Math.max(1, Math.ceil(lifelines.arrows / arrowsMax))
  const first = lifelines.list[0]?.id
  const last = lifelines.list.at(-1)?.id
  let arrows = 0
  yield { document: 0, text: head(lifelines, 1, parts) }
  for await (const stroke of strokesOf(source, lifelines.nameOf)) {
    const document = Math.min(parts - 1, Math.floor(arrows / arrowsMax))
    if (stroke.kind === 'note') {
      if (first && last) yield { document, text: `  Note over ${first},${last}: ${escape(stroke.note.text)}\n` }
      continue
    }
    if (arrows > 0 && arrows % arrowsMax === 0) yield { document, text: head(lifelines, document + 1, parts) }
    yield { document, text: arrowText(stroke.arrow, lifelines) }
    arrows++
  }
}

export const mermaid: Format = {
  name: 'mermaid',
  label: 'Mermaid diagram',
  extension: 'mmd',
  losses: `Arrows and notes only: no values, no decisions, no states; at most ${arrowsMax} arrows a diagram, the rest in further files.`,
  write,
}
