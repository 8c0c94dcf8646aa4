/**
 * One link in one direction: what becomes of each message that is sent over it, by its conditions and a seed. Knows
 * numbers and moments; knows nothing of messages, of the bus, or of who is at either end.
 */
import { createRandom, type Random } from './clock.ts'
import { doesReorder, noConditions, type JitterShape, type LinkConditions } from './link-conditions.ts'

/**
 * What becomes of one copy of a message: it arrives `delayMs` after it was sent, it waits until the link is
 * released, or it is lost by a rule. `canBeOvertaken` sets it outside the order of the others.
 */
export type Passage =
  | { readonly kind: 'arrives'; readonly delayMs: number; readonly canBeOvertaken: boolean }
  | { readonly kind: 'held' }
  | { readonly kind: 'lost'; readonly rule: 'link-cut' | 'link-loss' }

export interface Link {
  readonly conditions: LinkConditions
  /** Sends one message of `bytes` at `now`: one passage for each copy of it, at least one. */
  send(bytes: number, now: number): readonly Passage[]
}

/** No message takes longer than this because of jitter, in milliseconds. */
export const jitterMsMax = 60_000

/** What a burst was is over when nothing was sent for so long: the next loss is by itself. In milliseconds. */
export const burstQuietMs = 1_000

/** How much jitter adds to the latency, by its shape; the results of `Random` that each draws are its own. */
const shapes: { readonly [S in JitterShape]: (jitterMs: number, random: Random) => number } = {
  uniform: (jitterMs, random) => (2 * random() - 1) * jitterMs,
  // Box and Muller 1958: two even numbers give a normal one
  normal: (jitterMs, random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) * jitterMs,
  // Lomax with shape 2, whose mean is its scale: P(more than x) = (1 + x / jitter) ** -2
  'long-tail': (jitterMs, random) => jitterMs * (1 / Math.sqrt(1 - random()) - 1),
}

const held: Passage = Object.freeze({ kind: 'held' })
const cut: Passage = Object.freeze({ kind: 'lost', rule: 'link-cut' })
const lost: Passage = Object.freeze({ kind: 'lost', rule: 'link-loss' })

/**
 * A link under conditions. Each knob has its own random numbers, grown from the seed, the link's name and the knob's:
 * to turn one leaves the luck of the others as it was, and one at zero draws none.
 * @param randomOf makes the numbers of a name; to be replaced in tests only
 */
export function createLink(
  conditions: LinkConditions,
  seed: number,
  name: string,
  randomOf: (seed: number) => Random = createRandom,
): Link {
  const { latencyMs, jitterMs, jitterShape, duplicatePercent, reorderPercent, reorderMs, bandwidthKilobits } =
    conditions
  const streams = new Map<string, Random>()
  const isLost = createLoss(conditions, () => draw('lossPercent', 'first'))
  let lineFreeAt = 0

  /** A number between 0 and 1 for a knob; for the second copy of a message from a stream of its own. */
  function draw(knob: keyof LinkConditions, copy: 'first' | 'second'): number {
    const stream = `${knob} ${copy}`
    let random = streams.get(stream)
    if (!random) streams.set(stream, (random = randomOf(seedOf(`${seed} ${name} ${stream}`))))
    return random()
  }

  function passage(onLineMs: number, copy: 'first' | 'second'): Passage {
    const jitter = jitterMs > 0 ? shapes[jitterShape](jitterMs, () => draw('jitterMs', copy)) : 0
    const canBeOvertaken = doesReorder(conditions) && draw('reorderPercent', copy) * 100 < reorderPercent
    const back = canBeOvertaken ? draw('reorderMs', copy) * reorderMs : 0
    const latency = Math.max(0, latencyMs + Math.min(jitter, jitterMsMax))
    return { kind: 'arrives', delayMs: onLineMs + latency + back, canBeOvertaken }
  }

  /** How long it waits for the line and takes on it. */
  function onLine(bytes: number, now: number): number {
    if (bandwidthKilobits === 0) return 0
    lineFreeAt = Math.max(now, lineFreeAt) + (bytes * 8) / bandwidthKilobits
    return lineFreeAt - now
  }

  return {
    conditions,
    send(bytes, now) {
      if (conditions.isCut) return [cut]
      if (conditions.isHeld) return [held]
      const onLineMs = onLine(bytes, now)
      const isTwice = duplicatePercent > 0 && draw('duplicatePercent', 'first') * 100 < duplicatePercent
      const first = passage(onLineMs, 'first')
      // what is lost is lost before it is doubled
      if (isLost(now)) return [lost]
      return isTwice ? [first, passage(onLineMs, 'second')] : [first]
    },
  }
}

/** A link on which nothing was declared. */
export const openLink: Link = createLink(noConditions, 0, '')

/**
 * Loss by the two states of Gilbert (1960) and Elliott (1963): in the good one nothing is lost, in the bad one
 * everything. How often and how long it is bad follows from the share that is lost and the mean length of a burst.
 */
function createLoss({ lossPercent, burstMessages }: LinkConditions, draw: () => number): (now: number) => boolean {
  const share = lossPercent / 100
  if (share === 0) return () => false
  if (share === 1) return () => true
  if (burstMessages === 0) return () => draw() < share
  // in balance, share · leave = (1 - share) · enter; `enter` is a chance, so a burst cannot be arbitrarily short
  const leave = Math.min(1 / burstMessages, (1 - share) / share, 1)
  const enter = (share * leave) / (1 - share)
  let isBad = false
  let lastAt = Number.NEGATIVE_INFINITY
  return (now) => {
    const roll = draw()
    if (now - lastAt >= burstQuietMs) isBad = roll < share
    else isBad = isBad ? roll >= leave : roll < enter
    lastAt = now
    return isBad
  }
}

/** A seed from a text (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
