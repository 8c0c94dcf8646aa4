/** Those who want to be told of something, in the order in which they came. Knows nothing of what they are told. */
export interface Audience<T extends readonly unknown[]> {
  /** Tells everybody who is there now. */
  tell(...news: T): void
  /** Gives back what ends it. */
  join(listener: (...news: T) => void): () => void
}

export function createAudience<T extends readonly unknown[]>(): Audience<T> {
  const listeners = new Set<(...news: T) => void>()
  return {
    tell(...news) {
      for (const listener of [...listeners]) listener(...news)
    },
    join(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
