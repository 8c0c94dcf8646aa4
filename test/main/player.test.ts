import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../core/clock.ts'
import { objectUrl } from '../../core/message.ts'
import { opening, set, writes } from '../../core/opening.ts'
import type { InspectorFrame } from '../../core/port.ts'
import { stepsOf, type Step } from '../../core/scenario.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { createPlayer, type Play, type Stage } from '../../main/player.ts'

type Phases = InspectorFrame & { kind: 'phases' }

/** A player on a stage that writes down what it is told. */
function createTheatre(more: Partial<Stage> = {}) {
  const clock = createVirtualClock()
  const told: Phases[] = []
  const seen: string[] = []
  const stage: Stage = {
    prepare: ({ steps }) => steps,
    isDone: () => false,
    async carryOut(step, tempo) {
      const who = 'who' in step ? `${step.who} ` : ''
      seen.push(`${who}${step.do}`)
      await tempo.wait(tempo.keyMs)
    },
    hold: (isHeld) => void seen.push(isHeld ? 'hold' : 'release'),
    isQuiet: () => true,
    verdict: () => 'All are in step',
    mend: () => void seen.push('mend'),
    note: (text, style) => void seen.push(`${style}: ${text}`),
    ...more,
  }
  const player = createPlayer({
    ...{ clock, stage, keyMs: 10, stepMs: 400 },
    tell: (frame) => void told.push(frame),
    onChange: () => undefined,
  })
  /** Goes on until it ends, or for so long; what it ended with. */
  async function finish(playing: Promise<void>, forMs = 600_000): Promise<string> {
    const ended: string[] = []
    playing.then(
      () => ended.push('done'),
      (error: Error) => ended.push(error.message),
    )
    const end = clock.now() + forMs
    while (ended.length === 0 && clock.now() < end) {
      for (let turn = 0; turn < 12; turn++) await Promise.resolve()
      clock.run(clock.now() + 10)
    }
    return ended[0] ?? 'plays on'
  }
  return { clock, player, told, seen, finish }
}

const play = (steps: readonly Step[], more: Partial<Play> = {}): Play => ({
  ...{ title: 'a play', steps, model: 'naive', speed: 'usual' },
  ...more,
})
const todo = objectUrl('todo')

describe('the player', () => {
  it('[SC7] carries out the steps in order; what is meant to be at once is held until all of it is written', async () => {
    const { player, seen, told, finish } = createTheatre()
    expect(await finish(player.play(play(stepsOf(bothAtOnce, 1))))).toBe('done')
    const hold = seen.indexOf('hold')
    expect(seen.slice(hold, hold + 4)).toEqual(['hold', 'Alice edit', 'Bob edit', 'release'])
    expect(seen.filter((one) => one === 'hold')).toHaveLength(1)
    expect(seen.slice(0, 4)).toEqual(['Alice join', 'Bob join', 'delay', 'phase: Creation and sharing'])
    expect(seen.at(-1)).toBe('mend')
    expect(told.at(-1)).toMatchObject({ state: 'done', sentence: 'All are in step' })
  })

  it('[SC8] names each step in a sentence, with its number', async () => {
    const { player, told, finish } = createTheatre()
    await finish(player.play(play([...opening({ people: ['Alice'], name: 'todo', value: {} })])))
    const running = told.filter(({ state }) => state === 'running')
    expect(running.map(({ sentence }) => sentence)).toEqual([
      'Alice comes.',
      'Alice makes a data object, todo, and observes it.',
      'Alice shares todo: whoever is invited gets an instance of their own.',
    ])
    expect(running.map(({ step, steps }) => `${step}/${steps}`)).toEqual(['1/4', '3/4', '4/4'])
  })

  it('[SC6] does not begin what is too large for windows', async () => {
    const { player, seen, finish } = createTheatre()
    expect(await finish(player.play(play(stepsOf(mix, 1))))).toContain('Simulate it')
    expect(seen).toEqual([])
  })

  it('[SC8] can be stopped at any time: what it held and took is given back', async () => {
    const { player, seen, told, finish } = createTheatre({
      carryOut: (_, tempo) => tempo.wait(1_000_000),
    })
    const playing = player.play(play([writes(0, 'Alice', todo, set('a', 1)), writes(0, 'Bob', todo, set('a', 2))]))
    expect(await finish(playing, 2_000)).toBe('plays on')
    expect(player.playing).toBe(true)
    player.stop()
    expect(await finish(playing)).toBe('Playing was stopped.')
    expect(seen).toEqual(['hold', 'mend'])
    expect(player.playing).toBe(false)
    expect(told.at(-1)).toMatchObject({ state: 'failed', sentence: 'Playing was stopped.' })
  })

  it('[SC8] plays one at a time', async () => {
    const { player, finish } = createTheatre()
    const first = player.play(play([writes(0, 'Alice', todo, set('a', 1))]))
    await expect(player.play(play([writes(0, 'Alice', todo, set('a', 1))]))).rejects.toThrow('Stop it first')
    expect(await finish(first)).toBe('done')
  })

  it('[SC8] says what did not happen, and ends', async () => {
    const { player, finish } = createTheatre({ carryOut: (_, tempo) => tempo.until("Bob's window", () => false) })
    expect(await finish(player.play(play([{ at: 0, who: 'Bob', do: 'join' }])))).toBe(
      "Bob's window did not happen within 15 s.",
    )
  })

  it('[SC8] does not wait for ever for what cannot become quiet, and is as fast as it was told', async () => {
    const length = async (more: Partial<Stage>, speed: Play['speed']): Promise<number> => {
      const { clock, player, finish } = createTheatre(more)
      expect(await finish(player.play(play([writes(0, 'Alice', todo, set('a', 1))], { speed })))).toBe('done')
      return clock.now()
    }
    const noisy = await length({ isQuiet: () => false }, 'usual')
    expect(noisy).toBeGreaterThan(5_000)
    expect(noisy).toBeLessThan(15_000)
    expect(await length({}, 'slow')).toBeGreaterThan(1.5 * (await length({}, 'usual')))
    expect(await length({}, 'fast')).toBeLessThan(await length({}, 'usual'))
  })
})
