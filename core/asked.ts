/** What a window has asked of its Syncer and not heard of yet: each request ends with an answer, or with 408. */
import type { Cancel } from './clock.ts'
import type { JsonObject } from './change.ts'
import type { Address, Code, Decision } from './message.ts'
import type { AccessReport, Action, HypertyFrame } from './port.ts'

/** How a request of a hyperty ended. */
export interface Answer {
  readonly code: Code
  readonly reason?: string
  readonly url?: Address
  /** What was read, or as what version a write was taken. */
  readonly value?: JsonObject
  readonly version?: number
  readonly decision?: Decision
  readonly access?: AccessReport
}

const answerWithinMs = 10_000

export function createAsked(options: {
  send(frame: HypertyFrame): void
  after(delayMs: number, run: () => void): Cancel
}) {
  const open = new Map<number, (answer: Answer) => void>()
  let lastId = 0

  return {
    ask(action: Action): Promise<Answer> {
      const id = ++lastId
      return new Promise((resolve) => {
        const cancel = options.after(answerWithinMs, () => {
          open.delete(id)
          resolve({ code: 408, reason: 'No answer came within 10 seconds. Try again.' })
        })
        open.set(id, (answer) => {
          cancel()
          open.delete(id)
          resolve(answer)
        })
        options.send({ kind: 'request', id, action })
      })
    },
    /** An answer has come; false where nobody waits for it. */
    answered(id: number, answer: Answer): boolean {
      const waiting = open.get(id)
      waiting?.(answer)
      return waiting !== undefined
    },
  }
}
