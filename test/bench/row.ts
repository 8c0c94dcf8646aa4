/** One line of what the bench says. */
export interface Row {
  readonly id: string
  readonly ours: number
  readonly theirs: number
  /** Ours over theirs; where more is better, theirs over ours. */
  readonly ratio: number
  /** The ratio is this at most. */
  readonly limit: number
  readonly within: boolean
  readonly unit: string
}

export function rowOf(id: string, measured: { ours: number; theirs: number }, limit: number, unit: string): Row {
  const ratio = measured.ours / measured.theirs
  return { id, ...measured, ratio, limit, within: ratio <= limit, unit }
}

/** What a process says last: Electron, run as Node, may name itself before. */
export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''
