/**
 * What it takes to give a command another key: what stands against it, whose key it is already, and what is to be
 * changed. Knows nothing of how keys are asked for or kept.
 */
import type { Command, Commands } from './command.ts'
import { chordText, isSameChord, parseChord } from './key.ts'

/** What the keys of some commands become; null is the usual ones. */
export type KeyChanges = Readonly<Record<string, readonly string[] | null>>

/** Keys that never reach a command, and whose they are. */
const taken: Readonly<Record<string, string>> = {
  Tab: 'goes from control to control',
  'Shift+Tab': 'goes back from control to control',
  Enter: 'presses what has the focus',
  Esc: 'closes what is open',
  'Ctrl+C': 'copies',
  'Ctrl+V': 'pastes',
  'Ctrl+X': 'cuts',
  'Ctrl+A': 'selects everything',
  'Ctrl+Z': 'undoes',
  'Ctrl+Y': 'does again',
  'Ctrl+Shift+Z': 'does again',
  'Ctrl+W': 'closes the window',
  'Ctrl+Q': 'ends the application',
}

/** Why a key cannot be given to any command, as a sentence. */
export function keyProblem(key: string): string | undefined {
  const text = chordText(parseChord(key))
  const what = taken[text]
  return what === undefined ? undefined : `${text} ${what}; it is kept for that. Press another key.`
}

/** The other command that has a key. */
export function ownerOf(commands: Commands, id: string, key: string): Command | undefined {
  const chord = parseChord(key)
  return commands.all.find((one) => one.id !== id && commands.chordsOf(one.id).some((own) => isSameChord(own, chord)))
}

/** Gives a command a key in the place of those it has, and takes it from whoever has it. */
export function givenKey(commands: Commands, id: string, key: string): KeyChanges {
  const owner = ownerOf(commands, id, key)
  if (!owner) return { [id]: [key] }
  const chord = parseChord(key)
  const left = commands.chordsOf(owner.id).filter((one) => !isSameChord(one, chord))
  return { [id]: [key], [owner.id]: left.map(writeChord) }
}

/**
 * Gives a command its usual keys again, and takes them from whoever has been given one of them since: no key is ever
 * that of two commands.
 */
export function usualKeys(commands: Commands, id: string): KeyChanges {
  const changes: Record<string, readonly string[] | null> = { [id]: null }
  for (const key of commands.get(id)?.keys ?? []) {
    const owner = ownerOf(commands, id, key)
    if (!owner) continue
    const chord = parseChord(key)
    const own = commands.chordsOf(owner.id).filter((one) => !isSameChord(one, chord))
    changes[owner.id] = own.map(writeChord)
  }
  return changes
}

const names: Readonly<Record<string, string>> = { ' ': 'Space', '+': 'Plus' }

/** A chord as it is written for `parseChord`. */
function writeChord({ key, control, shift, alt }: ReturnType<typeof parseChord>): string {
  const held = [control && 'Ctrl', shift && 'Shift', alt && 'Alt'].filter((part) => part !== false)
  return [...held, names[key] ?? key].join('+')
}
