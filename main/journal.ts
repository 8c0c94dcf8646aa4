/**
 * A store on the disk: one file of sealed blocks. What comes in one turn is written by one call before anybody is
 * told, which outlives this process; fdatasync follows. A new file takes the place of the old one by its name.
 */
import { closeSync, fdatasync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { basename, dirname, join } from 'node:path'
import { sealLine } from '../core/sealed.ts'
import {
  checkRecord,
  createStoreReader,
  StoreError,
  storeHeaderLine,
  storeLimits,
  type Found,
  type Store,
  type StoreOptions,
} from '../core/store.ts'
import { createLineBuffer } from './line-buffer.ts'
import { linesOf } from './session-reading.ts'

/** What is made durable at most so often. */
const syncMs = 100
/** So much is written at once while a new file is made; then others have their turn. */
const sliceBytes = 1024 * 1024
const datasync = promisify(fdatasync)

/** One file of sealed blocks that is being written. */
function createBlocks(path: string) {
  const file = openSync(path, 'w', 0o600)
  const lines = createLineBuffer()
  let crc = 0
  let count = 0
  let bytes = 0
  lines.append(storeHeaderLine)
  return {
    file,
    get bytes() {
      return bytes
    },
    get waitingBytes() {
      return lines.size
    },
    add(record: string): void {
      lines.append(`${record}\n`)
      count++
    },
    write(): void {
      if (lines.lines === 0) return
      crc = crc32(lines.bytes(), crc)
      lines.append(sealLine(count, lines.size, crc))
      const buffer = lines.bytes()
      for (let done = 0; done < buffer.length;)
        done += writeSync(file, buffer, done, buffer.length - done, bytes + done)
      bytes += buffer.length
      lines.clear()
    },
  }
}

/**
 * Opens the journal at a path, which need not be there. One that cannot be read, or was written by a later version,
 * is moved aside and named; a damaged one is kept beside what could be read of it.
 * @throws Error where nothing can be written there
 */
export async function openJournal(
  options: StoreOptions & {
    readonly path: string
    /** When this run began: in the names of what is moved aside. */
    readonly startMs: number
  },
): Promise<{ readonly store: Store; readonly found: Found }> {
  const { path, onFailure, onFull, fullBytes = storeLimits.bytes } = options
  const found = await readJournal(path, options.startMs)
  const temporary = `${path}.new`
  let current = await begin(found.records)
  let next: ReturnType<typeof createBlocks> | undefined
  let listeners: (() => void)[] = []
  let scheduled = false
  let syncing: Promise<void> | undefined
  let syncTimer: NodeJS.Timeout | undefined
  let failure: string | undefined
  let closed = false
  let fullAt = Math.max(fullBytes, 2 * current.bytes)

  async function begin(records: Iterable<string>): Promise<ReturnType<typeof createBlocks>> {
    const blocks = createBlocks(temporary)
    await fill(blocks, records)
    await datasync(blocks.file)
    takePlace()
    return blocks
  }

  /** Under its name the new file is what will be read; the folder remembers that too. */
  function takePlace(): void {
    renameSync(temporary, path)
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }

  function fail(error: unknown): void {
    if (failure !== undefined) return
    const { message } = error as Error
    failure = `What happens is not stored any more: ${message}. What was stored before is safe; make room on the disk and start again.`
    onFailure(failure)
    tellWritten()
  }

  function tellWritten(): void {
    const due = listeners
    listeners = []
    for (const run of due) run()
  }

  function write(): void {
    scheduled = false
    if (failure !== undefined) return
    try {
      current.write()
    } catch (error) {
      return fail(error)
    }
    tellWritten()
    syncTimer ??= setTimeout(startSync, syncMs)
    if (next || current.bytes <= fullAt) return
    fullAt = Number.POSITIVE_INFINITY
    onFull()
  }

  function startSync(): void {
    syncing ??= datasync(current.file)
      .catch((error: NodeJS.ErrnoException) => {
        // a file whose place another has taken is closed
        if (error.code !== 'EBADF') fail(error)
      })
      .finally(() => {
        syncing = undefined
        syncTimer = undefined
      })
  }

  async function replace(records: Iterable<string>): Promise<void> {
    next = createBlocks(temporary)
    await fill(next, records)
    next.write()
    await datasync(next.file)
    await syncing
    if (closed || failure !== undefined) return closeSync(next.file)
    // from here on in one turn: what came meanwhile stands in both
    write()
    next.write()
    takePlace()
    closeSync(current.file)
    current = next
    next = undefined
    fullAt = Math.max(fullBytes, 2 * current.bytes)
  }

  let compacting: Promise<void> | undefined
  return {
    found,
    store: {
      get bytes() {
        return current.bytes
      },
      get waiting() {
        return scheduled
      },
      get failure() {
        return failure
      },
      append(record) {
        if (closed || failure !== undefined) return
        try {
          checkRecord(record)
        } catch (error) {
          return fail(error)
        }
        current.add(record)
        next?.add(record)
        if (scheduled) return
        scheduled = true
        queueMicrotask(write)
      },
      whenWritten(run) {
        if (scheduled && failure === undefined) listeners.push(run)
        else run()
      },
      async compact(records) {
        if (compacting) await compacting
        if (closed || failure !== undefined) return
        compacting = replace(records)
          .catch(fail)
          .finally(() => (compacting = undefined))
        await compacting
      },
      async close() {
        if (closed) return
        write()
        closed = true
        clearTimeout(syncTimer)
        await compacting
        await syncing
        if (failure === undefined) await datasync(current.file).catch(fail)
        closeSync(current.file)
      },
    },
  }
}

/** Writes records in slices, so that others have their turn between them. */
async function fill(blocks: ReturnType<typeof createBlocks>, records: Iterable<string>): Promise<void> {
  for (const record of records) {
    blocks.add(record)
    if (blocks.waitingBytes < sliceBytes) continue
    blocks.write()
    await setImmediate()
  }
  blocks.write()
}

async function readJournal(path: string, startMs: number): Promise<Found> {
  const aside = join(
    dirname(path),
    `${basename(path)}.${new Date(startMs).toISOString().replaceAll(/[:.]/g, '-')}.aside`,
  )
  const reader = createStoreReader(crc32)
  try {
    for await (const line of linesOf(path)) reader.line(line)
  } catch (error) {
    const reason = (error as Error).message
    if (reason.startsWith('There is no file')) return reader.end()
    renameSync(path, aside)
    const advice = error instanceof StoreError && error.isNewer ? ' Use that newer version to open it.' : ''
    return {
      records: [],
      problems: [`What was stored cannot be read: ${reason}. It was moved to ${aside}, and all begins anew.${advice}`],
    }
  }
  const found = reader.end()
  if (found.problems.length === 0) return found
  keep(path, aside)
  return { ...found, problems: [...found.problems, `What was stored before is kept in ${aside}.`] }
}

/** A second name for a file, so that it stays when another takes its place. */
function keep(path: string, aside: string): void {
  try {
    linkSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    unlinkSync(aside)
    linkSync(path, aside)
  }
}
