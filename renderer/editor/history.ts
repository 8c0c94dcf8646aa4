/**
 * What the user can undo and redo: their own edits only, moved along as the text changes under them. An edit of
 * theirs that somebody else has written over since can no longer be undone, nor what came before it; so undo
 * never brings back an old value of another's. Knows text and edits only.
 */
import { shiftOffset } from '../../core/text-edit.ts'
import { applyEdits, invertEdits, movePast, type TextEdits } from './text-edit.ts'

export interface History {
  /** The user has made `edits` on `before`. */
  record(before: string, edits: TextEdits): void
  /** Somebody else has made `edits` on the text as it is. */
  others(edits: TextEdits): void
  /** What undoes the user's last run of typing, to be made one after the other; empty where there is none. */
  undo(text: string): readonly TextEdits[]
  redo(text: string): readonly TextEdits[]
  clear(): void
}

/** Edits that go back one step; steps of one group are undone together. */
interface Step {
  readonly edits: TextEdits
  readonly group: number
}

const stepsMax = 2000
/** Typing on after so long a pause begins a new group. */
const groupPauseMs = 1000

/** The history of one text. */
export function createHistory(now: () => number): History {
  let undoing: Step[] = []
  let redoing: Step[] = []
  let group = 0
  let lastAt = Number.NEGATIVE_INFINITY
  let lastEnd = -1

  /** One edit that goes on where the last one ended, soon enough, and stays on its line. */
  function goesOn(edits: TextEdits): boolean {
    const [edit] = edits
    if (!edit || edits.length !== 1 || now() - lastAt > groupPauseMs || edit.text.includes('\n')) return false
    return edit.offset === lastEnd || (edit.text === '' && edit.offset + edit.length === lastEnd)
  }

  /** From the newest step down: each in the places of the text once all newer ones are undone. */
  function moveAll(steps: readonly Step[], edits: TextEdits): Step[] {
    const moved: Step[] = []
    let others = edits
    for (let index = steps.length - 1; index >= 0; index--) {
      const step = steps[index] as Step
      const mine = movePast(step.edits, others)
      const theirs = movePast(others, step.edits, true)
      if (!mine || !theirs) {
        const broken = step.group
        return moved.filter((one) => one.group !== broken).toReversed()
      }
      moved.push({ ...step, edits: mine })
      others = theirs
    }
    return moved.toReversed()
  }

  function take(text: string, from: Step[], to: Step[]): TextEdits[] {
    const taken: TextEdits[] = []
    const last = from.at(-1)?.group
    for (let step = from.at(-1); step && step.group === last; step = from.at(-1)) {
      from.pop()
      taken.push(step.edits)
      to.push({ edits: invertEdits(text, step.edits), group: step.group })
      text = applyEdits(text, step.edits)
    }
    lastEnd = -1
    return taken
  }

  return {
    record(before, edits) {
      if (!goesOn(edits)) group++
      undoing.push({ edits: invertEdits(before, edits), group })
      if (undoing.length > stepsMax) undoing.splice(0, undoing.length - stepsMax)
      redoing = []
      lastAt = now()
      const [edit] = edits
      lastEnd = edit ? edit.offset + edit.text.length : -1
    },
    others(edits) {
      undoing = moveAll(undoing, edits)
      redoing = moveAll(redoing, edits)
      // who types on while others type elsewhere has still typed one thing
      if (lastEnd >= 0) lastEnd = shiftOffset(lastEnd, edits)
    },
    undo: (text) => take(text, undoing, redoing),
    redo: (text) => take(text, redoing, undoing),
    clear() {
      undoing = []
      redoing = []
      lastEnd = -1
    },
  }
}
