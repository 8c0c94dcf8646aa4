/**
 * Judges whether a write does where it was numbered what it was to do where it was made: it takes out of lists the
 * elements that its writer saw there, and puts in where its writer did. A second account, which transforms nothing.
 */
import { isContainer, pathText, type Json, type JsonObject, type Path, type WireChange } from './change.ts'

/** An element of a list, from its insertion to its end: two that hold the same value are two. */
type Element = object
type List = readonly Element[]
/** The lists that stand under names, by their paths; with each, what tells it from one that was set in its place. */
type Lists = ReadonlyMap<string, { readonly id: object; readonly items: List }>

/** So many versions of an object are looked back on. */
const versionsMax = 2000

export interface IntentCheck {
  /** The object goes on from a value. */
  begin(value: JsonObject, version: number): void
  /** A version, and the request it comes of, made when its writer knew version `base`; says what is wrong with it. */
  number(
    version: number,
    changes: readonly WireChange[],
    asked?: { readonly base: number; readonly changes: readonly WireChange[] },
  ): string | undefined
}

function collect(value: Json, path: Path, into: Map<string, { id: object; items: List }>): void {
  if (!isContainer(value)) return
  if (Array.isArray(value)) into.set(pathText(path), { id: {}, items: value.map(() => ({})) })
  else for (const [key, item] of Object.entries(value)) collect(item as Json, [...path, key], into)
}

function make(lists: Lists, changes: readonly WireChange[]): Lists {
  const next = new Map(lists)
  for (const change of changes) {
    const [path] = change
    const text = pathText(path)
    if (change.length === 4) {
      const list = next.get(text)
      if (!list || typeof change[3] === 'string') continue
      const items = [...list.items]
      items.splice(change[1], change[2], ...change[3].map(() => ({})))
      next.set(text, { id: list.id, items })
    } else if (path.every((key) => typeof key === 'string')) {
      for (const key of next.keys()) if (key === text || key.startsWith(`${text}/`)) next.delete(key)
      if (change.length === 2) collect(change[1], path, next)
    }
  }
  return next
}

/** What is wrong with one list: as it was seen and was to become, as it was before the version, and as it is. */
function judge(seen: List, wanted: List, before: List, after: List): string | undefined {
  const had = new Set([...seen, ...before])
  const gone = new Set(seen.filter((element) => !wanted.includes(element)))
  const stays = before.filter((element) => !gone.has(element))
  const old = after.filter((element) => had.has(element))
  if (old.length !== stays.length || old.some((element, index) => element !== stays[index]))
    return 'takes out what its writer did not take out, or leaves what it did'
  const put = wanted.filter((element) => !had.has(element))
  const made = after.filter((element) => !had.has(element))
  if (put.length !== made.length) return `puts in ${made.length} elements, and not ${put.length}`
  const isMoved = put.some((element, index) => {
    const [place, at] = [wanted.indexOf(element), after.indexOf(made[index] as Element)]
    return stays.some((other) => {
      const beside = wanted.indexOf(other)
      return beside >= 0 && beside < place !== after.indexOf(other) < at
    })
  })
  return isMoved ? 'puts something in on the other side of what its writer saw beside it' : undefined
}

/** For one object. */
export function createIntentCheck(): IntentCheck {
  const versions = new Map<number, Lists>()

  return {
    begin(value, version) {
      const lists = new Map<string, { id: object; items: List }>()
      collect(value, [], lists)
      versions.clear()
      versions.set(version, lists)
    },
    number(version, changes, asked) {
      const before = versions.get(version - 1)
      if (!before) return undefined
      const after = make(before, changes)
      versions.set(version, after)
      versions.delete(version - versionsMax)
      const seen = asked && versions.get(asked.base)
      if (!asked || !seen) return undefined
      const wanted = make(seen, asked.changes)
      for (const [path, list] of seen) {
        const others = [wanted.get(path), before.get(path), after.get(path)]
        if (others.some((other) => other?.id !== list.id)) continue
        const [goal, was, is] = others as { readonly items: List }[]
        const fault = judge(list.items, goal?.items ?? [], was?.items ?? [], is?.items ?? [])
        if (fault) return `Version ${version} ${fault}, at ${path}.`
      }
      return undefined
    },
  }
}
