/**
 * What part of the chart is looked at: scrolled to where, zoomed how far, following the end or not. Knows heights and
 * times; paints nothing.
 */
import type { Axis } from './axis.ts'
import { baseLine, type Chart } from './chart.ts'
import { coarseLevel, hopsFirst, levelOf, lineHeightMax, readableHeight, zoomLine } from './level.ts'
import { stretchOf, totalHeight, wallMargin, yOfRow, type View } from './place.ts'
import type { RowWindow } from './row-window.ts'
import { arrowAt, type Spot } from './walk.ts'

export interface Camera {
  readonly view: View
  readonly follows: boolean
  readonly total: number
  setSize(width: number, height: number): void
  setAxis(axis: Axis, top: Spot | undefined): void
  setFollows(follows: boolean): void
  /** Scrolls by hand: away from the end one stops following, at the end one follows again. */
  scrollTo(pixels: number): void
  /** Keeps in sight what is in sight, while something above it has grown. */
  shift(units: number): void
  /** What stands at the top, to be put there again after all rows were laid out anew. */
  anchor(): () => void
  /** Goes to the end when following; stays within the chart otherwise. Chooses the level that can be read. */
  settle(): void
  /** In or out around a place in the window. */
  zoom(factor: number, y: number): void
  /** All of the session in the window. */
  fit(): void
  /** Every hop of what is in the middle, large enough to be read. */
  readHops(y?: number): void
  yOf(spot: Spot): number
  show(spot: Spot): void
  centre(spot: Spot): void
}

const scaleMax = 4000
const firstScales: { readonly [A in Axis]: number } = { ordinal: 0.1, wall: 0.1, folded: 1, causal: 26 }
/** So near to the end one follows again. */
const endReach = 4
/** So far from the edge an arrow is brought into sight. */
const showMargin = 40

/**
 * @param relay lays all rows out anew where another level is chosen
 * @param rows says how many rows are in sight
 */
export function createCamera(chart: () => Chart, rows: () => RowWindow, relay: () => void): Camera {
  let view: View = { axis: 'ordinal', level: 'hops', scroll: 0, width: 1, height: 1, lineHeight: 24, scale: 0.1 }
  let follows = true
  const scales = { ...firstScales }

  const total = (): number => totalHeight(chart(), view)
  const scrollMax = (): number => Math.max(0, total() - view.height)

  function setScroll(pixels: number): void {
    view = { ...view, scroll: Math.max(0, Math.min(scrollMax(), pixels)) }
  }

  function scrollTo(pixels: number): void {
    setScroll(pixels)
    follows = view.scroll >= scrollMax() - endReach
  }

  function yOf(spot: Spot): number {
    const arrow = arrowAt(chart(), spot)
    if (view.axis !== 'ordinal') return yOfRow(chart(), view, spot.row, arrow?.at)
    const content = chart().content(spot.row)
    const index = chart().level === 'hops' && content?.kind === 'arrows' && arrow ? content.arrows.indexOf(arrow) : 0
    const row = chart().level === 'hops' ? spot.row : chart().columns.head.get(spot.row)
    return yOfRow(chart(), view, row) + index * view.lineHeight
  }

  function anchorAt(y: number): () => void {
    if (view.axis !== 'ordinal') return () => setScroll(view.scroll)
    const { heights } = chart()
    const at = (view.scroll + y) / stretchOf(view)
    const row = heights.count > 0 ? heights.at(at) : 0
    const share = heights.get(row) > 0 ? Math.min(1, (at - heights.above(row)) / heights.get(row)) : 0
    return () => {
      const next = chart().heights
      setScroll((next.above(row) + share * next.get(row)) * stretchOf(view) - y)
    }
  }

  /** Another level: its lanes and heights are laid out, and what is at a place in the window stays there. */
  function setLevel(level: View['level'], y: number, lineHeight = view.lineHeight): void {
    const putBack = anchorAt(y)
    const isSameLayout = (level === 'hops') === (view.level === 'hops')
    view = { ...view, level, lineHeight }
    if (!isSameLayout) relay()
    putBack()
  }

  /** The least height of a line: all fits into the window. */
  const leastLine = (): number => (0.98 * view.height * baseLine) / Math.max(1, chart().heights.total)
  const leastScale = (): number =>
    view.axis === 'ordinal'
      ? 1
      : Math.max(1, view.height - 2 * wallMargin) / Math.max(1, chart().ruler(view.axis).length)

  /** Where time runs down, the level follows from how much is in sight; on the ordinal axis hops are a choice. */
  function chooseLevel(): void {
    const level =
      view.axis === 'ordinal'
        ? view.level === 'hops'
          ? 'hops'
          : coarseLevel(view.level, rows().count)
        : levelOf(view.axis === 'causal' && view.level === 'hops' ? 'changes' : view.level, rows().count, view.height)
    const allowed = view.axis === 'causal' && level === 'hops' ? 'changes' : level
    if (allowed !== view.level) setLevel(allowed, view.height / 2)
  }

  function zoomLines(factor: number, y: number): void {
    const next = zoomLine(view.level, view.lineHeight, factor, leastLine())
    const isLevel = next.level !== view.level && !(next.level === 'changes' && view.level === 'density')
    if (isLevel) return setLevel(next.level, y, next.lineHeight)
    const putBack = anchorAt(y)
    view = { ...view, lineHeight: next.lineHeight }
    putBack()
    return undefined
  }

  function setScale(scale: number, y: number): void {
    const place = (view.scroll + y - wallMargin) / view.scale
    view = { ...view, scale: Math.max(Math.min(firstScales[view.axis], leastScale()), Math.min(scaleMax, scale)) }
    scrollTo(wallMargin + place * view.scale - y)
  }

  return {
    get view() {
      return view
    },
    get follows() {
      return follows
    },
    get total() {
      return total()
    },
    setSize(width, height) {
      view = { ...view, width, height }
    },
    setAxis(axis, top) {
      scales[view.axis] = view.scale
      // what is read line by line on the one is read so on the other
      const lineHeight =
        axis === 'ordinal' && view.level === 'hops' ? Math.max(view.lineHeight, hopsFirst) : view.lineHeight
      view = { ...view, axis, scale: scales[axis], lineHeight }
      chooseLevel()
      if (!follows && top) setScroll(yOf(top) - showMargin)
    },
    setFollows(next) {
      follows = next
    },
    scrollTo,
    shift(units) {
      view = { ...view, scroll: view.scroll + units * stretchOf(view) }
    },
    anchor: () => anchorAt(0),
    settle() {
      setScroll(follows ? scrollMax() : view.scroll)
      chooseLevel()
      if (follows) setScroll(scrollMax())
    },
    zoom(factor, y) {
      const wasFollowing = follows
      if (view.axis === 'ordinal') {
        zoomLines(factor, y)
        follows = view.scroll >= scrollMax() - endReach || wasFollowing
      } else setScale(view.scale * factor, y)
    },
    fit() {
      if (view.axis === 'ordinal') {
        if (view.level === 'hops') setLevel('changes', 0, readableHeight)
        view = { ...view, lineHeight: Math.min(lineHeightMax, leastLine()) }
      } else view = { ...view, scale: Math.min(scaleMax, leastScale()) }
      setScroll(0)
    },
    readHops(y = view.height / 2) {
      if (view.axis === 'ordinal' && view.level !== 'hops') setLevel('hops', y, hopsFirst)
    },
    yOf,
    show(spot) {
      const y = yOf(spot)
      if (y < view.scroll + showMargin) scrollTo(y - showMargin)
      else if (y > view.scroll + view.height - showMargin - view.lineHeight)
        scrollTo(y - view.height + showMargin + view.lineHeight)
    },
    centre: (spot) => scrollTo(yOf(spot) - view.height / 2),
  }
}
