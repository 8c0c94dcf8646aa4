/**
 * The chart in its window: which rows are laid out, what is chosen, and when it is painted anew: at most once a
 * frame, and only what has changed. No Vue in here, and no element but two canvases.
 */
import type { Columns } from '../../core/columns.ts'
import type { Address } from '../../core/message.ts'
import { createCamera } from './camera.ts'
import { createChart, type Chart } from './chart.ts'
import { drawContent, drawOverlay } from './draw.ts'
import type { RowFilter } from './filter.ts'
import { hit } from './hit.ts'
import { layLanes, type Lanes } from './lanes.ts'
import { placeAll, type Axis, type Placed, type PlacedArrow } from './place.ts'
import type { Roster } from './roster.ts'
import type { RowOptions } from './rows.ts'
import { createSurface } from './surface.ts'
import { firstFrom, isSpot, stepFrom, type Spot } from './walk.ts'

/** What the page around the chart may want to show of it. */
export interface TimelineState {
  readonly axis: Axis
  readonly answers: boolean
  readonly presence: boolean
  readonly follows: boolean
  readonly isPaused: boolean
  /** Events that have come since it was paused. */
  readonly waiting: number
  readonly lanes: Lanes
  /** Where it is scrolled to, how much is in sight and of how much, in pixels. */
  readonly scroll: number
  readonly height: number
  readonly total: number
}

export interface Timeline {
  readonly chart: Chart
  readonly state: TimelineState
  readonly selected: Spot | undefined
  /** A row of the table is new, or has ended. */
  touch(row: number): void
  /** Everything is to be laid out anew: other members, another table. */
  reset(): void
  setAxis(axis: Axis): void
  setAnswers(answers: boolean): void
  setPresence(presence: boolean): void
  /** Which rows are hidden, pale or marked; all are laid out anew. */
  setFilter(filter: RowFilter | undefined): void
  /** Who is expanded into lifelines, from left to right. */
  setExpanded(expanded: readonly Address[]): void
  setFollows(follows: boolean): void
  setPaused(isPaused: boolean): void
  scrollBy(pixels: number): void
  scrollTo(pixels: number): void
  /** In (above 1) or out, around a place in the window; its middle by default. */
  zoom(factor: number, y?: number): void
  select(spot: Spot | undefined, intoSight?: boolean): void
  /** Selects the next arrow; the first or the last in sight when none is selected. */
  step(by: 1 | -1, onLane?: boolean): void
  /** Selects the first arrow of all (-1), or the last one (1). */
  selectEnd(by: 1 | -1): void
  /**
   * Selects the first arrow of a row or, where that is what counts, its last, and shows what is hidden for it. Where a
   * row has none, the last one before it.
   */
  reveal(row: number, isEnd: boolean): void
  /** Scrolls so that the selected arrow lies in the middle. */
  centre(): void
  /** What lies at a place in the window. */
  at(x: number, y: number): Placed | undefined
  hover(placed: Placed | undefined): void
  close(): void
}

export interface TimelineOptions {
  readonly content: HTMLCanvasElement
  readonly overlay: HTMLCanvasElement
  readonly columns: () => Columns
  readonly roster: Roster
  /** After each frame in which something of the state may have changed. */
  readonly onState: (state: TimelineState) => void
  readonly onSelect: (spot: Spot | undefined) => void
}

export function createTimeline(options: TimelineOptions): Timeline {
  const { columns, roster, onState, onSelect } = options
  let expanded: readonly Address[] | undefined
  let answers = false
  let presence = false
  let filter: RowFilter | undefined
  let paused: { readonly lastEvent: number; readonly events: number } | undefined
  let selected: Spot | undefined
  let hovered: Placed | undefined
  let placed: readonly Placed[] = []
  let isLayoutOld = true
  let isContentOld = true
  let isOverlayOld = true
  let frame = 0

  const camera = createCamera(() => chart)
  let chart = createChart(columns(), rowOptions(), camera.lineHeight)
  const surface = createSurface({ ...options, resized, changed: contentChanged })

  function rowOptions(): RowOptions {
    const lanes = layLanes(roster.members, expanded, camera.view.width)
    const lastEvent = paused?.lastEvent ?? Number.POSITIVE_INFINITY
    return { lanes, answers, presence, lastEvent, nameOf: roster.nameOf, filter }
  }

  function wake(): void {
    frame ||= requestAnimationFrame(paint)
  }

  function contentChanged(): void {
    isContentOld = isOverlayOld = true
    wake()
  }

  function relay(): void {
    isLayoutOld = true
    contentChanged()
  }

  /** Lays all rows out anew; what stands at the top of the window stays there. */
  function layout(): void {
    isLayoutOld = false
    const putBack = camera.anchor()
    if (chart.columns !== columns()) chart = createChart(columns(), rowOptions(), camera.lineHeight)
    chart.layAll(rowOptions(), camera.lineHeight)
    putBack()
  }

  function paint(): void {
    frame = 0
    if (isLayoutOld) layout()
    const wasContentOld = isContentOld
    if (isContentOld) {
      camera.settle()
      placed = placeAll(chart, camera.view)
      drawContent(surface.pen, surface.theme, chart, camera.view, placed)
    }
    if (isOverlayOld) {
      const chosen = findPlaced(selected?.row, selected?.hop) as PlacedArrow | undefined
      const pointed = findPlaced(hovered?.row, hovered?.kind === 'arrow' ? hovered.arrow.hop : undefined)
      drawOverlay(surface.overlay, surface.theme, camera.view, pointed, chosen)
    }
    isContentOld = isOverlayOld = false
    if (wasContentOld) onState(state())
  }

  /** Where something lies now; what is no arrow has no hop. */
  const findPlaced = (row: number | undefined, hop: string | undefined): Placed | undefined =>
    placed.find((item) => item.row === row && (item.kind === 'arrow' ? item.arrow.hop : undefined) === hop)

  function resized(width: number, height: number): void {
    if (width !== camera.view.width) isLayoutOld = true
    camera.setSize(width, height)
    isContentOld = isOverlayOld = true
    // a canvas is empty after it was resized; waiting for the next frame would be a flash
    cancelAnimationFrame(frame)
    paint()
  }

  const state = (): TimelineState => ({
    axis: camera.view.axis,
    answers,
    presence,
    follows: camera.follows,
    isPaused: paused !== undefined,
    waiting: paused ? columns().events - paused.events : 0,
    lanes: chart.options.lanes,
    scroll: camera.view.scroll,
    height: camera.view.height,
    total: camera.total,
  })

  function touch(row: number): void {
    if (!paused && !isLayoutOld) {
      if (row > chart.heights.count) isLayoutOld = true
      else {
        const grown = chart.touch(row)
        // what grows above the window must not push what is being read out of sight
        const isAbove = chart.heights.above(row) < camera.view.scroll
        if (isAbove && !camera.follows && camera.view.axis === 'ordinal') camera.shift(grown)
      }
    }
    contentChanged()
  }

  /** Does something to the camera, and paints what it sees then. */
  const move =
    <A extends unknown[]>(go: (...args: A) => void) =>
    (...args: A): void => {
      if (isLayoutOld) layout()
      go(...args)
      contentChanged()
    }

  function select(spot: Spot | undefined, intoSight = false): void {
    if (!isSpot(spot, selected)) {
      selected = spot
      onSelect(spot)
    }
    if (spot && intoSight) camera.show(spot)
    contentChanged()
  }

  const inSight = (by: 1 | -1): Spot | undefined => {
    const isSeen = (item: Placed): item is PlacedArrow =>
      item.kind === 'arrow' && item.y1 >= 0 && item.y1 < camera.view.height
    const item = placed.filter(isSeen).at(by === 1 ? 0 : -1)
    return item && { row: item.row, hop: item.arrow.hop }
  }

  const setAxis = move((axis: Axis) => {
    const top = placed.find((item): item is PlacedArrow => item.kind === 'arrow' && item.y1 >= 0)
    camera.setAxis(axis, selected ?? (top && { row: top.row, hop: top.arrow.hop }))
  })

  return {
    get chart() {
      return chart
    },
    get state() {
      return state()
    },
    get selected() {
      return selected
    },
    touch,
    reset: relay,
    setAxis(axis) {
      setAxis(axis)
      // at once: two changes within a frame would look like none to the control that has made the first
      onState(state())
    },
    setAnswers(next) {
      answers = next
      relay()
    },
    setPresence(next) {
      presence = next
      relay()
    },
    setFilter(next) {
      filter = next
      relay()
    },
    setExpanded(next) {
      expanded = next
      relay()
    },
    setFollows: move(camera.setFollows),
    setPaused(isPaused) {
      paused = isPaused ? { lastEvent: columns().lastEvent, events: columns().events } : undefined
      relay()
    },
    scrollBy: move((pixels: number) => camera.scrollTo(camera.view.scroll + pixels)),
    scrollTo: move(camera.scrollTo),
    zoom: move((factor: number, y = camera.view.height / 2) => camera.zoom(factor, y, layout)),
    select,
    step: move((by: 1 | -1, onLane = false) => {
      const next = selected ? stepFrom(chart, selected, by, onLane) : inSight(by)
      if (next) select(next, true)
    }),
    selectEnd: move((by: 1 | -1) => {
      const spot = firstFrom(chart, by === 1 ? chart.heights.count - 1 : 0, by === 1 ? -1 : 1)
      if (spot) select(spot, true)
    }),
    reveal: move((row: number, isEnd: boolean) => {
      if (!answers && columns().typeOf(row) === 'response') {
        answers = true
        layout()
      }
      const first = isEnd ? undefined : firstFrom(chart, row, 1)
      const spot = first?.row === row ? first : firstFrom(chart, row, -1)
      if (!spot) return
      camera.setFollows(false)
      select(spot, true)
      camera.centre(spot)
    }),
    centre: move(() => selected && camera.centre(selected)),
    at: (x, y) => hit(placed, camera.view.axis, x, y),
    hover(next) {
      if (next === hovered) return
      hovered = next
      isOverlayOld = true
      wake()
    },
    close() {
      cancelAnimationFrame(frame)
      surface.close()
    },
  }
}
