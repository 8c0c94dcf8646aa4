/**
 * What was done in a session, done otherwise: one input left out, moved before or after another, or written as something
 * else, and all others as they were. Gives steps; what comes of them, whoever plays them sees.
 */
import type { Inputs } from './inputs.ts'
import { parseScenario, ScenarioError } from './scenario-guard.ts'
import type { Step } from './scenario.ts'

/** Inputs are named by the numbers of the events that tell of them. */
export type Revision =
  | { readonly do: 'skip'; readonly event: number }
  /** Just before another input where it came after that one, just after it otherwise. */
  | { readonly do: 'move'; readonly event: number; readonly to: number }
  /** What is written in its place: an edit as in a scenario, or a list of them; from outside. */
  | { readonly do: 'edit'; readonly event: number; readonly edit: unknown }

/** A revision that cannot be made; the message says why and what to do. */
export class RevisionError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'RevisionError'
  }
}

type Revised = Pick<Inputs, 'steps' | 'events'>

/** So many inputs near the one that is not there are named. */
const nearestMax = 4
/** So many edits may be written in the place of one input. */
const editsMax = 100

/** The steps of a session's inputs with one of them done otherwise. @throws RevisionError */
export function revise(inputs: Revised, revision: Revision): Revised {
  const own = placesOf(inputs, revision.event)
  if (revision.do === 'skip') return without(inputs, own)
  if (revision.do === 'move') return moved(inputs, own, revision)
  const [first = 0] = own
  const edited = editsFor(inputs.steps[first] as Step, revision)
  return inserted(without(inputs, own), first, edited, revision.event)
}

/** Where the steps of an event stand: a report of several changes came to several. */
function placesOf({ events }: Revised, event: number): readonly number[] {
  const places = events.flatMap((one, place) => (one === event ? [place] : []))
  if (event > 0 && places.length > 0) return places
  const known = [...new Set(events)].filter((one) => one > 0)
  const nearest = known
    .sort((one, other) => Math.abs(one - event) - Math.abs(other - event))
    .slice(0, nearestMax)
    .sort((one, other) => one - other)
  throw new RevisionError(
    `Event ${event} is nothing that somebody did, or is not in this session. Inputs near it are the events ${nearest.join(', ')}.`,
  )
}

function without({ steps, events }: Revised, places: readonly number[]): Revised {
  const left = new Set(places)
  const stays = (_: unknown, place: number): boolean => !left.has(place)
  return { steps: steps.filter(stays), events: events.filter(stays) }
}

function inserted({ steps, events }: Revised, place: number, added: readonly Step[], event: number): Revised {
  return {
    steps: [...steps.slice(0, place), ...added, ...steps.slice(place)],
    events: [...events.slice(0, place), ...added.map(() => event), ...events.slice(place)],
  }
}

function moved(inputs: Revised, own: readonly number[], { event, to }: Revision & { readonly do: 'move' }): Revised {
  if (event === to) throw new RevisionError(`Event ${event} cannot be moved to itself. Name another input.`)
  const target = placesOf(inputs, to)
  const isEarlier = (target[0] ?? 0) < (own[0] ?? 0)
  const at = inputs.steps[(isEarlier ? target[0] : target.at(-1)) ?? 0]?.at ?? 0
  const taken = own.map((place) => ({ ...(inputs.steps[place] as Step), at }))
  const rest = without(inputs, own)
  const there = isEarlier ? rest.events.indexOf(to) : rest.events.lastIndexOf(to) + 1
  return inserted(rest, there, taken, event)
}

function editsFor(step: Step, { event, edit }: Revision & { readonly do: 'edit' }): readonly Step[] {
  if (step.do !== 'edit')
    throw new RevisionError(`Event ${event} is no write to an object: it can be skipped or moved, not edited.`)
  const given: readonly unknown[] = Array.isArray(edit) ? edit : [edit]
  if (given.length === 0 || given.length > editsMax)
    throw new RevisionError(`In the place of event ${event} stand 1 to ${editsMax} edits. To leave it out, skip it.`)
  try {
    return parseScenario({ steps: given.map((one) => ({ ...step, edit: one })) }).steps
  } catch (error) {
    if (error instanceof ScenarioError) throw new RevisionError(error.message.replace(/^Step (\d+):/, 'Edit $1:'))
    throw error
  }
}
