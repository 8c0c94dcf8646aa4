/** Waits until windows show what they were told: the demo takes its pictures then. */
import type { Clock } from '../core/clock.ts'
import type { LiveFeed } from './live-feed.ts'
import type { Windows } from './windows.ts'

/** The windows of a demo have so long to draw what they were told. */
const drawMs = 10_000
const drawLookMs = 50

/** Until the inspector has taken everything in, and every window has drawn what it holds. @throws Error where they do not */
export async function allDrawn(options: {
  readonly feed: LiveFeed
  readonly clock: Clock
  readonly windows: Windows
}): Promise<void> {
  const { feed, clock, windows } = options
  const end = clock.now() + drawMs
  while (!feed.isTaken && clock.now() < end) await new Promise<void>((resolve) => clock.after(drawLookMs, resolve))
  const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))'
  const drawn = Promise.all(windows.all.map(({ window }) => window.webContents.executeJavaScript(twoFrames)))
  const late = new Promise<never>((_, reject) => {
    clock.after(drawMs, () => reject(new Error(`The windows did not draw anything within ${drawMs / 1000} s.`)))
  })
  await Promise.race([drawn, late])
}
