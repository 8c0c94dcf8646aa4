/** The scoreboard as a table of words: what stands in each cell, the events behind it, and whether it stands out in its row. */
import type { PlayedRun } from '../../core/comparison.ts'
import { measures, type Measure, type Score } from '../../core/scoreboard.ts'
import { durationText } from '../timeline/time-text.ts'

export interface ScoreCell {
  readonly model: string
  readonly text: string
  /** For each that was counted the events that prove it. */
  readonly proofs: readonly (readonly number[])[]
  /** More were counted than have their events. */
  readonly count: number
  /** It differs from most of its row. */
  readonly standsOut: boolean
  /** Why nothing can be told. */
  readonly why?: string
}

export interface ScoreRow {
  readonly key: string
  readonly title: string
  /** One sentence for people. */
  readonly text: string
  readonly cells: readonly ScoreCell[]
}

type Plain = Omit<ScoreCell, 'model' | 'standsOut'> & { readonly value: number | string }

interface Column {
  readonly key: string
  readonly title: string
  readonly text: string
  /** A number of which less is not simply better says nothing where all differ. */
  readonly isCost: boolean
  read(score: Score): Plain
}

const unseen = 'Its session is not one that the checks can follow, so that nothing found is no proof.'

const counted = (key: Measure): Column => {
  const { title, text } = measures.find((one) => one.key === key) ?? { title: key, text: '' }
  const isCost = key === 'messages' || key === 'bytes'
  return { key, title, text, isCost, read: (score) => tallyOf(score, key) }
}

function tallyOf(score: Score, key: Measure): Plain {
  const { count, proofs } = score[key]
  if (key === 'anomalies' && count === 0 && score.checks.every(({ state }) => state === 'unknown'))
    return { value: 'unknown', text: 'cannot tell', count: 0, proofs: [], why: unseen }
  return { value: count, text: count.toLocaleString('en-US'), count, proofs }
}

/** What stands where nothing converged. */
const not = ({ verdict }: Score): Plain => {
  const word = verdict.state === 'diverged' ? 'never' : verdict.state === 'converged' ? '–' : 'cannot tell'
  return { value: word, text: word, count: 0, proofs: [] }
}

const columns: readonly Column[] = [
  {
    key: 'convergedAt',
    title: 'converged at',
    text: 'When the last copy took what makes all copies agree, from the start of the session.',
    isCost: true,
    read: (score) =>
      score.converged ? { ...timed(score.converged.atMs), proofs: [score.converged.events] } : not(score),
  },
  ...(['messages', 'bytes', 'refused', 'turnedBack', 'overwrittenUnseen', 'lostEdits', 'anomalies'] as const).map(
    counted,
  ),
  {
    key: 'timeToConverge',
    title: 'time to converge',
    text: 'From the last edit until the last copy took what makes all copies agree.',
    isCost: true,
    read: (score) =>
      score.converged ? { ...timed(score.converged.afterMs), proofs: [score.converged.events] } : not(score),
  },
]

const timed = (ms: number): Omit<Plain, 'proofs'> => ({ value: Math.round(ms), text: durationText(ms), count: 1 })

/** A row for each number, a cell for each run. */
export function scoreRows(runs: readonly Pick<PlayedRun, 'model' | 'score'>[]): readonly ScoreRow[] {
  return columns.map(({ key, title, text, isCost, read }) => {
    const plain = runs.map(({ model, score }) => ({ model, ...read(score) }))
    const outstanding = differing(
      plain.map(({ value }) => value),
      isCost,
    )
    const cells = plain.map(({ model, text: words, proofs, count, why }, index): ScoreCell => ({
      ...{ model, text: words, proofs, count },
      ...(why === undefined ? {} : { why }),
      standsOut: outstanding[index] ?? false,
    }))
    return { key, title, text, cells }
  })
}

/**
 * Which differ from what more than half have; where there is no such thing, of what should be few those that are most. What
 * cannot be told is not compared.
 */
function differing(values: readonly (number | string)[], isCost: boolean): readonly boolean[] {
  const known = values.filter((value) => value !== 'unknown')
  const common = known.find((value) => known.filter((other) => other === value).length * 2 > known.length)
  const numbers = known.filter((value) => typeof value === 'number')
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  return values.map((value) => {
    if (value === 'unknown') return false
    if (common !== undefined) return value !== common
    return isCost ? typeof value === 'string' : value === most && most > least
  })
}
