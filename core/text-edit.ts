/**
 * Edits of a text by offset: what several splices of one text come to, and where a place is after them. Knows text
 * only, neither editors nor who wrote.
 */
import { isInPair, type Change, type Path, type Splice } from './change.ts'
import { diffText } from './difference.ts'

/** `length` characters (UTF-16) at `offset` become `text`. */
export interface TextEdit {
  readonly offset: number
  readonly length: number
  readonly text: string
}

/** Edits in ascending order that do not overlap, all in places of the text as it was before the first of them. */
export type TextEdits = readonly TextEdit[]

/** Where a place in the text is after the edits; inside a replaced piece it stays as near as it can. */
export function shiftOffset(offset: number, edits: TextEdits): number {
  let shift = 0
  for (const edit of edits) {
    if (edit.offset >= offset) break
    if (edit.offset + edit.length > offset)
      return edit.offset + shift + Math.min(offset - edit.offset, edit.text.length)
    shift += edit.text.length - edit.length
  }
  return offset + shift
}

interface Piece {
  readonly offset: number
  readonly removed: string
  readonly text: string
}
interface Placed extends Piece {
  /** Where its text stands now. */
  readonly start: number
  readonly end: number
}
/** A splice of a text. */
export type TextSplice = Omit<Splice, 'removed' | 'added'> & { readonly removed: string; readonly added: string }

function place(pieces: readonly Piece[]): Placed[] {
  let shift = 0
  return pieces.map((piece) => {
    const start = piece.offset + shift
    shift += piece.text.length - piece.removed.length
    return { ...piece, start, end: start + piece.text.length }
  })
}

/** Makes one more splice part of pieces: those that it touches become one with it. */
function enter(pieces: readonly Piece[], { index, removed, added }: TextSplice): Piece[] {
  const placed = place(pieces)
  const end = index + removed.length
  const before = placed.filter((piece) => piece.end < index)
  const touched = placed.filter((piece) => piece.start <= end && piece.end >= index)
  const after = placed.filter((piece) => piece.start > end)
  const [first] = touched
  const last = touched.at(-1)
  if (!first || !last) {
    const shift = before.reduce((sum, piece) => sum + piece.text.length - piece.removed.length, 0)
    return [...before, { offset: index - shift, removed, text: added }, ...after]
  }
  let gone = removed.slice(0, Math.max(0, first.start - index))
  touched.forEach((piece, at) => {
    const gapEnd = Math.min(end, touched[at + 1]?.start ?? end)
    gone += piece.removed + (gapEnd > piece.end ? removed.slice(piece.end - index, gapEnd - index) : '')
  })
  const head = index > first.start ? first.text.slice(0, index - first.start) : ''
  const tail = end < last.end ? last.text.slice(end - last.start) : ''
  const offset = first.offset - Math.max(0, first.start - index)
  return [...before, { offset, removed: gone, text: head + added + tail }, ...after]
}

/** Without what a piece would only repeat, so that what stands beside the difference stays where it is. */
function trim({ offset, removed, text }: Piece): TextEdit {
  const { index, removed: gone, added } = diffText([], removed, text) as TextSplice
  return { offset: offset + index, length: gone.length, text: added }
}

/**
 * What splices of one text, made one after the other, come to; as much work as there is change, however long the text.
 * @example editsOf([{ type: 'splice', path: ['t'], index: 0, removed: '', added: 'a' }]) // [{ offset: 0, length: 0, text: 'a' }]
 */
export function editsOf(splices: readonly TextSplice[]): TextEdits {
  let pieces: readonly Piece[] = []
  for (const splice of splices) pieces = enter(pieces, splice)
  const edits = pieces.map(trim)
  return edits.filter(({ length, text }) => length > 0 || text !== '')
}

const isUnder = (path: Path, whole: Path): boolean =>
  whole.length <= path.length && whole.every((key, index) => key === path[index])

/** The splices that changes make in the text at a path; undefined where it was put there, or taken away, as a whole. */
export function splicesAt(path: Path, changes: readonly Change[]): readonly TextSplice[] | undefined {
  const splices: TextSplice[] = []
  for (const change of changes) {
    if (!isUnder(path, change.path)) continue
    if (change.path.length < path.length || change.type === 'add' || change.type === 'delete') return undefined
    if (change.type === 'splice') splices.push(change as TextSplice)
    else if (typeof change.value !== 'string' || typeof change.oldValue !== 'string') return undefined
    else splices.push(diffText(path, change.oldValue, change.value) as TextSplice)
  }
  return splices
}

/** An edit of a text that cuts no character in two, with the same result. */
export function wholeCharacters(text: string, { offset, length, text: added }: TextEdit): TextEdit {
  const start = isInPair(text, offset) ? offset - 1 : offset
  const end = isInPair(text, offset + length) ? offset + length + 1 : offset + length
  if (start === offset && end === offset + length) return { offset, length, text: added }
  return {
    offset: start,
    length: end - start,
    text: text.slice(start, offset) + added + text.slice(offset + length, end),
  }
}
