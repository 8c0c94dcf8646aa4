/**
 * What is under way on the bus: each delivery arrives after its delay, and what goes from one address to another in
 * the order in which it was sent, save what its link lets be overtaken. Knows no topics, no access and no receivers.
 */
import type { Clock } from './clock.ts'
import type { Passage } from './link.ts'
import type { Links } from './links.ts'
import type { Address, Message } from './message.ts'

/** A message that the bus has taken, and whom it goes to. */
export interface Parcel {
  readonly n: number
  readonly message: Message
  readonly to: readonly Address[]
  /** What its links make of it, for each receiver; absent where they are open. */
  readonly passages?: readonly (readonly Passage[])[] | undefined
}

/** What becomes of a message on an open link. */
const arrives: Passage = Object.freeze({ kind: 'arrives', delayMs: 0, canBeOvertaken: false })

/** One copy of a message on its way to one address; `of` is the number of its sent event. */
export interface Delivery {
  readonly to: Address
  readonly message: Message
  readonly of: number
}

/** What is under way from one address to another, in order, and when the last of it arrives. */
interface Queue {
  freeAt: number
  readonly waiting: Delivery[]
}

export function createDeliveries(options: {
  readonly clock: Clock
  readonly links: Links
  arrive(to: Address, message: Message, of: number): void
  lose(rule: 'link-cut' | 'link-loss', delivery: Delivery): void
}) {
  const { clock, links, arrive, lose } = options
  const queues = new Map<string, Queue>()
  let due: Delivery[] = []
  let held: Delivery[] = []
  let draining = false
  let underWay = 0
  let delayMs = 0

  /** Hands over what has arrived, and what that sets going without a delay. */
  function drain(): void {
    if (draining) return
    draining = true
    try {
      while (due.length > 0) {
        const now = due
        due = []
        for (const { to, message, of } of now) arrive(to, message, of)
      }
    } finally {
      draining = false
    }
  }

  function travel(to: Address, message: Message, of: number, linkMs = 0): void {
    if (delayMs === 0 && linkMs === 0 && queues.size === 0) {
      due.push({ to, message, of })
      return
    }
    const link = `${message.from} ${to}`
    const now = clock.now()
    const queue = queues.get(link) ?? { freeAt: now, waiting: [] }
    const at = Math.max(now + delayMs + linkMs, queue.freeAt)
    if (at <= now && queue.waiting.length === 0) {
      due.push({ to, message, of })
      return
    }
    queue.freeAt = at
    queue.waiting.push({ to, message, of })
    queues.set(link, queue)
    underWay++
    // whichever timer of a link fires, the next in order arrives: timers of a machine may change places
    clock.after(at - now, () => {
      underWay--
      const next = queue.waiting.shift()
      if (queue.waiting.length === 0) queues.delete(link)
      if (next) due.push(next)
      drain()
    })
  }

  function travelOutsideOrder(delivery: Delivery, linkMs: number): void {
    underWay++
    clock.after(delayMs + linkMs, () => {
      underWay--
      due.push(delivery)
      drain()
    })
  }

  /** Something waits on its link, by an order that is not for this message; it does not overtake that. */
  const isBehindHeld = ({ to, message: { from } }: Delivery): boolean =>
    held.some((other) => other.to === to && other.message.from === from)

  /** As its link says. */
  function travelAs(passage: Passage, delivery: Delivery): void {
    const { to, message, of } = delivery
    if (passage.kind === 'lost') lose(passage.rule, delivery)
    else if (passage.kind === 'held' || (!passage.canBeOvertaken && isBehindHeld(delivery))) {
      underWay++
      held.push(delivery)
    } else if (passage.canBeOvertaken) travelOutsideOrder(delivery, passage.delayMs)
    else travel(to, message, of, passage.delayMs)
  }

  /** What waited on links that are not held any more goes on its way. */
  links.onChange(() => {
    if (held.length === 0) return
    const waiting = held
    held = []
    for (const delivery of waiting) {
      const { to, message, of } = delivery
      if (links.isHeld(message.from, to)) held.push(delivery)
      else {
        underWay--
        travel(to, message, of)
      }
    }
    drain()
  })

  return {
    underWay: (): number => underWay + due.length,
    delayMs: (): number => delayMs,
    setDelay: (next: number): void => void (delayMs = next),
    travel,
    /** A message goes to all whom it is for: as its links say, or so much later and outside of its order. */
    pass({ n, message, to, passages }: Parcel, lateMs: number): void {
      to.forEach((address, index) => {
        const delivery = { to: address, message, of: n }
        for (const passage of passages?.[index] ?? [arrives]) {
          if (lateMs > 0 && passage.kind === 'arrives') travelOutsideOrder(delivery, passage.delayMs + lateMs)
          else travelAs(passage, delivery)
        }
      })
    },
    drain,
  }
}
