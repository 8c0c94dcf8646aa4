/**
 * How much of what lies before any place of a long list: running counts, kept every 64 places, of as many channels as
 * are asked for. A window is the difference of two of them, so it is exact wherever it begins and ends. Knows neither rows
 * nor lanes.
 */

/** Running counts are kept at every place that is a multiple of this. */
export const blockPlaces = 64

export interface Density {
  readonly channels: number
  /** The place has changed, or is new: what was counted from there on is counted anew when somebody asks. */
  touch(place: number): void
  /** Writes into `into` what lies before a place, for each channel. */
  before(place: number, into: Float64Array): void
  /** Writes into `into` what lies from one place to just before another, for each channel. */
  between(from: number, until: number, into: Float64Array): void
  clear(): void
}

export interface DensityOptions {
  readonly channels: number
  /** How many places there are now. */
  readonly count: () => number
  /** Adds what is at a place to the channels. */
  readonly add: (place: number, into: Float64Array) => void
}

export function createDensity({ channels, count, add }: DensityOptions): Density {
  /** Running counts before each block, one after the other. */
  let sums = new Uint32Array(64 * channels)
  /** So many blocks are counted, the first of which has nothing before it. */
  let counted = 1
  const work = new Float64Array(channels)
  const scratch = new Float64Array(channels)

  function reserve(blocks: number): void {
    if (blocks * channels <= sums.length) return
    const more = new Uint32Array(Math.max(blocks * channels, sums.length * 2))
    more.set(sums)
    sums = more
  }

  /** Counts on, up to the beginning of a block. */
  function countTo(block: number): void {
    if (block < counted) return
    reserve(block + 1)
    for (; counted <= block; counted++) {
      const last = (counted - 1) * channels
      for (let channel = 0; channel < channels; channel++) work[channel] = sums[last + channel] as number
      for (let place = (counted - 1) * blockPlaces; place < counted * blockPlaces; place++) add(place, work)
      sums.set(work, counted * channels)
    }
  }

  function before(place: number, into: Float64Array): void {
    const end = Math.max(0, Math.min(place, count()))
    const block = Math.floor(end / blockPlaces)
    countTo(block)
    for (let channel = 0; channel < channels; channel++) into[channel] = sums[block * channels + channel] as number
    for (let one = block * blockPlaces; one < end; one++) add(one, into)
  }

  return {
    channels,
    touch(place) {
      counted = Math.max(1, Math.min(counted, Math.floor(place / blockPlaces) + 1))
    },
    before,
    between(from, until, into) {
      before(from, scratch)
      before(Math.max(from, until), into)
      for (let channel = 0; channel < channels; channel++) (into[channel] as number) -= scratch[channel] as number
    },
    clear() {
      counted = 1
    },
  }
}
