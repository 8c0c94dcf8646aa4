/** What is asked of the place where a script runs, and what it answers, as plain data. */

export interface ScriptOrder {
  readonly seed: number
  /** It is ended after so long. */
  readonly timeMs: number
}

/** `scenario` is what the script gave; it has not been looked at. */
export type ScriptAnswer =
  | { readonly ok: true; readonly scenario: unknown }
  /** Line and column, from 1, where it is known. */
  | { readonly ok: false; readonly reason: string; readonly line?: number; readonly column?: number }

/** A script has so long to give its steps. */
export const scriptMs = 2_000
