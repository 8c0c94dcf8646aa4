/**
 * Foreign logs that somebody looks at in a window: each is written down once as a session, in a folder that goes when the
 * application does. A log of JSON lines waits until somebody has said which field is what.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Mapping } from '../core/mapping.ts'
import { SessionError } from '../core/session.ts'
import { foreignFile } from './foreign-log.ts'
import { partsOf } from './session-reading.ts'

/** What is to be imported, whereto. */
export interface ImportJob {
  readonly from: string
  readonly to: string
  readonly mapping?: Mapping
}

/** What a file is to a window. */
export interface LookedAt {
  /** The session to be read; absent where nobody has said yet how the log is read. */
  readonly file?: string
  /** How a log begins whose fields somebody has to name, or may name otherwise. */
  readonly head?: string
}

export interface ForeignSessions {
  /** @throws SessionError for what is neither a session nor a log that can be read */
  look(path: string): Promise<LookedAt>
  /** From now on the log is read so. @throws SessionError where it cannot be */
  choose(path: string, mapping: Mapping): Promise<void>
  /** The session of what is shown: the file itself, or what its log was written down as. */
  fileOf(path: string): string
  /** Looks no further than how it begins. @throws SessionError for what is nothing that can be opened */
  check(path: string): Promise<void>
  close(): Promise<void>
}

export function createForeignSessions(run: (job: ImportJob) => Promise<void>): ForeignSessions {
  const written = new Map<string, string>()
  let folder: Promise<string> | undefined
  let count = 0

  async function write(path: string, mapping?: Mapping): Promise<string> {
    const name = `${++count} ${basename(path, extname(path))}, imported.ndjson`
    const to = join(await (folder ??= mkdtemp(join(tmpdir(), 'syncscope-imported-'))), name)
    await run({ from: path, to, ...(mapping ? { mapping } : {}) })
    const before = written.get(path)
    written.set(path, to)
    if (before !== undefined) await rm(before, { force: true })
    return to
  }

  return {
    async look(path) {
      const foreign = await foreignFile(path)
      if (!foreign) return { file: path }
      const known = written.get(path)
      if (foreign.kind.name !== 'json-lines') return { file: known ?? (await write(path)) }
      return { head: foreign.head, ...(known === undefined ? {} : { file: known }) }
    },
    async choose(path, mapping) {
      await write(path, mapping)
    },
    fileOf: (path) => written.get(path) ?? path,
    async check(path) {
      if (await foreignFile(path)) return
      for await (const _part of partsOf(path)) break
    },
    async close() {
      if (folder) await rm(await folder, { recursive: true, force: true })
    },
  }
}

/** How a thread says that it is done, or why it is not. */
export type ImportWord = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string }

const memoryMegabytesMax = 2048

/** Imports in a thread of its own, so that windows stay responsive. @param workerFile the bundled `import-worker` */
export const inThread =
  (workerFile: URL) =>
  (job: ImportJob): Promise<void> => {
    const worker = new Worker(workerFile, {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytesMax },
    })
    return new Promise((resolve, reject) => {
      worker.on('message', (word: ImportWord) => {
        if (word.kind === 'done') resolve()
        else reject(new SessionError(word.reason))
      })
      worker.once('error', (error: Error) => reject(new SessionError(`It cannot be imported: ${error.message}`)))
      worker.once('exit', (code) => reject(new SessionError(`The import ended by itself, with ${code}.`)))
    })
  }
