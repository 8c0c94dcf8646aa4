/**
 * Plays the seed's three phases in the real windows: types what a person would type, says in a sentence what it is
 * doing, and goes on when the record shows that the windows are in step.
 */
import type { BrowserWindow } from 'electron'
import type { ConvergenceCheck } from '../core/verdict.ts'
import type { Cancel, Clock } from '../core/clock.ts'
import { hypertyUrl, objectUrl, type Address } from '../core/message.ts'
import type { InspectorFrame } from '../core/port.ts'
import type { Hub } from './hub.ts'
import { createTypist, type Typist } from './typist.ts'

export interface Player {
  readonly playing: boolean
  /** Plays to the end; gives the object it was played with. @throws Error that says what went wrong, or that it was stopped */
  play(): Promise<{ readonly object: Address }>
  stop(): void
}

export interface PlayerOptions {
  readonly clock: Clock
  readonly hub: Hub
  readonly check: Pick<ConvergenceCheck, 'agreedVersion'>
  /** The window of a hyperty, opened where it is not there. */
  readonly windowOf: (name: string) => BrowserWindow
  readonly tell: (frame: InspectorFrame & { kind: 'phases' }) => void
  readonly onChange: () => void
  /** Between two keys, and after a step so that it can be read. */
  readonly keyMs: number
  readonly stepMs: number
}

/** How long a step may take to have its effect. */
const effectMs = 15_000
const lookMs = 30
const names = ['Alice', 'Bob'] as const
const [alice, bob] = names.map(hypertyUrl) as [Address, Address]
const control = ['control'] as const
const controlShift = ['control', 'shift'] as const

interface Step {
  readonly sentence: string
  /** Begins a part of the chart; the steps after it belong to it. */
  readonly phase?: string
  readonly run: () => Promise<void>
}

export function createPlayer(options: PlayerOptions): Player {
  const { clock, hub, check, windowOf, tell, onChange, keyMs, stepMs } = options
  let playing = false
  let stopped = false
  let wake: Cancel | undefined

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (): void => (stopped ? reject(new Error('The three phases were stopped.')) : resolve())
      const cancel = clock.after(ms, end)
      wake = () => {
        cancel()
        end()
      }
    })

  async function until(what: string, isSo: () => boolean): Promise<void> {
    const end = clock.now() + effectMs
    while (!isSo()) {
      if (clock.now() > end) throw new Error(`${what} did not happen within ${effectMs / 1000} s.`)
      await wait(lookMs)
    }
  }

  async function at(name: string): Promise<Typist> {
    const window = windowOf(name)
    await until(`${name}'s window`, () => hub.isConnected(hypertyUrl(name)))
    window.show()
    window.focus()
    window.webContents.focus()
    await wait(keyMs)
    return createTypist(window, () => wait(keyMs))
  }

  /** Puts another value in the place of the one at a path, the way a person does by keys. */
  async function change(name: string, path: string, text: string): Promise<void> {
    const keys = await at(name)
    await keys.press('J', [...controlShift])
    await keys.type(path)
    await keys.press('Enter')
    await wait(stepMs / 4)
    await keys.type(text)
  }

  function stepsWith(objectName: string): readonly Step[] {
    const url = objectUrl(objectName)
    const inStepAfter = (version: number): boolean => (check.agreedVersion(url, [alice, bob]) ?? -1) > version
    const versionNow = (): number => check.agreedVersion(url, [alice, bob]) ?? 0
    return [
      {
        phase: 'Object creation and shared',
        sentence: `Alice makes a data object, ${objectName}, and observes it.`,
        async run() {
          const keys = await at('Alice')
          await keys.press('N', [...controlShift])
          await wait(stepMs / 4)
          await keys.type(objectName)
          await keys.press('Tab')
          await keys.press('A', [...control])
          await keys.type('{"title":"Buy milk","done":false}')
          await keys.press('Enter', [...control])
          await until('The new object', () => hub.bus.access.facts(url)?.reporter === alice)
        },
      },
      {
        sentence: `Alice shares ${objectName}: her Syncer posts it, Bob's Syncer makes his instance and tells him.`,
        async run() {
          const keys = await at('Alice')
          await keys.press('S', [...controlShift])
          await until("Bob's instance", () => inStepAfter(-1))
        },
      },
      {
        phase: 'Object changed by Hyperty 1',
        sentence: 'Alice changes the title; her change is reported to Bob.',
        async run() {
          const before = versionNow()
          await change('Alice', '/title', '"Buy bread"')
          await until("Alice's change in Bob's window", () => inStepAfter(before))
        },
      },
      {
        phase: 'Object changed by Hyperty 2',
        sentence: 'Only its owner may write, so Alice gives Bob the right to.',
        async run() {
          const keys = await at('Alice')
          await keys.press('M', [...controlShift])
          await wait(stepMs / 4)
          // the menu goes to whose name is typed
          await keys.type('Bob')
          await keys.press('Enter')
          await until("Bob's right to write", () => hub.bus.access.facts(url)?.writers.has(bob) === true)
        },
      },
      {
        sentence: 'Bob ticks it off; his change is reported to Alice.',
        async run() {
          const before = versionNow()
          await change('Bob', '/done', 'true')
          await until("Bob's change in Alice's window", () => inStepAfter(before))
        },
      },
    ]
  }

  /** The name of the object, with a number from the second time on. */
  function freeName(): string {
    for (let count = 1; ; count++) {
      const name = count === 1 ? 'todo' : `todo-${count}`
      if (!hub.bus.access.facts(objectUrl(name))) return name
    }
  }

  async function playSteps(steps: readonly Step[]): Promise<void> {
    let count = 0
    for (const { phase, sentence, run } of steps) {
      count++
      if (phase) hub.note(phase, 'phase')
      hub.note(sentence, 'step')
      tell({ kind: 'phases', state: 'running', step: count, steps: steps.length, sentence })
      await wait(stepMs)
      await run()
    }
    tell({ kind: 'phases', state: 'done', step: count, steps: count, sentence: 'Alice and Bob are in step.' })
  }

  return {
    get playing() {
      return playing
    },
    async play() {
      if (playing) throw new Error('The three phases are being played already.')
      playing = true
      stopped = false
      onChange()
      try {
        for (const name of names) await at(name)
        const name = freeName()
        await playSteps(stepsWith(name))
        return { object: objectUrl(name) }
      } catch (error) {
        tell({ kind: 'phases', state: 'failed', step: 0, steps: 0, sentence: (error as Error).message })
        throw error
      } finally {
        playing = false
        onChange()
      }
    },
    stop() {
      if (!playing) return
      stopped = true
      wake?.()
    },
  }
}
