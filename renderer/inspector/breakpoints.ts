/** Breakpoints of the running session, as this window orders them and is told of them. */
import type { Breakpoint, HeldMessage, HeldOrder, HoldMove } from '../../core/breakpoint.ts'
import { problemOf } from '../../core/breakpoint-parse.ts'
import type { HostAnswer } from '../../core/host.ts'
import { shortName } from '../../core/message.ts'
import { host } from '../stores/connection.ts'
import type { useInspector } from '../stores/inspector.ts'
import type { BreakpointActions } from './breakpoint-commands.ts'

type Layout = { show(panel: 'breakpoints'): void }
export type Breakpoints = ReturnType<typeof createBreakpoints>

export function createBreakpoints(inspector: ReturnType<typeof useInspector>) {
  const hold = () => inspector.status?.hold
  const all = (): readonly Breakpoint[] => hold()?.breakpoints ?? []

  async function ask(asked: Promise<HostAnswer>): Promise<void> {
    const answer = await asked
    if (!answer.ok) inspector.notice = answer.reason
  }

  const order = (list: readonly Breakpoint[]): void =>
    void ask(host.setBreakpoints(list.map(({ filter, isOn, once }) => ({ filter, isOn, ...(once ? { once } : {}) }))))

  const breakpoints = {
    hold,
    move: (move: HoldMove): void => void ask(host.moveHold(move)),
    /** Gives, as a sentence, why there cannot be such a breakpoint. */
    add(filter: string): string | undefined {
      const text = filter.trim()
      const problem = problemOf(text)
      if (problem !== undefined) return problem
      if (all().some((one) => one.filter === text && one.isOn)) return 'There is a breakpoint with this filter already.'
      order([...all().filter((one) => one.filter !== text), { filter: text, isOn: true }])
      return undefined
    },
    change: (filter: string, to: Partial<Breakpoint>): void =>
      order(all().map((one) => (one.filter === filter ? { ...one, ...to } : one))),
    remove: (filter: string): void => order(all().filter((one) => one.filter !== filter)),
    toggleAll(): void {
      const isAnyOn = all().some(({ isOn }) => isOn)
      order(all().map((one) => ({ ...one, isOn: !isAnyOn })))
    },
    act: (n: number, held: HeldOrder): void => void ask(host.changeHeld(n, held)),
    /** What its commands need. */
    actions: (find: { readonly isOn: boolean; readonly text: string }, layout: Layout): BreakpointActions => ({
      ...{ isLive: () => inspector.isLive, hold, move: breakpoints.move },
      filter: () => (find.isOn ? find.text : undefined),
      add(text) {
        const problem = breakpoints.add(text)
        if (problem === undefined) layout.show('breakpoints')
        else inspector.notice = problem
      },
      toggleAll: breakpoints.toggleAll,
    }),
  }
  return breakpoints
}

/** Why the bus is held. */
export function metText(met: string): string {
  if (met === 'step') return 'a step'
  if (met === 'pause') return 'a pause'
  return met === '' ? 'every message' : met
}

/** A message that is held, in a few words. */
export const heldText = ({ type, from, to }: HeldMessage, nameOf: (url: string) => string): string =>
  `${type} from ${nameOf(from)} ${to.startsWith('hyperty:') ? `to ${nameOf(to)}` : `about ${shortName(to.replace(/\/changes$/, ''))}`}`
