/**
 * The editor of a window: one Monaco, a text and its binding for each data object, and when what was typed is sent.
 * Says what it knows of each text; who shows that is not its affair.
 */
import type { Path } from '../../core/change.ts'
import type { DataObject } from '../../core/data-object.ts'
import type { Address } from '../../core/message.ts'
import { createBinding, type Binding, type BindingState } from './binding.ts'
import { createFlash } from './flash.ts'
import { createFrames } from './frame.ts'
import { placeOf, textCharactersMax, textOf, tooLarge, type Remark } from './json-text.ts'
import { createJsonEditor, editor, followSystemColours, MarkerSeverity, Range } from './monaco.ts'
import { createPace, type Pace, type SendMode } from './pace.ts'
import { createPageText, type PageText } from './page-text.ts'
import { findPointer, pathAt, stringAt } from './pointer.ts'
import { tokenStart } from './token.ts'

/** What can be said of the text of an object. */
export interface TextState extends BindingState {
  /** Where the problem is, lines and columns from 1. */
  readonly place: { readonly line: number; readonly column: number } | undefined
  /** The line of the first remark, from 1. */
  readonly remarkLine: number | undefined
}

export interface Editing {
  /** Shows an object, or nothing; `writable` says whether its text can be typed in. */
  show(object: DataObject | undefined, writable: boolean): void
  setMode(mode: SendMode): void
  /** Sends what was typed, at once. */
  send(): void
  /** Gives up what was typed and not sent. */
  discard(): void
  /** Selects the value that a JSON pointer names; says as a sentence why it cannot. */
  goTo(pointer: string): string | undefined
  /** The path of the string in which the cursor is. */
  stringPath(): Path | undefined
  /** The path of the value at the cursor. */
  valuePath(): Path | undefined
  focus(): void
  /** An object has gone: its text goes too. */
  forget(url: Address): void
  dispose(): void
}

interface Options {
  readonly element: HTMLElement
  readonly label: string
  readonly mode: SendMode
  readonly onState: (url: Address, state: TextState) => void
  /** Something that the user did could not be done, as a sentence. */
  readonly onFailure: (sentence: string) => void
  /** It is asked for in the editor's own menu that the string at the cursor be a shared text, or be one no more. */
  readonly onMark: () => void
  /** It is asked for there why the value at the cursor is what it is. */
  readonly onBlame: () => void
}

interface Sheet {
  readonly object: DataObject
  readonly text: PageText
  readonly binding: Binding
  readonly pace: Pace
  view: editor.ICodeEditorViewState | null
}

const owner = 'syncscope'
const hiddenMs = 250
const lineCharactersMax = 5_000
/** Remarks shown in the text; the strip says how many there are. */
const markersMax = 100

export function createEditing(options: Options): Editing {
  const { element, onState, onFailure } = options
  const shown = createJsonEditor(element, options.label)
  const stopColours = followSystemColours()
  const flash = createFlash(shown)
  const frames = createFrames()
  /** A text that is not seen follows at leisure, as each change of it has all of it read. */
  const schedule = (run: () => void): void =>
    element.offsetParent === null ? void window.setTimeout(run, hiddenMs) : frames(run)
  const sheets = new Map<Address, Sheet>()
  let current: Sheet | undefined
  let mode = options.mode
  let isWritable = false

  const after = (delayMs: number, run: () => void): (() => void) => {
    const timer = window.setTimeout(run, delayMs)
    return () => window.clearTimeout(timer)
  }

  /** Names the token in which the cursor is: its line and where it begins. */
  function tokenNow(): string {
    const place = shown.getPosition()
    const model = shown.getModel()
    if (!place || !model) return ''
    // to look for tokens in a line this long at each key would be felt: all of it counts as one
    const isLong = model.getLineLength(place.lineNumber) > lineCharactersMax
    const start = isLong ? 0 : tokenStart(model.getLineContent(place.lineNumber), place.column - 1)
    return `${place.lineNumber}:${start}`
  }

  function mark(text: PageText, { problem, remarks }: BindingState): void {
    const marker = (remark: Remark, severity: MarkerSeverity): editor.IMarkerData => {
      const from = text.model.getPositionAt(remark.offset)
      const to = text.model.getPositionAt(remark.offset + Math.max(1, remark.length))
      const message = remark.sentence.charAt(0).toUpperCase() + remark.sentence.slice(1)
      return {
        severity,
        message,
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      }
    }
    const markers = remarks.slice(0, markersMax).map((remark) => marker(remark, MarkerSeverity.Warning))
    if (problem) markers.unshift(marker(problem, MarkerSeverity.Error))
    editor.setModelMarkers(text.model, owner, markers)
  }

  const mayMark = shown.createContextKey<boolean>('mayMarkTexts', false)
  shown.addAction({
    id: 'text.mark',
    label: 'Share this text character by character, or stop',
    contextMenuGroupId: '1_texts',
    precondition: 'mayMarkTexts',
    run: () => options.onMark(),
  })
  shown.addAction({
    id: 'text.blame',
    label: 'Why is this value what it is?',
    contextMenuGroupId: '1_texts',
    run: () => options.onBlame(),
  })

  function open(object: DataObject): Sheet {
    const { url } = object.info
    const text = createPageText({
      text: textOf(object.value),
      language: 'json',
      charactersMax: textCharactersMax,
      shownIn: () => (current?.object === object ? shown : undefined),
      onTyped: () => {
        binding.typed()
        pace.typed(tokenNow())
      },
      onEdited: (ranges) => {
        if (current?.object === object) flash.light(ranges)
      },
      onTooLarge: (characters) => onFailure(tooLarge(characters)),
    })
    const binding = createBinding({
      object,
      surface: text,
      schedule,
      onState: (state) => {
        mark(text, state)
        const lineOf = (remark: Remark | undefined): number | undefined =>
          remark && placeOf(text.text(), remark.offset).line
        onState(url, {
          ...state,
          place: state.problem && placeOf(text.text(), state.problem.offset),
          remarkLine: lineOf(state.remarks[0]),
        })
      },
    })
    const pace = createPace(
      after,
      () => {
        // the right to write may have gone while it was typed: the draft is kept, and nobody is bothered with it
        if (!isWritable) return
        const failure = binding.send()
        if (failure) onFailure(failure)
      },
      mode,
    )
    const sheet: Sheet = { object, text, binding, pace, view: null }
    sheets.set(url, sheet)
    return sheet
  }

  shown.onDidChangeCursorPosition(() => current?.pace.moved(tokenNow()))
  shown.onDidBlurEditorText(() => current?.pace.left())

  /** A text that is too large is refused before Monaco has seen it: it would stand still for a long time. */
  function guardInput(event: ClipboardEvent | DragEvent): void {
    const data = 'clipboardData' in event ? event.clipboardData : event.dataTransfer
    const characters = (data?.getData('text/plain').length ?? 0) + (current?.text.model.getValueLength() ?? 0)
    if (characters <= textCharactersMax) return
    event.preventDefault()
    event.stopImmediatePropagation()
    onFailure(tooLarge(characters))
  }
  element.addEventListener('paste', guardInput, { capture: true })
  element.addEventListener('drop', guardInput, { capture: true })

  function atCursor<T>(find: (text: string, offset: number) => T): T | undefined {
    const [model, place] = [shown.getModel(), shown.getPosition()]
    return model && place ? find(model.getValue(), model.getOffsetAt(place)) : undefined
  }

  function leave(): void {
    if (!current) return
    current.pace.left()
    current.view = shown.saveViewState()
    flash.clear()
    current = undefined
  }

  function forget(url: Address): void {
    const sheet = sheets.get(url)
    if (!sheet) return
    if (current === sheet) {
      current = undefined
      shown.setModel(null)
    }
    sheet.pace.forget()
    sheet.binding.dispose()
    sheet.text.dispose()
    sheets.delete(url)
  }

  return {
    show(object, writable) {
      if (object && sheets.get(object.info.url)?.object !== object) forget(object.info.url)
      if (current?.object !== object) {
        leave()
        current = object && (sheets.get(object.info.url) ?? open(object))
        shown.setModel(current?.text.model ?? null)
        if (current?.view) shown.restoreViewState(current.view)
      }
      isWritable = writable
      mayMark.set(object?.info.role === 'reporter')
      shown.updateOptions({ readOnly: !writable, readOnlyMessage: { value: 'Only its owner may write here.' } })
    },
    setMode(next) {
      mode = next
      for (const { pace } of sheets.values()) pace.mode = next
    },
    send: () => current?.pace.now(),
    discard() {
      current?.pace.forget()
      current?.binding.discard()
    },
    goTo(pointer) {
      const model = shown.getModel()
      if (!model) return 'No object is shown.'
      const found = findPointer(model.getValue(), pointer)
      if ('reason' in found) return found.reason
      const range = Range.fromPositions(
        model.getPositionAt(found.offset),
        model.getPositionAt(found.offset + found.length),
      )
      shown.setSelection(range)
      shown.revealRangeInCenterIfOutsideViewport(range)
      shown.focus()
      return undefined
    },
    stringPath: () => atCursor(stringAt),
    valuePath: () => atCursor(pathAt),
    focus: () => shown.focus(),
    forget,
    dispose() {
      leave()
      for (const url of [...sheets.keys()]) forget(url)
      element.removeEventListener('paste', guardInput, { capture: true })
      element.removeEventListener('drop', guardInput, { capture: true })
      stopColours()
      shown.dispose()
    },
  }
}
