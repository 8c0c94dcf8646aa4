/** The lines of a session by the rows in which their events stand: the one that made a row, and the one that ended it. */
import { createColumn, createTextStore, float64, uint32, type TextCodec } from './column.ts'

export interface RowLines {
  /** Keeps the line that made a row; gives its length in bytes. */
  keepMade(row: number, line: string): number
  keepEnded(row: number, line: string): void
  /** The line as it came, or nothing. */
  made(row: number): string
  ended(row: number): string
}

/** No lines yet. They are kept as bytes, and become text when somebody asks. */
export function createRowLines(codec: TextCodec): RowLines {
  const texts = createTextStore(codec)
  const createPlaces = () => ({ at: createColumn(float64), length: createColumn(uint32) })
  const [made, ended] = [createPlaces(), createPlaces()]
  const keep = (places: ReturnType<typeof createPlaces>, row: number, line: string): number => {
    places.at.set(row, texts.length)
    const length = texts.add(line)
    places.length.set(row, length)
    return length
  }
  const lineOf = (places: ReturnType<typeof createPlaces>, row: number): string => {
    const length = places.length.get(row)
    return length === 0 ? '' : texts.textAt(places.at.get(row), length)
  }
  return {
    keepMade: (row, line) => keep(made, row, line),
    keepEnded: (row, line) => void keep(ended, row, line),
    made: (row) => lineOf(made, row),
    ended: (row) => lineOf(ended, row),
  }
}
