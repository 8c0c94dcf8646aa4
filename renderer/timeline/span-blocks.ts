/** From where to where rows last, by blocks, so that those in a window are found without looking at all. Knows no axis. */

const blockRows = 256

export interface SpanBlocks {
  /** A row is new, or lasts longer than it did. */
  touch(row: number): void
  /** The rows that touch a window, in order; at most `max`, and all of them where it is not given. */
  between(start: number, end: number, max?: number): number[]
  clear(): void
}

export function createSpanBlocks(spanOf: (row: number) => readonly [start: number, end: number]): SpanBlocks {
  let blocks: { start: number; end: number }[] = []
  let count = 0
  return {
    touch(row) {
      count = Math.max(count, row + 1)
      const block = (blocks[Math.floor(row / blockRows)] ??= {
        start: Number.POSITIVE_INFINITY,
        end: Number.NEGATIVE_INFINITY,
      })
      const [start, end] = spanOf(row)
      block.start = Math.min(block.start, start)
      block.end = Math.max(block.end, end)
    },
    between(start, end, max = Number.POSITIVE_INFINITY) {
      const rows: number[] = []
      for (const [index, block] of blocks.entries()) {
        if (block.end < start || block.start > end) continue
        const last = Math.min(count, (index + 1) * blockRows)
        for (let row = index * blockRows; row < last && rows.length < max; row++) {
          const [from, until] = spanOf(row)
          if (until >= start && from <= end) rows.push(row)
        }
      }
      return rows
    },
    clear() {
      blocks = []
      count = 0
    },
  }
}
