/**
 * Who is there, as a list in the order of arrival, and what changes in it: gathered until it is told, and made of a list
 * by whoever was told.
 */
import type { Clock } from './clock.ts'
import type { Address } from './address.ts'
import type { PeopleNews, Person } from './port.ts'

/** The list after what has changed. */
export function withNews(people: readonly Person[], news: PeopleNews | undefined): readonly Person[] {
  if (!news) return people
  const left = new Set(news.left)
  const next = left.size > 0 ? people.filter(({ url }) => !left.has(url)) : [...people]
  for (const person of news.here) {
    const index = next.findIndex(({ url }) => url === person.url)
    if (index < 0) next.push(person)
    else next[index] = person
  }
  return Object.freeze(next)
}

/** The list of a bus, and its listeners. Many changes of one moment, which only a virtual clock knows, are told together, but for the first. */
export function createPeople({ clock, list }: { readonly clock: Clock; readonly list: () => Iterable<Person> }) {
  const listeners = new Set<(news: PeopleNews) => void>()
  let known: readonly Person[] | undefined
  let here = new Map<Address, Person>()
  let left = new Set<Address>()
  let toldAt = Number.NaN
  let willTell = false

  function changed(): void {
    known = undefined
    const isFirst = toldAt !== clock.now()
    toldAt = clock.now()
    if (isFirst) tell()
    else if (!willTell) clock.after(0, tell)
    willTell ||= !isFirst
  }

  function tell(): void {
    willTell = false
    const news = Object.freeze({ here: Object.freeze([...here.values()]), left: Object.freeze([...left]) })
    here = new Map()
    left = new Set()
    for (const listener of [...listeners]) listener(news)
  }

  return {
    now: (): readonly Person[] => (known ??= Object.freeze([...list()])),
    /** Somebody has come, or is otherwise than before. */
    is(person: Person | undefined): void {
      if (person) here.set(person.url, person)
      changed()
    },
    hasLeft(url: Address): void {
      here.delete(url)
      left.add(url)
      changed()
    },
    on(listener: (news: PeopleNews) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
