/** Moments and durations in words, as short as they can be read. Knows no clock. */

/**
 * A duration for people, with three figures at most.
 * @example durationText(0.2134) // '0.21 ms'
 */
export function durationText(ms: number): string {
  const size = Math.abs(ms)
  if (size < 0.005) return '0.00 ms'
  if (size < 1) return `${ms.toFixed(2)} ms`
  if (size < 10) return `${ms.toFixed(1)} ms`
  if (size < 1000) return `${ms.toFixed(0)} ms`
  if (size < 10_000) return `${(ms / 1000).toFixed(2)} s`
  if (size < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(size / 60_000) * Math.sign(ms)} min ${Math.floor((size % 60_000) / 1000)} s`
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
