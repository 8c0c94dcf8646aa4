/** JSON pointers (RFC 6901) as people type them, and the place of a value in a text. */
import { findNodeAtLocation, findNodeAtOffset, getNodePath, parseTree, type Node } from 'jsonc-parser'
import type { Key, Path } from '../../core/change.ts'

/** Where a pointer leads, or a sentence that says why it leads nowhere. */
export type Found = { readonly offset: number; readonly length: number } | { readonly reason: string }

/**
 * The value in a text that a pointer names. A text that is not quite JSON is searched as far as it can be read.
 * @example findPointer('{"a": [1, 2]}', '/a/1') // { offset: 10, length: 1 }
 */
export function findPointer(text: string, pointer: string): Found {
  const tree = parseTree(text)
  if (!tree) return { reason: 'The text holds no value yet.' }
  const steps = pointer.trim().replace(/^#/, '')
  if (steps === '' || steps === '/') return { offset: tree.offset, length: tree.length }
  if (!steps.startsWith('/')) return { reason: 'A path begins with /, for example /title or /list/0.' }
  let node = tree
  let way = ''
  for (const step of steps.slice(1).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    const key: Key = node.type === 'array' && /^(0|[1-9]\d*)$/.test(name) ? Number(name) : name
    const next = findNodeAtLocation(node, [key])
    if (!next) return { reason: `There is no ${name} in ${way || 'the object'}.` }
    node = next
    way += `/${step}`
  }
  return { offset: node.offset, length: node.length }
}

/** A value that is a property's, where the place is in its key or between the two; else what is at the place. */
function nodeAt(text: string, offset: number): Node | undefined {
  const tree = parseTree(text)
  const node = tree && (findNodeAtOffset(tree, offset, true) ?? tree)
  const property = node?.type === 'property' ? node : node?.parent
  const isKey = property?.type === 'property' && (node === property || node === property.children?.[0])
  return isKey ? property.children?.[1] : node
}

/**
 * The path of the value at a place of a text, or of the one whose key is there; that of the whole beside all of them.
 * @example pathAt('{"a": [1, 2]}', 10) // ['a', 1]
 */
export function pathAt(text: string, offset: number): Path | undefined {
  const node = nodeAt(text, offset)
  return node && (getNodePath(node) as Path)
}

/**
 * The path of the string in which a place of a text is, or of the one that its property holds; undefined where there is none.
 * @example stringAt('{"a": "text"}', 2) // ['a']
 */
export function stringAt(text: string, offset: number): Path | undefined {
  const value = nodeAt(text, offset)
  return value?.type === 'string' ? (getNodePath(value) as Path) : undefined
}
