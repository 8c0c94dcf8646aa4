/** What `--mapping FILE` names: which field of a foreign log is what. */
import { readFile } from 'node:fs/promises'
import { MappingError, parseMapping, type Mapping } from '../core/mapping.ts'
import { UsageError } from './cli-words.ts'

/** @throws UsageError that names the file and what is wrong with it */
export async function mappingOf(file: string | undefined): Promise<Mapping | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`)
  })
  try {
    return parseMapping(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${file} is not JSON: ${error.message}`)
    if (error instanceof MappingError) throw new UsageError(`${file}: ${error.message}`)
    throw error
  }
}
