/**
 * What a session says of itself and of its events where it was made of a log of another system: from which file and line
 * each one comes, and what that line said which has no place in an event of ours.
 */
import type { JsonObject } from './change.ts'

/** Of an event: what its line in the foreign log said. */
export interface Imported {
  /** What it is called there. */
  readonly text: string
  /** Of what kind it is there, in the log's own word. */
  readonly kind?: string
  /** Where it stands, from 1. */
  readonly line: number
  /** The message's own id there. */
  readonly id?: string
  readonly isAnswer?: true
  /** All else that was said, as it was. */
  readonly fields?: JsonObject
}

/** A line that could not be understood, and why. */
export interface ImportProblem {
  readonly line: number
  readonly what: string
}

/** Of a session: where it comes from, and what of that is not in it. Stands in the header. */
export interface ImportedFrom {
  readonly file: string
  /** The kind of log, by its name and for people. */
  readonly format: string
  readonly label: string
  /** How many lines, or what stands for a line there, are left out; the first of them, each with its reason. */
  readonly leftOut: number
  readonly problems: readonly ImportProblem[]
  /** What else somebody has to know who reads it: each a sentence. */
  readonly notes: readonly string[]
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where a session says that it comes from; undefined for one of ours, and for a header that says it in no known way. */
export function importedFromOf(header: { readonly imported?: unknown }): ImportedFrom | undefined {
  const { imported } = header
  if (!isObject(imported)) return undefined
  const { file, format, label, leftOut, problems, notes } = imported
  const areTexts = [file, format, label].every((text) => typeof text === 'string')
  const isWhole = areTexts && Number.isSafeInteger(leftOut) && Array.isArray(problems) && Array.isArray(notes)
  if (!isWhole || !notes.every((note) => typeof note === 'string')) return undefined
  const areProblems = problems.every((one) => isObject(one) && typeof one['what'] === 'string')
  return areProblems ? (imported as object as ImportedFrom) : undefined
}

/** So many lines that are wrong are named one by one. */
export const importProblemsMax = 20
const shownMax = 3

/** What is to be told of an imported session before it is looked at. */
export function importedText({ file, label, leftOut, problems, notes }: ImportedFrom): string {
  const sentences = [`Imported from ${file} (${label}).`]
  if (leftOut > 0) {
    const shown = problems.slice(0, shownMax).map(({ line, what }) => `line ${line} ${what}`)
    const rest = leftOut - shown.length
    const more = rest > 0 ? `; and ${rest} more` : ''
    sentences.push(`${leftOut === 1 ? '1 line is' : `${leftOut} lines are`} left out: ${shown.join('; ')}${more}.`)
  }
  return [...sentences, ...notes].join(' ')
}

/** What the verdict says of such a session: its log does not tell what each copy held. */
export const importedVerdict = ({ file }: ImportedFrom): { readonly state: 'unknown'; readonly sentence: string } => ({
  state: 'unknown',
  sentence: `Cannot tell: ${file} is a log from elsewhere, and does not say what each copy held`,
})
