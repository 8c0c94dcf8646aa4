/**
 * The contract of a scenario: what some hyperties do, and when. Steps are plain data, so that a run can be repeated,
 * shortened and printed; knows nothing of how they are carried out.
 */
import type { Json, JsonObject, Key } from './change.ts'
import { createRandom, type Random } from './clock.ts'
import type { Address } from './message.ts'
import type { LinkOrder } from './link-order.ts'
import type { OnLeave } from './ownership.ts'
import type { Action } from './port.ts'

/**
 * A write to a data object as a person does it, without knowing what is there: a place in a list is taken modulo its
 * length, and what finds no list or object to go into is not done.
 */
export type Edit =
  | { readonly kind: 'set'; readonly path: readonly Key[]; readonly value: Json }
  | { readonly kind: 'delete'; readonly path: readonly Key[] }
  /** Sets what is there, and so much more; nothing where no number is. */
  | { readonly kind: 'add'; readonly path: readonly Key[]; readonly by: number }
  | { readonly kind: 'insert'; readonly list: readonly Key[]; readonly index: number; readonly value: Json }
  | { readonly kind: 'remove'; readonly list: readonly Key[]; readonly index: number }
  /** Types into a text, or takes so many characters out of it: what does not reach as far goes to its end. */
  | {
      readonly kind: 'splice'
      readonly path: readonly Key[]
      readonly index: number
      readonly removed: number
      readonly added: string
    }

/** What a hyperty does, by its name; what cannot be done, because it is not there, is left out. */
export type Deed =
  /** Its window opens. `crash` takes the window away, `restart` opens another; a paused window does nothing, and loses nothing. */
  | { readonly who: string; readonly do: 'join' | 'leave' | 'crash' | 'restart' | 'pause' | 'resume' }
  /** Its Syncer neither sends nor takes anything until it proceeds. */
  | { readonly who: string; readonly do: 'halt' | 'proceed' }
  /** All of it crashes, with its Syncer; what it had stored is kept or lost. `up` starts it again. */
  | { readonly who: string; readonly do: 'down'; readonly storage: 'kept' | 'lost' }
  | { readonly who: string; readonly do: 'up' }
  /** The clock of its window is set off by so much; all its clocks run faster from now on, or slower. */
  | { readonly who: string; readonly do: 'skew'; readonly skewMs: number; readonly driftPercent: number }
  | {
      readonly who: string
      readonly do: 'create'
      readonly name: string
      readonly value: JsonObject
      readonly parent?: Address
      readonly onLeave?: OnLeave
    }
  | { readonly who: string; readonly do: 'edit'; readonly object: Address; readonly edit: Edit }
  /** Anything that a window asks of its Syncer. */
  | { readonly who: string; readonly do: 'ask'; readonly action: Action }
  /** From now on all links take so long. */
  | { readonly do: 'delay'; readonly delayMs: number }
  /** Conditions of links, from now on, for a time, or for some messages. */
  | { readonly do: 'link'; readonly order: LinkOrder }
  | { readonly do: 'note'; readonly text: string; readonly style: 'phase' | 'step' | 'remark' }

/** A deed at its moment, in milliseconds from the start. */
export type Step = { readonly at: number } & Deed

/** How large a run is: so many hyperties, and so many edits by each of them. */
export interface Size {
  readonly hyperties: number
  readonly edits: number
}

export interface Scenario {
  readonly name: string
  /** One sentence for people: what it teaches. */
  readonly text: string
  /** In the order of their moments; or a function that makes them, of nothing but what it is given. */
  readonly steps: readonly Step[] | ((random: Random, size: Size) => readonly Step[])
}

/** The size of a run where nobody wants another. */
export const usualSize: Size = { hyperties: 3, edits: 60 }

/** The steps of a scenario with a seed. */
export function stepsOf({ steps }: Scenario, seed: number, size: Size = usualSize): readonly Step[] {
  return typeof steps === 'function' ? steps(createRandom(seed), size) : steps
}
