// Scripts for the differential test of observe: data made from a seed, run by observe-interpreter.cjs.

/** An operation is its name and its arguments; a script is what is done, turn by turn. */
export type Operation = readonly [name: string, ...args: readonly unknown[]]
export type Script = readonly (readonly Operation[])[]

type Dice = (sides: number) => number

/** Mulberry32: the same numbers for the same seed, everywhere. */
function createDice(seed: number): Dice {
  let state = seed >>> 0
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides)
  }
}

const keys = ['a', 'b', 'c', '', 'a.b', '0', '1', '2', '3', '6', '9', '01', '1.5', '4294967295', 'length', 'symbol']
const lengths = [0, 1, 2, 3, 5, 8, '2', -1, 2.5, null, true]
const types = ['add', 'update', 'delete', 'reconfigure', 'setPrototype', 'preventExtensions', 'splice', 'move', 'turn']
const methods = ['push', 'pop', 'shift', 'unshift', 'splice', 'splice', 'sort', 'reverse', 'fill', 'copyWithin']
const objectsMax = 4
const callbacksMax = 4

/** The script of a seed. */
export function makeScript(seed: number): Script {
  const roll = createDice(seed)
  const one = <T>(list: readonly T[]): T => list[roll(list.length)] as T
  const some = (most: number, make: () => Operation): Operation[] => Array.from({ length: 1 + roll(most) }, make)

  function value(): unknown {
    if (roll(4) === 0) return ['object', roll(objectsMax)]
    if (roll(6) === 0) return [one(['NaN', '-0', 'undefined'])]
    return ['value', one([0, 1, 2, 3, 10, '', 'x', 'y', true, false, null])]
  }

  function descriptor(key: string): unknown {
    const parts: Record<string, unknown> = {}
    if (key === 'length' ? roll(2) === 0 : roll(3) > 0) parts.value = key === 'length' ? ['value', roll(6)] : value()
    else if (roll(2) === 0) parts.accessor = roll(3)
    for (const name of ['writable', 'enumerable', 'configurable']) {
      if (name === 'writable' && 'accessor' in parts) continue
      if (roll(3) > 0) parts[name] = roll(4) > 0
    }
    return parts
  }

  function method(): Operation {
    const name = one(methods)
    const counts = () => [['value', roll(9) - 3], ...(roll(5) > 0 ? [['value', roll(5) - 1]] : [])]
    const values = () => Array.from({ length: roll(4) }, value)
    if (name === 'splice') {
      // a count is a number: what an object is as a number depends on how the engine joins circles
      const args = counts()
      return ['method', roll(objectsMax), name, roll(9) ? [...args, ...(args.length === 2 ? values() : [])] : []]
    }
    if (name === 'fill') return ['method', roll(objectsMax), name, [value(), ...counts()]]
    if (name === 'copyWithin') return ['method', roll(objectsMax), name, [['value', roll(4)], ...counts()]]
    return ['method', roll(objectsMax), name, name === 'push' || name === 'unshift' ? values() : []]
  }

  function write(): Operation {
    const object = roll(objectsMax)
    const key = one(keys)
    const kind = roll(40)
    if (kind < 13) return ['set', object, key, key === 'length' ? ['value', one(lengths)] : value()]
    if (kind < 17) return ['delete', object, key]
    if (kind < 22) return ['define', object, key, descriptor(key)]
    if (kind < 35) return method()
    if (kind < 38) return [one(['prototype', 'protoKey']), object, roll(3) ? ['object', roll(objectsMax)] : null]
    return [one(['freeze', 'seal', 'close']), object]
  }

  function record(): unknown {
    if (roll(8) === 0) return one([{}, { type: 1 }, 5, null, { type: 'add', symbol: true }])
    return { type: one(types), object: 5, ...(roll(2) && { name: one(keys) }), ...(roll(2) && { extra: roll(9) }) }
  }

  function accept(): unknown {
    if (roll(20) === 0) return one([null, 5, {}, { length: 2, 0: 'add', 1: 'splice' }, { length: -1 }])
    return types.filter(() => roll(2) === 0)
  }

  function watch(): Operation {
    const object = roll(objectsMax)
    const callback = roll(callbacksMax)
    const kind = roll(20)
    if (kind < 4) return ['observe', object, callback]
    if (kind < 9) return ['observe', object, callback, accept()]
    if (kind < 15) return ['observeArray', object, callback]
    if (kind < 18) return ['unobserve', object, callback]
    return kind === 18 ? ['observeFrozen', object] : ['observeNothing', object, one(['object', 'callback'])]
  }

  function operation(depth: number): Operation {
    const kind = roll(40)
    if (kind < 29) return write()
    if (kind < 32) return watch()
    if (kind < 34) return ['notify', roll(objectsMax), record()]
    if (kind < 36) return ['deliver', 0, roll(callbacksMax)]
    if (kind === 36 && depth > 0) return ['throw', 0]
    if (depth === 3) return write()
    const inner = some(4, () => operation(depth + 1))
    return ['perform', roll(objectsMax), one(types), inner, roll(3) ? record() : null]
  }

  const objects: Operation[] = [
    ['make', {}],
    ['make', one<unknown>([[], [1, 2, 3], ['x', 'y', 'z', 0]])],
    ['make', one<unknown>([{ a: 1, b: 'x' }, [3, 1, 2, 0], [3, 1, 2, 10, 5, 'x']])],
    ['make', one<unknown>([{ a: null, 1: 1, length: 2 }, [0, 1]])],
  ]
  const callbacks = Array.from({ length: callbacksMax }, (_, number): Operation => {
    const reactions = Array.from({ length: roll(3) }, () => some(3, () => operation(1)))
    return ['callback', number, reactions]
  })
  const turns = Array.from({ length: 1 + roll(3) }, () => some(12, () => operation(0)))
  const script = [[...objects, ...callbacks, ...some(6, watch), ...(turns[0] ?? [])], ...turns.slice(1)]
  return JSON.parse(JSON.stringify(script)) as Script // so that both engines read the same
}
