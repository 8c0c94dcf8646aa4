/**
 * One text in Monaco, as the binding and the history want it: what the user types is told from what we put in,
 * undo goes through our own history, and what we put in leaves cursor, selection and scroll where they are.
 * Knows nothing of data objects.
 */
import { createHistory } from './history.ts'
import type { TextSurface } from './binding.ts'
import { editor, Range } from './monaco.ts'
import { shiftOffset } from '../../core/text-edit.ts'
import { applyEdits, placesAfter, trimEdit, type TextEdits } from './text-edit.ts'

export interface PageText extends TextSurface {
  readonly model: editor.ITextModel
  dispose(): void
}

interface Options {
  readonly text: string
  readonly language: 'json' | 'plaintext'
  readonly charactersMax: number
  /** The editor that shows this text now, if it does. */
  readonly shownIn: () => editor.ICodeEditor | undefined
  readonly onTyped: () => void
  /** Each edit of the user's, undoing included, and the text before it. */
  readonly onEdit?: (before: string, edits: TextEdits) => void
  /** Others' changes were put in: where they stand now. */
  readonly onEdited: (ranges: readonly Range[]) => void
  /** The user put in more than the text can hold; it was taken back. */
  readonly onTooLarge: (characters: number) => void
}

/** Puts a text into a Monaco model of its own. */
export function createPageText(options: Options): PageText {
  const model = editor.createModel('', options.language)
  model.setEOL(0)
  // put in, not opened with: Monaco leaves a mark at the beginning of what it opens out
  model.applyEdits([{ range: new Range(1, 1, 1, 1), text: options.text }])
  const history = createHistory(() => performance.now())
  let text = model.getValue()
  let isOurs = false

  const rangeOf = (offset: number, length: number): Range =>
    Range.fromPositions(model.getPositionAt(offset), model.getPositionAt(offset + length))

  /** Edits of ours: Monaco's own history hears nothing of them. */
  function put(edits: TextEdits): void {
    isOurs = true
    try {
      const operations = edits.map((edit) => ({ range: rangeOf(edit.offset, edit.length), text: edit.text }))
      model.pushStackElement()
      model.applyEdits(operations)
      model.pushStackElement()
    } finally {
      isOurs = false
    }
    text = applyEdits(text, edits)
  }

  /** Keeps the line at the upper edge where it is while `work` changes the text above or below it. */
  function keepScroll(edits: TextEdits, work: () => void): void {
    const shown = options.shownIn()
    const first = shown?.getVisibleRanges()[0]
    if (!shown || !first || shown.getScrollTop() === 0) return work()
    const into = shown.getScrollTop() - shown.getTopForLineNumber(first.startLineNumber)
    const anchor = model.getOffsetAt({ lineNumber: first.startLineNumber, column: 1 })
    work()
    const line = model.getPositionAt(shiftOffset(anchor, edits)).lineNumber
    shown.setScrollTop(shown.getTopForLineNumber(line) + into, editor.ScrollType.Immediate)
  }

  function goBack(steps: readonly TextEdits[]): void {
    if (steps.length === 0) return
    for (const edits of steps) {
      const before = text
      put(edits)
      options.onEdit?.(before, edits)
    }
    const last = placesAfter(steps.at(-1) as TextEdits).at(-1)
    const shown = options.shownIn()
    if (shown && last) {
      shown.setPosition(model.getPositionAt(last.offset + last.length))
      shown.revealPositionInCenterIfOutsideViewport(model.getPositionAt(last.offset))
    }
    options.onTyped()
  }

  const isReadOnly = (): boolean => options.shownIn()?.getOption(editor.EditorOption.readOnly) ?? true
  // every way to undo ends in these two methods of the model: the key, the menu, the system's own undo
  model.undo = () => (isReadOnly() ? undefined : goBack(history.undo(text)))
  model.redo = () => (isReadOnly() ? undefined : goBack(history.redo(text)))

  const listening = model.onDidChangeContent((event) => {
    if (isOurs) return
    const edits = event.changes
      .map(({ rangeOffset, rangeLength, text: added }) => ({ offset: rangeOffset, length: rangeLength, text: added }))
      .toSorted((a, b) => a.offset - b.offset)
    if (model.getValueLength() > options.charactersMax) {
      const characters = model.getValueLength()
      const before = text
      isOurs = true
      model.setValue(before)
      isOurs = false
      return options.onTooLarge(characters)
    }
    history.record(text, edits)
    const before = text
    text = model.getValue()
    options.onEdit?.(before, edits)
    options.onTyped()
  })

  return {
    model,
    text: () => text,
    apply(edits) {
      const small = edits.map((edit) => trimEdit(text, edit))
      const places = placesAfter(edits)
      history.others(small)
      keepScroll(small, () => put(small))
      options.onEdited(places.map(({ offset, length }) => rangeOf(offset, length)))
    },
    dispose() {
      listening.dispose()
      model.dispose()
    },
  }
}
