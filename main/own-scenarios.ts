/**
 * The scenarios that somebody has written, each a file of its own in the application's data folder, under the name
 * that it was given. Reads and runs nothing of what is in them.
 */
import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from './whole-file.ts'

/** The bounds of what is kept. */
export const ownLimits = { scenarios: 200, characters: 256 * 1024, nameCharacters: 60 } as const

export interface OwnScenario {
  readonly name: string
  readonly changedAtMs: number
}

export interface OwnScenarios {
  /** By name. */
  list(): Promise<readonly OwnScenario[]>
  /** @throws Error that says that there is none */
  read(name: string): Promise<string>
  /** Writes it anew, or over the one of that name. @throws Error */
  save(name: string, text: string): Promise<void>
  /** @throws Error where there is one of that name, or none to rename */
  rename(from: string, to: string): Promise<void>
  remove(name: string): Promise<void>
}

const extension = '.js'
/** What every system takes as the name of a file, and what a person can read. */
const namePattern = /^[\p{L}\p{N}](?:[\p{L}\p{N} _-]*[\p{L}\p{N}_-])?$/u
/** Names that Windows keeps for devices. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** What is wrong with a name, as a sentence; undefined where it can be taken. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Give it a name.'
  if (name.length > ownLimits.nameCharacters) return `A name has at most ${ownLimits.nameCharacters} characters.`
  if (!namePattern.test(name))
    return 'A name is made of letters, digits, blanks, - and _, and begins with a letter or a digit.'
  return devices.test(name) ? `${name} is a name that some systems keep for themselves. Choose another.` : undefined
}

export function openOwnScenarios(folder: string): OwnScenarios {
  function pathOf(name: string): string {
    const problem = nameProblem(name)
    if (problem !== undefined) throw new Error(problem)
    return join(folder, `${name}${extension}`)
  }

  const isThere = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    )

  async function names(): Promise<readonly string[]> {
    const files = await readdir(folder).catch((): string[] => [])
    return files
      .filter((file) => file.endsWith(extension))
      .map((file) => file.slice(0, -extension.length))
      .filter((name) => nameProblem(name) === undefined)
      .sort((one, other) => one.localeCompare(other, 'en'))
      .slice(0, ownLimits.scenarios)
  }

  return {
    async list() {
      const all = (await names()).map(async (name) => ({ name, changedAtMs: (await stat(pathOf(name))).mtimeMs }))
      return Promise.all(all)
    },
    async read(name) {
      const path = pathOf(name)
      const size = await stat(path).then(
        (found) => found.size,
        () => undefined,
      )
      if (size === undefined) throw new Error(`There is no scenario ${name}.`)
      // four bytes are the most that a character takes
      if (size > ownLimits.characters * 4) throw new Error(`${name} is larger than ${ownLimits.characters} characters.`)
      return readFile(path, 'utf8')
    },
    async save(name, text) {
      const path = pathOf(name)
      if (text.length > ownLimits.characters)
        throw new Error(`A scenario has at most ${ownLimits.characters} characters; this one has ${text.length}.`)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      if (!(await isThere(path)) && (await names()).length >= ownLimits.scenarios)
        throw new Error(`There are ${ownLimits.scenarios} scenarios already. Delete some first.`)
      await writeWhole(path, text)
    },
    async rename(from, to) {
      const [old, next] = [pathOf(from), pathOf(to)]
      if (!(await isThere(old))) throw new Error(`There is no scenario ${from}.`)
      const isSameFile = from.toLowerCase() === to.toLowerCase()
      if (!isSameFile && (await isThere(next))) throw new Error(`There is a scenario ${to} already.`)
      await rename(old, next)
    },
    async remove(name) {
      await unlink(pathOf(name)).catch(() => {
        throw new Error(`There is no scenario ${name}.`)
      })
    },
  }
}
