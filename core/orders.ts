/**
 * Every order in which some writes, made at the same time, can be delivered, and what each copy holds then: orders that
 * lead to the same are one state, so that what is left is small. Knows writes and a model, no Syncers and no links.
 */
import { copyJson, type JsonObject } from './change.ts'
import { hashJson } from './hash.ts'
import type { Address } from './message.ts'
import type { Model } from './model.ts'
import { createTrials, type OpenTrial, type Write } from './trial.ts'

/** So many writes are delivered in every order: 720 orders at each copy. */
export const writesMax = 6

export interface OrdersOptions {
  readonly model: Model
  /** In the order in which they were made; those beyond `writesMax` are left out, and it is said. */
  readonly writes: readonly Write[]
  /** Who holds the object. */
  readonly holders: readonly Address[]
  /** Who numbers the writes, under a model that numbers them. */
  readonly reporter: Address
  readonly startOf: (who: Address) => JsonObject
  /** Links let what one sends be overtaken by what it sends later; the receiving Syncer waits for what comes first. */
  readonly overtakes?: boolean
}

/** `same`: all copies end so, whatever the order. `may differ`: another copy can end otherwise. `differs`: another one always does. */
export type LeafVerdict = 'same' | 'may differ' | 'differs'

/** A state of a copy; a leaf where all writes are there. */
export interface OrderNode {
  readonly id: number
  /** How many writes are there. */
  readonly layer: number
  readonly value: JsonObject
  readonly hash: string
  /** So many orders lead here; one of them, as places in the list of writes. */
  readonly orders: number
  readonly way: readonly number[]
  /** What may come next, and where it leads. */
  readonly next: readonly { readonly write: number; readonly node: number; readonly shows: boolean }[]
  /** Of a leaf. */
  readonly verdict?: LeafVerdict
}

/** All orders at copies that cannot be told apart. */
export interface OrderTree {
  readonly who: readonly Address[]
  /** By layer; the first one is what was there before. */
  readonly nodes: readonly OrderNode[]
  readonly orders: number
}

export interface Orders {
  readonly model: string
  readonly way: Model['way']
  readonly writes: readonly Write[]
  /** So many more were made at the same time. */
  readonly left: number
  readonly trees: readonly OrderTree[]
  /** Different values in the end. */
  readonly outcomes: number
  readonly ending: 'converged' | 'diverged' | 'unknown'
  /** For people. */
  readonly sentence: string
}

/** Delivers the writes in every order. */
export function exploreOrders(options: OrdersOptions): Orders {
  const { model, holders, reporter } = options
  const writes = options.writes.slice(0, writesMax)
  const open = createTrials({ model, writes, startOf: options.startOf })
  // where the reporter puts all writes in one order, the others take that one
  const receivers = model.way === 'numbered' ? [reporter] : holders
  const grown = receivers.map((who) => ({ who, layers: grow(open, writes, who, options.overtakes ?? false) }))
  const ends = grown.map(({ layers }) => new Set(leavesOf(layers).map(({ hash }) => hash)))
  const judge = model.way === 'numbered' ? (): LeafVerdict => 'same' : judgeOf(ends)
  const trees: OrderTree[] = []
  for (const { who, layers } of grown) {
    const tree = settle(layers, judge)
    const known = trees.findIndex((one) => !isAuthor(writes, who) && isSameTree(one, tree))
    const sharer = trees[known]
    if (sharer && !sharer.who.some((one) => isAuthor(writes, one)))
      trees[known] = { ...sharer, who: [...sharer.who, who] }
    else trees.push({ ...tree, who: model.way === 'numbered' ? holders : [who] })
  }
  const left = options.writes.length - writes.length
  return { model: model.name, way: model.way, writes, left, trees, ...endingOf(trees, left, model.way) }
}

/** Whether somebody may be given a write now: what it wrote itself stands first, and a sender's writes keep their order. */
function mayCome(writes: readonly Write[], who: Address, mask: number, index: number, overtakes: boolean): boolean {
  const { author } = writes[index] as Write
  return writes.every((other, place) => {
    if (place === index || (mask & (1 << place)) !== 0) return true
    if (other.author === who && author !== who) return false
    return other.author !== author || place > index || (overtakes && author !== who)
  })
}

/** Those that a delivery lets a copy take: the write itself, and what waited for it; none where it has to wait. */
export function takenBy(writes: readonly Write[], delivered: readonly number[], index: number): readonly number[] {
  const { author } = writes[index] as Write
  const own = writes.flatMap((write, place) => (write.author === author ? [place] : []))
  const there = new Set([...delivered, index])
  const firstMissing = own.find((place) => !there.has(place)) ?? Number.POSITIVE_INFINITY
  return own.filter((place) => place >= index && place < firstMissing)
}

const isAuthor = (writes: readonly Write[], who: Address): boolean => writes.some(({ author }) => author === who)

interface State {
  readonly mask: number
  readonly value: JsonObject
  readonly hash: string
  readonly way: readonly number[]
  orders: number
  readonly next: Map<number, { readonly key: string; readonly shows: boolean }>
}
type Layer = Map<string, State>

/** A copy to which writes were delivered in this order. */
function deliver(open: OpenTrial, writes: readonly Write[], who: Address, way: readonly number[]) {
  const trial = open(who)
  let shows = false
  way.forEach((index, step) => {
    shows = false
    for (const one of takenBy(writes, way.slice(0, step), index)) shows = trial.take(one) || shows
  })
  return { trial, shows }
}

/** All states of a copy, by how many writes are there; states that are alike in all are one. */
function grow(open: OpenTrial, writes: readonly Write[], who: Address, overtakes: boolean): readonly Layer[] {
  const stateOf = (way: readonly number[]): { key: string; state: State; shows: boolean } => {
    const { trial, shows } = deliver(open, writes, who, way)
    const mask = way.reduce((sum, index) => sum | (1 << index), 0)
    const value = copyJson(trial.value)
    const hash = hashJson(value)
    const state: State = { mask, value, hash, way, orders: 0, next: new Map() }
    return { key: `${mask} ${hash} ${trial.hidden()}`, state, shows }
  }
  const first = stateOf([])
  first.state.orders = 1
  const layers: Layer[] = [new Map([[first.key, first.state]])]
  for (let depth = 0; depth < writes.length; depth++) {
    const layer: Layer = new Map()
    for (const from of layers[depth]?.values() ?? []) {
      for (let index = 0; index < writes.length; index++) {
        if ((from.mask & (1 << index)) !== 0 || !mayCome(writes, who, from.mask, index, overtakes)) continue
        const { key, state, shows } = stateOf([...from.way, index])
        const known = layer.get(key)
        if (!known) layer.set(key, state)
        ;(known ?? state).orders += from.orders
        from.next.set(index, { key, shows })
      }
    }
    layers.push(layer)
  }
  return layers
}

const leavesOf = (layers: readonly Layer[]): readonly State[] => [...(layers.at(-1)?.values() ?? [])]

/** What is to be said of a value at the end, by all values that copies can end with. */
const judgeOf =
  (ends: readonly ReadonlySet<string>[]) =>
  (hash: string): LeafVerdict => {
    if (ends.some((own) => !own.has(hash))) return 'differs'
    return ends.every((own) => own.size === 1) ? 'same' : 'may differ'
  }

/** States that hold the same, and from which the same can follow, become one: from the leaves up. */
function settle(layers: readonly Layer[], judge: (hash: string) => LeafVerdict): Omit<OrderTree, 'who'> {
  type Group = { readonly states: State[]; readonly next: readonly (readonly [number, string, boolean])[] }
  const groupsOf: Map<string, Group>[] = []
  let below = new Map<string, string>()
  for (const layer of [...layers].reverse()) {
    const groups = new Map<string, Group>()
    const named = new Map<string, string>()
    for (const [key, state] of layer) {
      const next = [...state.next].map(([write, to]) => [write, below.get(to.key) ?? '', to.shows] as const)
      const name = `${state.mask} ${state.hash} ${hashJson(JSON.stringify(next))}`
      named.set(key, name)
      const group = groups.get(name)
      if (group) group.states.push(state)
      else groups.set(name, { states: [state], next })
    }
    groupsOf.unshift(groups)
    below = named
  }
  const ids = new Map(groupsOf.flatMap((groups) => [...groups.keys()]).map((name, id) => [name, id]))
  const nodes = groupsOf.flatMap((groups, layer) =>
    [...groups].map(([name, { states, next }]): OrderNode => {
      const { value, hash, way } = states[0] as State
      return {
        ...{ id: ids.get(name) ?? 0, layer, value, hash, way },
        orders: states.reduce((sum, { orders }) => sum + orders, 0),
        next: next.map(([write, to, shows]) => ({ write, node: ids.get(to) ?? 0, shows })),
        ...(layer === groupsOf.length - 1 ? { verdict: judge(hash) } : {}),
      }
    }),
  )
  return { nodes, orders: leavesOf(layers).reduce((sum, { orders }) => sum + orders, 0) }
}

const isSameTree = (one: Omit<OrderTree, 'who'>, other: Omit<OrderTree, 'who'>): boolean =>
  one.nodes.length === other.nodes.length &&
  one.nodes.every((node, index) => {
    const next = other.nodes[index]
    return next?.hash === node.hash && JSON.stringify(next.next) === JSON.stringify(node.next)
  })

function endingOf(
  trees: readonly OrderTree[],
  left: number,
  way: Model['way'],
): Pick<Orders, 'outcomes' | 'ending' | 'sentence'> {
  const leaves = trees.flatMap(({ nodes }) => nodes.filter(({ verdict }) => verdict !== undefined))
  const outcomes = new Set(leaves.map(({ hash }) => hash)).size
  const more = left > 0 ? ` ${left} more ${left === 1 ? 'was' : 'were'} made at the same time and left out.` : ''
  const isApart = leaves.some(({ verdict }) => verdict !== 'same') && way === 'spread'
  if (isApart) {
    const sure = leaves.some(({ verdict }) => verdict === 'differs') ? 'differ' : 'can differ'
    return { outcomes, ending: 'diverged', sentence: `Copies ${sure}: they can end with ${outcomes} values.${more}` }
  }
  const end =
    outcomes === 1
      ? 'Every order ends with the same value.'
      : `All copies take the owner's order, and are the same; which of ${outcomes} values that is depends on it.`
  return { outcomes, ending: left > 0 ? 'unknown' : 'converged', sentence: `${end}${more}` }
}
