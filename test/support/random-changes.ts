/** Random changes of a random value, as several people would make them at the same time; all of it from one stream. */
import {
  applyWire,
  copyJson,
  isContainer,
  type Json,
  type JsonObject,
  type Path,
  type WireChange,
} from '../../core/change.ts'
import type { Random } from '../../core/clock.ts'

/** Which changes are made: all, or one family of which another implementation thinks alike. */
export type Family = 'all' | 'runs' | 'keys'

type Place = { readonly path: Path; readonly value: Json }

/** A value with lists, texts and objects in each other. */
export const startValue: JsonObject = {
  list: [1, 2, 3, 4],
  text: 'some words',
  map: { a: 1, b: { c: 2, list: ['x', 'y'] }, text: '😀 here' },
  rows: [{ n: 1, text: 'one' }, { n: 2, list: [7, 8, 9] }, [10, 11]],
}

const keys = ['a', 'b', 'c', 'text', 'list'] as const

export function createChanges(random: Random) {
  const below = (end: number): number => Math.floor(random() * end)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  let last = 1000

  const leaf = (): Json => (below(4) === 0 ? '' : ++last)
  const valueOf = (): Json =>
    pick([leaf, leaf, () => ({ a: leaf(), list: [leaf()] }), () => [leaf(), leaf()], () => `t${++last}`])()

  function placesIn(value: Json, path: Path = []): Place[] {
    const here = [{ path, value }]
    if (!isContainer(value)) return here
    const inside = Object.entries(value).flatMap(([key, item]) =>
      placesIn(item as Json, [...path, Array.isArray(value) ? Number(key) : key]),
    )
    return [...here, ...inside]
  }

  /** A place in a text that is in no pair. */
  function evenly(text: string, at: number): number {
    const code = text.charCodeAt(at)
    return at > 0 && code >= 0xdc00 && code < 0xe000 ? at - 1 : at
  }

  function spliceOf({ path, value }: Place): WireChange {
    const run = value as string | readonly Json[]
    const isText = typeof run === 'string'
    const cut = (at: number): number => (isText ? evenly(run, at) : at)
    const index = cut(below(run.length + 1))
    const end = cut(Math.min(run.length, index + pick([0, 0, 1, 2, 4])))
    const count = Math.max(0, end - index)
    const size = count === 0 ? 1 + below(3) : below(3)
    if (isText) return [path, index, count, Array.from({ length: size }, () => pick(['a', 'b', '😀', 'ü'])).join('')]
    return [path, index, count, Array.from({ length: size }, valueOf)]
  }

  /** A change of one value; undefined where there is nothing of the kind. */
  function changeOf(doc: JsonObject, family: Family): WireChange | undefined {
    const places = placesIn(doc)
    const runs = places.filter(
      ({ value, path }) => path.length > 0 && (typeof value === 'string' || Array.isArray(value)),
    )
    const maps = places.filter(({ value }) => isContainer(value) && !Array.isArray(value))
    const roll = family === 'runs' ? 0 : family === 'keys' ? 60 + below(40) : below(100)
    if (roll < 50 && runs.length > 0) return spliceOf(pick(runs))
    if (roll < 60 && family === 'all') {
      const elements = places.filter(({ path }) => typeof path.at(-1) === 'number')
      return elements.length > 0 ? [pick(elements).path, valueOf()] : undefined
    }
    const { path, value } = pick(maps)
    const key = pick(keys)
    if (roll < 85) return [[...path, key], valueOf()]
    return Object.hasOwn(value as JsonObject, key) ? [[...path, key]] : undefined
  }

  return {
    below,
    pick,
    /** So many changes, each of what the ones before it have made. */
    changes(value: JsonObject, count: number, family: Family = 'all'): WireChange[] {
      const doc = copyJson(value)
      const made: WireChange[] = []
      for (let tries = 0; made.length < count && tries < 4 * count; tries++) {
        const change = changeOf(doc, family)
        if (!change) continue
        applyWire(doc, change)
        made.push(change)
      }
      return made
    },
  }
}
