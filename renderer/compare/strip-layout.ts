/** Where the cells of a strip lie: for each model a block of lines, seed after seed. Knows pixels, and no colours. */

export interface StripLayout {
  /** Each cell is so wide and so high. */
  readonly cell: number
  readonly perLine: number
  readonly height: number
  /** Where the block of each model begins, and how high each is. */
  readonly tops: readonly number[]
  readonly blockHeight: number
}

/** A run of a strip: of which model, of which seed, both counted from 0. */
export interface Place {
  readonly model: number
  readonly seed: number
}

const cellMin = 7
const cellMax = 16
const gap = 6
/** The name of a model has to fit beside its block. */
const blockMin = 18

export function layStrip(width: number, models: number, seeds: number): StripLayout {
  const cell = Math.max(cellMin, Math.min(cellMax, Math.floor(width / Math.max(1, seeds))))
  const perLine = Math.max(1, Math.floor(width / cell))
  const blockHeight = Math.max(blockMin, Math.ceil(seeds / perLine) * cell)
  const tops = Array.from({ length: models }, (_, index) => index * (blockHeight + gap))
  return { cell, perLine, blockHeight, tops, height: models * (blockHeight + gap) }
}

/** The left upper corner of a cell. */
export function cornerOf({ cell, perLine, tops }: StripLayout, { model, seed }: Place): { x: number; y: number } {
  return { x: (seed % perLine) * cell, y: (tops[model] ?? 0) + Math.floor(seed / perLine) * cell }
}

/** Which cell lies at a point; nothing beside them. */
export function placeAt(layout: StripLayout, seeds: number, x: number, y: number): Place | undefined {
  const model = layout.tops.findLastIndex((top) => y >= top)
  const column = Math.floor(x / layout.cell)
  if (model < 0 || column < 0 || column >= layout.perLine) return undefined
  const line = Math.floor((y - (layout.tops[model] ?? 0)) / layout.cell)
  const seed = line * layout.perLine + column
  return line * layout.cell < layout.blockHeight && seed < seeds ? { model, seed } : undefined
}

export type StripKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End'

export const isStripKey = (key: string): key is StripKey => /^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(key)

/** Where a key leads: along the seeds, and up and down among lines and models. */
export function stepFrom(
  layout: StripLayout,
  size: { models: number; seeds: number },
  from: Place,
  key: StripKey,
): Place {
  const { model, seed } = from
  const { perLine } = layout
  const last = size.seeds - 1
  if (key === 'Home') return { model, seed: 0 }
  if (key === 'End') return { model, seed: last }
  if (key === 'ArrowLeft') return { model, seed: Math.max(0, seed - 1) }
  if (key === 'ArrowRight') return { model, seed: Math.min(last, seed + 1) }
  const by = key === 'ArrowDown' ? 1 : -1
  const next = seed + by * perLine
  if (next >= 0 && next <= last) return { model, seed: next }
  const other = model + by
  if (other < 0 || other >= size.models) return from
  const column = seed % perLine
  const lastLine = Math.floor(last / perLine) * perLine
  return { model: other, seed: by === 1 ? column : Math.min(last, lastLine + column) }
}
