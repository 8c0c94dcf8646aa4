/**
 * One copy of an object, or the reporter's, to which writes are delivered by hand: what a concurrency model makes of them,
 * in any order. Knows neither Syncers nor links.
 */
import { applyWire, ChangeError, copyJson, type Json, type JsonObject, type WireChange } from './change.ts'
import type { Address } from './message.ts'
import type { Model, Numbered, NumberedModel, Settlement, SpreadModel, SpreadUpdate } from './model.ts'
import { transformAll } from './transform.ts'

/** A write as its author made it, without having seen any of the others. */
export interface Write {
  /** The event by which it was sent. */
  readonly event: number
  readonly author: Address
  /** When its author's Syncer took it, in milliseconds of the session. */
  readonly at: number
  readonly changes: readonly WireChange[]
}

export interface Trial {
  readonly value: JsonObject
  /** Delivers a write by its place in the list; gives whether anything of it shows. */
  take(index: number): boolean
  /** What is kept beside the value, and decides on what comes: two copies that are alike in both stay alike. */
  hidden(): string
}

export interface TrialOptions {
  readonly model: Model
  readonly writes: readonly Write[]
  /** What a hyperty held before any of the writes; is copied. */
  readonly startOf: (who: Address) => JsonObject
}

/** Opens a copy of somebody's, as it was before the first write. */
export type OpenTrial = (who: Address) => Trial

export const createTrials = ({ model, ...rest }: TrialOptions): OpenTrial =>
  model.way === 'spread' ? spreadTrials({ model, ...rest }) : numberedTrials({ model, ...rest })

type Of<M extends Model> = Omit<TrialOptions, 'model'> & { readonly model: M }

function spreadTrials({ model, writes, startOf }: Of<SpreadModel>): OpenTrial {
  const before = Math.min(...writes.map(({ at }) => at))
  /** Where copies are carried whole, they begin with one history. */
  const wholeOf = (value: JsonObject): { readonly value: JsonObject; readonly state: Json } => {
    const replica = model.open({ who: 'start', value: copyJson(value), now: () => before })
    return { value: copyJson(replica.value), state: copyJson(replica.state()) }
  }
  const wholes = new Map<Address, ReturnType<typeof wholeOf>>()
  const startAt = (who: Address): ReturnType<typeof wholeOf> => {
    let whole = wholes.get(who)
    if (!whole) wholes.set(who, (whole = wholeOf(startOf(who))))
    return whole
  }
  const updates = updatesOf(model, writes, startAt)
  return (who) => {
    // it takes its own writes as it takes those of others, and so has a name of its own
    const replica = model.open({ who: `${who}#copy`, ...copyJson(startAt(who)), now: () => before })
    return {
      get value() {
        return replica.value
      },
      take(index) {
        const update = updates[index]
        return update !== undefined && replica.take(update).effect === 'applied'
      },
      hidden: () => JSON.stringify(replica.state()),
    }
  }
}

/** The writes as their authors send them; nothing where one does not fit what its author held. */
function updatesOf(
  model: SpreadModel,
  writes: readonly Write[],
  startAt: (who: Address) => { readonly value: JsonObject; readonly state: Json },
): readonly (SpreadUpdate | undefined)[] {
  const authors = new Map<Address, { readonly replica: ReturnType<SpreadModel['open']>; at: number; seq: number }>()
  return writes.map(({ author, at, changes: asked }) => {
    let own = authors.get(author)
    if (!own) {
      const opened = { at, seq: 0 }
      const replica = model.open({
        who: author,
        ...copyJson(startAt(author)),
        now: () => authors.get(author)?.at ?? at,
      })
      authors.set(author, (own = { ...opened, replica }))
    }
    own.at = at
    const { stamp, changes } = own.replica.write(asked, [])
    return changes.length === 0 ? undefined : { author, seq: ++own.seq, stamp, changes }
  })
}

/** The reporter's copy: it numbers what comes, and everybody takes the writes in that order. */
function numberedTrials({ model, writes, startOf }: Of<NumberedModel>): OpenTrial {
  return (who) => {
    const value = copyJson(startOf(who))
    let version = 0
    /** For each author what was numbered of others, as it stands after what that one wrote itself. */
    const unseen = new Map(writes.map(({ author }) => [author, [] as Numbered[]]))

    function number(author: Address, changes: readonly WireChange[]): boolean {
      const trial = copyJson(value)
      try {
        for (const change of changes) applyWire(trial, change)
      } catch (error) {
        if (!(error instanceof ChangeError)) throw error
        return false
      }
      for (const change of changes) applyWire(value, change)
      version++
      for (const [other, list] of unseen) if (other !== author) list.push({ version, author, changes })
      return true
    }

    return {
      value,
      take(index) {
        const { author, changes } = writes[index] as Write
        const since = unseen.get(author) ?? []
        const settlement = model.settle(changes, since)
        if (!settlement.allow || !number(author, settlement.changes ?? changes)) return false
        if (model.rebases) unseen.set(author, carriedOver(since, changes, settlement))
        return true
      },
      hidden: () => JSON.stringify([...unseen].map(([, list]) => list.map(({ author, changes }) => [author, changes]))),
    }
  }
}

/** What others wrote, as it stands once somebody's own write has been made beside it. */
function carriedOver(
  since: readonly Numbered[],
  changes: readonly WireChange[],
  { turnedBack }: Settlement,
): Numbered[] {
  // what was not made moves nothing
  if (turnedBack && turnedBack.length > 0) return [...since]
  let ours: readonly WireChange[] = changes
  return since.map((one) => {
    const [next, theirs] = transformAll(ours, one.changes)
    ours = next
    return { ...one, changes: theirs }
  })
}
