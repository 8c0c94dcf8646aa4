/**
 * The chart in its window: which rows are laid out, what is chosen, and when it is painted anew: at most once a
 * frame, and only what has changed. No Vue in here, and no element but two canvases.
 */
import { coneOf } from '../../core/cone.ts'
import type { Address } from '../../core/message.ts'
import { arrange, asTheyCame } from './arrangement.ts'
import { createCamera } from './camera.ts'
import { createChart } from './chart.ts'
import { cursorLine } from './cursor-line.ts'
import { flagsOf } from './draw-flags.ts'
import { drawOverlay } from './draw-overlay.ts'
import { createInvolvement } from './involvement.ts'
import { layLanes } from './lanes.ts'
import { createPicture, type Pointed } from './picture.ts'
import { yOfRow } from './place.ts'
import { createRibbon, type Ribbon } from './ribbon.ts'
import { eventOf, placeOf, spotInSight } from './spots.ts'
import { createSurface } from './surface.ts'
import type { RowOptions } from './rows.ts'
import type { Settings, Timeline, TimelineOptions, TimelineState } from './timeline-state.ts'
import { alongFrom, firstFrom, isSpot, stepFrom, type Spot } from './walk.ts'

export type { Settings, Timeline, TimelineOptions, TimelineState } from './timeline-state.ts'

export function createTimeline(options: TimelineOptions): Timeline {
  const { columns, roster, onState, onSelect, now = () => performance.now() } = options
  const involvement = createInvolvement()
  let settings: Settings = {
    answers: false,
    presence: false,
    expanded: undefined,
    arrangement: asTheyCame,
    hasCone: false,
    match: undefined,
    emphasis: 'dim',
  }
  let paused: { readonly lastEvent: number; readonly events: number } | undefined
  let selected: Spot | undefined
  let cursor: number | undefined
  let ribbon: Ribbon | undefined
  let hovered: Pointed | undefined
  let isLayoutOld = true
  let isContentOld = true
  let isOverlayOld = true
  let frame = 0
  let costMs = 0

  const camera = createCamera(
    () => chart,
    () => picture.window(camera.view),
    () => lay(),
  )
  let chart = createChart(columns(), rowOptions())
  let picture = createPicture(chart, now)
  const surface = createSurface({ ...options, resized, changed: paintNow })

  function rowOptions(): RowOptions {
    const { view } = camera
    const { answers, presence, match, emphasis, arrangement } = settings
    const expanded = view.level === 'hops' ? settings.expanded : []
    const lanes = layLanes(roster.members, expanded, view.width, arrangement, involvement.of)
    const lastEvent = paused?.lastEvent ?? Number.POSITIVE_INFINITY
    return { lanes, answers, presence, lastEvent, nameOf: roster.nameOf, emphasis, ...(match && { match }) }
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

  function lay(): void {
    if (chart.columns !== columns()) {
      chart = createChart(columns(), rowOptions())
      picture = createPicture(chart, now)
      ribbon = undefined
      setCone()
    }
    involvement.look(columns(), roster.members)
    chart.layAll(rowOptions(), camera.view.level)
  }

  /** Lays all rows out anew; what stands at the top of the window stays there. */
  function layout(): void {
    isLayoutOld = false
    const putBack = camera.anchor()
    lay()
    putBack()
  }

  function setCone(): void {
    const n = eventOf(columns(), selected)
    picture.setCone(settings.hasCone && n !== undefined ? coneOf(columns(), n) : undefined)
  }

  function paint(): void {
    frame = 0
    const begun = now()
    if (isLayoutOld) layout()
    const wasContentOld = isContentOld
    if (isContentOld) {
      camera.settle()
      picture.paint(surface.pen, surface.theme, camera.view)
    }
    if (isOverlayOld) {
      const chosen = placeOf(picture, selected)
      drawOverlay(surface.overlay, surface.theme, camera.view, {
        pointed: hovered,
        chosen,
        flags: flagsOf(chart, camera.view),
        cursor: cursorLine(chart, camera.view, cursor),
      })
    }
    isContentOld = isOverlayOld = false
    costMs = now() - begun
    if (picture.isPending) contentChanged()
    if (wasContentOld) onState(state())
  }

  function resized(width: number, height: number): void {
    if (width !== camera.view.width) isLayoutOld = true
    camera.setSize(width, height)
    // a canvas is empty after it was resized; waiting for the next frame would be a flash
    paintNow()
  }

  /** A window that is behind others gets no frames, and would stand in the colours of before when it is seen again. */
  function paintNow(): void {
    isContentOld = isOverlayOld = true
    cancelAnimationFrame(frame)
    paint()
  }

  const state = (): TimelineState => {
    const { view } = camera
    const { first, end, count } = picture.window(view)
    const { answers, presence, arrangement, hasCone } = settings
    return {
      ...{ axis: view.axis, level: view.level, cursor, ribbon: ribbon?.pair, follows: camera.follows },
      ...{ answers, presence, arrangement, hasCone },
      isPaused: paused !== undefined,
      waiting: paused ? columns().events - paused.events : 0,
      lanes: chart.options.lanes,
      ...{ scroll: view.scroll, height: view.height, total: camera.total, inSight: count },
      span: [momentOf(first), momentOf(Math.max(first, end - 1))],
      costMs,
    }
  }

  function momentOf(place: number): number {
    const row = camera.view.axis === 'causal' ? picture.rowAt(camera.view, 0) : place
    return chart.columns.count === 0 ? 0 : chart.columns.at.get(Math.max(0, Math.min(chart.heights.count - 1, row)))
  }

  function touch(row: number): void {
    if (!paused && !isLayoutOld) {
      if (row > chart.heights.count) isLayoutOld = true
      else {
        const grown = chart.touch(row)
        // what grows above the window must not push what is being read out of sight
        const isAbove = grown !== 0 && !camera.follows && yOfRow(chart, camera.view, row) < camera.view.scroll
        if (isAbove && camera.view.axis === 'ordinal') camera.shift(grown)
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
      setCone()
      onSelect(spot)
    }
    if (spot && intoSight) camera.show(spot)
    contentChanged()
  }

  const inSight = (by: 1 | -1): Spot | undefined => spotInSight(picture, chart, camera.view, by)

  const fit = move(() => {
    camera.setFollows(false)
    camera.fit()
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
    setAxis: move((axis: TimelineState['axis']) => {
      camera.setAxis(axis, selected ?? inSight(1))
      // at once: two changes within a frame would look like none to the control that has made the first
      onState(state())
    }),
    set(next) {
      settings = { ...settings, ...next }
      if (next.hasCone !== undefined) setCone()
      relay()
    },
    setExpanded: move((expanded: readonly Address[]) => {
      settings = { ...settings, expanded }
      camera.readHops()
      relay()
    }),
    setFollows: move(camera.setFollows),
    setPaused(isPaused) {
      paused = isPaused ? { lastEvent: columns().lastEvent, events: columns().events } : undefined
      relay()
    },
    setCursor: move((n: number | undefined, intoSight: boolean) => {
      cursor = n
      const line = cursorLine(chart, camera.view, cursor)
      if (intoSight && line && (line.y < 0 || line.y > camera.view.height)) {
        camera.scrollTo(camera.view.scroll + line.y - camera.view.height / 2)
        camera.setFollows(false)
      }
    }),
    setRibbon(pair, replay) {
      ribbon = pair && replay && createRibbon(columns(), replay, pair, now)
      picture.setRibbon(ribbon)
      contentChanged()
    },
    scrollBy: move((pixels: number) => camera.scrollTo(camera.view.scroll + pixels)),
    scrollTo: move(camera.scrollTo),
    scrollToRow: move((row: number) => camera.scrollTo(yOfRow(chart, camera.view, row) - camera.view.height / 2)),
    zoom: move((factor: number, y = camera.view.height / 2) => camera.zoom(factor, y)),
    fit,
    select,
    step: move((by: 1 | -1, onLane = false) => {
      const next = selected ? stepFrom(chart, selected, by, onLane) : inSight(by)
      if (next) select(next, true)
    }),
    along: move((by: 1 | -1) => {
      const next = selected && alongFrom(chart, selected, by)
      if (next) select(next, true)
    }),
    selectEnd: move((by: 1 | -1) => {
      const spot = firstFrom(chart, by === 1 ? chart.heights.count - 1 : 0, by === 1 ? -1 : 1)
      if (spot) select(spot, true)
    }),
    reveal: move((row: number, isEnd: boolean) => {
      if (!settings.answers && columns().typeOf(row) === 'response') {
        settings = { ...settings, answers: true }
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
    centreOrFit() {
      const before = camera.view.scroll
      if (selected) camera.centre(selected)
      if (!selected || Math.abs(camera.view.scroll - before) < 1) fit()
      contentChanged()
    },
    at: (x, y) => picture.at(x, y),
    rowAt: (y) => picture.rowAt(camera.view, y),
    members: () => arrange(roster.members, settings.arrangement),
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
