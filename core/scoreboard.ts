/**
 * What a session comes to, in numbers that stand beside those of another one: converged or not and when, messages,
 * bytes, edits that were lost and how. Fed with events, in order; each number knows the events behind it.
 */
import { createJudgement, type Check, type Outcome } from './check.ts'
import { createEditBook } from './edit-book.ts'
import type { Edit } from './edit.ts'
import type { Evidence, Evident } from './evidence.ts'
import { busAddress, type Message } from './message.ts'
import { createConvergenceCheck, type Verdict } from './verdict.ts'

/** One number, and the events behind it. */
export interface Tally {
  readonly count: number
  /** For each that was counted the events that prove it; of the first `proofsMax`. */
  readonly proofs: readonly (readonly number[])[]
}

export type Measure =
  'edits' | 'messages' | 'bytes' | 'refused' | 'turnedBack' | 'overwrittenUnseen' | 'lostEdits' | 'anomalies'

/** When all copies had come to agree, and for how long they had not. */
export interface Convergence {
  /** When the last of them took what makes it agree, in milliseconds of the session. */
  readonly atMs: number
  /** From the last edit until then. */
  readonly afterMs: number
  /** The last edit, what the last copy took, and who said last what it holds. */
  readonly events: readonly number[]
}

export interface Score extends Readonly<Record<Measure, Tally>> {
  readonly verdict: Verdict
  /** Absent where the copies do not agree in the end, or nobody edited anything. */
  readonly converged?: Convergence
  readonly checks: readonly Outcome[]
  /** A part of the session is missing, or had to be forgotten: a number may be too small. */
  readonly isPartial: boolean
}

/** The measures in the order of a table, each with its heading and a sentence. */
export const measures: readonly { readonly key: Measure; readonly title: string; readonly text: string }[] = [
  { key: 'edits', title: 'edits', text: 'What people wrote, a report of a window each.' },
  {
    key: 'messages',
    title: 'messages',
    text: 'What went over a link, once for each who was to get it; cursors are not counted.',
  },
  { key: 'bytes', title: 'bytes', text: 'The length of those messages as JSON in UTF-8.' },
  { key: 'refused', title: 'refused', text: 'Edits that access denied: their author may not write there.' },
  { key: 'turnedBack', title: 'turned back', text: 'Edits that were allowed and not taken, as something had changed.' },
  {
    key: 'overwrittenUnseen',
    title: 'overwritten unseen',
    text: 'Edits that were taken and then replaced by somebody who had not seen them.',
  },
  {
    key: 'lostEdits',
    title: 'lost edits',
    text: 'Edits of which nothing is left, though nobody who knew them wanted that: refused, turned back, overwritten unseen, or not arrived everywhere.',
  },
  { key: 'anomalies', title: 'anomalies', text: 'What the checks found.' },
]

export interface Scoreboard {
  /** Takes the next event, and when it was. A number that is left out is a part of the session that is missing. */
  take(event: Evidence, atMs: number): void
  /** A part of the session is missing. */
  miss(): void
  /** What was taken so far comes to; `isOver` where nothing will come any more. */
  score(isOver: boolean): Score
}

/** Of each number the events of so many are kept. */
export const proofsMax = 200

/** A scoreboard with the checks that are handed in. */
export function createScoreboard(checks: readonly Check[]): Scoreboard {
  const convergence = createConvergenceCheck()
  const judgement = createJudgement(checks)
  const tallies = {
    ...{ edits: createTally(), messages: createTally(), bytes: createTally(), refused: createTally() },
    ...{ turnedBack: createTally(), overwrittenUnseen: createTally(), lostEdits: createTally() },
  }
  const lost = (...proof: readonly number[]): void => tallies.lostEdits.add(1, proof)
  let last = 0
  let isPartial = false
  let lastEdit: Moment | undefined
  let lastEffect: Moment = { n: 0, atMs: 0 }
  let agreed: Convergence | undefined
  /** The last message that access has not let pass. */
  let unjudged = { n: 0, bytes: 0 }
  let lastPresence = -1
  let underWay = 0
  let nowMs = 0

  const book = createEditBook({
    made({ n }) {
      tallies.edits.add(1, [n])
      lastEdit = { n, atMs: nowMs }
    },
    refused({ n }, by) {
      tallies.refused.add(1, [n, by])
      lost(n, by)
    },
    turnedBack({ n }, by) {
      tallies.turnedBack.add(1, [n, by])
      lost(n, by)
    },
    overwritten({ n }, by) {
      tallies.overwrittenUnseen.add(1, [n, by.n])
      lost(n, by.n)
    },
    forgotten: () => void (isPartial = true),
  })

  function onSent(event: Evident<'sent'>): void {
    const { n, message, deliveries, rule } = event
    underWay += deliveries
    // where somebody's cursor is changes nothing, and neither does the answer that it is not to be said
    if (message.type === 'presence') return void (lastPresence = n)
    if (message.type === 'response' && event.cause === lastPresence) return undefined
    const bytes = bytesOf(message)
    if (rule !== undefined || message.type === 'response') count(n, deliveries, bytes)
    else unjudged = { n, bytes }
    if (message.type === 'update') agreed = undefined
    return book.sent(event)
  }

  function count(n: number, deliveries: number, bytes: number): void {
    if (deliveries === 0) return
    tallies.messages.add(deliveries, [n])
    tallies.bytes.add(deliveries * bytes, [n])
  }

  function onEnded(event: Evident<'ended'>): void {
    const { n, of, decision } = event
    underWay--
    // what access denied went as far as the bus; what its own Syncer turned back went nowhere
    if (of === unjudged.n && decision?.by === busAddress) count(of, 1, unjudged.bytes)
    if (book.ended(event)) lastEffect = { n, atMs: nowMs }
  }

  /** All is quiet, and somebody has said what they hold: now it can be seen whether all agree. */
  function look(n: number): void {
    if (underWay > 0 || !lastEdit) return
    if (convergence.verdict(false).state !== 'converged') agreed = undefined
    else
      agreed ??= {
        atMs: lastEffect.atMs,
        afterMs: Math.max(0, lastEffect.atMs - lastEdit.atMs),
        events: [lastEdit.n, lastEffect.n, n],
      }
  }

  function take(event: Evidence, atMs: number): void {
    if (event.n !== last + 1) miss()
    last = event.n
    nowMs = atMs
    convergence.take(event)
    judgement.take(event)
    if (event.kind === 'sent') onSent(event)
    else if (event.kind === 'ended') onEnded(event)
    else if (event.kind === 'hyperty' && event.state === 'left') book.gone(event.url)
    if (event.kind === 'state' || event.kind === 'ended') look(event.n)
  }

  function miss(): void {
    isPartial = true
    underWay = 0
    book.clear()
  }

  return {
    take,
    miss() {
      convergence.miss()
      judgement.miss()
      miss()
    },
    score(isOver) {
      const verdict = convergence.verdict(isOver)
      const astray = book.notArrived()
      const { proofs, count } = tallies.lostEdits.tally()
      const lostEdits = {
        count: count + astray.filter((edit) => !edit.isOverwritten).length,
        proofs: [...proofs, ...astray.flatMap((edit) => (edit.isOverwritten ? [] : [proofOf(edit)]))].slice(
          0,
          proofsMax,
        ),
      }
      return {
        verdict,
        ...(verdict.state === 'converged' && agreed ? { converged: agreed } : {}),
        edits: tallies.edits.tally(),
        messages: tallies.messages.tally(),
        bytes: tallies.bytes.tally(),
        refused: tallies.refused.tally(),
        turnedBack: tallies.turnedBack.tally(),
        overwrittenUnseen: tallies.overwrittenUnseen.tally(),
        lostEdits,
        anomalies: {
          count: judgement.count,
          proofs: judgement.findings.slice(0, proofsMax).map(({ events }) => events),
        },
        checks: judgement.outcomes(),
        isPartial,
      }
    },
  }
}

interface Moment {
  readonly n: number
  readonly atMs: number
}

function createTally() {
  let count = 0
  const proofs: (readonly number[])[] = []
  return {
    add(by: number, proof: readonly number[]): void {
      count += by
      if (proofs.length < proofsMax) proofs.push(proof)
    },
    tally: (): Tally => ({ count, proofs: [...proofs] }),
  }
}

const proofOf = ({ n, missing }: Edit): readonly number[] => [n, ...[...missing.values()].slice(0, 1)]

/** The length of a message as JSON, in UTF-8. */
function bytesOf(message: Message): number {
  const text = JSON.stringify(message)
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // half a pair is two bytes of the four that both take
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}
