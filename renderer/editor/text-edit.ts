/**
 * Edits of a text by offset, for an editor: made, turned round, and moved past one another. Knows text only, neither JSON nor Monaco.
 */

import type { TextEdit, TextEdits } from '../../core/text-edit.ts'

export type { TextEdit, TextEdits }

/** The text after the edits. */
export function applyEdits(text: string, edits: TextEdits): string {
  const parts: string[] = []
  let done = 0
  for (const edit of edits) {
    parts.push(text.slice(done, edit.offset), edit.text)
    done = edit.offset + edit.length
  }
  return parts.join('') + text.slice(done)
}

/** The edits that lead back from the text after `edits` to `text`. */
export function invertEdits(text: string, edits: TextEdits): TextEdit[] {
  let shift = 0
  return edits.map((edit) => {
    const inverse = {
      offset: edit.offset + shift,
      length: edit.text.length,
      text: text.slice(edit.offset, edit.offset + edit.length),
    }
    shift += edit.text.length - edit.length
    return inverse
  })
}

/** Where the new text of each edit stands afterwards. */
export function placesAfter(edits: TextEdits): { offset: number; length: number }[] {
  let shift = 0
  return edits.map((edit) => {
    const offset = edit.offset + shift
    shift += edit.text.length - edit.length
    return { offset, length: edit.text.length }
  })
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** The same edit without what it would only repeat, so that a cursor beside the difference stays where it is. */
export function trimEdit(text: string, edit: TextEdit): TextEdit {
  const old = text.slice(edit.offset, edit.offset + edit.length)
  const most = Math.min(old.length, edit.text.length)
  let head = 0
  while (head < most && old.charCodeAt(head) === edit.text.charCodeAt(head)) head++
  if (head > 0 && isHighSurrogate(old.charCodeAt(head - 1))) head--
  let tail = 0
  while (
    tail < most - head &&
    old.charCodeAt(old.length - 1 - tail) === edit.text.charCodeAt(edit.text.length - 1 - tail)
  ) {
    tail++
  }
  if (tail > 0 && isLowSurrogate(old.charCodeAt(old.length - tail))) tail--
  return {
    offset: edit.offset + head,
    length: edit.length - head - tail,
    text: edit.text.slice(head, edit.text.length - tail),
  }
}

/**
 * `edits` as they must be made after `others` were made; undefined where the two touch the same characters.
 * Of two insertions at one place, that of `others` comes first unless `first` says otherwise.
 */
export function movePast(edits: TextEdits, others: TextEdits, first = false): TextEdit[] | undefined {
  const moved: TextEdit[] = []
  for (const edit of edits) {
    let shift = 0
    for (const other of others) {
      const isInsertionPair = edit.length === 0 && other.length === 0 && edit.offset === other.offset
      const after = other.offset + other.length <= edit.offset && !(isInsertionPair && first)
      if (after) shift += other.text.length - other.length
      else if (edit.offset + edit.length > other.offset) return undefined
    }
    moved.push({ ...edit, offset: edit.offset + shift })
  }
  return moved
}
