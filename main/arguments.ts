/** What the application was started with. Knows the words of the command line, not what is done about them. */
import { resolve } from 'node:path'

export interface Arguments {
  /** Plays the demo by itself and leaves its files in this folder. */
  readonly demo?: string
  /** Session files to show: named by --session, or bare, as a double click on a file does. */
  readonly sessions?: readonly string[]
  /** The folder for the application's data. */
  readonly data?: string
  /** Draws the session as `png` or `pdf` into the file `out`, and ends; for the command line. */
  readonly draw?: string
  readonly out?: string
}

/** A command line that is not understood; the message is one line for people. */
export class ArgumentError extends Error {}

const usage = 'Syncscope knows: FILE, --demo DIR, --session FILE, --data DIR.'
/** So many files are opened at once; a folder full of them was hardly meant. */
export const sessionsMax = 8

/** Switches of Chromium and Node that may stand among ours; they are read by Electron itself. */
const foreign =
  /^--(user-data-dir|no-sandbox|lang|ozone-platform|ozone-platform-hint|enable-features|disable-features|disable-gpu|force-device-scale-factor|force-prefers-reduced-motion|inspect|inspect-brk|remote-debugging-port|remote-debugging-pipe|enable-logging|log-level|v|disable-dev-shm-usage|allow-file-access-from-files|original-process-start-time|enable-crash-reporter)(=|$)/

/**
 * Reads the words after the application's own path; relative paths start from `folder`.
 * @throws ArgumentError
 */
export function parseArguments(words: readonly string[], folder: string): Arguments {
  const found: { -readonly [K in Exclude<keyof Arguments, 'sessions'>]?: string } = {}
  const sessions: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    const [, name, , value] = /^--(demo|session|data|draw|out)(=(.*))?$/s.exec(word) ?? []
    if (!name) {
      if (foreign.test(word)) continue
      if (!word.startsWith('-') && word !== '') {
        sessions.push(resolve(folder, word))
        continue
      }
      throw new ArgumentError(`Unknown argument ${JSON.stringify(word)}. ${usage}`)
    }
    const given = value ?? words[++index]
    if (!given || given.startsWith('--')) throw new ArgumentError(`--${name} needs a path. ${usage}`)
    if (name === 'session') sessions.push(resolve(folder, given))
    else found[name as Exclude<keyof Arguments, 'sessions'>] = name === 'draw' ? given : resolve(folder, given)
  }
  if (sessions.length > sessionsMax)
    throw new ArgumentError(`At most ${sessionsMax} files are opened at once. ${usage}`)
  return { ...found, ...(sessions.length > 0 ? { sessions } : {}) }
}

/**
 * The words of a command line that are meant for the application: all after its path where a default application
 * has loaded it, all after the executable in a package.
 */
export function ownWords(argv: readonly string[], loadedByDefaultApp: boolean): readonly string[] {
  if (!loadedByDefaultApp) return argv.slice(1)
  const words = argv.slice(1)
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (word === '-r' || word === '--require') index++
    else if (!word.startsWith('-')) return words.slice(index + 1)
  }
  return []
}
