/**
 * When what was typed is sent: after a pause or on leaving the token, at every keystroke, or only when told.
 * Knows no text and no object; time is passed in.
 */
import type { Cancel } from '../../core/clock.ts'

export type SendMode = 'pause' | 'keystroke' | 'told'

/** So long without typing is a pause. */
export const pauseMs = 400

export interface Pace {
  mode: SendMode
  /** Something was typed; `token` names the token in which the cursor is now. */
  typed(token: string): void
  /** The cursor moved without typing. */
  moved(token: string): void
  /** The editor lost the focus, or is about to show something else. */
  left(): void
  /** Sends at once, in any mode. */
  now(): void
  /** What was typed is not to be sent any more. */
  forget(): void
}

/** The pace of one text; `send` sends what can be sent, and is never called without typing or being told. */
export function createPace(
  after: (delayMs: number, run: () => void) => Cancel,
  send: () => void,
  firstMode: SendMode = 'pause',
): Pace {
  let mode = firstMode
  let token = ''
  let cancel: Cancel | undefined
  let waiting = false

  function forget(): void {
    cancel?.()
    cancel = undefined
    waiting = false
  }

  function now(): void {
    forget()
    send()
  }

  const moved = (next: string): void => {
    const hasLeft = waiting && mode === 'pause' && token !== next
    token = next
    if (hasLeft) now()
  }

  return {
    get mode() {
      return mode
    },
    set mode(next) {
      mode = next
      if (waiting && mode !== 'told') now()
    },
    typed(next) {
      const wasWaiting = waiting
      waiting = true
      if (mode === 'keystroke') return now()
      if (mode === 'told') return
      if (wasWaiting && token !== next) {
        token = next
        return now()
      }
      token = next
      cancel?.()
      cancel = after(pauseMs, now)
    },
    moved,
    left() {
      if (waiting && mode === 'pause') now()
    },
    now,
    forget,
  }
}
