/**
 * The chart over a session of a million events, in the real Electron without a GPU: script time of its frames, how long it
 * takes to open, to go to any moment, and what it holds in memory. The session is made by the simulator for each run.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, JSHandle, Page } from '@playwright/test'
import { answerDialogs, windowOf } from '../e2e/application.ts'
import { writeLargeSession } from '../support/large-session.ts'
import { startApplication, storeOf, type InspectorStore } from './application.ts'
import { rowOf, type Row } from './row.ts'

const manyEvents = Number(process.env['BENCH_EVENTS'] ?? 1_000_000)
const fewEvents = 10_000
const frames = 40

interface Opened {
  readonly page: Page
  readonly store: JSHandle<InspectorStore>
  readonly openMs: number
  /** The longest time for which the window answered nobody meanwhile. */
  readonly stillMs: number
  readonly memoryMb: number
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Opens a session of so many events, hands its window over, and ends all. */
async function withSession<T>(events: number, use: (opened: Opened) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'syncscope-timeline-'))
  const path = join(folder, 'session.ndjson')
  await writeLargeSession(path, { events, hyperties: 12, edits: 120 })
  const application = await startApplication()
  try {
    const { app } = application
    await answerDialogs(app, path)
    const begun = performance.now()
    await application.inspector.page.getByRole('button', { name: 'Open a session' }).click()
    const page = await windowOf(app, path)
    await page.setViewportSize({ width: 1440, height: 900 })
    const store = await storeOf<InspectorStore>(page, 'inspector')
    const stillMs = await page.evaluate(
      ({ wanted, inspector }) =>
        new Promise<number>((resolve) => {
          let [last, longest] = [performance.now(), 0]
          const look = (): void => {
            const now = performance.now()
            longest = Math.max(longest, now - last)
            last = now
            if (inspector.events >= wanted) resolve(longest)
            else setTimeout(look)
          }
          look()
        }),
      { wanted: events, inspector: store },
    )
    const openMs = performance.now() - begun
    const memoryMb = await memoryOf(app, page)
    return await use({ page, store, openMs, stillMs, memoryMb })
  } finally {
    await application.quit()
    await application.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the page's process holds, all of it. */
async function memoryOf(app: ElectronApplication, page: Page): Promise<number> {
  const window = await app.browserWindow(page)
  const pid = await window.evaluate((one) => one.webContents.getOSProcessId())
  const kilobytes = await app.evaluate(
    ({ app: own }, id) => own.getAppMetrics().find((one) => one.pid === id)?.memory.workingSetSize ?? Number.NaN,
    pid,
  )
  return kilobytes / 1024
}

type Look = 'density' | 'strokes'

/** Script time of a frame, over and over while the chart is moved a little: of a density, or of as many lines as it draws. */
async function frameMs({ page, store }: Opened, look: Look): Promise<number> {
  const costs = await page.evaluate(
    async ({ inspector, wanted, count }) => {
      const frame = (): Promise<number> => new Promise(requestAnimationFrame)
      const timeline = inspector.timeline()
      if (!timeline) throw new Error('there is no chart')
      timeline.setAxis('wall')
      timeline.fit()
      await frame()
      await frame()
      // as many lines as are drawn at most: in, until they are drawn one by one, and out again as far as that lasts
      const goTo = async (factor: number, isThere: () => boolean): Promise<void> => {
        for (let step = 0; step < 400 && !isThere(); step++) {
          timeline.zoom(factor)
          await frame()
          await frame()
        }
      }
      if (wanted === 'strokes') {
        await goTo(1.1, () => timeline.state.level !== 'density')
        await goTo(1 / 1.02, () => timeline.state.inSight > 19_000)
        if (timeline.state.level !== 'changes') throw new Error('no lines are drawn')
      }
      const costs: number[] = []
      for (let step = 0; step < count; step++) {
        if (wanted === 'density') timeline.zoom(step % 2 === 0 ? 1.1 : 1 / 1.1)
        else timeline.scrollBy(step % 2 === 0 ? 40 : -40)
        await frame()
        await frame()
        costs.push(timeline.state.costMs)
      }
      return { costs, level: timeline.state.level, inSight: timeline.state.inSight }
    },
    { inspector: store, wanted: look, count: frames },
  )
  console.log(`${look}: ${costs.inSight} rows in sight, level ${costs.level}`)
  return median(costs.costs)
}

/** Any moment: all copies of an object there, told by their values, at places as chance has them. */
async function scrubMs({
  page,
  store,
}: Opened): Promise<{ readonly cold: number; readonly p50: number; readonly most: number }> {
  const costs = await page.evaluate(
    async ({ inspector, count }) => {
      const columns = inspector.columns()
      const object = inspector.blames().objects()[0] ?? ''
      const copies = inspector.roster.members.slice(0, 2).map(({ url }) => url)
      const costs: number[] = []
      for (let step = 0; step < count; step++) {
        const n = 1 + ((step * 7_919_003) % columns.lastEvent)
        const begun = performance.now()
        inspector.setCursor(n)
        for (const who of copies) inspector.replay().after(object, who, n)
        costs.push(performance.now() - begun)
        await new Promise(requestAnimationFrame)
      }
      return costs
    },
    { inspector: store, count: 60 },
  )
  return { cold: costs[0] ?? 0, p50: median(costs), most: Math.max(...costs.slice(1)) }
}

/** All benches of the chart, of those that are wanted. */
export async function timelineRows(isWanted: (id: string) => boolean): Promise<Row[]> {
  const rows: Row[] = []
  const add = (id: string, ours: number, limit: number, unit: string): void => {
    if (isWanted(id)) rows.push(rowOf(id, { ours, theirs: limit }, 1, unit))
  }
  const many = await withSession(manyEvents, async (opened) => {
    const { openMs, stillMs, memoryMb } = opened
    console.log(`opening: the window stood still for ${stillMs.toFixed(0)} ms at most`)
    add('timeline-open', openMs / 1000, 6, 's to open, at most')
    add('timeline-memory', memoryMb, 350, "MB of the page's process, at most")
    const density = await frameMs(opened, 'density')
    add('timeline-density', density, 5, 'ms script a frame, p50, at most')
    add('timeline-strokes', await frameMs(opened, 'strokes'), 8, 'ms script a frame, p50, at most')
    const scrub = await scrubMs(opened)
    console.log(
      `scrub: first ${scrub.cold.toFixed(1)} ms, p50 ${scrub.p50.toFixed(1)} ms, at most ${scrub.most.toFixed(1)} ms`,
    )
    add('timeline-scrub', scrub.p50, 50, 'ms to any moment, p50, at most')
    return density
  })
  if (isWanted('timeline-growth')) {
    const few = await withSession(fewEvents, (opened) => frameMs(opened, 'density'))
    rows.push(
      rowOf(
        'timeline-growth',
        { ours: many, theirs: few },
        1.2,
        'ms script a frame, at a million events and at 10,000',
      ),
    )
  }
  return rows
}

export const timelineBenches = ['open', 'memory', 'density', 'strokes', 'scrub', 'growth'].map(
  (name) => `timeline-${name}`,
)
