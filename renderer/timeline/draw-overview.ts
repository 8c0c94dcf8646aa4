/**
 * The whole session from left to right: how much was sent, as bars; below them the share of what came to nothing; bookmarks
 * and faults above. Beneath, if wanted, rate, latencies and lagging copies as lines on the same time. Draws; knows no page.
 */
/* oxlint-disable unicorn/no-array-fill-with-reference-type -- a canvas is no array */
import type { Overview } from '../../core/overview.ts'
import type { Band } from './bands.ts'
import type { Theme } from './theme.ts'

export const minimapHeight = 48
export const sparkHeight = 24
const shareHeight = 5
const flagHeight = 8

export interface OverviewPicture {
  readonly overview: Overview
  readonly width: number
  readonly hasSparks: boolean
  /** The last moment of the session. */
  readonly end: number
  readonly bookmarks: readonly number[]
  readonly bands: readonly Band[]
}

/** Where a moment lies, from the left. */
export const xOfMoment = ({ overview, width, end }: OverviewPicture, at: number): number =>
  ((at - overview.start) / Math.max(1e-9, end - overview.start)) * width

export const momentOfX = ({ overview, width, end }: OverviewPicture, x: number): number =>
  overview.start + (Math.max(0, Math.min(width, x)) / Math.max(1, width)) * (end - overview.start)

export function drawOverview(context: CanvasRenderingContext2D, theme: Theme, picture: OverviewPicture): void {
  const { overview, width, hasSparks } = picture
  const height = minimapHeight + (hasSparks ? 3 * sparkHeight : 0)
  context.fillStyle = theme.sunken
  context.fillRect(0, 0, width, height)
  const bins = Array.from({ length: overview.count }, (_, index) => overview.bin(index))
  const xs = Array.from({ length: bins.length + 1 }, (_, index) =>
    xOfMoment(picture, Math.min(picture.end, overview.start + index * overview.binMs)),
  )
  drawBands(context, theme, picture)
  const most = Math.max(1, ...bins.map(({ messages }) => messages))
  const room = minimapHeight - shareHeight - flagHeight
  const all = new Path2D()
  const bad = new Path2D()
  bins.forEach(({ messages, bad: wrong }, index) => {
    const [x = 0, next = 0] = [xs[index], xs[index + 1]]
    const barWidth = Math.max(1, next - x)
    const bar = messages === 0 ? 0 : Math.max(1.5, Math.sqrt(messages / most) * room)
    all.rect(x, minimapHeight - shareHeight - bar, barWidth, bar)
    if (wrong > 0) {
      const share = Math.max(1.5, Math.min(1, wrong / Math.max(1, messages)) * shareHeight)
      bad.rect(x, minimapHeight - share, barWidth, share)
    }
  })
  context.fillStyle = theme.lineStrong
  context.fill(all)
  context.fillStyle = theme.bad
  context.fill(bad)
  drawFlags(context, theme, picture)
  if (!hasSparks) return
  const seconds = overview.binMs / 1000
  const line = (place: number, name: string, unit: string, values: readonly number[], more?: readonly number[]): void =>
    drawSpark(context, theme, { top: minimapHeight + place * sparkHeight, name, unit, width, xs, values, more })
  line(
    0,
    'Rate',
    '/s',
    bins.map(({ messages }) => messages / seconds),
  )
  line(
    1,
    'Latency p50, p95',
    'ms',
    bins.map(({ p50Ms }) => p50Ms),
    bins.map(({ p95Ms }) => p95Ms),
  )
  line(
    2,
    'Copies behind',
    '',
    bins.map(({ behind }) => behind),
  )
}

function drawBands(context: CanvasRenderingContext2D, theme: Theme, picture: OverviewPicture): void {
  const [mild, grave] = [new Path2D(), new Path2D()]
  for (const { kind, at, end } of picture.bands) {
    const x = xOfMoment(picture, at)
    const path = kind === 'paused' || kind === 'offline' ? mild : grave
    path.rect(x, 0, Math.max(1, xOfMoment(picture, end?.at ?? picture.end) - x), minimapHeight - shareHeight)
  }
  // all of a kind at once: where several lie on one another they are no stronger
  context.globalAlpha = 0.12
  context.fillStyle = theme.warn
  context.fill(mild)
  context.fillStyle = theme.bad
  context.fill(grave)
  context.globalAlpha = 1
}

/** A bookmark is a small flag. */
function drawFlags(context: CanvasRenderingContext2D, theme: Theme, picture: OverviewPicture): void {
  context.fillStyle = theme.accent
  for (const at of picture.bookmarks) {
    const x = Math.round(xOfMoment(picture, at))
    context.fillRect(x, 0, 1.5, flagHeight + 4)
    context.beginPath()
    context.moveTo(x, 0)
    context.lineTo(x + 7, 3)
    context.lineTo(x, 6)
    context.fill()
  }
}

interface Spark {
  readonly top: number
  readonly name: string
  readonly unit: string
  readonly width: number
  readonly xs: readonly number[]
  readonly values: readonly number[]
  readonly more?: readonly number[] | undefined
}

const numberText = (value: number): string =>
  value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2)

function drawSpark(context: CanvasRenderingContext2D, theme: Theme, spark: Spark): void {
  const { top, name, unit, width, xs, values, more } = spark
  const most = Math.max(1e-9, ...[...values, ...(more ?? [])].filter(Number.isFinite))
  context.fillStyle = theme.line
  context.fillRect(0, top, width, 1)
  const stroke = (list: readonly number[], colour: string, dash: readonly number[]): void => {
    context.strokeStyle = colour
    context.lineWidth = 1.25
    context.setLineDash([...dash])
    context.beginPath()
    let isDown = false
    list.forEach((value, index) => {
      if (Number.isNaN(value)) return
      const y = top + sparkHeight - 2 - (value / most) * (sparkHeight - 6)
      const x = ((xs[index] ?? 0) + (xs[index + 1] ?? 0)) / 2
      if (isDown) context.lineTo(x, y)
      else context.moveTo(x, y)
      isDown = true
    })
    context.stroke()
    context.setLineDash([])
  }
  if (more) stroke(more, theme.warn, [3, 2])
  stroke(values, theme.accent, [])
  const text = `${name} · at most ${numberText(most)}${unit === '/s' ? unit : ` ${unit}`}`
  context.font = `10px ${theme.font}`
  const room = context.measureText(text).width + 8
  context.globalAlpha = 0.85
  context.fillStyle = theme.sunken
  context.fillRect(4, top + 3, room, 13)
  context.globalAlpha = 1
  context.fillStyle = theme.inkSoft
  context.fillText(text, 8, top + 13)
}
