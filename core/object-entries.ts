/** By object, where it was sent about or delivered: entries in the order in which they came, and nothing of what they are. */
export interface ObjectEntries {
  add(objectId: number, entry: number): void
  of(objectId: number): readonly number[]
}

export function createObjectEntries(): ObjectEntries {
  const lists = new Map<number, number[]>()
  return {
    add(objectId, entry) {
      const list = lists.get(objectId)
      if (list) list.push(entry)
      else lists.set(objectId, [entry])
    },
    of: (objectId) => lists.get(objectId) ?? [],
  }
}
