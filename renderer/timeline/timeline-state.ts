/** What a chart shows of itself, what can be asked of it, and what it is made of. */
import type { Columns } from '../../core/columns.ts'
import type { Address } from '../../core/message.ts'
import type { Replay } from '../../core/replay.ts'
import type { Arrangement } from './arrangement.ts'
import type { Axis } from './axis.ts'
import type { Chart } from './chart.ts'
import type { Lanes, Member } from './lanes.ts'
import type { Level } from './level.ts'
import type { Pointed } from './picture.ts'
import type { RibbonPair } from './ribbon.ts'
import type { Roster } from './roster.ts'
import type { Emphasis } from './rows.ts'
import type { Spot } from './walk.ts'

/** What the page around the chart may want to show of it. */
export interface TimelineState {
  readonly axis: Axis
  readonly level: Level
  readonly answers: boolean
  readonly presence: boolean
  readonly arrangement: Arrangement
  /** Whether it is shown what the selected event has to do with the others. */
  readonly hasCone: boolean
  /** Of which two copies it is shown how far apart they are. */
  readonly ribbon: RibbonPair | undefined
  /** The event after which all panels show what there is; the last one where there is none. */
  readonly cursor: number | undefined
  readonly follows: boolean
  readonly isPaused: boolean
  /** Events that have come since it was paused. */
  readonly waiting: number
  readonly lanes: Lanes
  /** Where it is scrolled to, how much is in sight and of how much, in pixels. */
  readonly scroll: number
  readonly height: number
  readonly total: number
  /** Rows in sight, and from which moment to which. */
  readonly inSight: number
  readonly span: readonly [from: number, until: number]
  /** Script time of the last frame. */
  readonly costMs: number
}

/** What somebody has chosen to see. */
export interface Settings {
  readonly answers: boolean
  readonly presence: boolean
  /** Who is expanded into lifelines, from left to right; the first two where nobody has chosen. */
  readonly expanded: readonly Address[] | undefined
  readonly arrangement: Arrangement
  readonly hasCone: boolean
  /** Which rows a filter means, and what is done with them or the others. A filter that has changed is a new function. */
  readonly match: ((row: number) => boolean) | undefined
  readonly emphasis: Emphasis
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
  set(settings: Partial<Settings>): void
  /** Who is expanded into lifelines, from left to right; every hop can be read then. */
  setExpanded(expanded: readonly Address[]): void
  setFollows(follows: boolean): void
  setPaused(isPaused: boolean): void
  /** The event after which all panels show what there is. */
  setCursor(n: number | undefined, intoSight: boolean): void
  /** Shows between two lanes in how many leaves their copies differ. */
  setRibbon(pair: RibbonPair | undefined, replay?: Replay): void
  scrollBy(pixels: number): void
  scrollTo(pixels: number): void
  /** Puts a row into the middle of the window. */
  scrollToRow(row: number): void
  /** In (above 1) or out, around a place in the window; its middle by default. */
  zoom(factor: number, y?: number): void
  /** The whole session in the window. */
  fit(): void
  select(spot: Spot | undefined, intoSight?: boolean): void
  /** Selects the next arrow; the first or the last in sight when none is selected. */
  step(by: 1 | -1, onLane?: boolean): void
  /** Selects the next hop of the same message, or the one before. */
  along(by: 1 | -1): void
  /** Selects the first arrow of all (-1), or the last one (1). */
  selectEnd(by: 1 | -1): void
  /**
   * Selects the first arrow of a row or, where that is what counts, its last, and shows what is hidden for it. Where a
   * row has none, the last one before it.
   */
  reveal(row: number, isEnd: boolean): void
  /** Scrolls so that the selected arrow lies in the middle. */
  centre(): void
  /** The same; or, where it lies there already or nothing is selected, the whole session. */
  centreOrFit(): void
  /** What lies at a place in the window. */
  at(x: number, y: number): Pointed | undefined
  /** The row at a height of the window. */
  rowAt(y: number): number
  /** Who is shown, from left to right. */
  members(): readonly Member[]
  hover(pointed: Pointed | undefined): void
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
  /** For how long a frame takes; the page's own by default. */
  readonly now?: () => number
}
