/**
 * Whether copies of one object say the same, as far as they can be compared: two that know something else may well differ.
 * Knows what windows said, and nothing of why they differ.
 */
import type { Address } from './message.ts'

/** What a window last said of its copy; `isStale` where something has happened to the copy since. */
export interface Copy {
  readonly said: { readonly version: number; readonly hash: string; readonly known?: string | undefined } | undefined
  isStale: boolean
  /** Its own write, where nothing else has happened to it since it said what it holds. */
  staleBy?: number | undefined
}

/** Absent where nothing was said. */
export type HeldCopy = { readonly who: Address; readonly copy: Copy | undefined }

/** Whether two copies say that the same writes are known there; what is not said is not the same. */
export const knowsAlike = (copy: Copy | undefined, other: HeldCopy | undefined): boolean =>
  copy?.said?.known !== undefined && copy.said.known === other?.copy?.said?.known

/**
 * Of which version two windows say that they hold something else; where writers number their writes themselves, versions
 * are those of one copy only, and what counts is that they know the same writes.
 */
export function whereTheyDiffer(copies: readonly HeldCopy[]): string | undefined {
  const hashes = new Map<number | string, string>()
  for (const { copy } of copies) {
    if (!copy?.said || copy.isStale) continue
    const { version, hash, known } = copy.said
    const other = hashes.get(known ?? version)
    const where = known === undefined ? `at version ${version}` : 'and know the same writes'
    if (other !== undefined && other !== hash) return where
    hashes.set(known ?? version, hash)
  }
  return undefined
}
