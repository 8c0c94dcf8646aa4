/** Reads the times of foreign logs: numbers of any usual unit, or dates as text. Knows no clock. */

/** `auto`: by how large the first number is, or as a date. */
export const timeUnits = ['auto', 's', 'ms', 'us', 'ns', 'date'] as const
export type TimeUnit = (typeof timeUnits)[number]

const millisecondsIn: Readonly<Record<Exclude<TimeUnit, 'auto' | 'date'>, number>> = {
  s: 1000,
  ms: 1,
  us: 0.001,
  ns: 0.000001,
}
/** A number at least so large is a time since 1970 in that unit: the least is in 1973. */
const since1970: readonly (readonly [least: number, unit: keyof typeof millisecondsIn])[] = [
  [1e17, 'ns'],
  [1e14, 'us'],
  [1e11, 'ms'],
  [1e8, 's'],
]
/** A time in milliseconds at least so large is a date. */
const dateMs = 1e11
const numberText = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i
const dateText = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i
const dayText = /^(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?$/

export interface TimeReader {
  /** In milliseconds; undefined for what is no time. */
  read(value: unknown): number | undefined
  /** Whether what was read counts from 1970. */
  readonly areDates: boolean
  /** Whether a date named no zone, and was read as one of UTC. */
  readonly lacksZone: boolean
}

/** The unit that the first number shows is kept for the rest. */
export function createTimeReader(unit: TimeUnit): TimeReader {
  let factor = unit === 'auto' || unit === 'date' ? undefined : millisecondsIn[unit]
  let areDates = false
  let lacksZone = false

  function ofNumber(value: number): number | undefined {
    if (!Number.isFinite(value) || unit === 'date') return undefined
    factor ??= millisecondsIn[since1970.find(([least]) => Math.abs(value) >= least)?.[1] ?? 'ms']
    const ms = value * factor
    areDates ||= ms >= dateMs
    return ms
  }

  function ofText(text: string): number | undefined {
    if (numberText.test(text)) return ofNumber(Number(text))
    const [, seconds, fraction = '', zone] = dateText.exec(text) ?? []
    if (seconds !== undefined) {
      // reading a date asks no clock
      // oxlint-disable-next-line no-restricted-globals
      const ms = Date.parse(`${seconds.replace(' ', 'T')}${zone?.toUpperCase() ?? 'Z'}`)
      if (Number.isNaN(ms)) return undefined
      areDates = true
      lacksZone ||= zone === undefined
      return ms + Number(`0.${fraction || '0'}`) * 1000
    }
    const day = dayText.exec(text)
    if (!day) return undefined
    const [hours, minutes, whole] = day.slice(1, 4).map(Number) as [number, number, number]
    return ((hours * 60 + minutes) * 60 + whole) * 1000 + Number(`0.${day[4] ?? '0'}`) * 1000
  }

  return {
    read: (value) =>
      typeof value === 'number' ? ofNumber(value) : typeof value === 'string' ? ofText(value.trim()) : undefined,
    get areDates() {
      return areDates
    },
    get lacksZone() {
      return lacksZone
    },
  }
}
