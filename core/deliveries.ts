/**
 * The messages of which deliveries have not ended, and the latest that have, for what ends once too often. Knows
 * numbers of events; what a message means is the affair of the ledger.
 */
import type { Account, Ask, Write } from './account.ts'
import type { Address, Message } from './message.ts'
import type { Vector } from './vector.ts'

/** Without its message: what it carries must not be kept. */
export interface UnderWay {
  readonly n: number
  readonly type: Message['type']
  readonly source: Address
  readonly version: number | undefined
  /** Of an answer. */
  readonly code: number
  readonly hasValue: boolean
  /** Of a value whose writers number their writes themselves: those that are in it. */
  readonly vector: Vector | undefined
  /** What was written, where its writer numbered it itself. */
  readonly write: Write | undefined
  readonly account: Account | undefined
  readonly rule: string | undefined
  readonly ask: Ask | undefined
  left: number
}

/** So many messages under way are followed; the oldest are forgotten. */
export const underWayMax = 100_000
/** So many messages that have ended are remembered. */
const endedMax = 256

/** What is read of a message when a delivery of it ends. */
export const summaryOf = ({
  type,
  body,
}: Message): Pick<UnderWay, 'type' | 'source' | 'version' | 'code' | 'hasValue' | 'vector'> => ({
  type,
  source: body.source,
  version: 'version' in body ? body.version : undefined,
  code: type === 'response' ? body.code : 0,
  hasValue: (type === 'response' || type === 'execute') && body.value !== undefined,
  vector: type !== 'update' && 'vector' in body ? body.vector : undefined,
})

/** `forgot` is told of each message that was given up. */
export function createDeliveries(forgot: () => void) {
  const open = new Map<number, UnderWay>()
  const ended: (UnderWay | undefined)[] = []

  return {
    begin(entry: UnderWay): void {
      open.set(entry.n, entry)
      if (open.size <= underWayMax) return
      open.delete(open.keys().next().value as number)
      forgot()
    },
    /** A delivery of a message ends; undefined where it is not known (any more). */
    end(of: number): UnderWay | undefined {
      const entry = open.get(of)
      if (entry) {
        if (--entry.left > 0) return entry
        open.delete(of)
        ended[of % endedMax] = entry
        return entry
      }
      const late = ended[of % endedMax]
      return late?.n === of ? late : undefined
    },
    clear(): void {
      open.clear()
      ended.length = 0
    },
  }
}
