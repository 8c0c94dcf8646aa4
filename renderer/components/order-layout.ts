/** Where the states of a tree of orders stand, and how a key goes from one to another. Knows no page. */
import type { OrderNode } from '../../core/orders.ts'

export interface PlacedNode {
  readonly node: OrderNode
  readonly x: number
  readonly y: number
}

export interface PlacedEdge {
  readonly from: PlacedNode
  readonly to: PlacedNode
  /** From 1, as in the list of writes; several where they lead to the same. */
  readonly writes: readonly number[]
  /** Nothing of it shows there. */
  readonly isIdle: boolean
}

export interface OrderLayout {
  readonly width: number
  readonly height: number
  readonly nodes: ReadonlyMap<number, PlacedNode>
  readonly edges: readonly PlacedEdge[]
}

/** In CSS pixels. */
const layerWidth = 88
const rowHeight = 24
const margin = 14

/** Layers stand side by side; in each of them a state stands near those that lead to it. */
export function layOrders(nodes: readonly OrderNode[]): OrderLayout {
  const layers: OrderNode[][] = []
  for (const node of nodes) (layers[node.layer] ??= []).push(node)
  const most = Math.max(1, ...layers.map((layer) => layer.length))
  const height = most * rowHeight + 2 * margin
  const placed = new Map<number, PlacedNode>()
  layers.forEach((layer, depth) => {
    const wanted = new Map(layer.map((node) => [node.id, meanOf(parentsOf(nodes, node, placed))]))
    const sorted = layer.toSorted((one, other) => (wanted.get(one.id) ?? 0) - (wanted.get(other.id) ?? 0))
    const top = (height - (layer.length - 1) * rowHeight) / 2
    sorted.forEach((node, row) =>
      placed.set(node.id, { node, x: margin + depth * layerWidth, y: top + row * rowHeight }),
    )
  })
  const edges = nodes.flatMap((node) => edgesOf(node, placed))
  return { width: margin * 2 + Math.max(0, layers.length - 1) * layerWidth, height, nodes: placed, edges }
}

const parentsOf = (nodes: readonly OrderNode[], of: OrderNode, placed: ReadonlyMap<number, PlacedNode>): number[] =>
  nodes
    .filter(({ layer, next }) => layer === of.layer - 1 && next.some(({ node }) => node === of.id))
    .flatMap(({ id }) => placed.get(id)?.y ?? [])

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

function edgesOf(node: OrderNode, placed: ReadonlyMap<number, PlacedNode>): readonly PlacedEdge[] {
  const from = placed.get(node.id)
  const targets = [...new Set(node.next.map((one) => one.node))]
  return targets.flatMap((target) => {
    const to = placed.get(target)
    const steps = node.next.filter((one) => one.node === target)
    const isIdle = steps.every(({ shows }) => !shows)
    return from && to ? { from, to, writes: steps.map(({ write }) => write + 1), isIdle } : []
  })
}

export type OrderKey = 'ArrowRight' | 'ArrowLeft' | 'ArrowDown' | 'ArrowUp' | 'Home' | 'End'
const keys: readonly string[] = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End'] satisfies OrderKey[]
export const isOrderKey = (key: string): key is OrderKey => keys.includes(key)

/** Right to what may come next, left to what came before, up and down among those with as many writes. */
export function stepAmong({ nodes, edges }: OrderLayout, now: number, key: OrderKey): number {
  const here = nodes.get(now)
  if (!here) return now
  const all = [...nodes.values()]
  const nearest = (some: readonly PlacedNode[]): number =>
    some.toSorted((one, other) => Math.abs(one.y - here.y) - Math.abs(other.y - here.y))[0]?.node.id ?? now
  if (key === 'ArrowRight') return nearest(edges.filter(({ from }) => from === here).map(({ to }) => to))
  if (key === 'ArrowLeft') return nearest(edges.filter(({ to }) => to === here).map(({ from }) => from))
  if (key === 'Home') return nearest(all.filter(({ node }) => node.layer === 0))
  if (key === 'End') return nearest(all.filter(({ node }) => node.verdict !== undefined))
  const sign = key === 'ArrowDown' ? 1 : -1
  return nearest(all.filter(({ node, y }) => node.layer === here.node.layer && (y - here.y) * sign > 0))
}
