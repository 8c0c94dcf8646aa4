/** What an inspector can have done with breakpoints, and with what is held at one. */
import { parseHeldAct } from '../core/breakpoint-parse.ts'
import type { Hold } from '../core/hold.ts'
import type { HostActions } from './host.ts'

const done = { ok: true, value: null } as const

export function createHoldActions(hold: Hold): Pick<HostActions, 'setBreakpoints' | 'moveHold' | 'changeHeld'> {
  return {
    async setBreakpoints(_, breakpoints) {
      hold.set(breakpoints)
      return done
    },
    async moveHold(_, move) {
      hold.move(move)
      return done
    },
    async changeHeld(_, n, order) {
      const problem = hold.act(n, parseHeldAct(order))
      return problem === undefined ? done : { ok: false, reason: problem }
    },
  }
}
