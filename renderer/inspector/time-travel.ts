/** The cursor that all panels follow: stepped, scrubbed, or played at some speed. Knows the table and the chart, and a clock of frames. */
import { onBeforeUnmount, ref, watch } from 'vue'
import { busAddress } from '../../core/message.ts'
import { useInspector } from '../stores/inspector.ts'
import { arrowAt } from '../timeline/walk.ts'
import { changedPaths, eventAt, momentOfEvent, nextAt, nextEvent, nextWrite } from '../timeline/travel.ts'

export const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 50, 100] as const

export type Stride = 'event' | 'lane' | 'path' | 'divergence'

export function useTimeTravel() {
  const inspector = useInspector()
  const speed = ref(1)
  const isPlaying = ref(false)
  let frame = 0
  let last = 0
  let at = 0

  /** Where stepping begins: at the cursor, at what is selected, or at the end. */
  const here = (): number => {
    const row = inspector.selected?.row
    const columns = inspector.columns()
    return inspector.cursor ?? (row === undefined ? columns.lastEvent : columns.n.get(columns.head.get(row)))
  }

  function step(stride: Stride, by: 1 | -1): void {
    const columns = inspector.columns()
    const next = find(stride, by)
    if (next !== undefined) inspector.setCursor(next)
    else if (inspector.cursor === undefined && columns.lastEvent > 0) inspector.setCursor(here())
  }

  function find(stride: Stride, by: 1 | -1): number | undefined {
    const columns = inspector.columns()
    const n = here()
    if (stride === 'event') return nextEvent(columns, n, by)
    if (stride === 'divergence') return inspector.disagreements().next(n, by)
    const timeline = inspector.timeline()
    const row = inspector.selected?.row ?? columns.rowOf(n)
    if (row === undefined) return undefined
    if (stride === 'path') {
      const [path] = changedPaths(columns, row)
      return path && nextWrite(columns, n, by, columns.addresses.textOf(columns.object.get(row)), path)
    }
    const arrow = inspector.selected && timeline && arrowAt(timeline.chart, inspector.selected)
    const who = arrow?.from.hyperty ?? columns.addresses.textOf(columns.from.get(row))
    return who === busAddress ? undefined : nextAt(columns, n, by, who)
  }

  function play(): void {
    isPlaying.value = !isPlaying.value
    cancelAnimationFrame(frame)
    if (!isPlaying.value) return
    const columns = inspector.columns()
    // from the end it begins anew
    if (inspector.cursor === undefined || inspector.cursor >= columns.lastEvent) inspector.setCursor(1)
    at = momentOfEvent(columns, inspector.cursor ?? 1)
    last = performance.now()
    frame = requestAnimationFrame(tick)
  }

  function tick(time: number): void {
    const columns = inspector.columns()
    at += Math.max(0, time - last) * speed.value
    last = time
    const n = Math.max(inspector.cursor ?? 1, eventAt(columns, at))
    if (n !== inspector.cursor) inspector.setCursor(n)
    if (n >= columns.lastEvent) isPlaying.value = false
    else frame = requestAnimationFrame(tick)
  }

  /** Shows the present again. */
  function leave(): void {
    if (isPlaying.value) play()
    inspector.setCursor(undefined)
  }

  function faster(by: 1 | -1): void {
    const place = speeds.findIndex((one) => one === speed.value)
    speed.value = speeds[Math.max(0, Math.min(speeds.length - 1, place + by))] ?? 1
  }

  watch(
    () => inspector.source,
    () => leave(),
  )
  onBeforeUnmount(() => cancelAnimationFrame(frame))
  const enter = (): void => (inspector.cursor === undefined ? inspector.setCursor(here()) : leave())
  return { speed, isPlaying, step, play, leave, enter, faster }
}

export type TimeTravel = ReturnType<typeof useTimeTravel>
