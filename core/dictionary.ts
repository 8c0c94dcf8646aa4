/** Strings as small numbers, so that a column can hold them. Id 0 is the empty string: nothing. */

export interface Dictionary {
  readonly count: number
  /** The id of a string, a new one if need be; 0 when the dictionary is full. */
  idOf(text: string): number
  /** The id of a string that is known, or undefined. */
  find(text: string): number | undefined
  textOf(id: number): string
}

/** A dictionary of at most `max` strings. */
export function createDictionary(max = 0xffffffff): Dictionary {
  const texts = ['']
  const ids = new Map([['', 0]])
  return {
    get count() {
      return texts.length
    },
    idOf(text) {
      const known = ids.get(text)
      if (known !== undefined) return known
      if (texts.length >= max) return 0
      ids.set(text, texts.length)
      return texts.push(text) - 1
    },
    find: (text) => ids.get(text),
    textOf: (id) => texts[id] ?? '',
  }
}
