/** What can be done with breakpoints, as commands; the page hands in how. */
import type { HoldMove, HoldReport } from '../../core/breakpoint.ts'
import type { Command } from '../commands/command.ts'

export interface BreakpointActions {
  readonly isLive: () => boolean
  readonly hold: () => HoldReport | undefined
  readonly move: (move: HoldMove) => void
  /** The filter of what is selected or looked for; undefined where there is none. */
  readonly filter: () => string | undefined
  readonly add: (filter: string) => void
  readonly toggleAll: () => void
}

export function createBreakpointCommands(page: BreakpointActions): readonly Command[] {
  const group = 'Breakpoints'
  const isHeld = (): boolean => page.isLive() && (page.hold()?.isHolding ?? false)
  const held = { group, when: isHeld, why: 'The message bus is not held.' }
  return [
    { id: 'hold.continue', title: 'Let the bus go on', keys: ['F5'], ...held, run: () => page.move('continue') },
    { id: 'hold.step', title: 'Let one message pass', keys: ['F10'], ...held, run: () => page.move('step') },
    {
      id: 'hold.pause',
      title: 'Hold the bus at the next message',
      group,
      keys: ['Shift+F5'],
      when: () => page.isLive() && !isHeld(),
      why: 'The bus is held already, or what is shown is a file.',
      run: () => page.move('pause'),
    },
    {
      id: 'breakpoints.add',
      title: 'Break on what the filter matches',
      group,
      keys: ['Shift+F9'],
      when: () => page.isLive() && page.filter() !== undefined,
      why: 'Type a filter first, in the running session.',
      run() {
        const filter = page.filter()
        if (filter !== undefined) page.add(filter)
      },
    },
    {
      id: 'breakpoints.toggle',
      title: 'Turn all breakpoints off, or on',
      group,
      keys: ['Ctrl+F9'],
      when: () => page.isLive() && (page.hold()?.breakpoints.length ?? 0) > 0,
      why: 'There are no breakpoints.',
      run: page.toggleAll,
    },
  ]
}
