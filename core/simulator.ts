/**
 * Runs a scenario under a virtual clock: the same scenario, model, conditions and seed give the same session, byte for
 * byte. After the last step all that went wrong is mended, and when all is quiet the run is judged.
 */
import { createBus, type Bus } from './bus.ts'
import type { Evidence } from './evidence.ts'
import { createConvergenceCheck, type Verdict } from './verdict.ts'
import { createRandom, createVirtualClock } from './clock.ts'
import { carryOut, mend, type Stage } from './deeds.ts'
import { parseLinkOrder, type LinkOrder } from './link-order.ts'
import type { Address } from './message.ts'
import type { Model } from './model.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'
import { createQuietRecorder } from './quiet-recorder.ts'
import { createSessionRecorder } from './recorder.ts'
import { createRequestCheck, judgeQuiet } from './quiet-check.ts'
import { createRunCheck, problemsMax, type Problem, type ProblemKind } from './run-check.ts'
import { stepsOf, type Scenario, type Size, type Step } from './scenario.ts'
import { sessionFormat, sessionVersion, type SessionHeader } from './session.ts'
import { createSimulatedHyperty, type SimulatedHyperty } from './simulated-hyperty.ts'
import type { PortConditions } from './simulated-window.ts'
import { watchRecorder } from './watched-recorder.ts'

/** What the links and the ports of a run are like at its start. */
export interface Conditions extends PortConditions {
  readonly delayMs: number
  /** What is ordered of the links before anything else; an order may begin later, and end. */
  readonly links: readonly LinkOrder[]
}

export const usualConditions: Conditions = {
  delayMs: 0,
  links: [],
  storeMs: 2,
  portMs: 0.125,
  portJitterMs: 0.5,
  frames: 'values',
  skewMs: 200,
  crashKnownMs: 5,
}

/** Somebody who is told of everything while a run goes on. */
export interface Witness {
  event?(event: Evidence, at: number): void
  frame?(who: Address, frame: HypertyFrame | SyncerFrame, at: number): void
}

export interface SimulationOptions {
  readonly scenario: Scenario
  readonly model: Model
  readonly seed: number
  readonly size?: Size
  readonly conditions?: Partial<Conditions>
  /** Whether the session is written down. */
  readonly record?: boolean
  readonly witness?: Witness
  /** Whether it is judged; one of many million events is not, for its memory. */
  readonly judge?: boolean
}

export interface Simulation {
  readonly steps: readonly Step[]
  readonly header: SessionHeader
  /** The events, with their newlines; none where nothing was recorded. */
  readonly lines: readonly string[]
  /** What is wrong; nothing where all is well. */
  readonly problems: readonly Problem[]
  readonly verdict: Verdict | undefined
  readonly hyperties: ReadonlyMap<string, SimulatedHyperty>
  readonly events: number
}

/** After the last step, and after all was mended, nothing happens for so long. */
const quietMs = 120_000
/** No run goes on for longer than so many calls of its clock. */
const callsMax = 200_000_000

/** Carries out a scenario, and judges what came of it. */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const { scenario, model, seed, size, record = false, witness, judge = true } = options
  const conditions = { ...usualConditions, ...options.conditions }
  const steps = stepsOf(scenario, seed, size)
  const clock = createVirtualClock()
  // two looks at the clock never give the same, as on a machine
  let lastLook = 0
  const now = (): number => (lastLook = Math.max(clock.now(), lastLook + 0.000_001))
  const lines: string[] = []
  const inner = record ? createSessionRecorder(now) : createQuietRecorder(now)
  if (record) inner.subscribe((line) => lines.push(line))
  const check = createRunCheck({ now: clock.now, model })
  const convergence = record && judge ? createConvergenceCheck() : undefined
  const recorder = watchRecorder(inner, (event) => {
    if (judge) check.take(event)
    convergence?.take(event)
    witness?.event?.(event, clock.now())
  })
  const problems: Problem[] = []
  const wrong = (kind: ProblemKind, text: string): void => {
    if (problems.length < problemsMax) problems.push({ kind, text })
  }
  const report = (error: unknown): void => wrong('threw', sentenceOf(error))
  const bus = createBus({ clock, recorder })
  applyConditions(bus, conditions)
  const hyperties = new Map<string, SimulatedHyperty>()
  const requests = createRequestCheck(wrong)
  const isStored = steps.some((step) => step.do === 'down' && step.storage === 'kept')
  let made = 0
  /** The answer to a creation has arrived: what its window awaits goes on before anything else happens. */
  let isAwaited = false
  const watch = (who: Address, frame: HypertyFrame | SyncerFrame): void => {
    if (frame.kind === 'answer') isAwaited = true
    if (judge) requests.frame(who, frame)
    witness?.frame?.(who, frame, clock.now())
  }
  const join = (name: string): void => {
    if ((hyperties.get(name)?.state ?? 'gone') !== 'gone') return
    const random = createRandom(seed * 7919 + ++made)
    const models = [model]
    hyperties.set(
      name,
      createSimulatedHyperty({ name, bus, recorder, clock, models, random, conditions, isStored, report, watch }),
    )
  }
  const note = ({ text, style }: Step & { do: 'note' }): void => recorder.add({ kind: 'note', text, style })
  const stage: Stage = { bus, hyperties, join, note }

  let calls = 0
  const hasToWait = (): boolean => isAwaited
  async function runUntil(untilMs: number): Promise<void> {
    for (let isDue = true; isDue;) {
      try {
        do {
          isDue = clock.step(untilMs)
          calls++
        } while (isDue && !hasToWait())
      } catch (error) {
        report(error)
        isDue = problems.length < problemsMax
      }
      if (isAwaited) {
        isAwaited = false
        await turn()
      }
      if (calls > callsMax) {
        wrong('run does not end', 'The run does not come to its end.')
        break
      }
    }
    clock.run(untilMs)
  }

  for (const step of steps) {
    if (step.at > clock.now()) await runUntil(step.at)
    attempt(report, () => carryOut(stage, step))
  }
  attempt(report, () => mend(stage))
  await runUntil(clock.now() + quietMs)
  if (judge) judgeQuiet(bus, hyperties.values(), check, { model, wrong })
  if (judge) requests.end(hyperties.values())
  problems.push(...check.problems)
  return {
    steps,
    header: headerOf(options, conditions, hyperties),
    lines,
    problems,
    verdict: convergence?.verdict(true),
    hyperties,
    events: recorder.count,
  }
}

/** The one place where the conditions of the links meet the bus. */
function applyConditions(bus: Bus, { delayMs, links }: Conditions): void {
  if (delayMs > 0) bus.setDelay(delayMs)
  for (const order of links) bus.links.order(parseLinkOrder(order))
}

/** Promises that wait are gone through, several deep. */
async function turn(): Promise<void> {
  for (let depth = 0; depth < 3; depth++) await Promise.resolve()
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

function attempt(report: (error: unknown) => void, run: () => void): void {
  try {
    run()
  } catch (error) {
    report(error)
  }
}

const headerOf = (
  { model, seed }: SimulationOptions,
  { delayMs, links }: Conditions,
  hyperties: ReadonlyMap<string, SimulatedHyperty>,
): SessionHeader => ({
  format: sessionFormat,
  version: sessionVersion,
  app: 'simulator',
  start: null,
  models: [model.name],
  conditions: { delayMs, ...(links.length > 0 ? { links } : {}) },
  seed,
  hyperties: [...hyperties.values()].map(({ url, name }) => ({ url, name })),
  redactions: [],
})
