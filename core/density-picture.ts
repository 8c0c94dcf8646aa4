/** How many arrows begin or end where and when, as a grid of so many cells at most: what can be drawn of a long session. */
import { strokesOf, type Lifelines, type SessionSource } from './format.ts'
import { markupText, shortText } from './markup.ts'

export interface DensityPlace {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const columnsMax = 60
const rowsMax = 240
const colour = '#1f5fbf'

/** The cells of the grid as SVG; neighbouring lifelines share a column where there are too many. */
export async function* drawDensity(
  source: SessionSource,
  lifelines: Lifelines,
  place: DensityPlace,
): AsyncGenerator<string> {
  const { list, lastAt, idOf, nameOf } = lifelines
  const columns = Math.min(columnsMax, Math.max(1, list.length))
  const cells = new Uint32Array(columns * rowsMax)
  const add = (id: string, at: number): void => {
    const column = Math.floor((Number(id.slice(1)) * columns) / Math.max(1, list.length))
    const row = lastAt > 0 ? Math.min(rowsMax - 1, Math.floor((Math.max(0, at) / lastAt) * rowsMax)) : 0
    cells[column * rowsMax + row] = (cells[column * rowsMax + row] ?? 0) + 1
  }
  for await (const stroke of strokesOf(source, nameOf)) {
    if (stroke.kind !== 'arrow') continue
    const { arrow } = stroke
    add(idOf(arrow.from), arrow.at)
    add(idOf(arrow.to), arrow.until ?? arrow.at)
  }
  const most = cells.reduce((max, count) => Math.max(max, count), 1)
  const [width, height] = [place.width / columns, place.height / rowsMax]
  for (let column = 0; column < columns; column++) {
    const first = Math.floor((column * list.length) / columns)
    const name = list[first]?.label ?? ''
    const x = place.left + column * width
    let text = `<g id="column-${column + 1}" fill="${colour}"><title>${markupText(name)}</title>`
    if (columns <= 12)
      text += `<text x="${x + width / 2}" y="${place.top - 8}" fill="#1c2330" text-anchor="middle">${markupText(shortText(name, Math.floor(width / 7)))}</text>`
    for (let row = 0; row < rowsMax; row++) {
      const count = cells[column * rowsMax + row] ?? 0
      if (count === 0) continue
      const shade = (0.15 + (0.85 * Math.log1p(count)) / Math.log1p(most)).toFixed(2)
      text += `<rect x="${x.toFixed(1)}" y="${(place.top + row * height).toFixed(1)}" width="${(width - 1).toFixed(1)}" height="${height.toFixed(1)}" fill-opacity="${shade}"/>`
    }
    yield `${text}</g>\n`
  }
  for (let tick = 0; tick <= 10; tick++) {
    const seconds = (lastAt * tick) / 10_000
    const y = place.top + (place.height * tick) / 10
    yield `<text x="${place.left - 12}" y="${(y + 4).toFixed(1)}" font-size="10" fill="#5b6472" text-anchor="end">${seconds.toFixed(1)} s</text>\n`
  }
}
