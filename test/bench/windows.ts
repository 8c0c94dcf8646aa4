/** From window to window, in the real Electron: how long one change takes, and how many a second get through. */
import type { JSHandle } from '@playwright/test'
import { encodeFrame } from '../../core/codec.ts'
import type { DataObject } from '../../core/data-object.ts'
import { objectUrl } from '../../core/message.ts'
import { shareObject, sharedObject, startApplication, type RunningApplication } from './application.ts'
import { cross, type End, type Pair } from './crossing.ts'
import { openRelay } from './relay.ts'
import { rowOf, type Row } from './row.ts'
import { stream } from './stream.ts'

/**
 * How long one change takes from Alice's write until Bob's observer is told, against a bare relay of the same bytes
 * through main. Both take turns in the same process, with the inspector recording and drawing as it does.
 */
export async function windowVsPort({ count = 150, everyMs = 20, warmUpCount = 50 } = {}): Promise<Row> {
  const application = await startApplication()
  try {
    const pairs = [await ownPair(application), await relayPair(application)]
    await cross(pairs, { count: warmUpCount, everyMs })
    const [ours = 0, theirs = 0] = (await cross(pairs, { count, everyMs })).map((ms) => ms * 1000)
    return rowOf('window-vs-port', { ours, theirs }, 1.5, 'µs a crossing, p50')
  } finally {
    await application.quit()
    await application.remove()
  }
}

/** What a person does not notice as waiting, at most. */
const frameMaxMs = 100

/**
 * Changes a second that get from Alice's window into Bob's for a while, with nothing lost; and how long frames of the
 * windows take meanwhile, the slowest window's p95.
 */
export async function windowSustained({ durationMs = 60_000, wanted = 2000 } = {}): Promise<Row[]> {
  const application = await startApplication()
  try {
    // a little more is offered than is wanted: what is offered can be reached, and never exceeded
    const { rate, frames } = await stream(application, { durationMs, rate: wanted * 1.02, everyMs: 10 })
    const slowest = Math.max(...Object.values(frames).map(({ p95 }) => p95))
    for (const [name, { p50, p95, max }] of Object.entries(frames)) {
      console.log(`frames of ${name}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, at most ${max.toFixed(1)} ms`)
    }
    const sustained = { ours: rate, theirs: wanted, ratio: wanted / rate, limit: 1, within: rate >= wanted }
    return [
      { id: 'window-sustained', ...sustained, unit: 'changes a second, at least' },
      rowOf(
        'window-sustained-frame',
        { ours: slowest, theirs: frameMaxMs },
        1,
        'ms a frame, p95 of the slowest window',
      ),
    ]
  } finally {
    await application.quit()
    await application.remove()
  }
}

/** Alice writes into her object and Bob answers in his own, so that both ways are a reporter's to an observer. */
async function ownPair({ alice, bob }: RunningApplication): Promise<Pair> {
  const [bobsAnswer, answer] = await shareObject(bob, alice, 'answer', { n: 0 })
  const question = await sharedObject(alice, 'welcome')
  const bobsQuestion = await sharedObject(bob, 'welcome')
  // what is written to is what both are looking at
  for (const { store } of [alice, bob]) {
    await store.evaluate((hyperty, url) => (hyperty.selectedUrl = url), objectUrl('welcome'))
  }
  return { a: await endOf(question, answer), b: await endOf(bobsAnswer, bobsQuestion) }
}

const endOf = (written: JSHandle<DataObject>, watched: JSHandle<DataObject>): Promise<JSHandle<End>> =>
  written.evaluateHandle((target, source) => {
    const data = target.data as { n?: number }
    let count = 0
    const end: End = { write: () => (data.n = ++count), heard: () => undefined }
    source.subscribe(({ local, changes }) => {
      // where the machine halts for a moment, two writes may come as one report
      if (!local) for (let heard = 0; heard < changes.length; heard++) end.heard()
    })
    return end
  }, watched)

async function relayPair({ app }: RunningApplication): Promise<Pair> {
  const { a, b } = await openRelay(app)
  const at = 1_700_000_000_000.125
  const url = objectUrl('welcome')
  const text = encodeFrame({
    kind: 'report',
    url,
    seq: 100,
    base: 300,
    changedAt: at,
    postedAt: at,
    changes: [[['n'], 100]],
  })
  const portEnd = (port: JSHandle<MessagePort>): Promise<JSHandle<End>> =>
    port.evaluateHandle((own, frame) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has one other end, and no origin
      const end: End = { write: () => own.postMessage(frame), heard: () => undefined }
      own.addEventListener('message', () => end.heard())
      own.start()
      return end
    }, text)
  return { a: await portEnd(a), b: await portEnd(b) }
}
