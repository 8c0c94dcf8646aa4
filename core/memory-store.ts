/**
 * A store in memory: what is written stands as text in a medium that outlives the store, so that a simulated
 * hyperty can crash and find it again.
 */
import { sealLine, type Crc32 } from './sealed.ts'
import {
  checkRecord,
  createStoreReader,
  storeHeaderLine,
  storeLimits,
  type Found,
  type Store,
  type StoreOptions,
} from './store.ts'

/** What stands for the disk. */
export interface Medium {
  text: string
}

/** A store on a medium. @throws StoreError where the medium holds no store that can be read */
export function createMemoryStore(
  options: StoreOptions & {
    readonly medium: Medium
    readonly crc32: Crc32
    /** Runs something at the end of this turn. */
    readonly schedule: (run: () => void) => void
  },
): { readonly store: Store; readonly found: Found } {
  const { medium, crc32, schedule, onFailure, onFull, fullBytes = storeLimits.bytes } = options
  const reader = createStoreReader(crc32)
  const end = medium.text.lastIndexOf('\n')
  if (end >= 0) for (const line of medium.text.slice(0, end).split('\n')) reader.line(line)
  const found = reader.end()
  let crc = 0
  let count = 0
  let block = ''
  let listeners: (() => void)[] = []
  let scheduled = false
  let failure: string | undefined
  let closed = false
  let fullAt = fullBytes

  function fail(error: Error): void {
    failure = `What happens is not stored any more: ${error.message}.`
    block = ''
    onFailure(failure)
  }

  function seal(text: string): string {
    crc = crc32(text, crc)
    return text + sealLine(count, text.length, crc)
  }

  function begin(records: Iterable<string>): void {
    crc = 0
    count = 0
    let text = storeHeaderLine
    for (const record of records) {
      text += `${record}\n`
      count++
    }
    medium.text = seal(text)
  }

  function write(): void {
    scheduled = false
    if (block !== '' && failure === undefined) {
      medium.text += seal(block)
      block = ''
    }
    const due = listeners
    listeners = []
    for (const run of due) run()
    if (medium.text.length > fullAt) {
      fullAt = Number.POSITIVE_INFINITY
      onFull()
    }
  }

  // a torn end must not stand in the middle later
  begin(found.records)
  const store: Store = {
    get bytes() {
      return medium.text.length
    },
    get waiting() {
      return block !== ''
    },
    get failure() {
      return failure
    },
    append(record) {
      if (closed || failure !== undefined) return
      try {
        checkRecord(record)
      } catch (error) {
        return fail(error as Error)
      }
      count++
      block += `${record}\n`
      if (scheduled) return
      scheduled = true
      schedule(write)
    },
    whenWritten(run) {
      if (block === '') run()
      else listeners.push(run)
    },
    async compact(records) {
      if (closed || failure !== undefined) return
      const kept = [...records]
      // they hold what waits already, and whoever waits for it is told in the same turn
      block = ''
      begin(kept)
      fullAt = Math.max(fullBytes, 2 * medium.text.length)
      write()
    },
    async close() {
      write()
      closed = true
    },
  }
  return { store, found }
}
