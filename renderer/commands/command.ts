/**
 * Everything that a user can do, as a list: each thing with an id, a title, a key, and when it can be done.
 * Buttons, menus, keys and the key help all read this list; it knows nothing of pages.
 */
import { shallowRef } from 'vue'
import { chordText, parseChord, type Chord } from './key.ts'

/** One thing that a user can do. */
export interface Command {
  /** Dotted, for example `object.create`. */
  readonly id: string
  /** What it does, as an imperative for people. */
  readonly title: string
  /** The heading it stands under in the key help. */
  readonly group: string
  /** Its keys as people write them; the first is shown on buttons. */
  readonly keys?: readonly string[]
  /** Whether it can be done now; without it, always. */
  readonly when?: () => boolean
  /** Why it cannot be done where `when` says so, as a sentence. */
  readonly why?: string
  /** Its keys work in text fields and in the editor too, although they would type something there. */
  readonly inText?: boolean
  run(): void
}

/** The commands of a page. */
export interface Commands {
  /** In the order they were given. */
  readonly all: readonly Command[]
  get(id: string): Command | undefined
  can(id: string): boolean
  /** Runs a command if it can be run now; says whether it did. */
  run(id: string): boolean
  /** The first key of a command, for people, or undefined. */
  keyOf(id: string): string | undefined
  /** What a command does and its first key, for a tooltip: `Share with everyone (Ctrl+Shift+S)`. */
  labelOf(id: string): string
  /** The chords of a command. */
  chordsOf(id: string): readonly Chord[]
  /** Gives commands other keys than usual, by their ids; all others have the usual ones. */
  rebind(keys: Readonly<Record<string, readonly string[]>>): void
  /** Whether a command has other keys than usual. */
  isRebound(id: string): boolean
}

/** Makes the list of a page's commands. Two commands with one id are a mistake of ours. */
export function createCommands(list: readonly Command[]): Commands {
  const byId = new Map(list.map((command) => [command.id, command]))
  if (byId.size !== list.length) throw new Error('two commands have one id')
  const usual = new Map(list.map((command) => [command.id, (command.keys ?? []).map(parseChord)]))
  /** What stands in the place of the usual ones; whoever shows a key shows the new one. */
  const rebound = shallowRef<ReadonlyMap<string, readonly Chord[]>>(new Map())
  const chordsOf = (id: string): readonly Chord[] => rebound.value.get(id) ?? usual.get(id) ?? []
  const can = (id: string): boolean => {
    const command = byId.get(id)
    return command !== undefined && (command.when?.() ?? true)
  }
  const keyOf = (id: string): string | undefined => {
    const [first] = chordsOf(id)
    return first && chordText(first)
  }
  return {
    all: list,
    get: (id) => byId.get(id),
    can,
    run(id) {
      if (!can(id)) return false
      byId.get(id)?.run()
      return true
    },
    keyOf,
    labelOf(id) {
      const key = keyOf(id)
      return `${byId.get(id)?.title ?? id}${key ? ` (${key})` : ''}`
    },
    chordsOf,
    rebind(keys) {
      rebound.value = new Map(Object.entries(keys).map(([id, own]) => [id, own.map(parseChord)]))
    },
    isRebound: (id) => rebound.value.has(id),
  }
}
