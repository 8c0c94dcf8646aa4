/**
 * The work that every peer does: seeded, as data. 60 % sets at depth 3, 20 % inserts into a list of about 100,
 * 20 % deletes (of a key that the next set brings back, or out of the list), on 50 keys nested 3 deep.
 */
import { createRandom } from '../../core/clock.ts'

export type Step =
  | { readonly kind: 'set'; readonly path: readonly [string, string, string]; readonly value: number }
  | { readonly kind: 'delete'; readonly path: readonly [string, string, string] }
  | { readonly kind: 'insert'; readonly at: number; readonly value: number }
  | { readonly kind: 'remove'; readonly at: number }

export interface Root {
  readonly tree: { [a: string]: { [b: string]: { [c: string]: number } } }
  readonly list: number[]
}

const keys = Array.from({ length: 50 }, (_, index): [string, string, string] => [
  `a${index % 5}`,
  `b${Math.floor(index / 5) % 5}`,
  `c${Math.floor(index / 25)}`,
])

/** What every peer starts with. */
export function createRoot(): Root {
  const tree: Root['tree'] = {}
  for (const [a, b, c] of keys) ((tree[a] ??= {})[b] ??= {})[c] = 0
  return { tree, list: Array.from({ length: 100 }, (_, index) => index) }
}

export function createSteps(count: number, seed = 1): Step[] {
  const random = createRandom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  let length = 100
  return Array.from({ length: count }, (_, index): Step => {
    const roll = random()
    const path = keys[below(keys.length)] as [string, string, string]
    if (roll < 0.6) return { kind: 'set', path, value: index + 1 }
    if (roll < 0.8) return { kind: 'insert', at: below(++length), value: index }
    if (length > 100) return { kind: 'remove', at: below(length--) }
    return { kind: 'delete', path }
  })
}

/** Does one step on a root, which may be a Proxy. */
export function doStep({ tree, list }: Root, step: Step): void {
  if (step.kind === 'insert') return void list.splice(step.at, 0, step.value)
  if (step.kind === 'remove') return void list.splice(step.at, 1)
  const [a, b, c] = step.path
  const leaf = (tree[a] as { [b: string]: { [c: string]: number } })[b] as { [c: string]: number }
  if (step.kind === 'set') leaf[c] = step.value
  else delete leaf[c]
}
