/** A session as a picture in SVG: a file of its own, for papers, pages and slides. */
import { lifelinesOf, type Format, type Piece, type SessionSource } from '../format.ts'
import { drawPicture, elementsMax } from '../picture.ts'

async function* write(source: SessionSource): AsyncIterable<Piece> {
  const lifelines = await lifelinesOf(source)
  yield { document: 0, text: '<?xml version="1.0" encoding="UTF-8"?>\n' }
  for await (const text of drawPicture(source, lifelines)) yield { document: 0, text }
}

export const svg: Format = {
  name: 'svg',
  label: 'SVG picture',
  extension: 'svg',
  losses: `Arrows and notes only, with short labels: no values, no decisions. Above ${elementsMax.toLocaleString('en-US')} elements how dense they are, and not the arrows.`,
  readings: 3,
  write,
}
