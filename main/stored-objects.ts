/**
 * What the hyperties held when the application ended, and hold now, in its data folder. What cannot be read or
 * written is told in a sentence; nothing else stops because of it.
 */
import { join } from 'node:path'
import type { Store } from '../core/store.ts'
import { readStored, type StoredHyperty } from '../core/stored.ts'
import { openJournal } from './journal.ts'

export interface StoredObjects {
  /** Absent where nothing can be stored. */
  readonly store: Store | undefined
  /** Who was there, with what they held. */
  readonly hyperties: readonly StoredHyperty[]
  /** What could not be restored, one sentence each. */
  readonly problems: readonly string[]
  /** What somebody has to know of it now. */
  readonly notice: string | undefined
  close(): Promise<void>
}

/** For a run that leaves nothing behind. */
export const storesNothing: StoredObjects = {
  store: undefined,
  hyperties: [],
  problems: [],
  notice: undefined,
  close: () => Promise.resolve(),
}

/** The journal in a folder. `records` gives all that is held now, whenever the journal has grown too long. */
export async function openStoredObjects(options: {
  readonly folder: string
  readonly startMs: number
  readonly records: () => Iterable<string>
  /** Instead of the bound at which a journal is compacted. */
  readonly fullBytes?: number
  /** The notice has changed. */
  readonly onNotice: () => void
}): Promise<StoredObjects> {
  const { folder, startMs, records, onNotice, ...more } = options
  let notice: string | undefined
  let store: Store | undefined
  try {
    const opened = await openJournal({
      ...more,
      path: join(folder, 'objects.ndjson'),
      startMs,
      onFailure(reason) {
        notice = reason
        onNotice()
      },
      onFull: () => void store?.compact(records()),
    })
    store = opened.store
    const { hyperties, problems } = readStored(opened.found.records)
    const all = [...opened.found.problems, ...problems]
    notice = all.length > 0 ? all.join(' ') : undefined
    return {
      store,
      hyperties,
      problems: all,
      get notice() {
        return notice
      },
      close: async () => store?.close(),
    }
  } catch (error) {
    const problem = `Objects cannot be stored in ${folder} (${(error as Error).message}). They end with this run; choose another folder with --data DIR.`
    return { ...storesNothing, problems: [problem], notice: problem }
  }
}
