/**
 * Draws where others are in a text: a line in their colour with their name, and what they have selected. Knows places
 * and colours; not where they come from.
 */
import { editor, Range } from './monaco.ts'

/** Somebody in the text that is shown, in places of that text. */
export interface Peer {
  readonly id: string
  readonly name: string
  /** The place in the order of arrival, which is the colour. */
  readonly index: number
  readonly anchor: number
  readonly head: number
}

export interface Peers {
  draw(peers: readonly Peer[]): void
}

const hues = 6

/** One cursor as an element over the text; it moves with the text by its position. */
function createCaret(shown: editor.ICodeEditor, { id, name, index }: Peer) {
  const node = document.createElement('div')
  node.className = `peer peer-${((index % hues) + hues) % hues}`
  node.setAttribute('aria-hidden', 'true')
  const label = document.createElement('span')
  label.className = 'peer-name'
  label.textContent = name
  node.append(label)
  let position: { lineNumber: number; column: number } | undefined
  const widget: editor.IContentWidget = {
    getId: () => `peer ${id}`,
    getDomNode: () => node,
    getPosition: () => (position ? { position, preference: [editor.ContentWidgetPositionPreference.EXACT] } : null),
  }
  shown.addContentWidget(widget)
  return {
    move(next: { lineNumber: number; column: number }): void {
      if (position?.lineNumber === next.lineNumber && position.column === next.column) return
      position = next
      // above the first line there is no room for a name
      node.classList.toggle('peer-first', next.lineNumber === 1)
      // the name is shown anew: another animation begins, and no layout has to be done for it
      node.classList.toggle('peer-again')
      shown.layoutContentWidget(widget)
    },
    remove: () => shown.removeContentWidget(widget),
  }
}

export function createPeers(shown: editor.ICodeEditor): Peers {
  const carets = new Map<string, ReturnType<typeof createCaret>>()
  const selections = shown.createDecorationsCollection()

  return {
    draw(peers) {
      const model = shown.getModel()
      const here = model ? peers : []
      const ids = new Set(here.map(({ id }) => id))
      for (const [id, caret] of carets) {
        if (ids.has(id)) continue
        caret.remove()
        carets.delete(id)
      }
      if (!model) return selections.clear()
      const selected: editor.IModelDeltaDecoration[] = []
      for (const peer of here) {
        let caret = carets.get(peer.id)
        if (!caret) carets.set(peer.id, (caret = createCaret(shown, peer)))
        const head = model.getPositionAt(peer.head)
        caret.move(head)
        if (peer.anchor === peer.head) continue
        const className = `peer-selection peer-${((peer.index % hues) + hues) % hues}`
        selected.push({ range: Range.fromPositions(model.getPositionAt(peer.anchor), head), options: { className } })
      }
      return selections.set(selected)
    },
  }
}
