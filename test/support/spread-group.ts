// A few replicas of one object of the crdt model with a link of arrays between them, in which anything may be
// delivered in any order and again: what a test steers, without Syncers and windows.
import { applyInOrder, copyJson, type JsonObject, type WireChange } from '../../core/change.ts'
import type { SpreadModel, SpreadReplica, SpreadTaken, SpreadUpdate, SpreadWrite } from '../../core/model.ts'

export interface Member {
  readonly who: string
  readonly replica: SpreadReplica
  /** What a window holds that makes exactly the changes that it is given. */
  readonly window: JsonObject
  /** Updates that have not been delivered here yet. */
  readonly due: SpreadUpdate[]
  /** Those that have. */
  readonly taken: SpreadUpdate[]
}

export interface Group {
  readonly members: readonly Member[]
  write(index: number, changes: readonly WireChange[], since?: readonly WireChange[]): SpreadWrite
  /** Delivers one of the updates that are due, by its place among them. */
  deliver(index: number, place?: number): SpreadTaken | undefined
  /** One that was delivered already comes once more. */
  again(index: number, place: number): SpreadTaken | undefined
  /** Delivers everything, to each in the order in which it waits. */
  settle(): void
}

/** The first creates the object; the others get its state. */
export function createGroup(model: SpreadModel, value: JsonObject, count: number): Group {
  const now = (): number => 0
  const first = model.open({ who: 'hyperty://test/0', value, now })
  const members: Member[] = []
  for (let index = 0; index < count; index++) {
    const who = `hyperty://test/${index}`
    const replica = index === 0 ? first : model.open({ who, value: first.value, state: first.state(), now })
    members.push({ who, replica, window: copyJson(replica.value), due: [], taken: [] })
  }
  let seq = 0
  const take = (member: Member, update: SpreadUpdate): SpreadTaken => {
    const taken = member.replica.take(update)
    applyInOrder(member.window, taken.changes)
    return taken
  }
  const group: Group = {
    members,
    write(index, changes, since = []) {
      const member = members[index] as Member
      const written = member.replica.write(changes, since)
      applyInOrder(member.window, written.made)
      if (written.changes.length === 0) return written
      // as it travels
      const update = JSON.parse(
        JSON.stringify({ author: member.who, seq: ++seq, stamp: written.stamp, changes: written.changes }),
      ) as SpreadUpdate
      for (const other of members) if (other !== member) other.due.push(update)
      return written
    },
    deliver(index, place = 0) {
      const member = members[index] as Member
      const [update] = member.due.splice(place % Math.max(1, member.due.length), 1)
      if (!update) return undefined
      member.taken.push(update)
      return take(member, update)
    },
    again(index, place) {
      const member = members[index] as Member
      const update = member.taken[place % Math.max(1, member.taken.length)]
      return update && take(member, update)
    },
    settle() {
      for (let index = 0; index < members.length; index++) while (group.deliver(index)) continue
    },
  }
  return group
}
