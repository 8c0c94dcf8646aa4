/** Writes small files whole: what was there before stays until the new one is on the disk. Knows nothing of what is in them. */
import { rename, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Readable by its owner only. @throws Error where it cannot be written */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    await writeFile(temporary, content, { mode: 0o600, flush: true })
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}

/** Keeps what changes in a file: each call resolves when what `text` gives then is on the disk. One writing after the other. */
export function createWriter(path: string, text: () => string): () => Promise<void> {
  let writing: Promise<void> = Promise.resolve()
  return () => {
    writing = writing.catch(() => undefined).then(() => writeWhole(path, text()))
    return writing
  }
}
