/**
 * The work that every peer does: seeded, as data, on a tree of keys nested 3 deep and a list. A workload says how
 * large they are and which steps there are; what a step does is the same in all.
 */
import { createRandom } from '../../core/clock.ts'

export type Step =
  | { readonly kind: 'set'; readonly path: readonly [string, string, string]; readonly value: number }
  | { readonly kind: 'delete'; readonly path: readonly [string, string, string] }
  | { readonly kind: 'put'; readonly at: number; readonly value: number }
  | { readonly kind: 'insert'; readonly at: number; readonly value: number }
  | { readonly kind: 'remove'; readonly at: number }

export interface Root {
  readonly tree: { [a: string]: { [b: string]: { [c: string]: number } } }
  readonly list: number[]
}

export interface Workload {
  /** What every peer starts with. */
  createRoot(): Root
  createSteps(count: number, seed?: number): Step[]
}

type Way = readonly [string, string, string]

function createRootOf(ways: readonly Way[], length: number): Root {
  const tree: Root['tree'] = {}
  for (const [a, b, c] of ways) ((tree[a] ??= {})[b] ??= {})[c] = 0
  return { tree, list: Array.from({ length }, (_, index) => index) }
}

function createDice(seed: number) {
  const random = createRandom(seed)
  return { random, below: (end: number): number => Math.floor(random() * end) }
}

const fifty = Array.from({ length: 50 }, (_, index): Way => [
  `a${index % 5}`,
  `b${Math.floor(index / 5) % 5}`,
  `c${Math.floor(index / 25)}`,
])

/**
 * 60 % sets at depth 3, 20 % inserts into a list of about 100, 20 % deletes (of a key that the next set brings back,
 * or out of the list), on 50 keys.
 */
const mixed: Workload = {
  createRoot: () => createRootOf(fifty, 100),
  createSteps(count, seed = 1) {
    const { random, below } = createDice(seed)
    let length = 100
    return Array.from({ length: count }, (_, index): Step => {
      const roll = random()
      const path = fifty[below(fifty.length)] as Way
      if (roll < 0.6) return { kind: 'set', path, value: index + 1 }
      if (roll < 0.8) return { kind: 'insert', at: below(++length), value: index }
      if (length > 100) return { kind: 'remove', at: below(length--) }
      return { kind: 'delete', path }
    })
  },
}

const keyWays = (count: number): Way[] =>
  Array.from({ length: count }, (_, index): Way => ['all', 'keys', `key${index}`])

/** One object with these keys: 80 % sets, 20 % deletes. */
function createKeys(ways: readonly Way[]): Workload {
  const count = ways.length
  return {
    createRoot: () => createRootOf(ways, 0),
    createSteps(steps, seed = 1) {
      const { random, below } = createDice(seed)
      return Array.from({ length: steps }, (_, index): Step => {
        const path = ways[below(count)] as Way
        return random() < 0.8 ? { kind: 'set', path, value: index + 1 } : { kind: 'delete', path }
      })
    },
  }
}

/** A list that is so long: 60 % elements set, 20 % put in and 20 % taken out, anywhere. */
function createList(length: number): Workload {
  return {
    createRoot: () => createRootOf([], length),
    createSteps(steps, seed = 1) {
      const { random, below } = createDice(seed)
      let now = length
      return Array.from({ length: steps }, (_, index): Step => {
        if (random() < 0.6) return { kind: 'put', at: below(now), value: index }
        return now === length
          ? { kind: 'insert', at: below(++now), value: index }
          : { kind: 'remove', at: below(now--) }
      })
    },
  }
}

export const workloads = {
  mixed,
  cells: createKeys(fifty),
  keys100: createKeys(keyWays(100)),
  keys100000: createKeys(keyWays(100_000)),
  list100: createList(100),
  list100000: createList(100_000),
} as const
export type WorkloadName = keyof typeof workloads

/** Does one step on a root, which may be a Proxy. */
export function doStep({ tree, list }: Root, step: Step): void {
  if (step.kind === 'insert') return void list.splice(step.at, 0, step.value)
  if (step.kind === 'put') return void (list[step.at] = step.value)
  if (step.kind === 'remove') return void list.splice(step.at, 1)
  const [a, b, c] = step.path
  const leaf = (tree[a] as { [b: string]: { [c: string]: number } })[b] as { [c: string]: number }
  if (step.kind === 'set') leaf[c] = step.value
  else delete leaf[c]
}
