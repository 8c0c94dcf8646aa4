// The simulator plays all that the core can do: conditions of links, objects that pass on, crashes; and judges it.
import { describe, expect, it } from 'vitest'
import { noConditions } from '../../core/link-conditions.ts'
import { everywhere, linkPresets } from '../../core/link-presets.ts'
import { hypertyUrl } from '../../core/message.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import type { HypertyFrame, SyncerFrame } from '../../core/port.ts'
import { createRequestCheck } from '../../core/quiet-check.ts'
import { rareFaults } from '../../core/rare-faults.ts'
import { crashes } from '../../core/scenarios/crashes.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { passing } from '../../core/scenarios/passing.ts'
import { phases } from '../../core/scenarios/phases.ts'
import { rough } from '../../core/scenarios/rough.ts'
import { storm } from '../../core/scenarios/storm.ts'
import type { SimulatedHyperty } from '../../core/simulated-hyperty.ts'
import { simulate, type Simulation } from '../../core/simulator.ts'
import { trySeeds } from '../../core/soak.ts'

const size = { hyperties: 3, edits: 12 }
const textOf = ({ header, lines }: Simulation): string => `${JSON.stringify(header)}\n${lines.join('')}`
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

describe('conditions of links in the simulator', () => {
  const lossy = linkPresets.filter(({ name }) => name === 'lossy' || name === 'flaky')

  it.each(lossy)(
    '[SI1] the same inputs give the same session, byte for byte, on links that are $name',
    async (preset) => {
      for (let seed = 1; seed <= 5; seed++) {
        const play = (luck: number): Promise<Simulation> =>
          simulate({
            scenario: storm,
            model: ownerOnly,
            seed,
            size,
            record: true,
            conditions: { links: [everywhere(preset, luck)] },
          })
        const first = await play(seed)
        expect(textOf(await play(seed)) === textOf(first), `seed ${seed}`).toBe(true)
        expect(textOf(await play(seed + 1)) === textOf(first), `seed ${seed}, other luck`).toBe(false)
      }
    },
  )

  it('[SI8] an order that begins later is at work in its time; the header says it, and it is mended in the end', async () => {
    const cut = { ...noConditions, isCut: true }
    const links = [{ conditions: cut, time: { kind: 'span', afterMs: 900, forMs: 500 }, seed: 1 } as const]
    const run = await simulate({ scenario: phases, model: ownerOnly, seed: 1, record: true, conditions: { links } })
    expect(run.header.conditions.links).toEqual(links)
    const states = run.lines.flatMap((line) => /"fault":"link","state":"(\w+)"/.exec(line)?.[1] ?? [])
    expect(states).toEqual(['planned', 'begins', 'ends', 'begins'])
    expect(run.lines.filter((line) => line.includes('"rule":"link-cut"')).length).toBeGreaterThan(0)
    expect([run.problems, run.verdict?.state]).toEqual([[], 'converged'])
    const calm = await simulate({ scenario: phases, model: ownerOnly, seed: 1, record: true })
    expect(calm.header.conditions).toEqual({ delayMs: 0 })
  })

  it.each(linkPresets)('[SI8] the usual mix goes well on links that are $name from the start', async (preset) => {
    const conditions = { links: [everywhere(preset, 1)] }
    const { failures, runs } = await trySeeds({ scenario: mix, model: ownerOnly, size, conditions, seeds: upTo(15) })
    expect(failures.map(({ test }) => test).join('\n')).toBe('')
    expect(runs).toBe(15)
  })
})

describe('what a window asks', () => {
  it('[SI9] is open until it is answered, and is answered once', () => {
    const problems: string[] = []
    const check = createRequestCheck((kind) => problems.push(kind))
    const url = hypertyUrl('Alice')
    const take = (frame: HypertyFrame | SyncerFrame): void => check.frame(url, frame)
    const people = [{ url, state: 'open' } as SimulatedHyperty]
    take({ kind: 'hello' })
    take({ kind: 'request', id: 1, action: { do: 'online', online: true } })
    check.end(people)
    expect(problems).toEqual(['request is open'])
    take({ kind: 'answer', id: 1, code: 200 })
    check.end(people)
    expect(problems).toHaveLength(1)
    take({ kind: 'answer', id: 1, code: 200 })
    expect(problems.slice(1)).toEqual(['answered twice'])
    take({ kind: 'request', id: 2, action: { do: 'online', online: true } })
    take({ kind: 'hello' })
    check.end(people)
    expect(problems).toHaveLength(2)
  })
})

describe('random scenarios', () => {
  it.each([crashes, rough, passing, storm])('[SI10] $name: after quiet nothing is wrong', async (scenario) => {
    const { failures } = await trySeeds({ scenario, model: ownerOnly, size, seeds: upTo(60) })
    expect(failures.map(({ test }) => test).join('\n')).toBe('')
  })

  it('[SI10] the rare states of passing on, crashing and losing are reached', async () => {
    const { counts } = await trySeeds({ scenario: storm, model: ownerOnly, size, seeds: upTo(60) })
    const reached = rareFaults.filter((state) => counts[state] > 0)
    expect(reached).toEqual(
      expect.arrayContaining([
        'crash that keeps its storage',
        'crash that loses its storage',
        'restored copy was behind',
        'hand-over accepted',
        'message lost on a link',
      ]),
    )
    expect(reached.length).toBeGreaterThan(18)
  })
})
