/** Which commands are shown for what somebody has typed, and in which order. */
import type { Command, Commands } from './command.ts'
import { chordText } from './key.ts'
import { matchText } from './match.ts'

/** A command as the palette and the list of keys show it. */
export interface FoundCommand {
  readonly id: string
  readonly title: string
  readonly group: string
  readonly keys: readonly string[]
  /** Which letters of its title it was found by. */
  readonly places: ReadonlySet<number>
  /** Why it cannot be done now. */
  readonly why?: string | undefined
  readonly isRecent: boolean
}

const recentPoints = 3

/**
 * The commands that fit, best first; without anything typed those that were used lately, and then all, as they are
 * listed. `itself` is the command that asks, which is left out.
 */
export function findCommands(
  commands: Commands,
  typed: string,
  recent: readonly string[] = [],
  itself?: string,
): readonly FoundCommand[] {
  const text = typed.trim()
  const rows = commands.all.flatMap((command, index) => {
    if (command.id === itself) return []
    const found = rate(commands, command, text)
    if (!found) return []
    const lately = recent.indexOf(command.id)
    const bonus = lately < 0 ? 0 : text === '' ? 1000 - lately : recentPoints
    return [{ ...found, score: found.score + bonus, index, isRecent: lately >= 0 }]
  })
  return rows.toSorted((one, other) => other.score - one.score || one.index - other.index)
}

function rate(
  commands: Commands,
  command: Command,
  text: string,
): (Omit<FoundCommand, 'isRecent'> & { score: number }) | undefined {
  const { id, title, group } = command
  const keys = commands.chordsOf(id).map(chordText)
  const inTitle = matchText(text, title)
  // its heading and its key find it, too, but its name finds it better
  const found = inTitle ?? matchText(text, `${group} ${title} ${keys.join(' ')}`)
  if (!found) return undefined
  const places = new Set(inTitle ? inTitle.places : [])
  const why = commands.can(id) ? undefined : (command.why ?? 'Not possible now.')
  return { id, title, group, keys, places, why, score: text === '' ? 0 : found.score - (inTitle ? 0 : 20) }
}
