/** Whether messages of one link are received in the order in which they were sent; for who judges a run. */
import { shortName, type Address, type Message } from './message.ts'

export function createOrderAccount(wrong: (text: string) => void) {
  const lastReceived = new Map<string, { readonly n: number; readonly received: number }>()
  /** Some link lets messages be overtaken, or has. */
  let isOvertaken = false

  return {
    /** Of two messages of one link the earlier one is received first; `n` is the number of its sent event. */
    received(n: number, { from }: Message, to: Address, received: number): void {
      if (isOvertaken) return
      const link = `${from} ${to}`
      const last = lastReceived.get(link)
      if (last && n > last.n === received < last.received)
        wrong(`Of ${shortName(from)}'s messages to ${shortName(to)} a later one arrived first.`)
      if (!last || n > last.n) lastReceived.set(link, { n, received })
    },
    mayBeOvertaken(): void {
      isOvertaken = true
    },
    /** Somebody has gone, and whoever comes under its name begins anew. */
    forget(who: Address): void {
      for (const key of lastReceived.keys()) if (key.endsWith(` ${who}`)) lastReceived.delete(key)
    },
  }
}
