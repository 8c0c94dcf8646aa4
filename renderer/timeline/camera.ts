/**
 * What part of the chart is looked at: scrolled to where, zoomed how far, following the end or not. Knows heights and
 * times; paints nothing.
 */
import type { Chart } from './chart.ts'
import { timeOfY, totalHeight, yOfTime, type Axis, type View } from './place.ts'
import { arrowAt, type Spot } from './walk.ts'

export interface Camera {
  readonly view: View
  readonly follows: boolean
  readonly lineHeight: number
  readonly total: number
  setSize(width: number, height: number): void
  setAxis(axis: Axis, top: Spot | undefined): void
  setFollows(follows: boolean): void
  /** Scrolls by hand: away from the end one stops following, at the end one follows again. */
  scrollTo(pixels: number): void
  /** Keeps in sight what is in sight, while something above it has grown. */
  shift(pixels: number): void
  /** What stands at the top, to be put there again after all rows were laid out anew. */
  anchor(): () => void
  /** Goes to the end when following; stays within the chart otherwise. */
  settle(): void
  /** In or out around a place in the window; `layAll` is called where the rows have to be laid out anew. */
  zoom(factor: number, y: number, layAll: () => void): void
  yOf(spot: Spot): number
  show(spot: Spot): void
  centre(spot: Spot): void
}

const lineHeightMin = 20
const lineHeightMax = 48
const scaleMin = 0.0005
const scaleMax = 4000
/** So near to the end one follows again. */
const endReach = 4
/** So far from the edge an arrow is brought into sight. */
const showMargin = 40

export function createCamera(chart: () => Chart): Camera {
  let view: View = { axis: 'ordinal', scroll: 0, width: 1, height: 1, scale: 0.1 }
  let follows = true
  let lineHeight = 24

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
    if (view.axis === 'wall') return arrow ? yOfTime(chart(), view, arrow.at) : 0
    const content = chart().content(spot.row)
    const index = content?.kind === 'arrows' && arrow ? content.arrows.indexOf(arrow) : 0
    return chart().heights.above(spot.row) + index * lineHeight
  }

  function anchor(): () => void {
    const { heights } = chart()
    const row = heights.count > 0 ? heights.at(view.scroll) : 0
    const inside = view.scroll - heights.above(row)
    return () => {
      if (view.axis === 'ordinal') setScroll(heights.above(row) + Math.min(inside, heights.get(row)))
      else setScroll(view.scroll)
    }
  }

  return {
    get view() {
      return view
    },
    get follows() {
      return follows
    },
    get lineHeight() {
      return lineHeight
    },
    get total() {
      return total()
    },
    setSize(width, height) {
      view = { ...view, width, height }
    },
    setAxis(axis, top) {
      view = { ...view, axis }
      if (!follows && top) setScroll(yOf(top) - showMargin)
    },
    setFollows(next) {
      follows = next
    },
    scrollTo,
    shift(pixels) {
      view = { ...view, scroll: view.scroll + pixels }
    },
    anchor,
    settle() {
      setScroll(follows ? scrollMax() : view.scroll)
    },
    zoom(factor, y, layAll) {
      const wasFollowing = follows
      if (view.axis === 'wall') {
        const at = timeOfY(chart(), view, view.scroll + y)
        view = { ...view, scale: Math.max(scaleMin, Math.min(scaleMax, view.scale * factor)) }
        scrollTo(yOfTime(chart(), view, at) - y)
      } else {
        const { heights } = chart()
        const row = heights.at(view.scroll + y)
        // a whole pixel at least, or a small step would be none
        const next = factor > 1 ? Math.ceil(lineHeight * factor) : Math.floor(lineHeight * factor)
        lineHeight = Math.max(lineHeightMin, Math.min(lineHeightMax, next))
        const from = heights.above(row)
        const within = heights.get(row) > 0 ? (view.scroll + y - from) / heights.get(row) : 0
        layAll()
        scrollTo(heights.above(row) + within * heights.get(row) - y)
      }
      follows ||= wasFollowing && view.axis === 'ordinal'
    },
    yOf,
    show(spot) {
      const y = yOf(spot)
      if (y < view.scroll + showMargin) scrollTo(y - showMargin)
      else if (y > view.scroll + view.height - showMargin - lineHeight)
        scrollTo(y - view.height + showMargin + lineHeight)
    },
    centre: (spot) => scrollTo(yOf(spot) - view.height / 2),
  }
}
