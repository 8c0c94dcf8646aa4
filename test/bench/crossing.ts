/**
 * The time of a crossing from one page to another, measured without comparing their clocks: as many go back as go
 * there, each is timed from the writer's clock to the hearer's, and what the clocks are apart by falls out of the sum
 * of both medians. A page's clock is its start and the machine's steady clock, so the distance stays what it is.
 */
import type { JSHandle } from '@playwright/test'
import { strict as assert } from 'node:assert'
import { setTimeout as delay } from 'node:timers/promises'
import { createRandom } from '../../core/clock.ts'

/** One end in a page: writes something that the other end hears of. */
export interface End {
  write(): void
  /** Called for each thing that is heard. */
  heard: () => void
}

export interface Pair {
  readonly a: JSHandle<End>
  readonly b: JSHandle<End>
}

interface Times {
  readonly wrote: readonly number[]
  readonly heard: readonly number[]
}

export interface PaceOptions {
  /** How often each pair goes each way. */
  readonly count: number
  /** From one crossing to the next, whose ever it is. */
  readonly everyMs: number
}

/** Time for the pages to learn when they are to write, and for the last one to be heard. */
const spareMs = 500

/**
 * Lets all pairs cross in turn, one crossing at a time, in an order that is drawn: so each meets what the others have
 * left behind, such as windows that draw, as often as the others do. Gives the p50 of a crossing of each pair, in
 * milliseconds.
 */
export async function cross(pairs: readonly Pair[], { count, everyMs }: PaceOptions): Promise<number[]> {
  const ends = pairs.flatMap(({ a, b }) => [a, b])
  const order = shuffled(ends.flatMap((_, end) => new Array<number>(count).fill(end)))
  const beginAt = Date.now() + spareMs
  const logs = await Promise.all(
    ends.map((end, index) => {
      const at = order.flatMap((which, slot) => (which === index ? [beginAt + slot * everyMs] : []))
      return end.evaluateHandle(writeAt, at)
    }),
  )
  await delay(beginAt + order.length * everyMs + spareMs - Date.now())
  const times = await Promise.all(logs.map((log) => log.evaluate((all) => all)))
  return pairs.map((_, index) => {
    const [a, b] = [times[2 * index], times[2 * index + 1]] as [Times, Times]
    return (oneWay(a, b) + oneWay(b, a)) / 2
  })
}

/** The p50 of one way, with the distance of the clocks in it. */
function oneWay({ wrote }: Times, { heard }: Times): number {
  assert.equal(heard.length, wrote.length, 'something was not heard in time, or heard twice')
  return median(wrote.map((wroteAt, index) => (heard[index] as number) - wroteAt))
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number

function shuffled(values: readonly number[]): number[] {
  const random = createRandom(1)
  const keyed = values.map((value) => ({ value, key: random() }))
  return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value)
}

/** In a page: writes at these moments of the wall clock, and notes when, and when something was heard. */
function writeAt(end: End, moments: readonly number[]): Times {
  const wrote: number[] = []
  const heard: number[] = []
  end.heard = () => heard.push(performance.now())
  const next = (): void => {
    const at = moments[wrote.length]
    if (at === undefined) return
    setTimeout(() => {
      wrote.push(performance.now())
      end.write()
      next()
    }, at - Date.now())
  }
  next()
  return { wrote, heard }
}
