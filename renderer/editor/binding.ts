/**
 * Keeps a text and a data object in step. What was typed is told apart from what others changed by a three-way
 * merge against the value that the text was last in step with; while the text is no JSON the draft is kept and the
 * others' changes wait. Knows no Monaco and no window: the text is a surface that is handed in.
 */
import { copyJson, isContainer, sameJson, toWire, apply, type Change, type JsonObject } from '../../core/change.ts'
import { FrameError } from '../../core/bounds.ts'
import { changesText, parseChanges } from '../../core/codec.ts'
import type { DataObject } from '../../core/data-object.ts'
import { diff } from '../../core/difference.ts'
import { mergeDraft } from '../../core/draft.ts'
import type { Address } from '../../core/message.ts'
import { fitText } from './fit.ts'
import { judge, textOf, type Judgement, type Remark } from './json-text.ts'
import type { TextEdits } from './text-edit.ts'

/** Where the text is shown. */
export interface TextSurface {
  text(): string
  /** Changes the text; this is none of the user's typing. */
  apply(edits: TextEdits): void
}

/** How a text stands to its object. */
export interface BindingState {
  /** Why nothing can be sent, if so. */
  readonly problem: Remark | undefined
  /** What is pointed out although it can be sent. */
  readonly remarks: readonly Remark[]
  /** Typed and not written into the object yet; empty while the text is no JSON, when nobody can say. */
  readonly draft: readonly Change[]
  /** Changes of others that wait for the text to be JSON again. */
  readonly waiting: readonly { readonly author: Address; readonly count: number }[]
  /** Typed last, and gone again because others removed what it was in. */
  readonly lost: readonly Change[]
}

export interface Binding {
  readonly state: BindingState
  /** The user has changed the text. */
  typed(): void
  /** Writes the draft into the object, if the text is JSON. Says as a sentence why it could not be written. */
  send(): string | undefined
  /** Brings the text into step with the object as far as the draft allows, now. */
  refresh(): void
  /** Gives the draft up: the text shows the object again. */
  discard(): void
  dispose(): void
}

interface Options {
  readonly object: DataObject
  readonly surface: TextSurface
  /** Runs something soon: at the next frame. Asked for at most once at a time. */
  readonly schedule: (run: () => void) => void
  readonly onState: (state: BindingState) => void
}

/** Binds a text to a data object; the text must stand for its value already. */
export function createBinding({ object, surface, schedule, onState }: Options): Binding {
  /** The value of the object with which the text was last in step: what a draft begins from. */
  let shown: JsonObject = copyJson(object.value)
  let judged: Judgement | undefined
  let draft: readonly Change[] = []
  let lost: readonly Change[] = []
  let problem: Remark | undefined
  let remarks: readonly Remark[] = []
  let isScheduled = false
  let isEnded = false
  const waiting = new Map<Address, number>()

  const state = (): BindingState => ({
    problem,
    remarks,
    draft,
    waiting: [...waiting].map(([author, count]) => ({ author, count })),
    lost,
  })
  const tell = (): void => onState(state())

  function look(): Judgement {
    judged ??= judge(surface.text())
    return judged
  }

  function edit(target: JsonObject): void {
    const now = look()
    if (!now.ok) return
    const edits = fitText(surface.text(), now.tree, target)
    if (edits.length === 0) return
    surface.apply(edits)
    judged = undefined
    if (remarks.length > 0) remarks = remarksNow()
  }

  function remarksNow(): readonly Remark[] {
    const now = look()
    return now.ok ? now.remarks : []
  }

  function typed(): void {
    judged = undefined
    const now = look()
    problem = now.ok ? undefined : now.problem
    remarks = now.ok ? now.remarks : []
    draft = now.ok ? diff(shown, now.value) : []
    lost = []
    if (now.ok && waiting.size > 0) refresh()
    else tell()
  }

  function refresh(): void {
    const now = draft.length > 0 || problem ? look() : undefined
    if (problem || (now && !now.ok)) return tell()
    const theirs = diff(shown, object.value)
    if (theirs.length > 0) {
      if (now?.ok) {
        const target = copyJson(object.value)
        const merge = mergeDraft(shown, now.value, object.value)
        apply(target, merge.changes)
        edit(target)
        draft = merge.changes
        if (merge.lost.length > 0) lost = merge.lost
      } else edit(object.value)
      apply(shown, theirs)
    }
    waiting.clear()
    tell()
  }

  function write(changes: readonly Change[]): string | undefined {
    try {
      // the same bounds that the Syncer holds a report against, before anything is written
      if (changes.some(isLarge)) parseChanges(changesText(changes.map(toWire)))
      object.write(changes)
      return undefined
    } catch (error) {
      const reason =
        error instanceof FrameError ? `this change is too much at once: ${error.message}` : (error as Error).message
      return `Not sent: ${reason}. Your text is kept.`
    }
  }

  function send(): string | undefined {
    const now = look()
    if (!now.ok) return undefined
    const merge = mergeDraft(shown, now.value, object.value)
    const failure = merge.changes.length > 0 ? write(merge.changes) : undefined
    if (failure) {
      tell()
      return failure
    }
    draft = []
    if (merge.lost.length > 0) lost = merge.lost
    shown = copyJson(object.value)
    waiting.clear()
    if (!sameJson(now.value, object.value)) edit(object.value)
    tell()
    return undefined
  }

  const unsubscribe = object.subscribe((happened) => {
    if (happened.why === 'remote' && problem) {
      waiting.set(happened.author, (waiting.get(happened.author) ?? 0) + happened.changes.length)
    }
    if (isScheduled) return
    isScheduled = true
    schedule(() => {
      isScheduled = false
      if (!isEnded) refresh()
    })
  })

  return {
    get state() {
      return state()
    },
    typed,
    send,
    refresh,
    discard() {
      const now = look()
      if (now.ok) edit(object.value)
      else {
        const text = surface.text()
        surface.apply([{ offset: 0, length: text.length, text: textOf(object.value) }])
        judged = undefined
      }
      shown = copyJson(object.value)
      problem = undefined
      draft = []
      remarks = remarksNow()
      waiting.clear()
      tell()
    },
    dispose() {
      isEnded = true
      unsubscribe()
    },
  }
}

/** Only a change that brings much, or goes deep, can break a bound. */
function isLarge(change: Change): boolean {
  if (change.path.length > 8 || change.path.some((key) => typeof key === 'string' && key.length > 32)) return true
  if (change.type === 'delete') return false
  const brought = change.type === 'splice' ? change.added : change.value
  return isContainer(brought as never) || (typeof brought === 'string' && brought.length > 10_000)
}
