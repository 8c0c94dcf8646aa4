/** What stands in the dialogue of faults, the order that it comes to, and how a participant fares in words. Knows no page. */
import { isRight, parseFaultOrder, skewText, type Ailing, type FaultOrder } from '../../core/fault.ts'
import { spanMsMax } from '../../core/link-order.ts'
import type { Address } from '../../core/message.ts'
import { driftPercentMax, skewMsMax } from '../../core/skew.ts'

export interface FaultDraft {
  /** Empty: nobody has been chosen. */
  who: Address | ''
  fault: FaultOrder['fault']
  /** What is stored when it crashes. */
  storage: 'kept' | 'lost'
  skewMs: number
  driftPercent: number
  when: 'standing' | 'span'
  afterSeconds: number
  forSeconds: number
}

export const newDraft = (): FaultDraft => ({
  who: '',
  fault: 'pause',
  storage: 'kept',
  skewMs: 5_000,
  driftPercent: 0,
  when: 'standing',
  afterSeconds: 0,
  forSeconds: 4,
})

/** @throws FaultOrderError, LinkOrderError that say what cannot be taken */
export function orderOf({
  who,
  fault,
  storage,
  skewMs,
  driftPercent,
  when,
  afterSeconds,
  forSeconds,
}: FaultDraft): FaultOrder {
  return parseFaultOrder({
    ...{ who, fault },
    ...(fault === 'skew' ? { skewMs, driftPercent } : {}),
    ...(fault === 'crash' ? { storage } : {}),
    time: when === 'span' ? { kind: when, afterMs: afterSeconds * 1000, forMs: forSeconds * 1000 } : { kind: when },
  })
}

export const bounds = { seconds: spanMsMax / 1000, skewMs: skewMsMax, driftPercent: driftPercentMax } as const

/** How somebody fares, in words; empty for who is well. */
export function healthText(ailing: Ailing | undefined): string {
  if (!ailing) return ''
  const state = ailing.state === 'running' ? [] : [ailing.state]
  const clock = isRight(ailing) ? [] : [`clock ${skewText(ailing)}`]
  return [...state, ...clock].join(', ')
}

/** The same where there is room for a word. */
export const healthWord = (ailing: Ailing | undefined): string =>
  !ailing ? '' : ailing.state === 'running' ? 'clock off' : ailing.state
