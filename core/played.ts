/** What the page of a hyperty is asked while a scenario is played in its window, and what it answers. */
import type { Address } from './message.ts'
import type { Edit } from './scenario.ts'

export type Played =
  | { readonly do: 'show'; readonly object: Address }
  /** Shows the object, and says how the edit is typed there. */
  | { readonly do: 'plan'; readonly object: Address; readonly edit: Edit }
  | { readonly do: 'write'; readonly object: Address; readonly edit: Edit }

export interface PlayedAnswer {
  /** The page has the object. */
  readonly isThere?: boolean
  /** Where to go, as a JSON pointer, and what to type in the place of what is there; absent where typing cannot do it. */
  readonly typed?: { readonly pointer: string; readonly text: string }
}
