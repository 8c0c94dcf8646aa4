/**
 * Keeps an editor's text and one shared text of a data object the same, edit by edit: what is typed becomes splices at
 * once, and what others write becomes edits. Knows no Monaco and no window: the text is a surface that is handed in.
 */
import { ChangeError, toWire, valueAt, type Path, type WireChange } from '../../core/change.ts'
import { refusalOf } from '../../core/codec.ts'
import type { DataObject, Happened } from '../../core/data-object.ts'
import { diffText } from '../../core/difference.ts'
import { editsOf, splicesAt, wholeCharacters, type TextEdits, type TextSplice } from '../../core/text-edit.ts'
import { transformAll } from '../../core/transform.ts'
import type { TextSurface } from './binding.ts'
import { placeInText, placeShown, shownText } from './line-ends.ts'

export interface TextBinding {
  /** The user has made edits of the text as it was before; says as a sentence why they were not taken. */
  typed(before: string, edits: TextEdits): string | undefined
  /** A character is being made of several keys: until it is there, what others write waits. */
  compose(isOn: boolean): void
  /** Where a place in the editor is in the text, and the other way round. */
  placeOf(shown: number): number
  shownOf(place: number): number
  dispose(): void
}

interface Options {
  readonly object: DataObject
  readonly path: Path
  readonly surface: TextSurface
  /** There is no text at the path any more. */
  readonly onGone: () => void
}

/** What is longer might break a bound of what can be sent. */
const surelySent = 10_000

/** Binds a text to what stands at a path; the surface must show it already. */
export function createTextBinding({ object, path, surface, onGone }: Options): TextBinding {
  /** While a character is composed: what was typed and is not written, and what others wrote and is not shown. */
  let held: { readonly mine: WireChange[]; readonly others: WireChange[] } | undefined

  const textNow = (): string | undefined => {
    const value = valueAt(object.value, path)
    return typeof value === 'string' ? value : undefined
  }

  /** Whatever happened: the editor shows what the object holds. */
  function settle(): void {
    const text = textNow()
    if (text === undefined) return onGone()
    const [shown, wanted] = [surface.text(), shownText(text)]
    if (shown === wanted) return undefined
    const { index, removed, added } = diffText(path, shown, wanted)
    return surface.apply([{ offset: index, length: removed.length, text: added as string }])
  }

  function write(splices: readonly TextSplice[]): string | undefined {
    const isLong = splices.some(({ added }) => added.length > surelySent)
    const refusal = isLong ? refusalOf(splices.map(toWire)) : undefined
    try {
      if (refusal) throw refusal
      object.write(splices)
      return undefined
    } catch (error) {
      if (!refusal && !(error instanceof ChangeError)) throw error
      settle()
      return `Not written: ${refusal ? 'it is too much at once, ' : ''}${(error as Error).message}. The text is as it was.`
    }
  }

  /** The edits as splices that can be made one after the other, from behind. */
  function splicesOf(before: string, text: string, edits: TextEdits): TextSplice[] {
    const isPlain = before.length === text.length
    return edits.toReversed().map((edit) => {
      const offset = isPlain ? edit.offset : placeInText(text, edit.offset)
      const end = isPlain ? offset + edit.length : placeInText(text, edit.offset + edit.length)
      const whole = wholeCharacters(text, { offset, length: end - offset, text: edit.text })
      const removed = text.slice(whole.offset, whole.offset + whole.length)
      return { type: 'splice', path, index: whole.offset, removed, added: whole.text }
    })
  }

  function typed(before: string, edits: TextEdits): string | undefined {
    if (held) return void held.mine.push(...splicesOf(before, before, edits).map(toWire))
    const text = textNow()
    if (text === undefined) return void onGone()
    const failure = write(splicesOf(before, text, edits))
    // two halves of a line end may have met
    if (!failure && before.length !== text.length) settle()
    return failure
  }

  /** Changes as splices of a text that is there, with what they take out. */
  function withRemoved(changes: readonly WireChange[], start: string): TextSplice[] {
    let text = start
    return changes.flatMap((change) => {
      if (change.length !== 4 || typeof change[3] !== 'string') return []
      const [, index, count, added] = change
      const removed = text.slice(index, index + count)
      text = text.slice(0, index) + added + text.slice(index + count)
      return [{ type: 'splice', path, index, removed, added }]
    })
  }

  function release(): void {
    if (!held) return
    const [mine, others] = transformAll(held.mine, held.others)
    held = undefined
    const edits = editsOf(withRemoved(others, surface.text()))
    if (edits.length > 0) surface.apply(edits)
    if (mine.length > 0) write(withRemoved(mine, textNow() ?? ''))
    settle()
  }

  function happened({ changes, local }: Happened): void {
    const splices = splicesAt(path, changes)
    if (splices?.length === 0) return undefined
    if (splices && held) return void held.others.push(...splices.map(toWire))
    held = undefined
    const text = surface.text()
    // what was written here stands there already
    if (splices && !local && !hasReturns(splices, text)) {
      const edits = editsOf(splices)
      if (edits.length > 0 && (edits.at(-1)?.offset ?? 0) <= text.length) surface.apply(edits)
    }
    return settle()
  }

  /** Places differ where the text has line ends that are not shown. */
  const hasReturns = (splices: readonly TextSplice[], shown: string): boolean => {
    const text = textNow() ?? ''
    const grown = splices.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0)
    return text.includes('\r') || text.length - grown !== shown.length
  }

  const unsubscribe = object.subscribe(happened)

  return {
    typed,
    compose(isOn) {
      if (!isOn) return release()
      const text = textNow() ?? ''
      if (!held && !text.includes('\r')) held = { mine: [], others: [] }
      return undefined
    },
    placeOf: (shown) => placeInText(textNow() ?? '', shown),
    shownOf: (place) => placeShown(textNow() ?? '', place),
    dispose() {
      release()
      unsubscribe()
    },
  }
}
