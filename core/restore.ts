/**
 * Goes on after a restart: makes of stored copies what a Syncer keeps of its objects, and has what was followed before
 * followed again. Who follows, and by what right, is the affair of its parts.
 */
import type { Desk, Held, Reply } from './desk.ts'
import { changesOf, type Address } from './message.ts'
import { writtenAlone } from './replica.ts'
import type { StoredCopy } from './stored.ts'

/** Undefined where the object's model is not known here. */
function replicaOf({ info, value, spread }: StoredCopy, desk: Desk): Held | undefined {
  const model = desk.models.find((kind) => kind.name === info.model)
  return model && desk.open({ ...info, model, value, ...spread, beginnings: (spread?.beginnings ?? 0) + 1 })
}

export function createRestoring(
  desk: Desk,
  parts: {
    /** False where somebody else has the object's URL now. */
    readonly reporter: { restore(held: Held, copy: StoredCopy): boolean }
    readonly observer: { rejoin(held: Held): void; follow(object: Address, answer: Reply): void }
    readonly handover: { begin(held: Held): void; renew(held: Held): void; reclaim(held: Held): void }
  },
) {
  const { objects, endpoint, bus, url } = desk
  const followed = new Set<Held>()
  /** Of its own, after a crash: those who follow are asked first. */
  const renewed = new Set<Held>()
  let isFirst = true

  /** Goes on with an object of its own; false where somebody else has its URL now. */
  function goOn(held: Held, copy: StoredCopy): boolean {
    if (!endpoint.resumes) return parts.reporter.restore(held, copy)
    const reporter = bus.access.facts(held.url)?.reporter
    if (reporter === url) {
      parts.reporter.restore(held, copy)
      parts.handover.begin(held)
      renewed.add(held)
    } else {
      // taken over meanwhile; or taken over and ended, and then it stays to be read
      held.passTo(reporter ?? url, 'observer', held.epoch)
      held.valueEpoch = writtenAlone
      held.mayWrite = endpoint.mayWrite(held.url)
      if (reporter === undefined) held.status = 'left'
    }
    return true
  }

  /**
   * After a crash the bus may know of objects that were not stored yet: one of its own has ended before anybody was
   * told that it was made, and one that was followed is followed anew.
   */
  function settleUnstored(): void {
    const { reported, followed: known } = endpoint.parts()
    for (const object of reported.filter((one) => !objects.has(one))) {
      const epoch = bus.access.facts(object)?.epoch ?? 0
      const life = endpoint.lifeOf(object)
      const body = { source: url, ...(epoch > 0 ? { epoch } : {}), ...(life > 0 ? { life } : {}) }
      endpoint.send({ id: desk.requests.nextId(), type: 'delete', from: url, to: changesOf(object), body })
      endpoint.release(object, true)
    }
    for (const object of known) if (!objects.has(object)) parts.observer.follow(object, () => undefined)
  }

  return {
    /** Takes over copies; gives the names of those that it could not. */
    restore(copies: readonly StoredCopy[]): readonly string[] {
      const left: string[] = []
      for (const copy of copies) {
        const held = replicaOf(copy, desk)
        if (!held || (held.role === 'reporter' && !goOn(held, copy))) {
          left.push(copy.info.name)
          continue
        }
        objects.set(held.url, held)
        desk.keeper?.adopt(held)
        // the name that it writes under from now on is to be known before anybody hears of it
        if (held.spread) desk.keeper?.copy(held)
        if (held.role === 'observer') followed.add(held)
        const { name, reporter, onLeave, epoch, life, rules } = held
        // somebody may take it over, as before the restart
        if (held.status === 'left' && onLeave === 'take over')
          desk.endpoint.followVacant(held.url, name, reporter, {
            ...{ onLeave, epoch, life, rules },
            defaultWriters: held.model.defaultWriters,
          })
      }
      return left
    },
    /** What was followed before is followed again, now that somebody is there to see it. */
    rejoin(): void {
      if (isFirst && endpoint.resumes) settleUnstored()
      isFirst = false
      const due = [...followed]
      followed.clear()
      for (const held of due)
        if (objects.get(held.url) === held && held.status === 'active') {
          // it crashed while it took it over
          if (endpoint.reports(held.url)) parts.handover.reclaim(held)
          else parts.observer.rejoin(held)
        }
      const own = [...renewed]
      renewed.clear()
      for (const held of own) if (objects.get(held.url) === held) parts.handover.renew(held)
    },
  }
}
