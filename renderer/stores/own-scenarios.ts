/**
 * The state of the page in which scenarios are written: which there are, which is shown, whether what was typed is
 * saved, and what came of running it. Saves by itself; the text stays in the editor.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Choice } from '../../core/experiment.ts'
import type { CheckedScenario, HostAnswer } from '../../core/host.ts'
import { firstScript } from '../../core/scenario-script.ts'
import { host } from './connection.ts'

/** What stands under the editor. */
export interface Outcome {
  readonly tone: 'good' | 'bad' | 'plain'
  readonly sentence: string
  /** Where in the text, from 1. */
  readonly line?: number
  readonly column?: number
}

/** So long after the last key it is saved. */
const saveMs = 500

export const useOwnScenarios = defineStore('own-scenarios', () => {
  const list = shallowRef<readonly string[]>([])
  const current = ref<string>()
  const outcome = shallowRef<Outcome>()
  const isBusy = ref(false)
  const isSaved = ref(true)
  let textNow: () => string = () => ''
  let timer: number | undefined

  const fail = (reason: string): void => {
    outcome.value = { tone: 'bad', sentence: reason }
  }

  /** What was asked for, or nothing, when it is said why. */
  async function ask<T>(asked: Promise<HostAnswer<T>>): Promise<{ readonly value: T } | undefined> {
    isBusy.value = true
    const answer = await asked
    isBusy.value = false
    if (answer.ok) return answer
    if (!answer.cancelled) fail(answer.reason)
    return undefined
  }

  async function refresh(): Promise<void> {
    const answer = await ask(host.listScenarios())
    if (answer) list.value = answer.value.map(({ name }) => name)
  }

  async function save(): Promise<boolean> {
    window.clearTimeout(timer)
    timer = undefined
    if (isSaved.value || current.value === undefined) return true
    const answer = await host.saveScenario(current.value, textNow())
    if (answer.ok) isSaved.value = true
    else fail(answer.reason)
    return answer.ok
  }

  /** Shows one that is there; gives its text. */
  async function open(name: string): Promise<string | undefined> {
    if (!(await save())) return undefined
    const answer = await ask(host.readScenario(name))
    if (!answer) return undefined
    current.value = name
    outcome.value = undefined
    return answer.value
  }

  function freeName(): string {
    const isTaken = (name: string): boolean => list.value.some((one) => one.toLowerCase() === name.toLowerCase())
    let count = 1
    while (isTaken(`scenario ${count}`)) count++
    return `scenario ${count}`
  }

  /** Makes one to begin with; gives its name. */
  async function create(): Promise<string | undefined> {
    if (!(await save())) return undefined
    const name = freeName()
    if (!(await ask(host.saveScenario(name, firstScript)))) return undefined
    await refresh()
    return name
  }

  async function rename(to: string): Promise<void> {
    const from = current.value
    if (from === undefined || to === from || !(await save())) return
    if (!(await ask(host.renameScenario(from, to)))) return
    current.value = to
    outcome.value = undefined
    await refresh()
  }

  /** Asks first; says whether it is gone. */
  async function remove(): Promise<boolean> {
    const name = current.value
    if (name === undefined || !(await ask(host.deleteScenario(name)))) return false
    isSaved.value = true
    current.value = undefined
    outcome.value = undefined
    await refresh()
    return true
  }

  async function check(seed: number): Promise<CheckedScenario | undefined> {
    await save()
    outcome.value = { tone: 'plain', sentence: 'Running the script…' }
    const answer = await ask(host.checkScenario(textNow(), seed))
    if (!answer) return undefined
    const found = answer.value
    outcome.value = found.ok ? { tone: 'good', sentence: sentenceOf(found) } : problemOf(found)
    return found
  }

  async function play(conditions: Omit<Choice, 'scenario'>): Promise<void> {
    const name = current.value
    if (name === undefined || !(await save())) return
    outcome.value = { tone: 'plain', sentence: 'Playing in the windows; the inspector says how it goes.' }
    const answer = await ask(host.playScenario({ scenario: { from: 'own', name }, ...conditions }))
    if (answer) outcome.value = { tone: 'good', sentence: 'Played to its end.' }
  }

  async function simulate(conditions: Omit<Choice, 'scenario'>): Promise<void> {
    const name = current.value
    if (name === undefined || !(await save())) return
    outcome.value = { tone: 'plain', sentence: 'Simulating…' }
    const answer = await ask(host.simulateScenario({ scenario: { from: 'own', name }, ...conditions }))
    if (!answer) return
    const { ending, sentence } = answer.value
    outcome.value = { tone: ending === 'diverged' ? 'bad' : 'good', sentence: `Simulated, ${ending}: ${sentence}` }
  }

  return {
    list,
    current,
    outcome,
    isBusy,
    isSaved,
    hasOne: computed(() => current.value !== undefined),
    refresh,
    open,
    create,
    rename,
    remove,
    check,
    play,
    simulate,
    save,
    fail,
    say: (next: Outcome) => (outcome.value = next),
    attach: (text: () => string) => (textNow = text),
    typed(): void {
      isSaved.value = false
      outcome.value = undefined
      window.clearTimeout(timer)
      timer = window.setTimeout(() => void save(), saveMs)
    },
  }
})

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

function sentenceOf({ steps, people, edits, live }: CheckedScenario & { ok: true }): string {
  const size = `${counted(steps, 'step', 'steps')}, ${counted(people, 'participant', 'participants')}, ${counted(edits, 'edit', 'edits')}`
  return `All is well: ${size}. ${live ?? 'It can be played live and simulated.'}`
}

const problemOf = ({ reason, line, column }: CheckedScenario & { ok: false }): Outcome => ({
  tone: 'bad',
  sentence: reason,
  ...(line === undefined ? {} : { line, column: column ?? 1 }),
})
