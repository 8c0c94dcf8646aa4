/**
 * What is looked for in an inspector's session: the filter as it is typed, what matches it, and the row at which the
 * table and the chart are. Rows are judged a few milliseconds at a time, so that the page never waits for a filter.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { createMatching, type Matching } from '../../core/matching.ts'
import { printQuery, type Query } from '../../core/query.ts'
import { parseQuery } from '../../core/query-parse.ts'
import type { Emphasis } from '../timeline/rows.ts'
import { withTerm, mentions } from './filter-terms.ts'
import { useInspector } from './inspector.ts'
import { readKept, writeKept } from './kept.ts'

const modes: readonly Emphasis[] = ['hide', 'dim', 'highlight']
const recentMax = 12
/** Of one frame so much is spent on judging rows. */
const sliceMs = 8
/** What depends on the last event is judged anew this often at most. */
const movingMs = 500

export const useFind = defineStore('find', () => {
  const inspector = useInspector()
  const text = ref('')
  const query = shallowRef<Query>({ is: 'all' })
  const mistake = shallowRef<{ readonly start: number; readonly end: number; readonly sentence: string }>()
  const mode = ref<Emphasis>(modes.find((one) => one === readKept('filter-mode')) ?? 'hide')
  const recent = shallowRef<readonly string[]>(readRecent())
  const count = ref(0)
  const isJudging = ref(false)
  /** Grows when other rows match. */
  const version = ref(0)
  /** The row at which one is, in the table and from match to match. */
  const current = ref<number>()

  let matching: Matching | undefined
  let frame = 0
  let moving = 0
  /** What the chart chose because a row was gone to. */
  let shownFor: unknown

  const isOn = computed(() => query.value.is !== 'all')

  function tell(): void {
    count.value = matching?.count ?? 0
    isJudging.value = matching !== undefined && matching.judged < inspector.columns().count
    version.value++
  }

  function show(): void {
    const shown = matching
    inspector.timeline()?.set({ match: shown?.has, emphasis: mode.value })
  }

  /** Judges for a while, and goes on in the next frame where there is more. */
  function judge(): void {
    frame = 0
    if (!matching) return
    const end = performance.now() + sliceMs
    const piece = matching.readsLines ? 64 : 8192
    while (matching.advance(piece) > 0 && performance.now() < end);
    tell()
    if (isJudging.value) frame = requestAnimationFrame(judge)
    else show()
  }

  function begin(): void {
    cancelAnimationFrame(frame)
    matching = isOn.value ? createMatching(inspector.columns(), query.value) : undefined
    if (matching) return judge()
    tell()
    show()
  }

  inspector.follow({
    row(row) {
      if (!matching) return
      if (row < matching.judged) matching.touch(row)
      else if (frame === 0) matching.advance(row - matching.judged + 1)
    },
    begun: () => {
      current.value = undefined
      begin()
    },
  })

  watch(
    () => inspector.version,
    () => {
      if (!matching) return
      if (frame === 0) tell()
      if (!matching.isMoving || moving !== 0) return
      moving = window.setTimeout(() => {
        moving = 0
        begin()
      }, movingMs)
    },
  )
  watch(
    () => inspector.selected,
    (spot) => {
      if (spot && spot !== shownFor) current.value = spot.row
    },
  )

  function type(next: string): void {
    text.value = next
    const parsed = parseQuery(next)
    mistake.value = parsed.ok ? undefined : Object.freeze(parsed)
    // while something is typed that cannot be read, what was looked for before holds on
    if (!parsed.ok || printQuery(parsed.query) === printQuery(query.value)) return
    query.value = Object.freeze(parsed.query)
    // what is asked for by name is not left out, though it is as a rule
    if (mentions(parsed.query, 'response')) inspector.timeline()?.set({ answers: true })
    if (mentions(parsed.query, 'presence')) inspector.timeline()?.set({ presence: true })
    begin()
  }

  /** A filter that was made, and not typed letter by letter. */
  function set(next: Query): void {
    type(printQuery(next))
    remember()
  }

  function remember(): void {
    const now = text.value.trim()
    if (now === '' || mistake.value) return
    recent.value = [now, ...recent.value.filter((one) => one !== now)].slice(0, recentMax)
    writeKept('filters', JSON.stringify(recent.value))
  }

  function goTo(row: number): void {
    const columns = inspector.columns()
    inspector.timeline()?.reveal(row, false)
    if (columns.kindOf(row) !== 'message') inspector.timeline()?.select(undefined)
    shownFor = inspector.selected
    current.value = row
  }

  return {
    ...{ text, query, mistake, mode, recent, count, isJudging, version, current, isOn },
    matching: () => matching,
    type,
    set,
    remember,
    goTo,
    clear: () => type(''),
    /** Narrows what is looked for by a term, or leaves out what has it. */
    add: (term: Query, isLeftOut = false) => set(withTerm(query.value, term, isLeftOut)),
    setMode(next: Emphasis) {
      mode.value = next
      writeKept('filter-mode', next)
      show()
    },
    /** The next match, from the first one again behind the last; false where there is none. */
    step(by: 1 | -1): boolean {
      remember()
      const rows = inspector.columns().count
      const from = current.value ?? (by === 1 ? -1 : rows)
      const found = matching?.next(from, by) ?? matching?.next(by === 1 ? -1 : rows, by)
      if (found !== undefined) goTo(found)
      return found !== undefined
    },
    attach: show,
  }
})

function readRecent(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(readKept('filters') ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string').slice(0, recentMax) : []
  } catch {
    return []
  }
}
