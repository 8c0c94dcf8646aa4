/**
 * Shows the running session to inspectors: each takes lines at its own pace. What one has not taken yet is kept here
 * for a while and is read back from the session file after that, so that nothing waits for an inspector.
 */
import type { Clock } from '../core/clock.ts'
import type { SessionFile } from './session-file.ts'

/** Characters of recent lines that are kept at hand, and characters of lines sent together. */
const recentCharactersMax = 4 * 1024 * 1024
const batchCharacters = 256 * 1024
/** Lines go out together, at most so often. */
const batchMs = 16
const sealStart = '{"seal":'

/** One inspector. */
export interface Reader {
  /** It has room for so many more batches. */
  credit(batches: number): void
  /** Lines that it will never get, because they were gone before it came to them. */
  readonly dropped: number
  close(): void
}

export interface LiveFeed {
  /** Takes the line of the next event, with its newline. */
  append(line: string): void
  /** What is durable by now may be forgotten here. */
  trim(): void
  /** Lines from the first one on, in batches, as long as there is credit for them. */
  read(send: (text: string) => void, credit: number): Reader
  /** Whether every reader has taken in all there is. */
  readonly isTaken: boolean
}

/** The position of an event in the file. */
interface Place {
  readonly event: number
  readonly offset: number
}

type State = {
  next: number
  credit: number
  underWay: number
  busy: boolean
  closed: boolean
  dropped: number
  place: Place | undefined
}

export function createLiveFeed(options: { readonly file: SessionFile; readonly clock: Clock }): LiveFeed {
  const { file, clock } = options
  const readers = new Map<State, (text: string) => void>()
  let recent: string[] = []
  let recentCharacters = 0
  let firstRecent = 1
  let scheduled = false

  const last = (): number => firstRecent + recent.length - 1

  function schedule(): void {
    if (scheduled || readers.size === 0) return
    scheduled = true
    clock.after(batchMs, () => {
      scheduled = false
      for (const [state, send] of readers) void pump(state, send)
    })
  }

  async function pump(state: State, send: (text: string) => void): Promise<void> {
    if (state.busy) return
    state.busy = true
    try {
      while (!state.closed && state.credit > 0 && state.next <= last()) {
        const text = state.next < firstRecent ? await readBack(state) : takeRecent(state)
        if (text === '' || state.closed) continue
        state.credit--
        state.underWay++
        send(text)
      }
    } finally {
      state.busy = false
    }
  }

  function takeRecent(state: State): string {
    const start = state.next - firstRecent
    let end = start
    for (let characters = 0; end < recent.length && characters < batchCharacters; end++) {
      characters += (recent[end] as string).length
    }
    state.next = firstRecent + end
    state.place = undefined
    return recent.slice(start, end).join('')
  }

  /** Lines out of the file; where they are not to be had, they are counted and left out. */
  async function readBack(state: State): Promise<string> {
    try {
      if (state.next <= file.durable) return await readFile(state)
    } catch {
      // the file cannot be read: what it holds is lost to this inspector
    }
    state.dropped += firstRecent - state.next
    state.next = firstRecent
    return ''
  }

  async function readFile(state: State): Promise<string> {
    const block = file.blockOf(state.next)
    let place = state.place?.event === state.next ? state.place : { event: block.firstEvent, offset: block.offset }
    for (;;) {
      const { events, bytes } = await readLines(place.offset)
      const wanted = events.slice(state.next - place.event)
      place = { event: place.event + events.length, offset: place.offset + bytes }
      if (wanted.length === 0) continue
      state.place = place
      state.next = place.event
      return wanted.join('')
    }
  }

  /** About a batch of whole lines, without the seals among them. */
  async function readLines(offset: number): Promise<{ events: string[]; bytes: number }> {
    for (let length = batchCharacters; ; length *= 2) {
      const buffer = await file.read(offset, length)
      const bytes = buffer.lastIndexOf(0x0a) + 1
      if (bytes === 0 && buffer.length < length) throw new Error(`no whole line at ${offset}`)
      if (bytes === 0) continue
      const lines = buffer.toString('utf8', 0, bytes).split(/(?<=\n)/)
      return { events: lines.filter((line) => !line.startsWith(sealStart)), bytes }
    }
  }

  return {
    append(line) {
      recent.push(line)
      recentCharacters += line.length
      schedule()
    },
    trim() {
      let count = 0
      const forgettable = file.failure === undefined ? file.durable : Number.POSITIVE_INFINITY
      while (recentCharacters > recentCharactersMax && count < recent.length && firstRecent + count <= forgettable) {
        recentCharacters -= (recent[count] as string).length
        count++
      }
      if (count === 0) return
      recent = recent.slice(count)
      firstRecent += count
    },
    get isTaken() {
      return [...readers.keys()].every(({ next, underWay }) => next > last() && underWay === 0)
    },
    read(send, credit) {
      const state: State = { next: 1, credit, underWay: 0, busy: false, closed: false, dropped: 0, place: undefined }
      readers.set(state, send)
      schedule()
      return {
        credit(batches) {
          state.credit += batches
          state.underWay = Math.max(0, state.underWay - batches)
          void pump(state, send)
        },
        get dropped() {
          return state.dropped
        },
        close() {
          state.closed = true
          readers.delete(state)
        },
      }
    },
  }
}
