/**
 * A JSON value of which each part knows the write that put it there. Copies share what they have in common, and a part
 * is copied when it is written, so that keeping a moment costs next to nothing. Knows writes by their numbers only.
 */
import { isContainer, isForbiddenKey, type Json, type JsonObject, type Path, type WireChange } from './change.ts'

/** Where a part of a value comes from. */
export interface Origin {
  /** The event that sent the write; 0 where that cannot be told. */
  readonly write: number
  /** The event by which it took effect at the copy `at`; it has gone on from there with the whole value. */
  readonly event: number
  readonly at: string
  /** Not written: it stood in the value when that was first seen. */
  readonly isStart?: true
  /** What stood there before. */
  readonly before?: Replaced
}

/** A part that was replaced: its value, if it is short, and the write that it came from. */
export interface Replaced {
  readonly value?: Json | undefined
  readonly isLong?: true
  readonly write: number
}

export interface Leaf {
  readonly value: null | boolean | number | string
  readonly origin: Origin
  /** Of a text that was written in: whose each stretch is. */
  readonly runs?: readonly Run[]
}
interface Run {
  readonly length: number
  readonly origin: Origin
}
export interface Branch {
  readonly owner: object
  /** Who made it, or took the last out of it. */
  origin: Origin
  readonly keys?: Map<string, Node>
  readonly items?: Node[]
  /** What was deleted here, and by which write. */
  gone?: Map<string, Origin>
}
export type Node = Leaf | Branch

export interface Authored {
  root: Branch
  owner: object
}

/** So many keys that were deleted are remembered in one object, and so many stretches of one text. */
export const goneMax = 64
export const runsMax = 1024
/** A value that was replaced is kept up to so many characters of JSON. */
const shortMax = 400

export const isBranch = (node: Node): node is Branch => 'owner' in node

export function grow(value: Json, origin: Origin, owner: object): Node {
  if (!isContainer(value)) return { value, origin }
  if (Array.isArray(value)) return { owner, origin, items: value.map((item: Json) => grow(item, origin, owner)) }
  const keys = new Map<string, Node>()
  for (const key of Object.keys(value)) keys.set(key, grow((value as JsonObject)[key] as Json, origin, owner))
  return { owner, origin, keys }
}

export function createAuthored(value: JsonObject, origin: Origin): Authored {
  const owner = {}
  return { root: grow(value, origin, owner) as Branch, owner }
}

/** The same value for somebody else; neither sees what the other writes from here on. */
export function copyOf(tree: Authored): Authored {
  tree.owner = {}
  return { root: tree.root, owner: {} }
}

export function plainOf(node: Node): Json {
  if (!isBranch(node)) return node.value
  if (node.items) return node.items.map(plainOf)
  const plain: { [key: string]: Json } = {}
  for (const [key, one] of node.keys as Map<string, Node>) if (!isForbiddenKey(key)) plain[key] = plainOf(one)
  return plain
}

function childOf(node: Node | undefined, key: string | number): Node | undefined {
  if (!node || !isBranch(node)) return undefined
  return typeof key === 'number' ? node.items?.[key] : node.keys?.get(key)
}

export function nodeAt(tree: Authored, path: Path): Node | undefined {
  let node: Node | undefined = tree.root
  for (const key of path) node = childOf(node, key)
  return node
}

/** The write that deleted what stood at a path, or above it. */
export function goneAt(tree: Authored, path: Path): Origin | undefined {
  let node: Node | undefined = tree.root
  for (const key of path) {
    if (!node || !isBranch(node)) return undefined
    const next = childOf(node, key)
    if (!next) return typeof key === 'string' ? node.gone?.get(key) : undefined
    node = next
  }
  return undefined
}

/** Each leaf below a node, and each container that is empty, with the writes that it comes from. */
export function* leavesOf(node: Node, path: Path = []): Iterable<{ readonly path: Path; readonly node: Node }> {
  if (!isBranch(node)) return yield { path, node }
  const size = node.items ? node.items.length : (node.keys as Map<string, Node>).size
  if (size === 0) return yield { path, node }
  if (node.items) for (const [index, item] of node.items.entries()) yield* leavesOf(item, [...path, index])
  else for (const [key, one] of node.keys as Map<string, Node>) yield* leavesOf(one, [...path, key])
}

/** The origins of a node: of a text one for each stretch. */
export const originsOf = (node: Node): readonly Origin[] =>
  !isBranch(node) && node.runs ? node.runs.map(({ origin }) => origin) : [node.origin]

export function replacedBy(node: Node | undefined): Replaced | undefined {
  if (!node) return undefined
  const value = plainOf(node)
  const { write } = node.origin
  return JSON.stringify(value).length <= shortMax ? { value, write } : { isLong: true, write }
}

function ownBranch(tree: Authored, branch: Branch): Branch {
  if (branch.owner === tree.owner) return branch
  const { origin, gone } = branch
  const parts = branch.items ? { items: [...branch.items] } : { keys: new Map(branch.keys) }
  return { owner: tree.owner, origin, ...parts, ...(gone ? { gone: new Map(gone) } : {}) }
}

/** The branch at a path, to be written to; undefined where there is none. */
export function openAt(tree: Authored, path: Path): Branch | undefined {
  let branch = ownBranch(tree, tree.root)
  tree.root = branch
  for (const key of path) {
    const next = childOf(branch, key)
    if (!next || !isBranch(next)) return undefined
    const own = ownBranch(tree, next)
    put(branch, key, own)
    branch = own
  }
  return branch
}

export function put(branch: Branch, key: string | number, node: Node): void {
  if (typeof key === 'number') (branch.items as Node[])[key] = node
  else branch.keys?.set(key, node)
}

/** What a change took out. */
export type Taken = readonly { readonly path: Path; readonly node: Node }[]

/** Makes a change; what it puts in comes from `origin`, to which what it replaced is added. Undefined, and nothing has changed, where it does not fit. */
export function write(tree: Authored, change: WireChange, origin: Omit<Origin, 'before'>): Taken | undefined {
  if (change.length === 4) return splice(tree, change, origin)
  const path = change[0]
  const key = path.at(-1)
  const branch = key === undefined ? undefined : openAt(tree, path.slice(0, -1))
  if (!branch || key === undefined || isForbiddenKey(key)) return undefined
  const isList = branch.items !== undefined
  if (isList !== (typeof key === 'number')) return undefined
  if (typeof key === 'number' && (change.length === 1 || !(key >= 0 && key < (branch.items as Node[]).length)))
    return undefined
  const old = childOf(branch, key)
  if (change.length === 2) {
    branch.gone?.delete(String(key))
    put(branch, key, grow(change[1], withBefore(origin, old), tree.owner))
  } else if (old && typeof key === 'string') {
    branch.keys?.delete(key)
    branch.gone ??= new Map()
    branch.gone.set(key, withBefore(origin, old))
    if (branch.keys?.size === 0) branch.origin = withBefore(origin, old)
    if (branch.gone.size > goneMax) branch.gone.delete(branch.gone.keys().next().value as string)
  }
  return old ? [{ path, node: old }] : []
}

const withBefore = (origin: Omit<Origin, 'before'>, old: Node | undefined): Origin => {
  const before = replacedBy(old)
  return before ? { ...origin, before } : origin
}

function splice(
  tree: Authored,
  change: Extract<WireChange, { length: 4 }>,
  origin: Omit<Origin, 'before'>,
): Taken | undefined {
  const [path, index, count, added] = change
  const old = nodeAt(tree, path)
  if (old && !isBranch(old)) return spliceText(tree, old, change, origin)
  const branch = openAt(tree, path)
  const items = branch?.items
  if (!items || typeof added === 'string' || !(index >= 0 && count >= 0 && index + count <= items.length))
    return undefined
  const fresh = added.map((item, offset) => {
    const before = offset < count ? items[index + offset] : undefined
    return grow(item, withBefore(origin, before), tree.owner)
  })
  const removed = items.slice(index, index + count)
  // not spread: a list may be long
  const after = items.slice(index + count)
  items.length = index
  for (const item of fresh) items.push(item)
  for (const item of after) items.push(item)
  if (branch && items.length === 0) branch.origin = withBefore(origin, removed[0])
  return removed.map((node, offset) => ({ path: [...path, index + offset], node }))
}

function spliceText(
  tree: Authored,
  old: Leaf,
  [path, index, count, added]: Extract<WireChange, { length: 4 }>,
  origin: Omit<Origin, 'before'>,
): Taken | undefined {
  const text = old.value
  const key = path.at(-1)
  if (typeof text !== 'string' || typeof added !== 'string' || key === undefined) return undefined
  if (!(index >= 0 && count >= 0 && index + count <= text.length)) return undefined
  const branch = openAt(tree, path.slice(0, -1))
  if (!branch) return undefined
  const runs = old.runs ?? [{ length: text.length, origin: old.origin }]
  const removed = runsWithin(runs, index, index + count)
  const next = [
    ...runsWithin(runs, 0, index),
    ...(added === '' ? [] : [{ length: added.length, origin }]),
    ...runsWithin(runs, index + count, text.length),
  ]
  const value = text.slice(0, index) + added + text.slice(index + count)
  const last = withBefore(origin, old)
  put(branch, key, next.length > runsMax ? { value, origin: last } : { value, origin: last, runs: joined(next) })
  if (count === 0) return []
  const first = removed[0]?.origin ?? old.origin
  return [{ path, node: { value: text.slice(index, index + count), origin: first, runs: removed } }]
}

function runsWithin(runs: readonly Run[], from: number, until: number): Run[] {
  const within: Run[] = []
  let start = 0
  for (const { length, origin } of runs) {
    const [first, end] = [Math.max(start, from), Math.min(start + length, until)]
    if (end > first) within.push({ length: end - first, origin })
    start += length
  }
  return within
}

function joined(runs: readonly Run[]): readonly Run[] {
  const all: Run[] = []
  for (const run of runs) {
    const last = all.at(-1)
    if (last && last.origin.write === run.origin.write && last.origin.event === run.origin.event)
      all[all.length - 1] = { length: last.length + run.length, origin: last.origin }
    else all.push(run)
  }
  return all
}
