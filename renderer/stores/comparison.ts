/**
 * The state of a comparison window's page: what was ordered, what came of it so far, what somebody expects. Runs and cells are
 * frozen pieces outside of Vue's reactivity, with a counter where many come.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Ending } from '../../core/compare.ts'
import type {
  ComparisonFrame,
  ComparisonOrder,
  ComparisonPart,
  GivenInputs,
  PlayedRun,
  RunOfOrder,
  StripCell,
} from '../../core/comparison.ts'
import type { HostAnswer } from '../../core/host.ts'
import { host, openPort } from './connection.ts'

/** How far a part is. */
export interface PartState {
  readonly how: 'none' | 'running' | 'done' | 'cancelled' | 'failed'
  readonly done: number
  readonly total: number
  /** Why it failed. */
  readonly reason?: string | undefined
}

export type Guess = Exclude<Ending, 'unknown'>

const idle: PartState = Object.freeze({ how: 'none', done: 0, total: 0 })
/** So many seeds are played by themselves after a run. */
export const firstStripSeeds = 100

export const useComparison = defineStore('comparison', () => {
  const order = shallowRef<ComparisonOrder>()
  const runs = shallowRef<readonly PlayedRun[]>([])
  const runsState = shallowRef<PartState>(idle)
  const seedsState = shallowRef<PartState>(idle)
  /** How many seeds the strip has, and the cells so far, by model and by place. */
  const seeds = ref(0)
  const cells = new Map<string, (StripCell | undefined)[]>()
  /** Grows when cells have come. */
  const version = ref(0)
  const notice = ref<string>()
  const closed = ref(false)
  /** Sessions whose inputs can be played in the place of a scenario. */
  const given = shallowRef<readonly GivenInputs[]>([])
  const guesses = shallowRef<Readonly<Record<string, Guess>>>({})
  const isRevealed = ref(true)
  /** What a screen reader is told, and the status line shows. */
  const announced = ref('')

  async function run(next: ComparisonOrder, asksFirst: boolean): Promise<void> {
    notice.value = undefined
    const answer = await host.runComparison(next)
    if (!answer.ok) return void (notice.value = answer.reason)
    order.value = Object.freeze(next)
    guesses.value = {}
    isRevealed.value = !asksFirst
  }

  /** Gives what was taken in; nothing where it was refused, which the notice says. */
  async function take(asked: Promise<HostAnswer<GivenInputs>>): Promise<GivenInputs | undefined> {
    notice.value = undefined
    const answer = await asked
    if (!answer.ok) {
      if (!answer.cancelled) notice.value = answer.reason
      return undefined
    }
    const others = given.value.filter(({ scenario }) => scenario !== answer.value.scenario)
    given.value = Object.freeze([...others, Object.freeze(answer.value)])
    return answer.value
  }

  async function playSteps(job: Parameters<typeof host.simulateScenarioSteps>[0]): Promise<void> {
    const answer = await host.simulateScenarioSteps(job)
    if (!answer.ok) notice.value = answer.reason
    else announced.value = `Played in an inspector: ${answer.value.sentence}.`
  }

  async function playSeeds(count: number): Promise<void> {
    const answer = await host.playSeeds(count)
    if (!answer.ok) return void (notice.value = answer.reason)
    seeds.value = count
  }

  async function cancel(): Promise<void> {
    const answer = await host.cancelComparison()
    if (!answer.ok) notice.value = answer.reason
  }

  async function open(one: RunOfOrder): Promise<void> {
    const answer = await host.openRun(one)
    if (!answer.ok) notice.value = answer.reason
  }

  function guess(model: string, expected: Guess): void {
    guesses.value = Object.freeze({ ...guesses.value, [model]: expected })
  }

  const stateOf = (part: ComparisonPart) => (part === 'runs' ? runsState : seedsState)

  function begin(part: ComparisonPart, total: number): void {
    stateOf(part).value = { how: 'running', done: 0, total }
    if (part === 'runs') {
      runs.value = []
      seedsState.value = idle
      seeds.value = 0
    }
    cells.clear()
    version.value++
  }

  function receive(frame: ComparisonFrame): void {
    if (frame.kind === 'begun') return begin(frame.part, frame.total)
    if (frame.kind === 'run') {
      runs.value = Object.freeze([...runs.value, Object.freeze(frame.run)])
      runsState.value = { ...runsState.value, done: runs.value.length }
    } else if (frame.kind === 'cells') {
      for (const cell of frame.cells) put(cell)
      seedsState.value = { ...seedsState.value, done: frame.done }
      version.value++
    } else end(frame)
  }

  function put(cell: StripCell): void {
    let own = cells.get(cell.model)
    if (!own) cells.set(cell.model, (own = []))
    own[cell.seed - (order.value?.seed ?? 0)] = Object.freeze(cell)
  }

  function end({ part, how, reason }: ComparisonFrame & { readonly kind: 'ended' }): void {
    const state = stateOf(part)
    state.value = { ...state.value, how, ...(reason === undefined ? {} : { reason }) }
    if (part === 'runs' && how === 'done') void playSeeds(firstStripSeeds)
  }

  async function connect(): Promise<void> {
    const port = await openPort()
    port.addEventListener('message', (event: MessageEvent<string>) =>
      receive(JSON.parse(event.data) as ComparisonFrame),
    )
    port.addEventListener('close', () => (closed.value = true))
    port.start()
  }

  return {
    order,
    runs,
    runsState,
    seedsState,
    seeds,
    version,
    notice,
    closed,
    guesses,
    isRevealed,
    announced,
    isRunning: computed(() => runsState.value.how === 'running' || seedsState.value.how === 'running'),
    cellOf: (model: string, place: number): StripCell | undefined => cells.get(model)?.[place],
    cellsOf: (model: string): readonly (StripCell | undefined)[] => cells.get(model) ?? [],
    given,
    openInputs: () => take(host.openInputs()),
    readInputs: (name: string, text: string) => take(host.readInputs(name, text)),
    playSteps,
    run,
    playSeeds,
    cancel,
    open,
    guess,
    connect,
  }
})
