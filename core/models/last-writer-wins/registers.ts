/**
 * A register for each path that was ever written: when, by whom, and what. All that is shown follows from them alone, so
 * registers that were joined in any order, and any number of times, show the same.
 */
import { copyJson, isContainer, isForbiddenKey, type Json, type JsonObject } from '../../change.ts'
import { compareMoments, isMoment, type Moment } from '../../hybrid-clock.ts'

export interface Written {
  readonly moment: Moment
  readonly author: string
  /** Undefined where it was deleted. */
  readonly value: Json | undefined
}

/**
 * What became of a write. `older`: another one stands there, or above, that is later. `hidden`: it counts, but above it
 * there is nothing that could hold it. `known`: it was here already.
 */
export type Outcome =
  SetOutcome | { readonly kind: 'older' | 'hidden'; readonly by: Written | undefined } | { readonly kind: 'known' }

/** What stood in the register before, what the value was and is there; `isWhole`: that is what was written, with nothing later below it. */
interface SetOutcome {
  readonly kind: 'set'
  readonly before: Written | undefined
  readonly was: Json | undefined
  readonly is: Json | undefined
  readonly isWhole: boolean
}

interface Register {
  written: Written | undefined
  readonly below: Map<string, Register>
}

/** `[path, ms, count, author]` deleted, with a value set; `true` stands for the value that is shown there. */
type Entry = readonly [path: readonly string[], ms: number, count: number, author: string, as?: true | { is: Json }]

/** Deletions that are remembered: of those beyond it the oldest are forgotten, where they are older than an hour. */
const deletionsMax = 4_096
const deletionsMsMin = 60 * 60 * 1000

const isObject = (value: Json | undefined): value is JsonObject => isContainer(value) && !Array.isArray(value)

/** What stands under a key; nothing that a prototype holds, of which `__proto__` is the only one that is no function. */
function ownOf(container: JsonObject, key: string): Json | undefined {
  const found = container[key]
  return typeof found === 'function' || key === '__proto__' ? undefined : found
}

/** The later of two stands; of one moment, that whose author's name is greater. */
export const isLater = (a: Written, b: Written): boolean => {
  const order = compareMoments(a.moment, b.moment)
  return order === 0 ? a.author > b.author : order > 0
}

const newRegister = (): Register => ({ written: undefined, below: new Map() })

/** What a register and those below it show, on top of what stands there without them. */
function shown(register: Register, inherited: Json | undefined): Json | undefined {
  const { written, below } = register
  const base = written ? (written.value === undefined ? undefined : copyJson(written.value)) : inherited
  if (below.size === 0 || !isObject(base)) return base
  const whole = { ...base }
  for (const [key, one] of below) {
    const value = shown(one, Object.hasOwn(whole, key) ? whole[key] : undefined)
    if (value === undefined) delete (whole as { [key: string]: Json })[key]
    else (whole as { [key: string]: Json })[key] = value
  }
  return whole
}

/** Takes away what a later write further up has replaced. */
function prune(register: Register, by: Written): void {
  for (const [key, one] of register.below) {
    if (one.written && !isLater(one.written, by)) one.written = undefined
    prune(one, by)
    if (!one.written && one.below.size === 0) register.below.delete(key)
  }
}

/** Registers over a value, which they change as they are written. */
export function createRegisters(root: JsonObject) {
  const top = newRegister()

  function write(path: readonly string[], next: Written): Outcome {
    let register = top
    for (const key of path) {
      if (register.written && !isLater(next, register.written)) return { kind: 'older', by: register.written }
      let below = register.below.get(key)
      if (!below) register.below.set(key, (below = newRegister()))
      register = below
    }
    const before = register.written
    if (before && compareMoments(before.moment, next.moment) === 0 && before.author === next.author)
      return { kind: 'known' }
    if (before && !isLater(next, before)) return { kind: 'older', by: before }
    register.written = next
    prune(register, next)
    return show(path, register, before) ?? { kind: 'hidden', by: above(path) }
  }

  /** Brings the value to what the register shows; undefined where nothing above can hold it. */
  function show(path: readonly string[], register: Register, before: Written | undefined): SetOutcome | undefined {
    let container: Json | undefined = root
    const last = path.length - 1
    for (let depth = 0; depth < last; depth++)
      container = isObject(container) ? ownOf(container, path[depth] as string) : undefined
    if (!isObject(container)) return undefined
    const key = path[last] as string
    const was = ownOf(container, key)
    const is = shown(register, was)
    if (is === undefined) delete (container as { [key: string]: Json })[key]
    else (container as { [key: string]: Json })[key] = is
    return { kind: 'set', before, was, is, isWhole: register.below.size === 0 }
  }

  /** What stands closest above a path. */
  function above(path: readonly string[]): Written | undefined {
    let closest: Written | undefined
    let register: Register | undefined = top
    for (const key of path.slice(0, -1)) {
      register = register?.below.get(key)
      closest = register?.written ?? closest
    }
    return closest
  }

  function* walk(register: Register, path: readonly string[]): Iterable<readonly [readonly string[], Register]> {
    if (register.written) yield [path, register]
    for (const [key, one] of register.below) yield* walk(one, [...path, key])
  }

  function entryOf([path, { written, below }]: readonly [readonly string[], Register]): Entry {
    const { moment, author, value } = written as Written
    if (value === undefined) return [path, ...moment, author]
    return [path, ...moment, author, below.size === 0 && isShown(path) ? true : { is: value }]
  }

  function isShown(path: readonly string[]): boolean {
    let value: Json | undefined = root
    for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
    return value !== undefined
  }

  return {
    write,
    entries: (): readonly Entry[] => [...walk(top, [])].map(entryOf),
    /** Writes what is later than all that is here, over a value that shows it already; gives what it replaced. */
    put(path: readonly string[], written: Written): Written | undefined {
      let register = top
      for (const key of path) {
        let below = register.below.get(key)
        if (!below) register.below.set(key, (below = newRegister()))
        register = below
      }
      const before = register.written
      register.written = written
      if (register.below.size > 0) prune(register, written)
      return before
    },
    /** Forgets the oldest deletions where there are too many. */
    compact(nowMs: number): void {
      const gone = [...walk(top, [])].filter(
        ([, { written, below }]) => written && written.value === undefined && below.size === 0,
      )
      if (gone.length <= deletionsMax) return
      gone.sort(([, a], [, b]) => (isLater(a.written as Written, b.written as Written) ? 1 : -1))
      for (const [path, { written }] of gone.slice(0, gone.length - deletionsMax))
        if (written && nowMs - written.moment[0] > deletionsMsMin) remove(path)
    },
  }

  function remove(path: readonly string[]): void {
    let register: Register | undefined = top
    for (const key of path.slice(0, -1)) register = register?.below.get(key)
    register?.below.delete(path.at(-1) as string)
  }
}

const isKeys = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((key) => typeof key === 'string' && !isForbiddenKey(key))

/** The entries in what came with a value, with their values; what is no entry is left out. */
export function* readEntries(entries: unknown, value: JsonObject): Iterable<readonly [readonly string[], Written]> {
  if (!Array.isArray(entries)) return
  for (const entry of entries as readonly unknown[]) {
    if (!Array.isArray(entry)) continue
    const [path, ms, count, author, as] = entry as readonly unknown[]
    const moment = [ms, count]
    if (!isKeys(path) || !isMoment(moment) || typeof author !== 'string') continue
    let found: Json | undefined
    if (as === true) {
      found = value
      for (const key of path) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined
      if (found === undefined) continue
      found = copyJson(found)
    } else if (typeof as === 'object' && as !== null) found = (as as { is: Json }).is
    yield [path, { moment, author, value: found }]
  }
}
