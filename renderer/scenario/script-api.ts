/**
 * What a script may say, for the completion of the editor: the words that it has as globals, typed by the very sources
 * of core that they come from. Nothing here runs.
 */
import address from '../../core/address.ts?raw'
import change from '../../core/change.ts?raw'
import clock from '../../core/clock.ts?raw'
import linkConditions from '../../core/link-conditions.ts?raw'
import linkOrder from '../../core/link-order.ts?raw'
import message from '../../core/message.ts?raw'
import objectRules from '../../core/object-rules.ts?raw'
import openingWords from '../../core/opening.ts?raw'
import ownership from '../../core/ownership.ts?raw'
import port from '../../core/port.ts?raw'
import scenario from '../../core/scenario.ts?raw'

const globals = `
import type { Scenario } from './core/scenario.ts'
import type * as words from './core/opening.ts'
import type * as addresses from './core/address.ts'

declare global {
  /** The scenario that this script gives: what it teaches, and its steps, or a function that makes them of luck and size. Called once. */
  function scenario(given: {
    /** One sentence for people: what it teaches. */
    text?: string
    /** What happens, and when: each step has its moment \`at\`, in milliseconds. */
    steps: Scenario['steps']
  }): void
  /** How most scenarios open: people join, the first makes an object, shares it, and lets the others write. Takes 1000 ms. */
  const opening: typeof words.opening
  /** Somebody writes to an object: writes(1000, 'Alice', objectUrl('list'), set('title', 'Milk')). */
  const writes: typeof words.writes
  /** A value to set, for writes. */
  const set: typeof words.set
  /** Characters to type into a text at a place of it, for writes: types('text', 0, 'Dear '). */
  const types: typeof words.types
  /** The owner lets somebody write. */
  const grant: typeof words.grant
  /** Somebody goes off line (false), or comes back (true). */
  const online: typeof words.online
  /** A part of the chart begins. */
  const phase: typeof words.phase
  /** What happens next, in a sentence. */
  const says: typeof words.says
  /** Nothing more is done, and what is under way arrives. The last step of a script. */
  const rests: typeof words.rests
  /** When everybody follows the object that opening made: a script goes on from here, in milliseconds. */
  const openMs: typeof words.openMs
  /** The address of a data object by its name. */
  const objectUrl: typeof addresses.objectUrl
  /** The address of a child of a data object. */
  const childUrl: typeof addresses.childUrl
  /** The address of a participant by name. */
  const hypertyUrl: typeof addresses.hypertyUrl
}
`

/** Files for the language service, by their addresses. */
export const scriptApi: Readonly<Record<string, string>> = {
  'file:///scenario-api.d.ts': globals,
  'file:///core/address.ts': address,
  'file:///core/change.ts': change,
  'file:///core/clock.ts': clock,
  'file:///core/link-conditions.ts': linkConditions,
  'file:///core/link-order.ts': linkOrder,
  'file:///core/message.ts': message,
  'file:///core/object-rules.ts': objectRules,
  'file:///core/opening.ts': openingWords,
  'file:///core/ownership.ts': ownership,
  'file:///core/port.ts': port,
  'file:///core/scenario.ts': scenario,
}
