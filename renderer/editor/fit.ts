/**
 * Makes a JSON text stand for another value by the smallest edits, so that everything else in it stays as its
 * writer left it: order, spaces, line breaks. Knows JSON texts; knows nothing of editors or of who changed what.
 */
import { getNodeValue, type Node } from 'jsonc-parser'
import { isContainer, sameJson, type Json, type JsonObject } from '../../core/change.ts'
import type { TextEdit } from './text-edit.ts'

/** The edits that make `text`, of which `tree` is the tree, stand for `target`. */
export function fitText(text: string, tree: Node, target: JsonObject): TextEdit[] {
  const edits: TextEdit[] = []
  fitNode({ text, edits }, tree, target)
  return joinTouching(edits)
}

interface Work {
  readonly text: string
  readonly edits: TextEdit[]
}

const childrenOf = (node: Node): readonly Node[] => node.children ?? []
const endOf = (node: Node): number => node.offset + node.length

function fitNode(work: Work, node: Node, target: Json): void {
  if (isContainer(target) && node.type === 'array' && Array.isArray(target)) fitList(work, node, target)
  else if (isContainer(target) && node.type === 'object' && !Array.isArray(target)) {
    fitObject(work, node, target as JsonObject)
  } else if (isContainer(target) || node.children || !Object.is(plain(node), target)) replace(work, node, target)
}

/** A zero has no sign on the wire. */
const plain = (node: Node): unknown => (node.value === 0 ? 0 : node.value)

function replace({ text, edits }: Work, node: Node, target: Json): void {
  edits.push({ offset: node.offset, length: node.length, text: write(target, indentAt(text, node.offset)) })
}

const write = (value: Json, indent: string): string => JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`)

/** The spaces at the beginning of the line. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}

function fitObject(work: Work, node: Node, target: JsonObject): void {
  const items = childrenOf(node)
  const last = new Map(items.map((item) => [keyOf(item), item]))
  const kept = items.map((item) => Object.hasOwn(target, keyOf(item)))
  const added = Object.keys(target).filter((key) => !last.has(key))
  if (!kept.includes(true)) {
    if (items.length > 0 || added.length > 0) replace(work, node, target)
    return
  }
  const indent = items[0] ? indentAt(work.text, items[0].offset) : ''
  let at = 0
  while (at <= items.length) {
    const item = items[at]
    if (item && kept[at]) {
      const key = keyOf(item)
      const value = item.children?.[1]
      // of a key that stands twice the last one counts
      if (value && last.get(key) === item) fitNode(work, value, target[key] as Json)
      at++
      continue
    }
    let end = at
    while (end < items.length && !kept[end]) end++
    const texts = end < items.length ? [] : added.map((key) => writeProperty(key, target, indent))
    replaceItems(work, items, at, end, texts, node)
    at = end + (end === items.length ? 1 : 0)
  }
}

const writeProperty = (key: string, target: JsonObject, indent: string): string =>
  `${JSON.stringify(key)}: ${write(target[key] as Json, indent)}`

const keyOf = (property: Node): string => String(property.children?.[0]?.value)

function fitList(work: Work, node: Node, target: readonly Json[]): void {
  const items = childrenOf(node)
  const values = items.map((item) => getNodeValue(item) as Json)
  const most = Math.min(items.length, target.length)
  let head = 0
  while (head < most && sameJson(values[head], target[head])) head++
  let tail = 0
  while (tail < most - head && sameJson(values[items.length - 1 - tail], target[target.length - 1 - tail])) tail++
  const end = items.length - tail
  const added = target.slice(head, target.length - tail)
  if (end - head === added.length) {
    added.forEach((value, index) => fitNode(work, items[head + index] as Node, value))
  } else if (head + tail === 0) {
    replace(work, node, target)
  } else {
    const indent = items[0] ? indentAt(work.text, items[0].offset) : ''
    const texts = added.map((value) => write(value, indent))
    replaceItems(work, items, head, end, texts, node)
  }
}

/** Puts `texts` in the place of the items from `from` up to `end`; at least one other item stays. */
function replaceItems(
  { text, edits }: Work,
  items: readonly Node[],
  from: number,
  end: number,
  texts: readonly string[],
  node: Node,
): void {
  const first = items[from]
  const before = items[from - 1]
  const next = items[end]
  const space = spaceBetween(text, items, node)
  const joined = texts.join(`,${space}`)
  if (end > from && first) {
    const lastEnd = endOf(items[end - 1] as Node)
    if (texts.length > 0) edits.push({ offset: first.offset, length: lastEnd - first.offset, text: joined })
    else if (before) edits.push({ offset: endOf(before), length: lastEnd - endOf(before), text: '' })
    else if (next) edits.push({ offset: first.offset, length: next.offset - first.offset, text: '' })
  } else if (texts.length > 0) {
    if (before) edits.push({ offset: endOf(before), length: 0, text: `,${space}${joined}` })
    else if (next) edits.push({ offset: next.offset, length: 0, text: `${joined},${space}` })
  }
}

/** The space that the writer puts between two items. */
function spaceBetween(text: string, items: readonly Node[], node: Node): string {
  const [first, second] = items
  if (!first) return ' '
  if (second) return text.slice(endOf(first), second.offset).replace(/^\s*,/, '')
  const lead = text.slice(node.offset + 1, first.offset)
  return lead.includes('\n') ? lead : ' '
}

function joinTouching(edits: readonly TextEdit[]): TextEdit[] {
  const joined: TextEdit[] = []
  for (const edit of edits) {
    const last = joined.at(-1)
    if (last && last.offset + last.length === edit.offset) {
      joined[joined.length - 1] = {
        offset: last.offset,
        length: last.length + edit.length,
        text: last.text + edit.text,
      }
    } else joined.push(edit)
  }
  return joined
}
