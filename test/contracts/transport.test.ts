// What every transport holds between a hyperty and its Syncer, run on each kind: values and text in memory, a port
// between two threads of Node, and that of a window, as main has it.
import { MessageChannel } from 'node:worker_threads'
import type { MessagePortMain } from 'electron'
import { afterEach, describe, expect, it } from 'vitest'
import { limits } from '../../core/bounds.ts'
import { createVirtualClock } from '../../core/clock.ts'
import {
  asText,
  asValues,
  createFramePort,
  framePortLimits,
  type FrameForm,
  type FramePort,
} from '../../core/frame-port.ts'
import { createMemoryTransport } from '../../core/memory-transport.ts'
import type { Code } from '../../core/message.ts'
import type { HypertyFrame, SyncerFrame } from '../../core/port.ts'
import type { TransportEnd } from '../../core/transport.ts'
import { createPagePort, createThreadPort } from '../../main/transports/message-port.ts'
import { createWindowPort } from '../../main/window-port.ts'

interface Ears {
  onFrame(frame: HypertyFrame): void
  onRefused(code: Code, reason: string): void
  onClosed(reason?: string): void
}

interface Kind {
  readonly name: string
  readonly form: FrameForm
  /** Two ends, and what lets everything arrive that is under way. */
  ends(): readonly [TransportEnd, TransportEnd]
  serve(end: TransportEnd, ears: Ears): FramePort
  arrive(): Promise<void>
}

const asFramePort =
  (form: FrameForm) =>
  (end: TransportEnd, ears: Ears): FramePort =>
    createFramePort({ end, form, now: () => 0, ...ears })

const clock = createVirtualClock()
const inMemory = (): readonly [TransportEnd, TransportEnd] => {
  const travel = (run: () => void): void => void clock.after(1, run)
  return createMemoryTransport({ there: travel, back: travel }).ends
}
const afterTime = async (): Promise<void> => void clock.run()

/** Node's ports deliver in turns of their own: so many turns without anything new is quiet. */
async function afterTurns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
}
const open: { close(): void }[] = []
afterEach(() => {
  for (const port of open.splice(0)) port.close()
})
function channel(): MessageChannel {
  const both = new MessageChannel()
  open.push(both.port1)
  return both
}

const kinds: readonly Kind[] = [
  { name: 'values in memory', form: asValues, ends: inMemory, serve: asFramePort(asValues), arrive: afterTime },
  { name: 'text in memory', form: asText, ends: inMemory, serve: asFramePort(asText), arrive: afterTime },
  {
    name: 'a port between threads',
    form: asText,
    ends() {
      const { port1, port2 } = channel()
      return [createThreadPort(port1), createThreadPort(port2)]
    },
    serve: asFramePort(asText),
    arrive: afterTurns,
  },
  {
    name: 'the port of a window',
    form: asText,
    ends() {
      const { port1, port2 } = channel()
      // Electron's port is Node's, but that it wraps what it hears
      const page = Object.create(port1, {
        postMessage: { value: (what: unknown) => port1.postMessage(what) },
        start: { value: () => port1.start() },
        close: { value: () => port1.close() },
        on: {
          value: (name: string, hear: (what: unknown) => void) =>
            port1.on(name as 'message', (data: unknown) => hear(name === 'message' ? { data, ports: [] } : data)),
        },
      }) as MessagePortMain
      return [createPagePort(page), createThreadPort(port2)]
    },
    serve: (end, ears) => createWindowPort({ end, clock: createVirtualClock(), offsetGuessMs: 0, ...ears }),
    arrive: afterTurns,
  },
]

const gone = (n: number): SyncerFrame => ({ kind: 'gone', n, url: 'comm://local/x' })
const applied = (n: number): HypertyFrame => ({ kind: 'applied', n, appliedAt: 0 })
const report = (seq: number): HypertyFrame => ({
  ...{ kind: 'report', url: 'comm://local/x', seq, base: 0, changedAt: 0, postedAt: 0 },
  changes: [[['a'], seq]],
})
const to = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

describe.each(kinds)('a transport: $name', ({ form, ends, serve, arrive }) => {
  function connect() {
    const [atSyncer, atHyperty] = ends()
    const [heard, told, refused] = [[] as HypertyFrame[], [] as SyncerFrame[], [] as string[]]
    const [closed, ended] = [[] as (string | undefined)[], [] as string[]]
    const port = serve(atSyncer, {
      onFrame: (frame) => void heard.push(structuredClone(frame)),
      onRefused: (code, reason) => void refused.push(`${code} ${reason}`),
      onClosed: (reason) => void closed.push(reason),
    })
    atHyperty.listen(
      (what) => {
        const frame = form.readSyncer(what)
        if (frame.kind !== 'ping') told.push(frame)
      },
      () => void ended.push(String(told.at(-1)?.kind)),
    )
    const say = (frame: HypertyFrame): void => atHyperty.send(form.write(frame))
    const numbers = (): number[] => told.flatMap((frame) => ('n' in frame ? [frame.n] : []))
    return { port, atHyperty, heard, told, refused, closed, ended, say, numbers }
  }

  it('[TP1] carries frames both ways, in order, each once and as it was', async () => {
    const { port, heard, told, say, refused } = connect()
    for (const n of to(200)) {
      port.send(gone(n))
      say(report(n))
    }
    port.send({ kind: 'answer', id: 7, code: 200, value: { text: 'a\nb\u2028c', list: [0, '', null] } })
    await arrive()
    expect(heard).toEqual(to(200).map(report))
    expect(told.slice(0, 200)).toEqual(to(200).map(gone))
    expect(told.slice(200)).toEqual([
      { kind: 'answer', id: 7, code: 200, value: { text: 'a\nb\u2028c', list: [0, '', null] } },
    ])
    expect(refused).toEqual([])
  })

  it('[TP2] has at most 256 numbered frames under way; the others follow in order as those are acknowledged', async () => {
    const { port, say, numbers, told } = connect()
    for (const n of to(600)) port.send(gone(n))
    port.send({ kind: 'answer', id: 7, code: 200 })
    await arrive()
    expect(numbers()).toEqual(to(framePortLimits.credit))
    // what was acknowledged before, or is not under way, gives nothing back
    for (const n of [1, 1, 999]) say(applied(n))
    await arrive()
    await arrive()
    expect(numbers()).toEqual(to(framePortLimits.credit + 1))
    for (let n = 2; n <= 600; n++) {
      say(applied(n))
      if (n % 100 === 0) await arrive()
    }
    await arrive()
    await arrive()
    expect(numbers()).toEqual(to(600))
    expect(told.at(-1)).toMatchObject({ kind: 'answer', id: 7 })
  })

  it('[TP3] what is closed on a hyperty tells it why, after all that was said before, and then nothing more', async () => {
    const { port, say, told, heard, closed, ended } = connect()
    port.send(gone(1))
    port.close('It is over.')
    port.send(gone(2))
    await arrive()
    expect(told).toEqual([gone(1), { kind: 'answer', id: 0, code: 413, reason: 'It is over.' }])
    expect([closed, ended]).toEqual([['It is over.'], ['answer']])
    say(report(1))
    await arrive()
    expect(heard).toEqual([])
  })

  it('[TP3] what a hyperty closes is gone without a reason, after what it said before', async () => {
    const { port, atHyperty, say, heard, told, closed } = connect()
    say(report(1))
    atHyperty.close()
    await arrive()
    port.send(gone(1))
    await arrive()
    expect([heard, told, closed]).toEqual([[report(1)], [], [undefined]])
  })

  it('[TP2] who takes nothing in is cut off at a bound, and told why', async () => {
    const { port, closed, told } = connect()
    const count = framePortLimits.credit + framePortLimits.waitingMax
    for (let n = 1; n <= count; n++) port.send(gone(n))
    expect(closed).toEqual([])
    port.send(gone(count + 1))
    await arrive()
    await arrive()
    expect(closed).toEqual([expect.stringMatching(/did not keep up/)])
    expect(told.at(-1)).toMatchObject({ kind: 'answer', id: 0, reason: closed[0] })
  })
})

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const creating = (value: string): string =>
  `{"kind":"request","id":1,"action":{"do":"create","name":"x","value":{"a":${value}}}}`

describe.each(kinds.filter(({ form }) => form === asText))('a transport of text: $name', ({ ends, serve, arrive }) => {
  function connect() {
    const [atSyncer, atHyperty] = ends()
    const [heard, refused] = [[] as HypertyFrame[], [] as number[]]
    const [told, closed] = [[] as SyncerFrame[], [] as (string | undefined)[]]
    serve(atSyncer, {
      onFrame: (frame) => void heard.push(frame),
      onRefused: (code) => void refused.push(code),
      onClosed: (reason) => void closed.push(reason),
    })
    atHyperty.listen(
      (what) => void told.push(asText.readSyncer(what)),
      () => undefined,
    )
    return { atHyperty, heard, refused, told, closed }
  }

  it.each<readonly [string, unknown, number]>([
    ['nothing of a frame', 'nonsense', 400],
    ['no text', { kind: 'hello' }, 400],
    ['a key that reaches into prototypes', creating('{"__proto__":{"b":1}}'), 400],
    [`deeper than ${limits.depth}`, creating(nested(limits.depth)), 413],
    ['larger than 16 MiB', creating(`"${'x'.repeat(limits.messageCharacters)}"`), 413],
  ])('[TP4] %s is refused with a reason, and what comes after is heard', async (_, what, code) => {
    const { atHyperty, heard, refused, told, closed } = connect()
    atHyperty.send(what)
    atHyperty.send('{"kind":"hello"}')
    await arrive()
    await arrive()
    expect(refused).toEqual([code])
    expect(told.find(({ kind }) => kind === 'answer')).toMatchObject({ id: 0, code, reason: expect.any(String) })
    expect([heard, closed]).toEqual([[{ kind: 'hello' }], []])
  })

  it('[TP4] at the bounds it is heard', async () => {
    const { atHyperty, heard, refused } = connect()
    atHyperty.send(creating(nested(limits.depth - 1)))
    const empty = creating('""').length
    atHyperty.send(creating(`"${'x'.repeat(limits.messageCharacters - empty)}"`))
    await arrive()
    await arrive()
    expect([heard.length, refused]).toEqual([2, []])
  })

  it('[TP4] who sends nothing else is cut off in the end, and nobody else', async () => {
    const [bad, good] = [connect(), connect()]
    for (let count = 0; count < 2 * framePortLimits.refusedMax; count++) bad.atHyperty.send('nonsense')
    good.atHyperty.send('{"kind":"hello"}')
    await arrive()
    await arrive()
    expect(bad.refused).toHaveLength(framePortLimits.refusedMax)
    expect(bad.closed).toEqual([expect.stringMatching(/could not be understood/)])
    expect([good.heard, good.closed]).toEqual([[{ kind: 'hello' }], []])
  })
})
