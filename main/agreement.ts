/** Knows from the record which windows hold the same of an object: by the hashes that the windows themselves report. */
import type { StateEvent } from '../core/event.ts'
import type { Address } from '../core/message.ts'

export interface Agreement {
  /** Takes the line of an event. */
  line(line: string): void
  /** The version at which all of these hold the same; undefined while they do not, or have not said so. */
  versionOf(object: Address, members: readonly Address[]): number | undefined
}

const stateLine = /^\{"n":\d+,"at":[\d.]+,"kind":"state"/

export function createAgreement(): Agreement {
  const states = new Map<Address, Map<Address, StateEvent>>()
  return {
    line(line) {
      if (!stateLine.test(line)) return
      const state = JSON.parse(line) as StateEvent
      let known = states.get(state.object)
      if (!known) states.set(state.object, (known = new Map()))
      known.set(state.who, state)
    },
    versionOf(object, members) {
      const known = members.map((member) => states.get(object)?.get(member))
      const [first] = known
      const same = known.every((state) => state && state.hash === first?.hash && state.version === first.version)
      return same ? first?.version : undefined
    },
  }
}
