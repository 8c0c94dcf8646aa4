/**
 * A whole session in some hundred bins of time: how many messages, how many came to nothing, how long deliveries took, how
 * many copies lagged behind. Bins are joined two by two as the session grows, so that there are never more. Fed with rows,
 * once when they are new and once when they have ended.
 */
import type { Columns } from './columns.ts'

/** At most so many bins, and at least half of them once there is much. */
export const binsMax = 1024
/** Latencies are counted by size: each class ends a factor of 1.5 above the one before. */
const classes = 48
const classBase = 1.5
const shortestMs = 0.01

export interface OverviewBin {
  readonly messages: number
  readonly bad: number
  /** The most copies that lagged behind the newest at once. */
  readonly behind: number
  /** Latencies at which half and 95 of 100 deliveries had arrived, in milliseconds; NaN where none had. */
  readonly p50Ms: number
  readonly p95Ms: number
}

export interface Overview {
  /** The moment of the first bin, and how long each is. */
  readonly start: number
  readonly binMs: number
  readonly count: number
  /** Grows with every row. */
  readonly version: number
  bin(index: number): OverviewBin
  /** A row of the table is new, or has ended. */
  touch(row: number): void
}

const classOf = (ms: number): number =>
  Math.max(0, Math.min(classes - 1, Math.floor(Math.log(Math.max(ms, shortestMs) / shortestMs) / Math.log(classBase))))
const latencyOf = (index: number): number => shortestMs * classBase ** (index + 0.5)

export function createOverview(columns: Columns): Overview {
  const messages = new Uint32Array(binsMax)
  const bad = new Uint32Array(binsMax)
  const behind = new Uint16Array(binsMax)
  const latencies = new Uint32Array(binsMax * classes)
  /** By object and then by hyperty: at which version a copy is. */
  const versions = new Map<number, Map<number, number>>()
  let start: number | undefined
  let binMs = 1
  let count = 0
  let version = 0
  let lagging = 0
  /** By object: how many of its copies lag. */
  const lags = new Map<number, number>()

  function join(): void {
    const half = binsMax / 2
    for (let bin = 0; bin < half; bin++) {
      for (const list of [messages, bad]) list[bin] = (list[2 * bin] as number) + (list[2 * bin + 1] as number)
      behind[bin] = Math.max(behind[2 * bin] as number, behind[2 * bin + 1] as number)
      for (let index = 0; index < classes; index++) {
        const from = 2 * bin * classes + index
        latencies[bin * classes + index] = (latencies[from] as number) + (latencies[from + classes] as number)
      }
    }
    for (const list of [messages, bad, behind]) list.fill(0, half)
    latencies.fill(0, half * classes)
    binMs *= 2
    count = Math.ceil(count / 2)
  }

  function binAt(at: number): number {
    start ??= at
    while ((at - start) / binMs >= binsMax) join()
    const bin = Math.max(0, Math.floor((at - start) / binMs))
    count = Math.max(count, bin + 1)
    return bin
  }

  /** A copy is at a version: how many of its object lag now. */
  function reach(object: number, who: number, at: number): void {
    let copies = versions.get(object)
    if (!copies) versions.set(object, (copies = new Map()))
    copies.set(who, at)
    const newest = Math.max(...copies.values())
    let lag = 0
    for (const one of copies.values()) if (one < newest) lag++
    lagging += lag - (lags.get(object) ?? 0)
    lags.set(object, lag)
  }

  function end(row: number): void {
    const head = columns.head.get(row)
    const sentAt = columns.at.get(head)
    const effect = columns.effectOf(row)
    const bin = binAt(sentAt)
    if (effect === 'refused' || effect === 'lost') (bad[bin] as number)++
    const received = columns.ended.received.get(row)
    if (!Number.isNaN(received)) (latencies[bin * classes + classOf(received - sentAt)] as number)++
    const reached = columns.versionOf(row)
    if (reached === undefined || effect !== 'applied') return
    reach(columns.object.get(row), columns.to.get(row), reached)
    const now = binAt(Number.isNaN(received) ? sentAt : received)
    behind[now] = Math.max(behind[now] as number, lagging)
  }

  function quantile(bin: number, share: number): number {
    let all = 0
    for (let index = 0; index < classes; index++) all += latencies[bin * classes + index] as number
    if (all === 0) return Number.NaN
    let seen = 0
    for (let index = 0; index < classes; index++) {
      seen += latencies[bin * classes + index] as number
      if (seen >= all * share) return latencyOf(index)
    }
    return Number.NaN
  }

  return {
    get start() {
      return start ?? 0
    },
    get binMs() {
      return binMs
    },
    get count() {
      return count
    },
    get version() {
      return version
    },
    bin: (index) => ({
      messages: messages[index] ?? 0,
      bad: bad[index] ?? 0,
      behind: behind[index] ?? 0,
      p50Ms: quantile(index, 0.5),
      p95Ms: quantile(index, 0.95),
    }),
    touch(row) {
      version++
      if (columns.kindOf(row) !== 'message') return
      const isNew = columns.endN.get(row) === 0
      if (!isNew) return end(row)
      if (columns.head.get(row) !== row) return undefined
      const bin = binAt(columns.at.get(row))
      ;(messages[bin] as number)++
      const reached = columns.versionOf(row)
      if (columns.typeOf(row) === 'update' && reached !== undefined)
        reach(columns.object.get(row), columns.from.get(row), reached)
      behind[bin] = Math.max(behind[bin] as number, lagging)
      return undefined
    },
  }
}
