/** What was remembered last, by its key: so many at most, and then the oldest is forgotten. */

export interface Recent<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): void
}

export function createRecent<K, V>(max: number): Recent<K, V> {
  const known = new Map<K, V>()
  return {
    get: (key) => known.get(key),
    set(key, value) {
      known.delete(key)
      known.set(key, value)
      if (known.size > max) known.delete(known.keys().next().value as K)
    },
    delete: (key) => void known.delete(key),
  }
}
