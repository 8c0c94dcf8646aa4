/**
 * Brings the keys of a page to its commands. Knows where a key belongs to a text field, a control or a dialog
 * instead; knows no command by name.
 */
import type { Command, Commands } from './command.ts'
import { isPlain, matches, type Chord } from './key.ts'

const textPlaces =
  'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=true], .monaco-editor'
const controls = 'button, a[href], summary, [role=switch], [role=tab], [role=option], [role=menuitem]'
/** What is moved by the keys that go somewhere. */
const bars = '[role=scrollbar], [type=range]'
const movesBar = /^(arrow|page|home$|end$)/
/** Keys that go along a grid or a row of tabs while it has the focus. */
const alongKeys = /^(arrow(up|down|left|right)|page(up|down)|home|end|enter)$/
const ownKeys = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]'

/** Whether the key belongs to what has the focus, and not to a command. */
function belongsToFocus(target: EventTarget | null, chord: Chord, command: Command): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest(ownKeys)) return true
  if (movesBar.test(chord.key) && target.closest(bars)) return true
  if (!isPlain(chord) || command.inText) return false
  if (target.closest(textPlaces)) return true
  if (alongKeys.test(chord.key) && target.closest('[role=grid], [role=tablist]')) return true
  return (chord.key === ' ' || chord.key === 'enter') && target.closest(controls) !== null
}

/**
 * Listens for keys before any control does, and runs the first command that has the key, can be run and is not
 * kept back by the focus. Returns the way to stop.
 */
export function dispatchKeys(commands: Commands, on: Window = window): () => void {
  const listen = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    for (const command of commands.all) {
      const chord = commands.chordsOf(command.id).find((one) => matches(one, event))
      if (!chord || belongsToFocus(event.target, chord, command) || !commands.can(command.id)) continue
      event.preventDefault()
      event.stopPropagation()
      commands.run(command.id)
      return
    }
  }
  on.addEventListener('keydown', listen, { capture: true })
  return () => on.removeEventListener('keydown', listen, { capture: true })
}
