/**
 * Brings a value of which each part knows where it comes from together with one that came whole: what is the same keeps
 * what it knows. Knows nothing of who sent it.
 */
import { isContainer, sameJson, type Json, type JsonObject, type Path } from './change.ts'
import {
  grow,
  isBranch,
  nodeAt,
  openAt,
  plainOf,
  put,
  type Authored,
  type Branch,
  type Node,
  type Origin,
} from './authored.ts'

/** A value that is known to stand here: what is the same keeps where it comes from, the rest comes from `origin`. */
export function reconcile(node: Node | undefined, value: Json, origin: Origin, owner: object): Node {
  if (!node) return grow(value, origin, owner)
  if (!isBranch(node)) return Object.is(node.value, value) ? node : grow(value, origin, owner)
  if (!isContainer(value) || Array.isArray(value) !== (node.items !== undefined)) return grow(value, origin, owner)
  if (sameJson(plainOf(node), value)) return node
  if (Array.isArray(value))
    return { owner, origin: node.origin, items: reconcileList(node.items ?? [], value, origin, owner) }
  const keys = new Map<string, Node>()
  for (const key of Object.keys(value))
    keys.set(key, reconcile(node.keys?.get(key), (value as JsonObject)[key] as Json, origin, owner))
  return { owner, origin: node.origin, keys }
}

/** Elements that follow each other as they did keep where they come from. */
function reconcileList(items: readonly Node[], value: readonly Json[], origin: Origin, owner: object): Node[] {
  let next = 0
  return value.map((item) => {
    for (let at = next; at < items.length; at++) {
      if (!sameJson(plainOf(items[at] as Node), item)) continue
      next = at + 1
      return items[at] as Node
    }
    return grow(item, origin, owner)
  })
}

/** Sets a part that holds what stood there before, too: only what is new in it comes from `origin`. */
export function overlay(tree: Authored, path: Path, value: Json, origin: Origin): void {
  const key = path.at(-1)
  const branch = key === undefined ? undefined : openAt(tree, path.slice(0, -1))
  if (branch && key !== undefined) put(branch, key, reconcile(nodeAt(tree, path), value, origin, tree.owner))
}

/** Where a part of a tree came by `event` and nobody said from whom, it is as in the tree that it came from, if it stands there. */
export function adopt(tree: Authored, other: Authored, event: number): void {
  tree.root = adopted(tree.root, other.root, event, tree.owner) as Branch
}

const isOpen = ({ write, event }: Origin, of: number): boolean => write === 0 && event === of

function adopted(node: Node, other: Node | undefined, event: number, owner: object): Node {
  if (!other) return node
  if (!isBranch(node)) {
    const isLacking = isOpen(node.origin, event) || node.runs?.some(({ origin }) => isOpen(origin, event))
    return isLacking && !isBranch(other) && other.value === node.value ? other : node
  }
  if (!isBranch(other) || (other.items === undefined) !== (node.items === undefined)) return node
  const origin = isOpen(node.origin, event) ? other.origin : node.origin
  if (node.items) return { owner, origin, items: adoptedList(node.items, other.items ?? [], event, owner) }
  const keys = new Map<string, Node>()
  for (const [key, one] of node.keys as Map<string, Node>)
    keys.set(key, adopted(one, other.keys?.get(key), event, owner))
  return { owner, origin, keys, ...(node.gone ? { gone: new Map(node.gone) } : {}) }
}

/** Both lists have what they have in common in one order. */
function adoptedList(items: readonly Node[], others: readonly Node[], event: number, owner: object): Node[] {
  const known = new Set(items.filter(({ origin }) => !isOpen(origin, event)).map(({ origin }) => origin.write))
  let next = 0
  return items.map((item) => {
    const isNew = isOpen(item.origin, event)
    for (let at = next; at < others.length; at++) {
      const other = others[at] as Node
      const isIt = isNew
        ? !known.has(other.origin.write) && sameJson(plainOf(other), plainOf(item))
        : other.origin.write === item.origin.write && sameJson(plainOf(other), plainOf(item))
      if (!isIt) continue
      next = at + 1
      return isNew ? other : adopted(item, other, event, owner)
    }
    return item
  })
}
