/**
 * What has to be known of a scenario to play it in real windows: whether it is small enough, what to call each step,
 * and which edits belong together because nobody had seen the other's. Opens and types nothing itself.
 */
import { pathText, type Json } from './change.ts'
import { childUrl, objectUrl, parentOf, shortName, type Address } from './message.ts'
import type { Action } from './port.ts'
import type { Edit, Step } from './scenario.ts'

/** What can still be watched. */
export const liveLimits = { people: 6, edits: 60 } as const

/** Who takes part, in the order in which they are named. */
export const peopleOf = (steps: readonly Step[]): readonly string[] => [
  ...new Set(steps.flatMap((step) => ('who' in step ? [step.who] : []))),
]

export const editsOf = (steps: readonly Step[]): number => steps.filter((step) => step.do === 'edit').length

/** Why it is for the simulator only; undefined where it can be played in windows. */
export function whyNotLive(steps: readonly Step[]): string | undefined {
  if (steps.some((step) => step.do === 'down'))
    return 'Somebody crashes with all it has, and windows keep theirs. Simulate it.'
  const people = peopleOf(steps).length
  const edits = editsOf(steps)
  if (people > liveLimits.people)
    return `${people} take part; live windows are for at most ${liveLimits.people}. Simulate it.`
  if (edits > liveLimits.edits)
    return `It has ${edits} edits, too many to be typed: live windows are for at most ${liveLimits.edits}. Simulate it.`
  return undefined
}

/** Steps that are carried out one after the other; `isHeld`: nothing of them arrives before all of them are done. */
export interface StepGroup {
  readonly steps: readonly Step[]
  readonly isHeld: boolean
}

/** Where links take no time, edits of one moment are still made before any of them arrives. */
const momentMs = 1

/**
 * The steps in groups: alone, or all edits that were made before the first of them could arrive. Typing takes longer
 * than a message does, so that what is to happen at the same time has to be held until all of it is typed. What one
 * of them writes several times at one place, key by key, is typed once.
 */
export function groupsOf(steps: readonly Step[]): readonly StepGroup[] {
  const groups: StepGroup[] = []
  let delayMs = 0
  for (let index = 0; index < steps.length; index++) {
    const first = steps[index] as Step
    if (first.do === 'delay') delayMs = first.delayMs
    const group: Step[] = [first]
    const isWithin = (next: Step | undefined): next is Step =>
      next?.do === 'edit' && next.at < first.at + Math.max(momentMs, delayMs)
    if (first.do === 'edit') while (isWithin(steps[index + 1])) group.push(steps[++index] as Step)
    const authors = new Set(group.map((step) => ('who' in step ? step.who : '')))
    groups.push({ steps: typedOnce(group), isHeld: authors.size > 1 })
  }
  return groups
}

function typedOnce(group: readonly Step[]): readonly Step[] {
  return lastSets(joinedSplices(group))
}

type Typed = Step & { readonly do: 'edit' }
/** What goes on where the last splice of its author ended is one with it. */
function joinedSplices(group: readonly Step[]): readonly Step[] {
  const joined: Step[] = []
  /** Where the last step of each author stands. */
  const lastOf = new Map<string, number>()
  for (const step of group) {
    if (step.do !== 'edit') joined.push(step)
    else {
      const at = lastOf.get(step.who) ?? -1
      const whole = joinedSplice(joined[at], step)
      if (whole) joined[at] = whole
      else lastOf.set(step.who, joined.push(step) - 1)
    }
  }
  return joined
}

function joinedSplice(before: Step | undefined, { edit: next, object }: Typed): Typed | undefined {
  if (before?.do !== 'edit' || before.edit.kind !== 'splice' || next.kind !== 'splice') return undefined
  const { path, index, added } = before.edit
  const goesOn = next.index === index + added.length && next.removed === 0 && pathText(next.path) === pathText(path)
  return goesOn && before.object === object
    ? { ...before, edit: { ...before.edit, added: added + next.added } }
    : undefined
}

function lastSets(group: readonly Step[]): readonly Step[] {
  const placeOf = (step: Step): string | undefined =>
    step.do === 'edit' && step.edit.kind === 'set' ? JSON.stringify([step.who, step.object, step.edit.path]) : undefined
  return group.filter((step, index) => {
    const place = placeOf(step)
    const next =
      place === undefined
        ? undefined
        : group.slice(index + 1).find((one) => 'who' in one && 'who' in step && one.who === step.who)
    return next === undefined || placeOf(next) !== place
  })
}

/** The same steps, with objects of other names: `nameOf` gives the name for one that is made here. */
export function withNames(steps: readonly Step[], nameOf: (name: string) => string): readonly Step[] {
  const made = new Map<string, string>()
  const named = (name: string): string => {
    const known = made.get(name) ?? nameOf(name)
    made.set(name, known)
    return known
  }
  for (const step of steps) {
    if (step.do === 'create') named(step.name)
    else if (step.do === 'ask' && step.action.do === 'create' && step.action.parent === undefined)
      named(step.action.name)
  }
  const moved = (url: Address): Address => {
    const parent = parentOf(url)
    if (parent !== undefined) return childUrl(moved(parent), shortName(url))
    const name = [...made].find(([old]) => objectUrl(old) === url)?.[1]
    return name === undefined ? url : objectUrl(name)
  }
  return steps.map((step): Step => {
    if (step.do === 'create') return { ...step, name: named(step.name) }
    if (step.do === 'edit') return { ...step, object: moved(step.object) }
    return step.do === 'ask' ? { ...step, action: movedAction(step.action, moved, named) } : step
  })
}

function movedAction(action: Action, moved: (url: Address) => Address, named: (name: string) => string): Action {
  if (action.do === 'create')
    return action.parent === undefined
      ? { ...action, name: named(action.name) }
      : { ...action, parent: moved(action.parent) }
  return 'url' in action ? { ...action, url: moved(action.url) } : action
}

const valueCharactersMax = 48
const shown = (value: Json): string => {
  const text = JSON.stringify(value)
  return text.length > valueCharactersMax ? `${text.slice(0, valueCharactersMax - 1)}…` : text
}

/** What a step does, as one sentence. */
export function stepText(step: Step): string {
  switch (step.do) {
    case 'note':
      return step.text
    case 'delay':
      return step.delayMs === 0 ? 'Messages arrive at once.' : `From now on each message takes ${step.delayMs} ms.`
    case 'create':
      return `${step.who} makes a data object, ${step.name}, and observes it.`
    case 'edit':
      return `${step.who} ${editText(step.edit)}.`
    case 'ask':
      return `${step.who} ${actionText(step.action)}.`
    case 'link':
      return 'The links are others from now on.'
    case 'down':
      return `${step.who} crashes, and what was stored is ${step.storage}.`
    case 'skew':
      return `${step.who}'s clock ${skewText(step.skewMs, step.driftPercent)}.`
    default:
      return `${step.who} ${deedTexts[step.do]}.`
  }
}

function skewText(skewMs: number, driftPercent: number): string {
  const off = Math.abs(skewMs) >= 1000 ? `${Math.abs(skewMs) / 1000} s` : `${Math.abs(skewMs)} ms`
  const set = skewMs === 0 ? 'is set right' : `is set ${off} ${skewMs > 0 ? 'ahead' : 'behind'}`
  return driftPercent === 0
    ? set
    : `${set}, and runs ${Math.abs(driftPercent)} % ${driftPercent > 0 ? 'faster' : 'slower'}`
}

const deedTexts = {
  join: 'comes',
  leave: 'leaves',
  crash: 'crashes: the window is gone',
  restart: 'is back, with a new window',
  pause: 'is paused: nothing gets in or out',
  resume: 'goes on',
  halt: 'halts: nothing gets in or out',
  proceed: 'proceeds',
  up: 'is started again',
} as const

function editText(edit: Edit): string {
  const place = (edit.kind === 'insert' || edit.kind === 'remove' ? edit.list : edit.path).join('/')
  switch (edit.kind) {
    case 'set':
      return `sets ${place} to ${shown(edit.value)}`
    case 'delete':
      return `deletes ${place}`
    case 'add':
      return `adds ${edit.by} to ${place}`
    case 'insert':
      return `puts ${shown(edit.value)} into ${place}`
    case 'splice':
      if (edit.added === '') return `takes letters out of ${place}`
      return edit.removed === 0
        ? `types ${shown(edit.added)} into ${place}`
        : `types ${shown(edit.added)} over ${edit.removed} characters of ${place}`
    case 'remove':
      return `takes an element out of ${place}`
  }
}

function actionText(action: Action): string {
  switch (action.do) {
    case 'create':
      return `makes a data object, ${action.name}${action.parent === undefined ? '' : `, a child of ${shortName(action.parent)}`}`
    case 'share':
      return `shares ${shortName(action.url)}: whoever is invited gets an instance of their own`
    case 'grant':
      return `${action.write ? 'lets' : 'no longer lets'} ${shortName(action.to)} write`
    case 'online':
      return action.online ? 'is on line again' : 'goes off line'
    case 'take-over':
      return `takes ${shortName(action.url)} over`
    case 'hand-over':
      return `wants to hand ${shortName(action.url)} over to ${shortName(action.to)}`
    case 'auto-accept':
      return action.on ? 'accepts invitations by themselves' : 'lets invitations wait for an answer'
    default:
      return `asks to ${action.do} ${shortName(action.url)}`
  }
}
