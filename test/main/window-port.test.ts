// The port of one window: nothing it sends can do harm, nothing is sent to it that it cannot take.
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../core/clock.ts'
import type { HypertyFrame, SyncerFrame } from '../../core/port.ts'
import { framePortLimits } from '../../core/frame-port.ts'
import { createWindowPort, portLimits } from '../../main/window-port.ts'
import { createFakePort } from './fake-port.ts'

function connect() {
  const clock = createVirtualClock()
  const end = createFakePort()
  const taken: HypertyFrame[] = []
  const refused: string[] = []
  const closed: (string | undefined)[] = []
  const uncertainties: (number | undefined)[] = []
  const port = createWindowPort({
    end,
    clock,
    offsetGuessMs: 0,
    onFrame: (frame) => void taken.push(frame),
    onRefused: (code, reason) => void refused.push(`${code} ${reason}`),
    onClosed: (reason) => void closed.push(reason),
    onUncertainty: (uncertaintyMs) => void uncertainties.push(uncertaintyMs),
  })
  /** Answers the last ping, `wayMs` later for each way, on a clock that is `aheadMs` ahead. */
  function pong(wayMs: number, aheadMs: number): void {
    const asked = end.frames.filter((frame) => frame.kind === 'ping').at(-1) as SyncerFrame & { kind: 'ping' }
    clock.advance(wayMs * 2)
    end.arrive(JSON.stringify({ kind: 'pong', sentAt: asked.sentAt, at: clock.now() - wayMs + aheadMs }))
  }
  return { clock, end, port, taken, refused, closed, uncertainties, pong }
}

const gone = (n: number): SyncerFrame => ({ kind: 'gone', n, url: 'comm://local/x' })
const numbersOf = (frames: readonly SyncerFrame[]): number[] =>
  frames.flatMap((frame) => ('n' in frame ? [frame.n] : []))
const applied = (n: number): string => JSON.stringify({ kind: 'applied', n, appliedAt: 0 })

test('a window has at most 256 numbered frames it has not acknowledged; the others wait, in order', () => {
  const { end, port } = connect()
  for (let n = 1; n <= 300; n++) port.send(gone(n))
  port.send({ kind: 'answer', id: 7, code: 200 })
  expect(numbersOf(end.frames)).toEqual(Array.from({ length: framePortLimits.credit }, (_, index) => index + 1))
  end.arrive(applied(1))
  end.arrive(applied(1))
  end.arrive(applied(999))
  expect(numbersOf(end.frames)).toHaveLength(framePortLimits.credit + 1)
  for (let n = 2; n <= 300; n++) end.arrive(applied(n))
  expect(numbersOf(end.frames)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1))
  // it was sent last, so it comes last
  expect(end.frames.at(-1)).toMatchObject({ kind: 'answer', id: 7 })
})

test('a window that takes nothing in is cut off at a bound, and told why', () => {
  const { end, port, closed } = connect()
  const count = framePortLimits.credit + framePortLimits.waitingMax
  for (let n = 1; n <= count; n++) port.send(gone(n))
  expect(end.closed).toBe(false)
  port.send(gone(count + 1))
  expect(end.closed).toBe(true)
  expect(closed).toEqual([expect.stringMatching(/did not keep up/)])
  expect(end.frames.at(-1)).toMatchObject({ kind: 'answer', id: 0, reason: closed[0] })
})

test('a flood ends the port, not before the bound, and the window is told why', () => {
  const { end, taken, closed, clock } = connect()
  for (let count = 0; count < portLimits.burst; count++) end.arrive('{"kind":"hello"}')
  expect(end.closed).toBe(false)
  expect(taken).toHaveLength(portLimits.burst)
  clock.advance(100)
  for (let count = 0; count < 3_000; count++) end.arrive('{"kind":"hello"}')
  expect(taken).toHaveLength(portLimits.burst + portLimits.perSecond / 10)
  expect(closed).toEqual([expect.stringMatching(/more than 20,000/)])
  expect(end.frames.at(-1)).toMatchObject({ kind: 'answer', id: 0, reason: closed[0] })
})

test.each([
  ['no text', { kind: 'hello' }, 400],
  ['no JSON', '{"kind":', 400],
  ['an unknown kind', '{"kind":"format-disk"}', 400],
  ['a field of the wrong type', '{"kind":"request","id":"1","action":{"do":"delete","url":"comm://local/x"}}', 400],
  ['an unknown action', '{"kind":"request","id":1,"action":{"do":"sudo"}}', 400],
  [
    'a key that reaches into prototypes',
    '{"kind":"request","id":1,"action":{"do":"create","name":"x","value":{"__proto__":{"a":1}}}}',
    400,
  ],
  [
    'a path that does',
    '{"kind":"report","url":"comm://local/x","seq":1,"base":0,"changedAt":0,"postedAt":0}\n[[["__proto__","a"],1]]',
    400,
  ],
  [
    'a depth of 1,000',
    `{"kind":"request","id":1,"action":{"do":"create","name":"x","value":{"a":${'['.repeat(1000)}${']'.repeat(1000)}}}}`,
    413,
  ],
  ['more than 16 MiB', `{"kind":"hello","x":"${'x'.repeat(16 * 1024 * 1024)}"}`, 413],
])('%s is refused with a reason, and what comes after is heard', (_, data, code) => {
  const { end, taken, refused, closed } = connect()
  end.arrive(data)
  expect(taken).toEqual([])
  expect(refused).toHaveLength(1)
  expect(end.frames.at(-1)).toMatchObject({ kind: 'answer', id: 0, code })
  end.arrive('{"kind":"hello"}')
  expect(taken).toEqual([{ kind: 'hello' }])
  expect(closed).toEqual([])
})

test('a window that sends nothing but nonsense is cut off in the end', () => {
  const { end, refused, closed } = connect()
  for (let count = 0; count < framePortLimits.refusedMax * 2; count++) end.arrive('nonsense')
  expect(refused).toHaveLength(framePortLimits.refusedMax)
  expect(closed).toEqual([expect.stringMatching(/could not be understood/)])
})

test('the clock of the window is measured by what it answers; an answer to no question counts for nothing', () => {
  const { end, port, clock, pong } = connect()
  end.arrive('{"kind":"pong","sentAt":-5,"at":1e9}')
  expect(port.offset.uncertaintyMs).toBeUndefined()
  for (let count = 0; count < 5; count++) pong(0.25, 7_000)
  expect(port.offset.uncertaintyMs).toBeCloseTo(0.255)
  expect(port.offset.toOurs(7_010)).toBeCloseTo(10)
  const asked = end.posted.length
  clock.advance(10_000)
  expect(end.posted.length).toBe(asked + 1)
})

test('[RE4] how well the clock is known is told when it is measured, and again when it is clearly other', () => {
  const { end, clock, pong, uncertainties } = connect()
  for (const wayMs of [2, 1.5, 1.5, 1.5, 0.5]) pong(wayMs, 7_000)
  expect(uncertainties).toEqual([expect.closeTo(2.005), expect.closeTo(0.505)])
  clock.advance(1_000)
  pong(0.1, 7_000)
  expect(uncertainties.slice(2)).toEqual([expect.closeTo(0.105)])
  // the clock was set: that is not known any more, and said before any more of its times are converted
  end.arrive(JSON.stringify({ kind: 'applied', n: 1, appliedAt: clock.now() + 90_000 }))
  expect(uncertainties.slice(3)).toEqual([undefined])
  clock.advance(2_000)
  pong(1, 90_000)
  expect(uncertainties.slice(4)).toEqual([expect.closeTo(0.505)])
})

test('a window that answers no ping is served all the same', () => {
  const { end, port, taken, uncertainties } = connect()
  end.arrive('{"kind":"hello"}')
  port.send(gone(1))
  expect([taken.length, numbersOf(end.frames), uncertainties]).toEqual([1, [1], []])
})

test('a port that the window has closed is gone without a reason', () => {
  const { end, port, closed } = connect()
  end.close()
  port.send(gone(1))
  end.arrive('{"kind":"hello"}')
  expect(closed).toEqual([undefined])
})
