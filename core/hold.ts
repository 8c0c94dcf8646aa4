/**
 * Holds the bus: from a message that meets a breakpoint on, whatever is sent waits here in order, until somebody lets it
 * go on. What waits may be edited, dropped, doubled or delayed first. What is on its way by then arrives. Knows no links.
 */
import { createAudience } from './audience.ts'
import {
  breakpointsMax,
  type Breakpoint,
  type CountedBreakpoint,
  type HeldAct,
  type HeldDeed,
  type HeldMessage,
  type HoldMove,
  type HoldReport,
} from './breakpoint.ts'
import type { WireChange } from './change.ts'
import { changesText } from './codec.ts'
import type { Parcel } from './delivery.ts'
import { editableChanges, withChanges } from './edited.ts'
import { busAddress, type Decision } from './message.ts'
import type { MessageJudge } from './message-judge.ts'
import type { SessionRecorder } from './recorder.ts'

/** A message that the bus has taken, with what filters may ask of it. */
export interface HeldParcel extends Parcel {
  readonly cause?: number | undefined
  readonly rule?: string | undefined
}

export interface Hold {
  /** Whether messages have to be handed to it: it holds the bus, or might. */
  readonly isWatching: boolean
  readonly isHolding: boolean
  /** Takes a message, and passes it on at once where nothing holds it. */
  take(parcel: HeldParcel): void
  /** Other breakpoints in the place of those that there are; one with the same filter keeps its count. */
  set(breakpoints: readonly Breakpoint[]): void
  move(move: HoldMove): void
  /** Every breakpoint is off, and all that waits goes on. */
  release(): void
  /** Says what is to become of a message that is held; gives, as a sentence, why it cannot be. */
  act(n: number, act: HeldAct): string | undefined
  report(): HoldReport
  /** Tells of everything that changes in its report. */
  onChange(listener: () => void): () => void
}

/** So many messages may wait; then the bus goes on by itself, and every breakpoint is off. */
export const waitingMax = 10_000
/** So many of them are told. */
const toldMax = 50
/** So much of the text of one is told; of what is longer, nothing can be edited. */
const toldCharacters = 100_000

interface Waiting {
  readonly parcel: HeldParcel
  met: string | undefined
  changes: readonly WireChange[] | undefined
  isDropped: boolean
  isDoubled: boolean
  delayMs: number
}

const dropped: Decision = {
  allow: false,
  by: busAddress,
  rule: 'breakpoint',
  code: 503,
  reason: 'Somebody dropped it at a breakpoint.',
}

export function createHold(options: {
  readonly recorder: SessionRecorder
  readonly judge: MessageJudge
  /** Passes a message on: to where it was on its way, or so much later and outside of its order. Nothing is sent meanwhile. */
  readonly pass: (parcel: Parcel, lateMs: number) => void
  /** Lets what has been passed on arrive. */
  readonly drain: () => void
  /** From now on messages may be lost, doubled and overtaken. */
  readonly distrust: () => void
  /** What waits for time waits for as long as the bus is held. */
  readonly held: (isHolding: boolean) => void
}): Hold {
  const { recorder, judge, pass, drain, distrust, held } = options
  const changed = createAudience<[]>()
  let breakpoints: CountedBreakpoint[] = []
  let waiting: Waiting[] = []
  let isPausing = false

  function hit(met: CountedBreakpoint): void {
    breakpoints = breakpoints.map((one) =>
      one === met ? { ...one, hits: one.hits + 1, isOn: one.isOn && one.once !== true } : one,
    )
  }

  /** Why a message holds the bus; undefined where it does not. */
  function reasonFor({ n, message, to, cause, rule }: HeldParcel): string | undefined {
    if (isPausing) {
      isPausing = false
      return 'pause'
    }
    if (!breakpoints.some(({ isOn }) => isOn)) return undefined
    const at = recorder.now()
    const more = { ...(cause === undefined ? {} : { cause }), ...(rule === undefined ? {} : { rule }) }
    judge.show({ n, at, kind: 'sent', message, hops: {}, deliveries: to.length, ...more }, to)
    const met = breakpoints.find(({ isOn, filter }) => isOn && judge.matches(filter))
    if (met) hit(met)
    return met?.filter
  }

  function begin(one: Waiting, met: string): void {
    one.met = met
    const { n, message } = one.parcel
    recorder.add({ kind: 'fault', fault: 'breakpoint', state: 'begins', who: message.body.source, of: n, met })
  }

  const fateOf = ({ changes, isDropped, isDoubled, delayMs }: Waiting): readonly HeldDeed[] => {
    if (isDropped) return ['dropped']
    const edited = changes === undefined ? [] : (['edited'] as const)
    return [...edited, ...(delayMs > 0 ? (['delayed'] as const) : []), ...(isDoubled ? (['doubled'] as const) : [])]
  }

  function passOn(one: Waiting): void {
    const { parcel, met, changes, isDropped, isDoubled, delayMs } = one
    const { n, message, to, passages } = parcel
    const did = fateOf(one)
    if (met !== undefined || did.length > 0)
      recorder.add({
        ...({ kind: 'fault', fault: 'breakpoint', state: 'ends', who: message.body.source, of: n } as const),
        ...(did.length > 0 ? { did } : {}),
        ...(delayMs > 0 && !isDropped ? { delayMs } : {}),
      })
    if (isDropped) {
      to.forEach((receiver, index) => {
        // each delivery that has begun ends
        for (let copy = passages?.[index]?.length ?? 1; copy > 0; copy--)
          recorder.ended(n, receiver, {}, 'lost', dropped)
      })
      return
    }
    if (changes) recorder.alter(n, changes)
    const next = changes ? { ...parcel, message: withChanges(message, changes) } : parcel
    pass(next, delayMs)
    if (isDoubled) pass({ ...next, passages: undefined }, delayMs)
  }

  /** Lets the first one pass, and those behind it until one meets a breakpoint; in a step, no other. */
  function goOn(isStep: boolean): void {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      passOn(one)
      const [next] = waiting
      if (!next) isPausing = isStep
      else {
        const met = isStep ? 'step' : reasonFor(next.parcel)
        if (met !== undefined) return begin(next, met)
      }
    }
    return undefined
  }

  function letGo(): void {
    breakpoints = breakpoints.map((one) => ({ ...one, isOn: false }))
    isPausing = false
    goOn(false)
    held(false)
  }

  const isHolding = (): boolean => waiting.length > 0

  return {
    get isWatching() {
      return waiting.length > 0 || isPausing || breakpoints.some(({ isOn }) => isOn)
    },
    get isHolding() {
      return isHolding()
    },
    take(parcel) {
      const one: Waiting = {
        ...{ parcel, met: undefined, changes: undefined },
        ...{ isDropped: false, isDoubled: false, delayMs: 0 },
      }
      if (isHolding()) {
        waiting.push(one)
        if (waiting.length > waitingMax) {
          const text = `More than ${waitingMax} messages waited at a breakpoint: the bus goes on by itself, and every breakpoint is off.`
          recorder.add({ kind: 'note', style: 'remark', text })
          letGo()
        }
        return changed.tell()
      }
      const met = reasonFor(parcel)
      if (met === undefined) return pass(parcel, 0)
      waiting = [one]
      begin(one, met)
      held(true)
      return changed.tell()
    },
    set(next) {
      const hitsOf = (filter: string): number => breakpoints.find((one) => one.filter === filter)?.hits ?? 0
      breakpoints = next.slice(0, breakpointsMax).map((one) => ({ ...one, hits: hitsOf(one.filter) }))
      if (breakpoints.some(({ isOn }) => isOn)) distrust()
      changed.tell()
    },
    release() {
      if (!isHolding() && !breakpoints.some(({ isOn }) => isOn) && !isPausing) return
      letGo()
      drain()
      changed.tell()
    },
    move(move) {
      if (move === 'pause' || !isHolding()) {
        if (move === 'continue') isPausing = false
        else if (!isHolding()) {
          isPausing = true
          distrust()
        }
        return changed.tell()
      }
      goOn(move === 'step')
      if (!isHolding()) held(false)
      drain()
      return changed.tell()
    },
    act(n, act) {
      const one = waiting.find(({ parcel }) => parcel.n === n)
      if (!one) return 'That message is not held any more.'
      const { message } = one.parcel
      if (act.do === 'edit') {
        if (!editableChanges(message))
          return 'Only what is written as changes can be edited. It can be dropped, doubled or delayed.'
        one.changes = act.changes
      } else if (act.do === 'drop') one.isDropped = true
      else if (act.do === 'double') one.isDoubled = true
      else if (act.do === 'delay') one.delayMs = act.delayMs
      else Object.assign(one, { changes: undefined, isDropped: false, isDoubled: false, delayMs: 0 })
      if (act.do !== 'drop' && act.do !== 'restore') one.isDropped = false
      changed.tell()
      return undefined
    },
    report: () => ({
      breakpoints,
      isHolding: isHolding(),
      isPausing,
      messages: waiting.slice(0, toldMax).map((one) => toldOf(one, fateOf(one))),
      waiting: waiting.length,
    }),
    onChange: changed.join,
  }
}

function toldOf({ parcel, met, changes, delayMs }: Waiting, fate: readonly HeldDeed[]): HeldMessage {
  const { n, message, to } = parcel
  const edited = changes ?? editableChanges(message)
  const text = edited && changesText(edited)
  return {
    ...{ n, type: message.type, from: message.from, to: message.to, receivers: to.length, fate, delayMs },
    ...(met === undefined ? {} : { met }),
    ...(text === undefined || text.length > toldCharacters ? {} : { changes: text }),
  }
}
