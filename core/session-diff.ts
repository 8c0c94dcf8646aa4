/**
 * Two sessions event by event: what both have, what only one has, and what comes later in one. Numbers, times, ids and
 * versions say nothing here, as they move with whatever stands before; what an event says counts. Knows no files.
 */
import type { SessionEvent } from './event.ts'
import { hashJson } from './hash.ts'
import type { Json } from './change.ts'

/** `later`: both have it, and in one of them it comes after something that it comes before in the other. */
export type DiffState = 'same' | 'only left' | 'only right' | 'later'

export interface DiffEntry {
  readonly state: DiffState
  /** The numbers of the events; at least one is there. */
  readonly left?: number
  readonly right?: number
}

export interface SessionDiff {
  /** In the order of the left one, what only the right one has in between. */
  readonly entries: readonly DiffEntry[]
  readonly counts: Readonly<Record<DiffState, number>>
  readonly isSame: boolean
}

interface Side {
  readonly numbers: number[]
  readonly prints: string[]
}

/** What moves with whatever stands before an event, and is no part of what it says. */
const leftOut = new Set(['n', 'at', 'hops', 'of', 'cause', 'id', 'version', 'known', 'uncertaintyMs', 'stamp', 'seq'])

/** Compares two sessions, in the order of their events; O(n log n). */
export function sessionDiff(left: Iterable<SessionEvent>, right: Iterable<SessionEvent>): SessionDiff {
  const [one, other] = [sideOf(left), sideOf(right)]
  const partners = partnersOf(one.prints, other.prints)
  const entries = inOrder(one, other, partners, longestRise(partners))
  const counts = { same: 0, 'only left': 0, 'only right': 0, later: 0 }
  for (const { state } of entries) counts[state]++
  return { entries, counts, isSame: counts.same === entries.length }
}

function sideOf(events: Iterable<SessionEvent>): Side {
  const side: Side = { numbers: [], prints: [] }
  const printOf = new Map<number, string>()
  for (const event of events) {
    const { of, cause } = event as { readonly of?: number; readonly cause?: number }
    const about = [of, cause].map((n) => (n === undefined ? '' : (printOf.get(n) ?? 'missing')))
    const print = hashJson([...about, said(event as unknown as Json)])
    if (event.kind === 'sent') printOf.set(event.n, print)
    side.numbers.push(event.n)
    side.prints.push(print)
  }
  return side
}

/** What an event says, without what moves; values of people are left as they are. */
function said(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const parts = Object.entries(value).flatMap(([key, part]): [string, Json][] => {
    if (leftOut.has(key) || part === undefined) return []
    return [[key, isOurs.has(key) ? said(part) : part]]
  })
  return Object.fromEntries(parts)
}
/** Below these keys all names are of the format. */
const isOurs = new Set(['message', 'body', 'decision'])

const noPartner = -1

/** Of each on the left its place on the right: what begins and ends alike, and of the rest the first with the first. */
function partnersOf(left: readonly string[], right: readonly string[]): Int32Array {
  const partners = new Int32Array(left.length).fill(noPartner)
  const most = Math.min(left.length, right.length)
  let head = 0
  while (head < most && left[head] === right[head]) partners[head] = head++
  let tail = 0
  while (tail < most - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) {
    tail++
    partners[left.length - tail] = right.length - tail
  }
  const places = new Map<string, number[]>()
  for (let place = right.length - tail - 1; place >= head; place--) {
    const list = places.get(right[place] as string)
    if (list) list.push(place)
    else places.set(right[place] as string, [place])
  }
  for (let place = head; place < left.length - tail; place++)
    partners[place] = places.get(left[place] as string)?.pop() ?? noPartner
  return partners
}

/** The places of the longest run of partners that rise: what stands in the same order on both sides. */
function longestRise(partners: Int32Array): Uint8Array {
  const before = new Int32Array(partners.length).fill(noPartner)
  const ends: number[] = []
  for (let place = 0; place < partners.length; place++) {
    const partner = partners[place] as number
    if (partner === noPartner) continue
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((partners[ends[middle] as number] as number) < partner) low = middle + 1
      else high = middle
    }
    before[place] = low > 0 ? (ends[low - 1] as number) : noPartner
    ends[low] = place
  }
  const isIn = new Uint8Array(partners.length)
  for (let place = ends.at(-1) ?? noPartner; place !== noPartner; place = before[place] as number) isIn[place] = 1
  return isIn
}

function inOrder(left: Side, right: Side, partners: Int32Array, isInOrder: Uint8Array): readonly DiffEntry[] {
  const isTaken = new Uint8Array(right.numbers.length)
  for (const partner of partners) if (partner !== noPartner) isTaken[partner] = 1
  const entries: DiffEntry[] = []
  let next = 0
  const tellRight = (end: number): void => {
    for (; next < end; next++) {
      if (isTaken[next] === 0) entries.push({ state: 'only right', right: right.numbers[next] as number })
    }
  }
  left.numbers.forEach((number, place) => {
    const partner = partners[place] as number
    if (partner === noPartner) return void entries.push({ state: 'only left', left: number })
    if (isInOrder[place] === 1) tellRight(partner)
    const state = isInOrder[place] === 1 ? 'same' : 'later'
    return void entries.push({ state, left: number, right: right.numbers[partner] as number })
  })
  tellRight(right.numbers.length)
  return entries
}
