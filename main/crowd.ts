/**
 * Hyperties without windows: they run in this process, follow what is shared with them, and are there until they are
 * removed or get a window. To the hub they are like any other: a name and a port.
 */
import type { Clock } from '../core/clock.ts'
import { encodeFrame, parseSyncerFrame } from '../core/codec.ts'
import { createHyperty, type Hyperty } from '../core/hyperty.ts'
import { createMemoryTransport } from '../core/memory-transport.ts'
import { hypertyUrl, type Address } from '../core/message.ts'
import type { Hub } from './hub.ts'

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
    let isOpen = true
    /** Each frame in a turn of its own, as through a port. */
    const later = (run: () => void): void => void setImmediate(run)
    const [atHub, atHyperty] = createMemoryTransport({ there: later, back: later }).ends
    hub.connect(name, atHub, false)
    const hyperty = createHyperty({
      send: (frame) => atHyperty.send(encodeFrame(frame)),
      now,
      schedule: (run) => queueMicrotask(run),
      after: (delayMs, run) => clock.after(delayMs, () => isOpen && run()),
    })
    atHyperty.listen(
      (text) => isOpen && hyperty.receive(parseSyncerFrame(text as string)),
      () => {
        isOpen = false
        // a window of the same name may have taken its place
        if (members.get(url) === hyperty) members.delete(url)
        onChange()
      },
    )
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
