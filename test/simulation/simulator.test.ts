import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Format, SessionSource } from '../../core/format.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import { createRareStates, rareStates } from '../../core/rare-states.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { phases } from '../../core/scenarios/phases.ts'
import { createSessionReader, type SessionPart } from '../../core/session.ts'
import { simulate, type Simulation } from '../../core/simulator.ts'

import { protocolFaults, plant } from '../support/protocol-faults.ts'
import { shrunk, trySeeds } from '../../core/soak.ts'

const size = { hyperties: 3, edits: 20 }
const textOf = ({ header, lines }: Simulation): string => `${JSON.stringify(header)}\n${lines.join('')}`
const recorded = (seed: number, frames: 'text' | 'values'): Promise<Simulation> =>
  simulate({ scenario: mix, model: ownerOnly, seed, size, record: true, conditions: { frames } })

/** An owner counts somebody as a follower whose word that it follows no more was lost. */
const hasGhost = ({ hyperties }: Simulation): boolean =>
  [...hyperties.values()].some(({ hyperty }) =>
    [...hyperty.objects.values()].some(({ info }) =>
      info.followers.some(({ url }) =>
        [...hyperties.values()].some((other) => other.url === url && !other.hyperty.objects.has(info.url)),
      ),
    ),
  )

/** The parts of a session that was never a file. */
function sourceOf(text: string): SessionSource {
  return {
    async *read() {
      const parts: SessionPart[] = []
      const reader = createSessionReader(crc32, (part) => parts.push(part))
      for (const line of text.split('\n').slice(0, -1)) reader.line(line)
      reader.end()
      yield* parts
    },
  }
}

async function written(format: Format, source: SessionSource): Promise<string> {
  const sha256 = () => {
    const hash = createHash('sha256')
    return { update: (text: string) => void hash.update(text), hex: () => hash.digest('hex') }
  }
  let text = ''
  for await (const piece of format.write(source, { crc32, sha256, byteLength: (part) => Buffer.byteLength(part) }))
    text += piece.text
  return text
}

describe('the simulator', () => {
  it('[SI1] the same inputs give the same session, byte for byte, on 50 seeds', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const frames = seed % 2 === 0 ? 'text' : 'values'
      const [first, second] = [await recorded(seed, frames), await recorded(seed, frames)]
      expect(textOf(second) === textOf(first), `seed ${seed}`).toBe(true)
      expect(first.lines.length).toBeGreaterThan(20)
      expect(JSON.parse(first.lines.at(-1) as string)).toMatchObject({ n: first.events })
    }
    expect(textOf(await recorded(1, 'values'))).not.toBe(textOf(await recorded(2, 'values')))
  })

  it('[SI1] as a sealed file too, which opens as what it was', async () => {
    const session = await recorded(7, 'text')
    const first = await written(ndjson, sourceOf(textOf(session)))
    const second = await written(ndjson, sourceOf(textOf(await recorded(7, 'text'))))
    expect(second).toBe(first)
    const parts: SessionPart[] = []
    for await (const part of sourceOf(first).read()) parts.push(part)
    const events = parts.flatMap((part) => (part.kind === 'event' && part.sealed ? [`${part.text}\n`] : []))
    expect(events).toEqual(session.lines)
  })

  it('[SI2] after quiet nothing is wrong, on 300 seeds', async () => {
    const seeds = Array.from({ length: 300 }, (_, index) => index + 1)
    const { runs, failures } = await trySeeds({ scenario: mix, model: ownerOnly, size, seeds })
    expect(failures.map(({ test }) => test).join('\n')).toBe('')
    expect(runs).toBe(300)
  })

  it('[SI5] rare states are counted: none in the three phases, most of them in 60 runs of the mix', async () => {
    const calm = createRareStates()
    await simulate({ scenario: phases, model: ownerOnly, seed: 1, witness: calm })
    expect(rareStates.filter((state) => calm.counts[state] > 0)).toEqual([])
    const seeds = Array.from({ length: 60 }, (_, index) => index + 1)
    const { counts } = await trySeeds({ scenario: mix, model: ownerOnly, seeds })
    const reached = rareStates.filter((state) => counts[state] > 0)
    expect(reached).toEqual(
      expect.arrayContaining([
        'write turned back with 409',
        'offline write queued',
        'name is taken',
        'read lost on its way',
      ]),
    )
    expect(reached.length).toBeGreaterThan(24)
  })

  it('[SI3] what windows say at the end never contradicts what they hold', async () => {
    const states: string[] = []
    for (let seed = 1; seed <= 60; seed++) {
      const run = await recorded(seed, 'values')
      const { verdict, problems } = run
      expect(problems, `seed ${seed}`).toEqual([])
      if (hasGhost(run)) continue
      expect(verdict?.state, `seed ${seed}: ${verdict?.sentence}`).not.toBe('diverged')
      states.push(verdict?.state ?? '')
    }
    expect(states.filter((state) => state === 'converged').length).toBeGreaterThan(30)
  })

  it('every scenario says what it teaches, and goes well', async () => {
    for (const scenario of scenarios) {
      const { problems, verdict } = await simulate({ scenario, model: ownerOnly, seed: 3, record: true })
      expect(scenario.text).toMatch(/^[A-Z].*\.$/)
      expect([scenario.name, problems]).toEqual([scenario.name, []])
      // what has ended or is its owner's alone is not judged
      expect(['converged', 'unknown'], scenario.name).toContain(verdict?.state)
    }
    const { lines } = await simulate({ scenario: phases, model: ownerOnly, seed: 1, record: true })
    expect(lines.filter((line) => line.includes('"style":"phase"'))).toHaveLength(3)
  })
})

describe('a run that fails', () => {
  const planted = protocolFaults.find(({ title }) => title === 'an owner that is back says nothing')

  it('[SI4] is shrunk to the fewest steps, always the same, and printed as a test that fails with them', async () => {
    const faulty = await plant(planted)
    let failing: { seed: number; run: Simulation } | undefined
    for (let seed = 1; !failing; seed++) {
      const run = await faulty.simulate({ scenario: mix, model: faulty.ownerOnly, seed, size })
      if (run.problems.length > 0) failing = { seed, run }
    }
    const { seed, run } = failing
    const [problem] = run.problems
    if (!problem) throw new Error('nothing failed')
    const simulated = { scenario: mix, model: faulty.ownerOnly, seed, conditions: {} }
    const first = await shrunk(simulated, run.steps, problem, faulty.simulate)
    expect(await shrunk(simulated, run.steps, problem, faulty.simulate)).toEqual(first)
    expect(first.steps.length).toBeLessThanOrEqual(7)
    for (const left of first.steps.keys()) {
      const steps = first.steps.filter((_, index) => index !== left)
      const fewer = await faulty.simulate({ ...simulated, scenario: { ...mix, steps } })
      expect(fewer.problems.some(({ kind }) => kind === problem.kind)).toBe(false)
    }
    // the test as it is printed: its steps fail here, and pass where the fault is not
    const literal = /const steps: readonly Step\[\] = (\[[\s\S]*?\n {2}\])/.exec(first.test)?.[1] ?? ''
    const json = literal
      .replaceAll(/([{,] )(\w+):/g, '$1"$2":')
      .replaceAll("'", '"')
      .replaceAll(/,(\s*[\]}])/g, '$1')
    const steps = JSON.parse(json) as typeof first.steps
    expect(steps).toEqual(first.steps)
    expect(first.test).toMatch(/^import .* from 'vitest'\n[\s\S]*expect\(problems\)\.toEqual\(\[\]\)\n}\)\n$/)
    const scenario = { ...mix, steps }
    expect((await faulty.simulate({ ...simulated, scenario })).problems).not.toEqual([])
    expect((await simulate({ ...simulated, model: ownerOnly, scenario })).problems).toEqual([])
  })
})
