/**
 * Runs a scenario under a virtual clock: the same scenario, model, conditions and seed give the same session, byte for
 * byte. After the last step all that went wrong is mended, and when all is quiet the run is judged.
 */
import { createBus, type Bus } from './bus.ts'
import type { Evidence } from './evidence.ts'
import { createConvergenceCheck, type Verdict } from './verdict.ts'
import { sameJson } from './change.ts'
import { createRandom, createVirtualClock, type VirtualClock } from './clock.ts'
import { noConditions } from './link-conditions.ts'
import { parseLinkOrder, type LinkOrder } from './link-order.ts'
import type { Address } from './message.ts'
import type { Model } from './model.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'
import { createQuietRecorder } from './quiet-recorder.ts'
import { createSessionRecorder } from './recorder.ts'
import { createRunCheck, problemsMax, type Problem, type ProblemKind, type RunCheck } from './run-check.ts'
import { stepsOf, type Scenario, type Size, type Step } from './scenario.ts'
import { sessionFormat, sessionVersion, type SessionHeader } from './session.ts'
import { createSimulatedHyperty, type PortConditions, type SimulatedHyperty } from './simulated-hyperty.ts'
import { watchRecorder } from './watched-recorder.ts'
import { writeEdit } from './write-edit.ts'

/** What the links and the ports of a run are like at its start. */
export interface Conditions extends PortConditions {
  readonly delayMs: number
  /** What is ordered of the links before anything else; an order may begin later, and end. */
  readonly links: readonly LinkOrder[]
}

export const usualConditions: Conditions = {
  delayMs: 0,
  links: [],
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

interface Stage {
  readonly clock: VirtualClock
  readonly bus: Bus
  readonly hyperties: Map<string, SimulatedHyperty>
  readonly join: (name: string) => void
  readonly note: (step: Step & { do: 'note' }) => void
  readonly wrong: (kind: ProblemKind, text: string) => void
}

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
  let made = 0
  /** The answer to a creation has arrived: what its window awaits goes on before anything else happens. */
  let isAwaited = false
  const watch = (who: Address, frame: HypertyFrame | SyncerFrame): void => {
    if (frame.kind === 'answer') isAwaited = true
    witness?.frame?.(who, frame, clock.now())
  }
  const join = (name: string): void => {
    if ((hyperties.get(name)?.state ?? 'gone') !== 'gone') return
    const random = createRandom(seed * 7919 + ++made)
    const models = [model]
    hyperties.set(
      name,
      createSimulatedHyperty({ name, bus, recorder, clock, models, random, conditions, report, watch }),
    )
  }
  const note = ({ text, style }: Step & { do: 'note' }): void => recorder.add({ kind: 'note', text, style })
  const stage: Stage = { clock, bus, hyperties, join, note, wrong }

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
  if (judge) judgeReplicas(stage, check, model)
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
  { delayMs }: Conditions,
  hyperties: ReadonlyMap<string, SimulatedHyperty>,
): SessionHeader => ({
  format: sessionFormat,
  version: sessionVersion,
  app: 'simulator',
  start: null,
  models: [model.name],
  conditions: { delayMs },
  seed,
  hyperties: [...hyperties.values()].map(({ url, name }) => ({ url, name })),
  redactions: [],
})

function carryOut(stage: Stage, step: Step): void {
  if (step.do === 'delay') return stage.bus.setDelay(step.delayMs)
  if (step.do === 'note') return stage.note(step)
  if (step.do === 'join') return stage.join(step.who)
  const person = stage.hyperties.get(step.who)
  if (!person) return undefined
  if (step.do !== 'create' && step.do !== 'edit' && step.do !== 'ask') return person[step.do]()
  if (person.state !== 'open') return undefined
  if (step.do === 'create') return void person.hyperty.create(step.name, step.value)
  if (step.do === 'edit') {
    const object = person.hyperty.objects.get(step.object)
    if (object) writeEdit(object, step.edit)
    return undefined
  }
  const { action } = step
  const posted = action.do === 'share' ? { postedAt: person.now() } : {}
  return void person.hyperty.request({ ...action, ...posted })
}

/** What went wrong is over: everyone has a window that works, and is on line. */
function mend({ bus, hyperties }: Stage): void {
  bus.setDelay(0)
  bus.links.order({ conditions: noConditions, time: { kind: 'standing' }, seed: 0 })
  for (const person of hyperties.values()) {
    if (person.state === 'gone') continue
    person.restart()
    person.resume()
    // asked of everyone: what they asked last may still be on its way
    void person.hyperty.request({ do: 'online', online: true })
  }
}

/** After quiet all replicas are what the owner's window holds, and nothing is open. */
function judgeReplicas({ bus, hyperties, wrong }: Stage, check: RunCheck, model: Model): void {
  const agrees = model.promises.includes('converges')
  for (const { to, type } of check.open()) wrong('delivery is open', `A message ${type} to ${to} has not ended.`)
  const people = [...hyperties.values()].filter(({ state }) => state !== 'gone')
  const urls = new Set(people.flatMap(({ hyperty }) => [...hyperty.objects.keys()]))
  for (const url of urls) {
    const reporter = bus.access.facts(url)?.reporter
    const owner = people.find((person) => person.url === reporter)?.hyperty.objects.get(url)
    const truth = check.truth(url)
    if (owner && truth && !sameJson(owner.value, truth.value))
      wrong('replicas differ', `The owner's window does not hold what the updates of ${url} make.`)
    for (const { name, hyperty } of people) {
      const object = hyperty.objects.get(url)
      if (object?.info.status !== 'active') continue
      if (object.pending > 0)
        wrong('write is pending', `${object.pending} changes of ${name} to ${url} are not settled.`)
      if (!owner) wrong('replica is behind', `${name} holds ${url} as if it were there, and it has ended.`)
      else if (object.info.reporter !== reporter) wrong('replica is behind', `${name} follows an older ${url}.`)
      else if (object.info.version !== owner.info.version)
        wrong('replica is behind', `${name} holds version ${object.info.version} of ${url}, not ${owner.info.version}.`)
      else if (agrees && !sameJson(object.value, owner.value))
        wrong('replicas differ', `${name} holds ${JSON.stringify(object.value)}, not ${JSON.stringify(owner.value)}.`)
    }
  }
}
