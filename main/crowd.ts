/**
 * Hyperties without windows: they run in this process, follow what is shared with them, and are there until they are
 * removed or get a window. To the hub they are like any other: a name and a port.
 */
import type { Clock } from '../core/clock.ts'
import { encodeFrame, parseSyncerFrame } from '../core/codec.ts'
import { createHyperty, type Hyperty } from '../core/hyperty.ts'
import { hypertyUrl, type Address } from '../core/message.ts'
import type { Hub } from './hub.ts'
import type { PortEnd } from './port-end.ts'

/** So many may be there at once. */
export const crowdMax = 200

export interface Crowd {
  readonly members: ReadonlyMap<Address, Hyperty>
  /** They join, as far as there is room; gives how many. */
  add(names: readonly string[]): number
  /** All of them leave; gives how many. */
  remove(): number
}

export function createCrowd(options: {
  readonly hub: Hub
  readonly clock: Clock
  /** The clock of those who have no window of their own; that of a page by default. */
  readonly now?: () => number
  readonly onChange: () => void
}): Crowd {
  const { hub, clock, onChange, now = () => performance.timeOrigin + performance.now() } = options
  const members = new Map<Address, Hyperty>()

  function join(name: string): void {
    const url = hypertyUrl(name)
    let hyperty: Hyperty | undefined
    let hear: (data: unknown) => void = () => undefined
    let isOpen = true
    /** Each frame in a turn of its own, as through a port. */
    const later = (run: () => void): void => void setImmediate(() => isOpen && run())
    let people: string | undefined
    const end: PortEnd = {
      send(text) {
        const isPeople = text.startsWith('{"kind":"people"')
        // while many come, only the last word on who is there counts
        const waits = isPeople && people !== undefined
        if (isPeople) people = text
        if (waits) return
        later(() => {
          hyperty?.receive(parseSyncerFrame(isPeople && people !== undefined ? people : text))
          if (isPeople) people = undefined
        })
      },
      listen(onData) {
        hear = onData
      },
      close() {
        if (!isOpen) return
        isOpen = false
        // a window of the same name may have taken its place
        if (members.get(url) === hyperty) members.delete(url)
        onChange()
      },
    }
    hub.connect(name, end, false)
    hyperty = createHyperty({
      send(frame) {
        const text = encodeFrame(frame)
        later(() => hear(text))
      },
      now,
      schedule: (run) => queueMicrotask(run),
      after: (delayMs, run) => clock.after(delayMs, () => isOpen && run()),
    })
    members.set(url, hyperty)
  }

  return {
    members,
    add(names) {
      const wanted = names.slice(0, Math.max(0, crowdMax - members.size))
      for (const name of wanted) join(name)
      if (wanted.length > 0) onChange()
      return wanted.length
    },
    remove() {
      const urls = [...members.keys()]
      for (const url of urls) hub.leave(url)
      return urls.length
    },
  }
}
