/**
 * A session on the disk while it is being recorded: blocks of whole lines, each closed by a seal. A block is written
 * soon, so that it outlives this process, and made durable as fast as the disk can, without holding up the next one.
 * What a line says is not known here. After a failed write or sync it stops for good and says
 * so: the system may have dropped what it failed to write, and a second try would hide that.
 */
import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { sealLine } from '../core/sealed.ts'
import { footerLine, type SessionFooter, type SessionHeader } from '../core/session.ts'
import { createLineBuffer, type LineBuffer } from './line-buffer.ts'

/** A block is closed after so long, or when it has so many bytes. */
const flushMs = 100
const blockBytes = 1024 * 1024
/** What waits for a disk that does not keep up; beyond it recording stops. */
export const waitingBytesMax = 128 * 1024 * 1024

/** What is asked of an open file. */
export type OpenFile = Pick<FileHandle, 'write' | 'read' | 'datasync' | 'sync' | 'close'>

export interface SessionFile {
  readonly path: string
  readonly headerLine: string
  /** Events appended, those of them that are safe on the disk, and those that came after recording had stopped. */
  readonly recorded: number
  readonly durable: number
  readonly dropped: number
  /** Why recording had to stop; undefined while all is well. */
  readonly failure: string | undefined
  /** Takes the line of the next event, with its newline. */
  append(line: string): void
  /** Resolves when all that was appended until now is durable, or recording has stopped. */
  flush(): Promise<void>
  /** Where the block begins that holds an event, and the number of its first event. Only for events that have been written. */
  blockOf(event: number): { readonly firstEvent: number; readonly offset: number }
  /** Bytes from an offset; fewer at the end, none after it. */
  read(offset: number, length: number): Promise<Buffer>
  /** Writes what waits and the footer, and closes the file. */
  close(verdict: SessionFooter['verdict'], checks?: SessionFooter['checks']): Promise<void>
}

/** Creates the file, which must not exist yet, with its header in it, durably. */
export async function createSessionFile(options: {
  readonly path: string
  readonly header: SessionHeader
  /** Told after each flush and when recording has stopped. */
  readonly onProgress?: () => void
  readonly openFile?: (path: string) => Promise<OpenFile>
}): Promise<SessionFile> {
  const { path, header, onProgress = () => undefined, openFile = (name) => open(name, 'wx+', 0o600) } = options
  const file = await openFile(path)
  const hash = createHash('sha256')
  const firstEvents: number[] = []
  const offsets: number[] = []
  const headerLine = `${JSON.stringify(header)}\n`
  // lines become bytes at once: kept as strings, with all their parts, they cost more than all else here
  let waiting = createLineBuffer()
  let spare = createLineBuffer()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let syncing: Promise<void> | undefined
  let recorded = 0
  let dropped = 0
  let crc = 0
  let failure: string | undefined
  /** What has been written, and what of it is known to be safe. */
  let written = { events: 0, bytes: 0 }
  let durable = written

  function fail(reason: string): void {
    failure ??= `Recording has stopped: ${reason}`
    dropped += waiting.lines
    waiting.clear()
    onProgress()
  }

  const failWriting = (error: unknown): void =>
    fail(`${path} cannot be written (${(error as Error).message}). What was recorded before is safe.`)

  async function writeAll(buffer: Buffer): Promise<void> {
    hash.update(buffer)
    for (let done = 0; done < buffer.length;) {
      const { bytesWritten } = await file.write(buffer, done, buffer.length - done, written.bytes + done)
      done += bytesWritten
    }
  }

  /** One block: lines and their seal. */
  async function writeBlock(lines: LineBuffer, events: number): Promise<void> {
    const lastEvent = written.events + events
    crc = crc32(lines.bytes(), crc)
    lines.append(sealLine(lastEvent, lines.size, crc))
    const buffer = lines.bytes()
    await writeAll(buffer)
    if (events > 0) {
      firstEvents.push(written.events + 1)
      offsets.push(written.bytes)
    }
    written = { events: lastEvent, bytes: written.bytes + buffer.length }
  }

  /** Makes durable what has been written; one sync at a time, and another one for what was written meanwhile. */
  function startSync(): Promise<void> {
    if (durable === written || failure !== undefined) return Promise.resolve()
    syncing ??= sync().finally(() => {
      syncing = undefined
      void startSync()
    })
    return syncing
  }

  async function sync(): Promise<void> {
    const target = written
    try {
      await file.datasync()
      durable = target
      onProgress()
    } catch (error) {
      dropped += written.events - durable.events
      failWriting(error)
    }
  }

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const events = waiting.lines
    if (events === 0 || failure !== undefined) return
    const block = waiting
    waiting = spare
    try {
      await writeBlock(block, events)
      void startSync()
    } catch (error) {
      dropped += events
      failWriting(error)
    } finally {
      block.clear()
      spare = block
    }
  }

  function startWrite(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined
      if (waiting.size >= blockBytes) void startWrite()
      else if (waiting.lines > 0) schedule()
    })
    return writing
  }

  function schedule(): void {
    timer ??= setTimeout(() => void startWrite(), flushMs)
  }

  async function flush(): Promise<void> {
    // the write and the sync that are under way do not hold what was appended since
    await writing
    await startWrite()
    await syncing
    await startSync()
  }

  async function close(verdict: SessionFooter['verdict'], checks?: SessionFooter['checks']): Promise<void> {
    await flush()
    clearTimeout(timer)
    if (failure === undefined) {
      const sha256 = hash.copy().digest('hex')
      const footer = footerLine({ events: durable.events, dropped, sha256, verdict, ...(checks ? { checks } : {}) })
      await writeAll(Buffer.from(footer))
        .then(() => file.datasync())
        .catch(failWriting)
    }
    await file.close()
  }

  spare.append(headerLine)
  await writeBlock(spare, 0)
  spare.clear()
  await file.sync()
  durable = written
  await syncFolder(dirname(path))

  return {
    path,
    headerLine,
    get recorded() {
      return recorded
    },
    get durable() {
      return durable.events
    },
    get dropped() {
      return dropped
    },
    get failure() {
      return failure
    },
    append(line) {
      recorded++
      if (failure) {
        dropped++
        return
      }
      waiting.append(line)
      if (waiting.size > waitingBytesMax) fail('the disk does not keep up.')
      else if (waiting.size >= blockBytes) void startWrite()
      else schedule()
    },
    flush,
    blockOf(event) {
      let low = 0
      for (let high = firstEvents.length - 1; low < high;) {
        const middle = (low + high + 1) >> 1
        if ((firstEvents[middle] as number) <= event) low = middle
        else high = middle - 1
      }
      return { firstEvent: firstEvents[low] ?? 1, offset: offsets[low] ?? 0 }
    },
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, written.bytes - offset)))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
      return buffer.subarray(0, bytesRead)
    },
    close,
  }
}

/** Makes the name of a new file durable. Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
