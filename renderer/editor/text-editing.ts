/**
 * The editor of shared texts: one Monaco, and a text with its binding for each place in an object that was looked at.
 * What is typed is written at once; who else is there is drawn. Who shows it, and what the strip says, is not its affair.
 */
import { pathText, valueAt, type Path } from '../../core/change.ts'
import type { DataObject } from '../../core/data-object.ts'
import type { Address } from '../../core/message.ts'
import type { TextPlace } from '../../core/port.ts'
import { createFlash } from './flash.ts'
import { textCharactersMax, tooLarge } from './json-text.ts'
import { shownText } from './line-ends.ts'
import { createTextEditor, type editor } from './monaco.ts'
import { createPageText, type PageText } from './page-text.ts'
import { createPeers, type Peer } from './peers.ts'
import { createPlaceTelling } from './place-telling.ts'
import { createTextBinding, type TextBinding } from './text-binding.ts'

export interface TextEditing {
  /** Shows a text of an object, or none; `writable` says whether it can be typed in, and if not `why`. */
  show(object: DataObject | undefined, path: Path | undefined, writable: boolean, why: string): void
  /** Who else is in the text that is shown, in places of the text. */
  drawPeers(peers: readonly Peer[]): void
  focus(): void
  /** An object has gone: its texts go too. */
  forget(url: Address): void
  dispose(): void
}

interface Options {
  readonly element: HTMLElement
  readonly label: string
  /** The user is at a place in a shared text of an object; without one, in none of them. */
  readonly onPlace: (url: Address, place: TextPlace | undefined) => void
  /** Something that the user did could not be done, as a sentence. */
  readonly onFailure: (sentence: string) => void
}

interface Sheet {
  readonly object: DataObject
  readonly path: Path
  readonly text: PageText
  readonly binding: TextBinding
  view: editor.ICodeEditorViewState | null
}

export function createTextEditing(options: Options): TextEditing {
  const { element, onPlace, onFailure } = options
  const shown = createTextEditor(element, options.label)
  const flash = createFlash(shown)
  const peers = createPeers(shown)
  const sheets = new Map<string, Sheet>()
  let current: Sheet | undefined
  let isApplying = false

  const telling = createPlaceTelling<TextPlace>({
    after(delayMs, run) {
      const timer = window.setTimeout(run, delayMs)
      return () => window.clearTimeout(timer)
    },
    tell: (place) => current && onPlace(current.object.info.url, place),
  })

  const keyOf = (object: DataObject, path: Path): string => `${object.info.url} ${pathText(path)}`

  function open(object: DataObject, path: Path): Sheet {
    const value = valueAt(object.value, path)
    const text = createPageText({
      text: shownText(typeof value === 'string' ? value : ''),
      language: 'plaintext',
      charactersMax: textCharactersMax,
      shownIn: () => (current === sheet ? shown : undefined),
      onEdit(before, edits) {
        const failure = binding.typed(before, edits)
        if (failure) onFailure(failure)
      },
      onTyped: () => undefined,
      onEdited: (ranges) => {
        if (current === sheet) flash.light(ranges)
      },
      onTooLarge: (characters) => onFailure(tooLarge(characters)),
    })
    const surface = {
      text: text.text,
      apply(edits: Parameters<PageText['apply']>[0]) {
        isApplying = true
        try {
          text.apply(edits)
        } finally {
          isApplying = false
        }
      },
    }
    const binding = createTextBinding({ object, path, surface, onGone: () => close(keyOf(object, path)) })
    const sheet: Sheet = { object, path, text, binding, view: null }
    sheets.set(keyOf(object, path), sheet)
    return sheet
  }

  function placeNow({ path, binding, text }: Sheet): TextPlace | undefined {
    const selection = shown.getSelection()
    if (!selection) return undefined
    const at = (position: { lineNumber: number; column: number }): number =>
      binding.placeOf(text.model.getOffsetAt(position))
    const head = at(selection.getPosition())
    const anchor = at({ lineNumber: selection.selectionStartLineNumber, column: selection.selectionStartColumn })
    return { path, anchor, head }
  }

  function say(): void {
    const place = current && placeNow(current)
    if (!place) return
    if (isApplying || !shown.hasTextFocus()) telling.carried(place)
    else telling.moved(place)
  }

  shown.onDidChangeCursorSelection(say)
  shown.onDidFocusEditorText(say)
  shown.onDidCompositionStart(() => current?.binding.compose(true))
  shown.onDidCompositionEnd(() => current?.binding.compose(false))
  shown.onDidBlurEditorText(() => current?.binding.compose(false))

  function leave(): void {
    if (!current) return
    current.binding.compose(false)
    telling.left()
    current.view = shown.saveViewState()
    flash.clear()
    peers.draw([])
    current = undefined
  }

  function close(key: string): void {
    const sheet = sheets.get(key)
    if (!sheet) return
    if (current === sheet) {
      leave()
      shown.setModel(null)
    }
    sheets.delete(key)
    sheet.binding.dispose()
    sheet.text.dispose()
  }

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

  return {
    show(object, path, writable, why) {
      const key = object && path && keyOf(object, path)
      if (key && sheets.get(key) && sheets.get(key)?.object !== object) close(key)
      const sheet = key ? (sheets.get(key) ?? open(object, path)) : undefined
      if (current !== sheet) {
        leave()
        current = sheet
        shown.setModel(sheet?.text.model ?? null)
        if (sheet?.view) shown.restoreViewState(sheet.view)
      }
      shown.updateOptions({ readOnly: !writable, readOnlyMessage: { value: why } })
    },
    drawPeers(all) {
      const { binding } = current ?? {}
      if (!binding) return peers.draw([])
      const places = all.map((peer) => ({
        ...peer,
        anchor: binding.shownOf(peer.anchor),
        head: binding.shownOf(peer.head),
      }))
      return peers.draw(places)
    },
    focus: () => shown.focus(),
    forget(url) {
      for (const [key, { object }] of sheets) if (object.info.url === url) close(key)
    },
    dispose() {
      leave()
      for (const key of [...sheets.keys()]) close(key)
      element.removeEventListener('paste', guardInput, { capture: true })
      element.removeEventListener('drop', guardInput, { capture: true })
      shown.dispose()
    },
  }
}
