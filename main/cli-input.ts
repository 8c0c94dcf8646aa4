/** Where the command line reads a session from, a file, standard input or a foreign log, and how it waits for whoever reads what it says. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { SessionError } from '../core/session.ts'
import { mappingOf } from './cli-mapping.ts'
import { foreignFile, importLog } from './foreign-log.ts'

/** The exit code for what is no session: EX_DATAERR of BSD's sysexits.h. */
const noSession = 65

/**
 * Does something with a session file, with what comes in, or with what a foreign log says; gives its exit code, or the one for
 * what is no session. `mappingFile` says which field of such a log is what. @throws UsageError
 */
export async function withSession(
  file: string,
  use: (path: string) => Promise<number>,
  mappingFile?: string,
): Promise<number> {
  const mapping = await mappingOf(mappingFile)
  let folder: string | undefined
  const inFolder = async (name: string): Promise<string> =>
    join((folder ??= await mkdtemp(join(tmpdir(), 'syncscope-'))), name)
  try {
    // a session is read more than once: what comes in is kept until then
    const path = file === '-' ? await inFolder('stdin.ndjson') : file
    if (file === '-') await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }))
    const foreign = await foreignFile(path)
    if (!foreign) return await use(path)
    const to = await inFolder('imported.ndjson')
    await importLog({ from: path, foreign, to, mapping, ...(file === '-' ? { name: 'standard input' } : {}) })
    return await use(to)
  } catch (error) {
    if (!(error instanceof SessionError)) throw error
    complain(error.message)
    return noSession
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

/** Writes to standard output; where that is a file or another program, it is waited for. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(text)) await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
}

export const printJson = (value: object): Promise<void> => print(`${JSON.stringify(value, null, 2)}\n`)

export const complain = (text: string): void => void process.stderr.write(`${text}\n`)

/** Whether a text could be kept in a file; where not, it says why. */
export async function isWritten(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text)
    return true
  } catch (error) {
    complain(`${path} cannot be written: ${(error as Error).message}`)
    return false
  }
}
