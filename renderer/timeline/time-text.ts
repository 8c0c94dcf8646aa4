/** Moments and durations in words, as short as they can be read. Knows no clock. */

/**
 * A duration for people, with three figures at most.
 * @example durationText(0.2134) // '0.21 ms'
 */
export function durationText(ms: number): string {
  const size = Math.abs(ms)
  // each bound is where rounding would give a figure too many
  if (size < 0.995) return `${ms.toFixed(2)} ms`
  if (size < 9.95) return `${ms.toFixed(1)} ms`
  if (size < 999.5) return `${ms.toFixed(0)} ms`
  if (size < 9995) return `${(ms / 1000).toFixed(2)} s`
  if (size < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(size / 1000)
  return `${ms < 0 ? '-' : ''}${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** A duration that says which way it goes. */
export const signedText = (ms: number): string => (ms < 0 ? `−${durationText(-ms)}` : `+${durationText(ms)}`)

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * A moment of a session, from its start, to the millisecond.
 * @example momentText(83_456.7) // '1:23.457'
 */
export function momentText(at: number): string {
  const ms = Math.round(Math.abs(at))
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const sign = at < 0 && ms > 0 ? '−' : ''
  const tail = `${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}`
  return hours > 0 ? `${sign}${hours}:${two(minutes % 60)}:${tail}` : `${sign}${minutes}:${tail}`
}

/**
 * A moment as it was stamped: milliseconds from the start, to the microsecond, and by how much it may be off.
 * @example stampText(12.345, 0.0783) // '12.345 ms ± 0.08'
 */
export function stampText(at: number, uncertaintyMs?: number): string {
  const [whole, part] = at.toFixed(3).split('.') as [string, string]
  const text = `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${part} ms`
  return uncertaintyMs === undefined ? text : `${text} ± ${uncertaintyText(uncertaintyMs)}`
}

/** With two figures at most, rounded up: what is claimed stays true. */
function uncertaintyText(ms: number): string {
  const unit = 10 ** Math.max(-3, Math.floor(Math.log10(ms)) - 1)
  // a hair less, or what is a whole number of units already would be rounded up by its last bit
  return String(Number((Math.ceil(ms / unit - 1e-9) * unit).toFixed(3)))
}
