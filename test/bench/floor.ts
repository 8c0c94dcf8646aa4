/**
 * The floor: the least that a hand can write. A Proxy that notes what is written, JSON between, and the same done
 * on the other side. No check, no version, no access, no record; a list insert is one note, as with us.
 */
import type { Root } from './workload.ts'

type Note =
  | readonly ['s', readonly (string | number)[], unknown]
  | readonly ['d', readonly (string | number)[]]
  | readonly ['p', readonly (string | number)[], number, number, readonly unknown[]]
type Bag = { [key: string | number]: unknown }

export function createFloor(from: Root, to: Root) {
  let notes: Note[] = []
  const proxies = new WeakMap<object, object>()

  function wrap(target: object, path: readonly (string | number)[]): object {
    const known = proxies.get(target)
    if (known) return known
    const splice = (at: number, count: number, ...items: unknown[]): unknown[] => {
      notes.push(['p', path, at, count, items])
      return (target as unknown[]).splice(at, count, ...items)
    }
    const proxy = new Proxy(target as Bag, {
      get(bag, key: string) {
        if (key === 'splice' && Array.isArray(target)) return splice
        const value = bag[key]
        return typeof value === 'object' && value !== null ? wrap(value, [...path, key]) : value
      },
      set(bag, key: string, value) {
        notes.push(['s', [...path, key], value])
        bag[key] = value
        return true
      },
      deleteProperty(bag, key: string) {
        notes.push(['d', [...path, key]])
        return delete bag[key]
      },
    })
    proxies.set(target, proxy)
    return proxy
  }

  function apply(note: Note): void {
    const path = note[1]
    const depth = note[0] === 'p' ? path.length : path.length - 1
    let bag = to as unknown as Bag
    for (let index = 0; index < depth; index++) bag = bag[path[index] as string] as Bag
    if (note[0] === 's') bag[path[depth] as string] = note[2]
    else if (note[0] === 'd') delete bag[path[depth] as string]
    else (bag as unknown as unknown[]).splice(note[2], note[3], ...note[4])
  }

  return {
    root: wrap(from, []) as Root,
    send(): void {
      const text = JSON.stringify(notes)
      notes = []
      for (const note of JSON.parse(text) as Note[]) apply(note)
    },
  }
}
