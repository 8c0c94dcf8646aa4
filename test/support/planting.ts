/**
 * Compiles modules of the project into a folder of their own, with faults planted in their text, so that a test can
 * show that it finds them. What the faults are, and how they show, is known elsewhere.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'

/** In a file, by its path in core, a text that stands there once and what is put in its place. */
export interface Edit {
  readonly file: string
  readonly find: string
  readonly put: string
}

/** A fault that is one edit. */
export interface Fault extends Edit {
  readonly title: string
}

export const edit = (file: string, find: string, put: string): Edit => ({ file, find, put })
export const fault = (title: string, file: string, find: string, put: string): Fault => ({ title, file, find, put })

interface Compiled {
  readonly text: string
  readonly imports: readonly string[]
}

const root = join(import.meta.dirname, '../..')
const compilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  rewriteRelativeImportExtensions: true,
}
const compiled = new Map<string, Compiled>()

function compile(source: string): Compiled {
  const known = compiled.get(source)
  if (known) return known
  const text = ts.transpileModule(source, { compilerOptions }).outputText
  // only what is left of the imports: types are gone
  const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName)
  const made = { text, imports: imports.filter((name) => name.startsWith('.')) }
  compiled.set(source, made)
  return made
}

function planted(file: string, text: string, edits: readonly Edit[]): string {
  let source = text
  for (const { find, put } of edits.filter((edit) => file === `core/${edit.file}`)) {
    if (source.split(find).length !== 2) throw new Error(`"${find}" must stand in ${file} once`)
    source = source.replace(find, () => put)
  }
  return source
}

/**
 * Compiles files, by their paths in the project, and all that they import, and loads them.
 * @throws Error where an edit's text does not stand once in its file, or its file is not among them
 */
export async function loadPlanted(
  folder: string,
  entries: readonly string[],
  edits: readonly Edit[],
): Promise<readonly object[]> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const targetOf = (file: string): string => join(folder, file.replace(/\.ts$/, '.js'))
  const files = [...entries]
  for (const file of files) {
    const { text, imports } = compile(planted(file, await readFile(join(root, file), 'utf8'), edits))
    for (const name of imports) {
      const path = posix.join(posix.dirname(file), name).replace(/\.js$/, '.ts')
      if (!files.includes(path)) files.push(path)
    }
    await mkdir(dirname(targetOf(file)), { recursive: true })
    await writeFile(targetOf(file), text)
  }
  for (const { file } of edits) if (!files.includes(`core/${file}`)) throw new Error(`core/${file} is not compiled`)
  return Promise.all(entries.map((file) => import(pathToFileURL(targetOf(file)).href) as Promise<object>))
}
