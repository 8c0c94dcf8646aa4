/**
 * A session as a picture in SVG, from the scene that the canvas draws: an arrow a row, between the lifelines. Beyond
 * what a viewer can hold it is a picture of density, and says so. Needs no fonts and nothing from elsewhere.
 */
import { durationText, strokesOf, type Lifelines, type SessionSource, type Stroke } from './format.ts'
import { markupText, shortText } from './markup.ts'
import { drawDensity, type DensityPlace } from './density-picture.ts'
import type { Arrow } from './scene.ts'

/** More elements than these make a picture of density. */
export const elementsMax = 20_000
/** Elements of an arrow with its time, of a note, of a lifeline, and of the picture itself. */
const elementsOf = { arrow: 6, note: 5, lane: 5, picture: 8 } as const

/** Pictures are cut between rows. */
export const rowHeight = 24
const headHeight = 4 * rowHeight
const timeWidth = 88
const laneWidth = 172
const labelCharactersMax = 44
const inks = { ground: '#ffffff', line: '#c9ced6', soft: '#5b6472', ink: '#1c2330' } as const
const colours = { done: '#1f5fbf', duplicate: '#8a6d00', refused: '#b3261e', lost: '#b3261e', 'in-flight': '#5b6472' }
const remarks = { done: '', duplicate: ', duplicate', refused: ', refused', lost: ', lost', 'in-flight': ', in flight' }

export interface Picture {
  readonly width: number
  readonly height: number
  readonly isDensity: boolean
}

/** How large the picture of a session is. */
function layPicture({ list, arrows, notes }: Lifelines): Picture {
  const elements =
    arrows * elementsOf.arrow + notes * elementsOf.note + list.length * elementsOf.lane + elementsOf.picture
  if (elements > elementsMax) return { width: 1_200, height: 50 * rowHeight, isDensity: true }
  const rows = arrows + notes + 1
  const width = timeWidth + Math.max(2, list.length) * laneWidth
  return { width, height: headHeight + rows * rowHeight + rowHeight, isDensity: false }
}

/** The SVG in pieces, with what is needed for a file of its own. */
export async function* drawPicture(source: SessionSource, lifelines: Lifelines): AsyncGenerator<string> {
  const { width, height, isDensity } = layPicture(lifelines)
  const { arrows, notes, list } = lifelines
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  const about = `${arrows} arrows and ${notes} notes between ${list.length} lifelines`
  const told = isDensity ? `${about}: too many to be drawn one by one. The darker, the more of them.` : `${about}.`
  yield (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="picture-title picture-desc" ` +
    `font-family="Inter, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="11">\n` +
    `<title id="picture-title">Syncscope session</title>\n<desc id="picture-desc">${told}</desc>\n` +
    `<rect width="${width}" height="${height}" fill="${inks.ground}"/>\n`
  )
  if (isDensity) {
    const place: DensityPlace = {
      left: timeWidth,
      top: headHeight,
      width: width - timeWidth - 24,
      height: height - 6 * rowHeight,
    }
    yield text(24, 30, told, 13, inks.ink, 'start')
    yield* drawDensity(source, lifelines, place)
  } else yield* drawArrows(source, lifelines, height)
  yield '</svg>\n'
}

const xOf = (place: number): number => timeWidth + (place + 0.5) * laneWidth

const text = (x: number, y: number, words: string, size: number, fill: string, anchor = 'middle'): string =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" paint-order="stroke" stroke="${inks.ground}" stroke-opacity="0.85" stroke-width="${anchor === 'middle' ? 3 : 0}">${markupText(words)}</text>\n`

async function* drawArrows(source: SessionSource, lifelines: Lifelines, height: number): AsyncGenerator<string> {
  const { list, idOf, nameOf } = lifelines
  for (const [place, { id, label, group }] of list.entries()) {
    const x = xOf(place)
    yield (
      `<g id="lane-${id}"><title>${markupText(label)}</title>` +
      text(x, rowHeight * 1.5, shortText(group, 20), 12, inks.ink) +
      text(
        x,
        rowHeight * 2.3,
        label === group ? '' : shortText(label.slice(group.length).replace(/^'s /, ''), 20),
        11,
        inks.soft,
      ) +
      `<path d="M${x} ${headHeight - rowHeight}V${height - rowHeight}" stroke="${inks.line}" fill="none"/></g>\n`
    )
  }
  let row = 0
  const seen = new Map<number, number>()
  for await (const stroke of strokesOf(source, nameOf)) {
    const y = headHeight + ++row * rowHeight
    const time = text(timeWidth - 12, y + 4, timeText(stroke.at), 10, inks.soft, 'end')
    if (stroke.kind === 'note') yield noteText(stroke, y, list.length, time)
    else {
      // of one message there may be several arrows of one kind: each has a name of its own, and keeps it
      const copy = seen.get(stroke.n) ?? 0
      seen.set(stroke.n, copy + 1)
      const ends = [idOf(stroke.arrow.from), idOf(stroke.arrow.to)].map((id) => xOf(Number(id.slice(1))))
      yield arrowText(stroke.arrow, `e${stroke.n}-${copy + 1}`, stroke.n, ends as [number, number], y, time)
    }
  }
}

const timeText = (ms: number): string => (ms < 10_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`)

function arrowText(arrow: Arrow, id: string, n: number, ends: [number, number], y: number, time: string): string {
  const { label, outcome, style } = arrow
  const [from, end] = ends
  const to = from === end ? from + laneWidth / 2 : outcome === 'lost' ? from + (end - from) * 0.6 : end
  const back = to > from ? -7 : 7
  const colour = colours[outcome]
  const dashes = style === 'dotted' ? ' stroke-dasharray="4 3"' : ''
  const isCross = outcome === 'lost' || outcome === 'refused'
  const head = isCross
    ? `M${to - 4} ${y - 4}l8 8m0 -8l-8 8`
    : outcome === 'in-flight'
      ? `M${to + back} ${y - 4}L${to} ${y}L${to + back} ${y + 4}`
      : `M${to} ${y}l${back} -4v8z`
  const isFilled = !isCross && outcome !== 'in-flight'
  const words = shortText(label + durationText(arrow), labelCharactersMax)
  return (
    `<g id="${id}"><title>Event ${n}: ${markupText(label)}${durationText(arrow)}${remarks[outcome]}</title>` +
    `<path d="M${from} ${y}H${to}" stroke="${colour}" fill="none"${dashes}/>` +
    `<path d="${head}" stroke="${colour}" fill="${isFilled ? colour : 'none'}"/>` +
    `${text((from + to) / 2, y - 4, words, 11, inks.ink).trimEnd()}${time.trimEnd()}</g>\n`
  )
}

function noteText(stroke: Stroke & { readonly kind: 'note' }, y: number, lanes: number, time: string): string {
  const { text: words, style } = stroke.note
  const width = Math.max(2, lanes) * laneWidth - 24
  const ground = style === 'phase' ? '#dfe8f5' : '#f5f0dc'
  return (
    `<g id="e${stroke.n}-note"><title>${markupText(words)}</title>` +
    `<rect x="${timeWidth + 12}" y="${y - 12}" width="${width}" height="${rowHeight - 4}" rx="3" fill="${ground}"/>` +
    `${text(timeWidth + 12 + width / 2, y + 3, shortText(words, width / 6), 11, inks.ink).trimEnd()}${time.trimEnd()}</g>\n`
  )
}
