/** What an inspector can have done with breakpoints, and with what is held at one. */
import { parseHeldAct } from '../core/breakpoint-parse.ts'
import type { Hold } from '../core/hold.ts'
import type { HostActions } from './host.ts'
import type { SettingsFile } from './settings.ts'

const done = { ok: true, value: null } as const

/** Breakpoints of the last time are there again, and off: nothing is held before somebody wants it. */
export function createHoldActions(
  hold: Hold,
  settings: SettingsFile,
): Pick<HostActions, 'setBreakpoints' | 'moveHold' | 'changeHeld'> {
  hold.set(settings.told.settings.breakpoints.map((one) => ({ ...one, isOn: false })))
  return {
    async setBreakpoints(_, breakpoints) {
      hold.set(breakpoints)
      // they hold even where they cannot be kept
      await settings.change({ set: 'breakpoints', breakpoints })
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
