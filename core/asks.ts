/**
 * The requests of a session, each from when it was first made: who asked, what was known then, by which right, and what
 * came of it. One that is sent again is the same. The oldest are forgotten.
 */
import type { Account, Ask } from './account.ts'
import type { Evident } from './evidence.ts'
import type { Address } from './message.ts'

/** So many requests are remembered; the oldest are forgotten, which counts where they have no end yet. */
export const asksMax = 4096

/** `forgot` is told of each request that was given up. */
export function createAsks(forgot: () => void) {
  const asks = new Map<number, Ask>()

  function findLast(author: Address, id: number): Ask | undefined {
    let found: Ask | undefined
    for (const ask of asks.values()) if (ask.id === id && ask.author === author) found = ask
    return found
  }

  return {
    of: (n: number | undefined): Ask | undefined => (n === undefined ? undefined : asks.get(n)),
    /** Notes a request from when it is made: the right that counts is the one of that moment. */
    note(account: Account, { n, message, rule, cause }: Evident<'sent'>, isSure: boolean): Ask {
      const { type, body } = message
      const { source } = body
      // the number of the first one may not have been known when it was sent again
      const known = cause === 0 ? findLast(source, message.id) : cause === undefined ? undefined : asks.get(cause)
      // what access refuses is another request than what it lets pass, whichever of them was first
      const isLetAlike = (rule === undefined) === (known?.rule === undefined)
      const isAgain = known?.author === source && known.account === account && isLetAlike
      const made: Ask = isAgain
        ? known
        : {
            ...{ n, id: message.id, account, author: source, rule },
            isFresh: type === 'subscribe' && body.version === undefined,
            isWrite: type === 'update' || type === 'execute',
            // rights that were given before, or in a part that is missing, are not known
            mayWrite: !isSure || !account.isWhole || source === account.reporter || account.writers.has(source),
            base: ((type === 'update' || type === 'execute') && body.base) || 0,
            ...{ refusedAt: 0, numberedAt: 0, isDone: false },
          }
      asks.set(n, made)
      if (asks.size > asksMax) {
        const [oldest, { isDone }] = asks.entries().next().value as [number, Ask]
        asks.delete(oldest)
        if (!isDone) forgot()
      }
      return made
    },
    clear: (): void => asks.clear(),
  }
}
