/**
 * Plays a scenario in the real windows, step by step: says in a sentence what happens, has the stage do it, and goes on
 * when what it caused has arrived. What is meant to happen at the same time is held until all of it is done. Knows
 * neither windows nor keys.
 */
import type { Cancel, Clock } from '../core/clock.ts'
import type { LinkOrder } from '../core/link-order.ts'
import { groupsOf, stepText, whyNotLive, type StepGroup } from '../core/live-scenario.ts'
import type { InspectorFrame } from '../core/port.ts'
import type { Speed } from '../core/experiment.ts'
import type { Step } from '../core/scenario.ts'

/** What is played, under which model and conditions. */
export interface Play {
  /** For people. */
  readonly title: string
  readonly steps: readonly Step[]
  readonly model: string
  /** What is ordered of all links while it plays. */
  readonly link?: LinkOrder
  readonly speed: Speed
}

/** How long somebody takes who plays; each wait ends at once, with an error, when the play is stopped. */
export interface Tempo {
  readonly keyMs: number
  readonly stepMs: number
  wait(ms: number): Promise<void>
  /** @throws Error where it does not happen in time */
  until(what: string, isSo: () => boolean): Promise<void>
}

/** Where it is played. */
export interface Stage {
  /** The steps as they can be played here: an object that is there already keeps its name. */
  prepare(play: Play): readonly Step[]
  /** Whether nothing would be seen of a step, as it is so already. */
  isDone(step: Step): boolean
  carryOut(step: Step, tempo: Tempo): Promise<void>
  /** Nothing arrives any more; what is sent meanwhile arrives, in order, when that is over. */
  hold(isHeld: boolean): void
  /** Whether nothing is on its way. */
  isQuiet(): boolean
  /** How it stands, as a sentence. */
  verdict(): string
  /** What was ordered, crashed, paused or taken off line for the play is as it was before. */
  mend(): void
  note(text: string, style: 'phase' | 'step' | 'remark'): void
}

export interface Player {
  readonly playing: boolean
  /** Plays to the end. @throws Error that says what went wrong, or that it was stopped */
  play(play: Play): Promise<void>
  stop(): void
}

export interface PlayerOptions {
  readonly clock: Clock
  readonly stage: Stage
  readonly tell: (frame: InspectorFrame & { kind: 'phases' }) => void
  readonly onChange: () => void
  /** Between two keys, and after a step so that it can be read; at the usual speed. */
  readonly keyMs: number
  readonly stepMs: number
}

/** How long a step may take to have its effect. */
const effectMs = 15_000
/** What does not become quiet in this time, as somebody is off line, is left so. */
const quietMs = 5_000
const lookMs = 30
const factors: Readonly<Record<Speed, number>> = { slow: 2, usual: 1, fast: 0.4 }

export function createPlayer(options: PlayerOptions): Player {
  const { clock, stage, tell, onChange } = options
  let playing = false
  let stopped = false
  let wake: Cancel | undefined

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (): void => (stopped ? reject(new Error('Playing was stopped.')) : resolve())
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

  async function settle(tempo: Tempo): Promise<void> {
    const end = clock.now() + quietMs
    // what was typed last is sent in a moment
    await wait(Math.max(lookMs, tempo.stepMs / 4))
    while (!stage.isQuiet() && clock.now() < end) await wait(lookMs)
  }

  async function playStep(step: Step, tempo: Tempo, say: (sentence: string) => void): Promise<void> {
    if (step.do === 'note') {
      stage.note(step.text, step.style)
      if (step.style !== 'step') return
      say(step.text)
      return wait(tempo.stepMs)
    }
    if (stage.isDone(step)) return undefined
    say(stepText(step))
    await wait(tempo.stepMs / 4)
    return stage.carryOut(step, tempo)
  }

  async function playGroups(groups: readonly StepGroup[], tempo: Tempo): Promise<void> {
    const steps = groups.reduce((sum, group) => sum + group.steps.length, 0)
    let count = 0
    const say = (sentence: string): void => tell({ kind: 'phases', state: 'running', step: count, steps, sentence })
    for (const group of groups) {
      if (group.isHeld) stage.hold(true)
      for (const step of group.steps) {
        count++
        await playStep(step, tempo, say)
      }
      if (group.isHeld) {
        say('All have written; now it arrives.')
        await wait(tempo.stepMs)
        stage.hold(false)
      }
      if (group.steps.some((step) => step.do !== 'note')) await settle(tempo)
    }
    await settle(tempo)
    tell({ kind: 'phases', state: 'done', step: count, steps: count, sentence: stage.verdict() })
  }

  return {
    get playing() {
      return playing
    },
    async play(play) {
      if (playing) throw new Error('A scenario is being played already. Stop it first.')
      const problem = whyNotLive(play.steps)
      if (problem !== undefined) throw new Error(problem)
      playing = true
      stopped = false
      onChange()
      const factor = factors[play.speed]
      const tempo: Tempo = { keyMs: options.keyMs * factor, stepMs: options.stepMs * factor, wait, until }
      try {
        await playGroups(groupsOf(stage.prepare(play)), tempo)
      } catch (error) {
        tell({ kind: 'phases', state: 'failed', step: 0, steps: 0, sentence: (error as Error).message })
        throw error
      } finally {
        stage.mend()
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
