/** What stands in the link dialogue, and the orders that it comes to. Knows the table of knobs, and no page. */
import { knobs, noConditions, type LinkConditions } from '../../core/link-conditions.ts'
import { nextMax, parseLinkOrder, seedMax, spanMsMax, type LinkOrder } from '../../core/link-order.ts'
import { linkPresets } from '../../core/link-presets.ts'
import type { Address } from '../../core/message.ts'

export interface LinkDraft {
  /** Empty: everybody. */
  from: Address | ''
  to: Address | ''
  bothWays: boolean
  conditions: { -readonly [K in keyof LinkConditions]: LinkConditions[K] }
  when: 'standing' | 'span' | 'next'
  afterSeconds: number
  forSeconds: number
  count: number
  /** Empty: of every type. */
  type: string
  seed: string
}

export const newDraft = (seed: number): LinkDraft => ({
  from: '',
  to: '',
  bothWays: true,
  conditions: { ...noConditions },
  when: 'standing',
  afterSeconds: 0,
  forSeconds: 4,
  count: 2,
  type: 'update',
  seed: String(seed),
})

/** The preset whose conditions these are; empty where none. */
export const presetOf = (conditions: LinkConditions): string =>
  linkPresets.find((preset) => knobs.every(({ key }) => preset.conditions[key] === conditions[key]))?.name ?? ''

/**
 * The orders of a draft: one, or one for each direction.
 * @throws LinkOrderError that says what cannot be taken
 */
export function ordersOf(draft: LinkDraft): LinkOrder[] {
  const { from, to, bothWays, conditions, seed } = draft
  const between = (one: Address | '', other: Address | ''): LinkOrder =>
    parseLinkOrder({
      ...(one === '' ? {} : { from: one }),
      ...(other === '' ? {} : { to: other }),
      conditions: { ...conditions },
      time: timeOf(draft),
      seed: /^\d+$/.test(seed.trim()) ? Number(seed) : seed,
    })
  return bothWays && from !== to ? [between(from, to), between(to, from)] : [between(from, to)]
}

function timeOf({ when, afterSeconds, forSeconds, count, type }: LinkDraft): unknown {
  if (when === 'span') return { kind: when, afterMs: afterSeconds * 1000, forMs: forSeconds * 1000 }
  if (when === 'next') return { kind: when, count, ...(type === '' ? {} : { type }) }
  return { kind: when }
}

export const bounds = { seconds: spanMsMax / 1000, count: nextMax, seed: seedMax } as const
