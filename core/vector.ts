/**
 * What is known of the writes to an object that every writer numbers itself: for each writer the number of its last
 * write that is here, with all before it. Knows nothing of what was written.
 */
import type { Address } from './address.ts'

/** By writer. A writer that has written nothing is not in it. */
export interface Vector {
  readonly [writer: string]: number
}

/**
 * The name under which a hyperty writes. One that has lost what it wrote, or cannot know whether it has, begins under
 * another name, as its numbers may be known to others.
 */
export const writerOf = (who: Address, beginning: number): string => (beginning === 0 ? who : `${who}#${beginning}`)
/** The hyperty behind a writer. */
export const hypertyOf = (writer: string): Address => writer.replace(/#\d+$/, '')
/** How often it had begun anew. */
export const beginningOf = (writer: string): number => Number(/#(\d+)$/.exec(writer)?.[1] ?? 0)

/** How many writes are known. */
export function countOf(vector: Vector): number {
  let count = 0
  for (const writer in vector) count += vector[writer] as number
  return count
}

/** Whether all that the second knows is known to the first. */
export function covers(one: Vector, other: Vector): boolean {
  for (const writer in other) if ((one[writer] ?? 0) < (other[writer] as number)) return false
  return true
}

/** What either of them knows. */
export function join(one: Vector, other: Vector): Vector {
  const both: { [writer: string]: number } = { ...one }
  for (const writer in other) both[writer] = Math.max(both[writer] ?? 0, other[writer] as number)
  return both
}

/**
 * A short text that is the same for the same vector, and another one for others, for who compares what was known.
 * @example knownOf({ a: 1, b: 2 }) === knownOf({ b: 2, a: 1 }) // true
 */
export function knownOf(vector: Vector): string {
  let high = 0x9e3779b9
  let low = 0x85ebca6b
  for (const writer of Object.keys(vector).sort()) {
    const text = `${writer} ${vector[writer]};`
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      high = Math.imul(high ^ unit, 2654435761)
      low = Math.imul(low ^ unit, 1597334677)
    }
  }
  const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0')
  return hex(high ^ (low >>> 15)) + hex(low ^ (high >>> 13))
}

/** Whether something from outside is a vector. */
export const isVector = (value: unknown): value is Vector =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((count) => Number.isSafeInteger(count) && (count as number) > 0)

/** What `knownOf` gave begins with this where names were replaced since: it can be compared with others of its kind only. */
export const ofOtherNames = '~'
