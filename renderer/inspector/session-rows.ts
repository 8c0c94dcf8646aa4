/** Kept sessions as rows for people: which of them fit what somebody looks for, and what is said of each. */
import type { KeptSession } from '../../core/kept-session.ts'

/** As somebody has called it, or the name of its file without what says its kind. */
export const titleOf = ({ name, file }: KeptSession): string => name ?? file.replace(/(\.cut-off)?\.ndjson$/, '')

/** @example sizeText(1_572_864) // '1.5 MB' */
export function sizeText(bytes: number): string {
  const [kilobytes, megabytes] = [bytes / 1024, bytes / 1024 / 1024]
  if (megabytes >= 1024) return `${(megabytes / 1024).toFixed(1)} GB`
  if (megabytes >= 1) return `${megabytes.toFixed(1)} MB`
  return `${Math.max(1, Math.round(kilobytes))} KB`
}

/** @example lengthText(3_725_000) // '1 h 2 min' */
export function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** In the order of the language of the page, to a minute. */
export const startedText = (ms: number): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(ms)

const isThere = (one: KeptSession, word: string): boolean =>
  [titleOf(one), one.file, one.note, one.state, startedText(one.startedMs), one.place].some((text) =>
    text.toLowerCase().includes(word),
  )

/** Those in which every word stands somewhere: in the name, the note, the verdict or the date. */
export function found(sessions: readonly KeptSession[], text: string): readonly KeptSession[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return sessions.filter((one) => words.every((word) => isThere(one, word)))
}

/** The rows of a long list that are to be drawn, with some beyond the edges. */
export function rowsShown(
  count: number,
  { top, height, row }: { readonly top: number; readonly height: number; readonly row: number },
): { readonly from: number; readonly to: number } {
  const beyond = 4
  const from = Math.max(0, Math.floor(top / row) - beyond)
  return { from, to: Math.min(count, Math.ceil((top + height) / row) + beyond) }
}
