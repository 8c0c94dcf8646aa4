/**
 * The state of an inspector's page. The table of events and the chart stay outside of Vue; what the page shows of
 * them is told in frozen pieces, at most once a frame.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { createBlameBook } from '../../core/blame-book.ts'
import { createJudgement, type Finding, type Outcome } from '../../core/check.ts'
import { checks } from '../../core/checks/index.ts'
import { createColumns, type Columns } from '../../core/columns.ts'
import { encodeFrame } from '../../core/codec.ts'
import type { Evidence } from '../../core/evidence.ts'
import { importedVerdict } from '../../core/imported.ts'
import type { Address } from '../../core/message.ts'
import type { Note } from '../../core/notes.ts'
import type { InspectorFrame, InspectorStatus, ValueAt } from '../../core/port.ts'
import { createReplay } from '../../core/replay.ts'
import { createDisagreements } from '../../core/disagreements.ts'
import { createOverview } from '../../core/overview.ts'
import { createConvergenceCheck, type Verdict } from '../../core/verdict.ts'
import { createWindowClocks } from '../../core/window-clock.ts'
import { momentOfEvent } from '../timeline/travel.ts'
import { createRoster } from '../timeline/roster.ts'
import type { Timeline, TimelineState } from '../timeline/timeline.ts'
import type { Spot } from '../timeline/walk.ts'
import { openPort } from './connection.ts'

type Source = InspectorFrame & { readonly kind: 'source' }
type Foreign = InspectorFrame & { readonly kind: 'foreign' }
type Phases = InspectorFrame & { readonly kind: 'phases' }
/** What the checks have found. */
export interface Oddities {
  readonly count: number
  readonly findings: readonly Finding[]
  readonly outcomes: readonly Outcome[]
}

/** A remark that somebody put into the session. */
export interface Mark {
  readonly n: number
  readonly at: number
  readonly text: string
}
/** So many of the last ones are shown. */
const marksMax = 500
/** Who wants to know of every row before the chart does. */
export interface RowFollower {
  row(row: number): void
  begun(): void
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const codec = {
  encode: (text: string): Uint8Array => encoder.encode(text),
  encodeInto: (text: string, into: Uint8Array): number => encoder.encodeInto(text, into).written,
  decode: (bytes: Uint8Array): string => decoder.decode(bytes),
}

export const useInspector = defineStore('inspector', () => {
  const source = shallowRef<Source>()
  /** Where what is shown is a log whose fields somebody names: how it begins. */
  const foreign = shallowRef<Foreign>()
  /** Somebody is naming them. */
  const naming = ref(false)
  const status = shallowRef<InspectorStatus>()
  const phases = shallowRef<Phases>()
  const verdict = shallowRef<Verdict>({ state: 'unknown', sentence: 'Nothing is shared yet' })
  const oddities = shallowRef<Oddities>({ count: 0, findings: [], outcomes: [] })
  const chart = shallowRef<TimelineState>()
  const selected = shallowRef<Spot>()
  /** The event after which all panels show what there is; the last one where there is none. */
  const cursor = ref<number>()
  /** Remarks that stand in the session. */
  const marks = shallowRef<readonly Mark[]>([])
  /** What is bookmarked or noted, in the order of the events. */
  const notes = shallowRef<readonly Note[]>([])
  const crashed = shallowRef<readonly Address[]>([])
  const notice = ref<string>()
  const closed = ref(false)
  /** Somebody is choosing what to export. */
  const exporting = ref(false)
  /** The event that somebody wants to see; a new object each time. */
  const wanted = shallowRef<{ readonly n: number }>()
  /** The value of which somebody asks in another window why it is what it is; a new object each time. */
  const asked = shallowRef<ValueAt>()
  const events = ref(0)
  const rows = ref(0)
  const skipped = ref(0)
  /** Grows when what is shown of the selected event may have changed. */
  const version = ref(0)

  const roster = createRoster()
  let check = createConvergenceCheck()
  let judgement = createJudgement(checks)
  let columns: Columns = createColumns(codec, rowChanged, judge)
  let replay = createReplay(columns)
  let blames = createBlameBook(columns)
  let clocks = createWindowClocks()
  let overview = createOverview(columns)
  let disagreements = createDisagreements(columns)
  let timeline: Timeline | undefined
  let isStale = false
  let follower: RowFollower | undefined

  function judge(event: Evidence): void {
    check.take(event)
    judgement.take(event)
  }

  /** The page shows what the table says now, at the next frame. */
  function refresh(): void {
    if (isStale) return
    isStale = true
    requestAnimationFrame(() => {
      isStale = false
      events.value = columns.events
      rows.value = columns.count
      skipped.value = columns.skipped
      if (notes.value !== columns.notes.list) notes.value = columns.notes.list
      version.value++
      const imported = source.value?.imported
      // a foreign log does not tell what any check would have to know
      verdict.value = Object.freeze(imported ? importedVerdict(imported) : check.verdict(source.value?.live === false))
      const { count, findings } = judgement
      const outcomes = judgement.outcomes()
      oddities.value = Object.freeze(
        imported
          ? {
              count: 0,
              findings: [],
              outcomes: outcomes.map((one) => ({ ...one, state: 'unknown', count: 0 }) as const),
            }
          : { count, findings, outcomes },
      )
    })
  }

  function rowChanged(row: number): void {
    if (roster.look(columns, row)) timeline?.reset()
    const kind = columns.kindOf(row)
    if (kind === 'fault' || kind === 'hyperty' || kind === 'clock') lookAt(row)
    if (kind === 'note') mark(row)
    overview.touch(row)
    follower?.row(row)
    timeline?.touch(row)
  }

  function mark(row: number): void {
    const event = columns.eventOf(row)
    if (event?.kind !== 'note' || event.style !== 'remark' || event.of !== undefined) return
    marks.value = Object.freeze([...marks.value, { n: event.n, at: event.at, text: event.text }].slice(-marksMax))
  }

  function setCursor(n: number | undefined): void {
    cursor.value = n === undefined ? undefined : Math.max(1, Math.min(columns.lastEvent, Math.round(n)))
    timeline?.setCursor(cursor.value, true)
  }

  function lookAt(row: number): void {
    const event = columns.eventOf(row)
    if (event?.kind === 'clock') clocks.take(event)
    else if (event?.kind === 'hyperty' && event.state === 'left') {
      crashed.value = crashed.value.filter((url) => url !== event.url)
    } else if (event?.kind === 'fault' && event.who) {
      const others = crashed.value.filter((url) => url !== event.who)
      if (event.fault === 'crash') crashed.value = [...others, event.who]
      else if (event.fault === 'restart') crashed.value = others
    }
  }

  function begin(frame: Source): void {
    source.value = Object.freeze(frame)
    check = createConvergenceCheck()
    judgement = createJudgement(checks)
    columns = createColumns(codec, rowChanged, judge)
    replay = createReplay(columns)
    blames = createBlameBook(columns)
    overview = createOverview(columns)
    disagreements = createDisagreements(columns)
    marks.value = []
    setCursor(undefined)
    clocks = createWindowClocks()
    crashed.value = []
    roster.clear()
    follower?.begun()
    timeline?.select(undefined)
    timeline?.reset()
    // a session that is over is read from its beginning
    timeline?.setFollows(frame.live)
    layForeign()
    refresh()
  }

  /** A place of a foreign log is one lane: of what goes on in it nothing is known. */
  function layForeign(): void {
    if (source.value?.imported) timeline?.setExpanded([])
  }

  function receive(frame: InspectorFrame): void {
    if (frame.kind === 'source') begin(frame)
    else if (frame.kind === 'status') heed(frame.status)
    else if (frame.kind === 'foreign') {
      foreign.value = Object.freeze(frame)
      naming.value = !frame.isRead
    } else if (frame.kind === 'show') wanted.value = Object.freeze({ n: frame.event })
    else if (frame.kind === 'export') exporting.value = true
    else if (frame.kind === 'why') ask(frame.about)
    else if (frame.kind === 'phases') phases.value = Object.freeze(frame)
    else {
      for (const line of frame.text.split('\n')) if (line !== '') columns.append(line)
      refresh()
    }
  }

  /** It is asked of what is there now, whatever is selected. */
  function ask(about: ValueAt): void {
    timeline?.select(undefined)
    asked.value = Object.freeze(about)
  }

  function heed(next: InspectorStatus): void {
    status.value = Object.freeze(next)
    // a session whose beginning is not shown names nobody, and whoever leaves is not named again
    const learnt = next.people.filter(({ url, name }) => roster.learn(url, name))
    if (learnt.length > 0) timeline?.reset()
  }

  async function connect(): Promise<void> {
    const port = await openPort()
    port.addEventListener('message', (event: MessageEvent<string>) => {
      const frame = JSON.parse(event.data) as InspectorFrame
      receive(frame)
      if (frame.kind === 'lines') port.postMessage(encodeFrame({ kind: 'credit', frames: 1 }))
    })
    port.addEventListener('close', () => (closed.value = true))
    port.start()
  }

  return {
    source,
    ...{ foreign, naming },
    status,
    phases,
    verdict,
    oddities,
    chart,
    selected,
    crashed,
    cursor,
    cursorAt: computed(() => (cursor.value === undefined ? undefined : momentOfEvent(columns, cursor.value))),
    marks,
    notes,
    notice,
    closed,
    exporting,
    events,
    asked,
    wanted,
    rows,
    skipped,
    version,
    isLive: computed(() => source.value?.live ?? false),
    isPlaying: computed(() => phases.value?.state === 'running'),
    roster,
    columns: () => columns,
    replay: () => replay,
    blames: () => blames,
    clocks: () => clocks,
    overview: () => overview,
    disagreements: () => {
      disagreements.look()
      return disagreements
    },
    setCursor,
    timeline: () => timeline,
    attach(next: Timeline | undefined) {
      timeline = next
      layForeign()
    },
    follow: (next: RowFollower) => (follower = next),
    connect,
  }
})
