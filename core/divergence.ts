/**
 * Why copies differ in the end: which two writes some took in one order and others in the other, or which write one of
 * them never took. Fed with the events of a session, and knows nothing else of what happened.
 */
import { changeText, changesText } from './change-text.ts'
import { pathText, type Path, type WireChange } from './change.ts'
import { createEditBook } from './edit-book.ts'
import { knew, replaces, type Edit } from './edit.ts'
import type { Evidence, Evident } from './evidence.ts'
import { shortName, type Address } from './message.ts'

/** Why two copies of an object differ. */
export interface Divergence {
  readonly object: Address
  /** `order`: both took both writes, the one first here and the other first there. `missing`: one never took it. */
  readonly kind: 'order' | 'missing'
  /** For people. */
  readonly sentence: string
  /** The events of the two writes; or of the write, and of how it ended where it was not taken. */
  readonly events: readonly number[]
}

export interface DivergenceAccount {
  /** Takes the next event, in order. */
  take(event: Evidence): void
  /** Why copies differ, by what was taken so far; nothing where they agree, or where the session does not show it. */
  reason(): Divergence | undefined
}

/** So many of the latest writes of a session are looked at, two by two. */
export const writesMax = 256

export function createDivergenceAccount(): DivergenceAccount {
  const names = new Map<Address, string>()
  /** What each said last that it holds. */
  const said = new Map<Address, Map<Address, string>>()
  const written = new Map<number, readonly WireChange[]>()
  let edits: Edit[] = []
  const book = createEditBook({
    made(edit) {
      edits.push(edit)
      if (edits.length <= writesMax) return
      written.delete(edits[0]?.n ?? 0)
      edits = edits.slice(1)
    },
    ...{ refused: ignore, turnedBack: ignore, overwritten: ignore, forgotten: ignore },
  })
  const nameOf = (who: Address): string => names.get(who) ?? shortName(who)

  function onSent(event: Evident<'sent'>): void {
    const before = edits.at(-1)
    book.sent(event)
    const { message } = event
    const changes = message.type === 'update' || message.type === 'execute' ? message.body.changes : undefined
    if (changes && edits.at(-1) !== before) written.set(event.n, changes)
  }

  function take(event: Evidence): void {
    if (event.kind === 'sent') onSent(event)
    else if (event.kind === 'ended') book.ended(event)
    else if (event.kind === 'hyperty') onHyperty(event)
    else if (event.kind === 'state') saidOf(event.object).set(event.who, event.hash)
  }

  function onHyperty({ url, name, state }: Evident<'hyperty'>): void {
    names.set(url, name)
    if (state === 'joined') return
    book.gone(url)
    for (const copies of said.values()) copies.delete(url)
  }

  function saidOf(object: Address): Map<Address, string> {
    let copies = said.get(object)
    if (!copies) said.set(object, (copies = new Map()))
    return copies
  }

  /** Two who said last that they hold something else. */
  function* pairs(): Generator<readonly [object: Address, here: Address, there: Address]> {
    for (const [object, copies] of said) {
      const all = [...copies]
      for (const [index, [here, hash]] of all.entries())
        for (const [there, other] of all.slice(index + 1)) if (other !== hash) yield [object, here, there]
    }
  }

  function reason(): Divergence | undefined {
    for (const [object, here, there] of pairs()) {
      const own = edits.filter((edit) => edit.object === object && !edit.isOut)
      const found = orderOf(own, here, there) ?? missingOf(own, here, there)
      if (found) return found
    }
    return undefined
  }

  /** The latest two writes of which each stands where the other came first. */
  function orderOf(own: readonly Edit[], here: Address, there: Address): Divergence | undefined {
    for (let late = own.length - 1; late > 0; late--) {
      for (let early = late - 1; early >= 0; early--) {
        const [one, other] = [own[early] as Edit, own[late] as Edit]
        if (!doMeet(one, other) || knew(other, one)) continue
        const [first, second] = [whichLast(one, other, here), whichLast(one, other, there)]
        if (first && second && first !== second) return orderText(one, other, [here, first], [there, second])
      }
    }
    return undefined
  }

  function orderText(
    one: Edit,
    other: Edit,
    ...[[here, first], [there, second]]: readonly [readonly [Address, Edit], readonly [Address, Edit]]
  ): Divergence {
    const path = sharedPath(written.get(one.n) ?? [], written.get(other.n) ?? [])
    const deed = ({ n, author }: Edit): string => `${nameOf(author)} ${changeAt(written.get(n) ?? [], path)}`
    const last = (who: Address, edit: Edit): string => `${nameOf(who)}'s copy took ${nameOf(edit.author)}'s last`
    return {
      object: one.object,
      kind: 'order',
      sentence: `${deed(one)} and ${deed(other)}, neither having seen the other. ${last(here, first)}, ${last(there, second)}.`,
      events: [one.n, other.n],
    }
  }

  function missingOf(own: readonly Edit[], here: Address, there: Address): Divergence | undefined {
    for (const edit of [...own].reverse()) {
      const [isHere, isThere] = [edit.taken.has(here), edit.taken.has(there)]
      if (isHere === isThere) continue
      const [who, other] = isHere ? [there, here] : [here, there]
      const at = edit.missing.get(who)
      return {
        object: edit.object,
        kind: 'missing',
        sentence: `${nameOf(edit.author)} ${changesText(written.get(edit.n) ?? [])}. ${nameOf(other)}'s copy took it, ${nameOf(who)}'s did not.`,
        events: at === undefined ? [edit.n] : [edit.n, at],
      }
    }
    return undefined
  }

  return { take, reason }
}

const ignore = (): void => undefined

/** Of two writes the one that a copy took last; nothing where it did not take both. */
function whichLast(one: Edit, other: Edit, who: Address): Edit | undefined {
  const [first, second] = [one.taken.get(who), other.taken.get(who)]
  if (!first || !second) return undefined
  const isByTime = Number.isFinite(first.at) && Number.isFinite(second.at) && first.at !== second.at
  return (isByTime ? first.at < second.at : first.n < second.n) ? other : one
}

/** Whether it matters which of two comes first: one replaces the other, or both move the elements of one list or text. */
const doMeet = (one: Edit, other: Edit): boolean =>
  one.author !== other.author &&
  (replaces(one, other) ||
    replaces(other, one) ||
    one.places.some((place) => other.places.some((next) => isSameList(place, next))))

type Place = Edit['places'][number]

const isSameList = (one: Place, other: Place): boolean =>
  (one.isSplice || other.isSplice) && startsAlike(one.path, other.path)

/** Whether one of two paths lies at or below the other. */
const startsAlike = (one: Path, other: Path): boolean =>
  one.slice(0, other.length).every((key, index) => key === other[index])

function sharedPath(one: readonly WireChange[], other: readonly WireChange[]): string | undefined {
  const found = one.find(([path]) => other.some(([next]) => startsAlike(path, next)))
  return found && pathText(found[0])
}

/** Of several changes the one at a path. */
function changeAt(changes: readonly WireChange[], path: string | undefined): string {
  const change = changes.find(([own]) => pathText(own) === path)
  return change ? changeText(change) : changesText(changes)
}
