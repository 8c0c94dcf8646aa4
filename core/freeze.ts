/**
 * Closes the basic prototypes of the world it runs in, so that no path or key from outside can plant anything on
 * them. An object may still have a property of its own that is called like one of theirs, as it could before.
 */

/** Their names are often set anew on an object below them (`error.name = …`), which plain freezing would forbid. */
const overridable: readonly object[] = [
  Object.prototype,
  Function.prototype,
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError].map(
    (kind) => kind.prototype as object,
  ),
]

const plain: readonly object[] = [
  ...[Array, Boolean, Number, String, Symbol, BigInt, Promise, RegExp, Map, Set, WeakMap, WeakSet],
  ...[ArrayBuffer, DataView, Object.getPrototypeOf(Uint8Array) as { prototype: object }],
].map((kind) => kind.prototype as object)

/** Freezes them; to be called once, before anything from outside is read. */
export function freezePrototypes(): void {
  for (const prototype of overridable) letOverride(prototype)
  for (const prototype of [...overridable, ...plain]) Object.freeze(prototype)
}

/** Turns values into accessors whose setter defines on the object below, and refuses on the prototype itself. */
function letOverride(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const found = Reflect.getOwnPropertyDescriptor(prototype, key)
    if (!found || !('value' in found) || !found.configurable || !found.writable) continue
    const value: unknown = found.value
    Object.defineProperty(prototype, key, {
      configurable: false,
      enumerable: found.enumerable ?? false,
      get: () => value,
      set(this: unknown, next: unknown) {
        if (this === prototype || Object(this) !== this) throw new TypeError(`the prototype is frozen: ${String(key)}`)
        Object.defineProperty(this as object, key, {
          value: next,
          configurable: true,
          enumerable: true,
          writable: true,
        })
      },
    })
  }
}
