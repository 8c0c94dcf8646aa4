/** Types into a window as a person does, by key events of the system: the page cannot tell the difference. */
import type { BrowserWindow, KeyboardInputEvent } from 'electron'

type Modifiers = NonNullable<KeyboardInputEvent['modifiers']>

export interface Typist {
  /** Presses a key, with modifiers: `press('N', ['control', 'shift'])`. */
  press(keyCode: string, modifiers?: Modifiers): Promise<void>
  /** Types text, key by key. */
  type(text: string): Promise<void>
}

/** @param pause is awaited between two keys; what it throws ends the typing */
export function createTypist(window: BrowserWindow, pause: () => Promise<void>): Typist {
  const { webContents } = window
  const send = (type: 'keyDown' | 'char' | 'keyUp', keyCode: string, modifiers: Modifiers): void =>
    webContents.sendInputEvent({ type, keyCode, modifiers })

  return {
    async press(keyCode, modifiers = []) {
      send('keyDown', keyCode, modifiers)
      // Enter makes text as well; with a modifier no key does
      if (keyCode === 'Enter' && modifiers.length === 0) send('char', keyCode, modifiers)
      send('keyUp', keyCode, modifiers)
      await pause()
    },
    async type(text) {
      for (const character of text) {
        const key = character.toUpperCase()
        const modifiers: Modifiers = character !== character.toLowerCase() ? ['shift'] : []
        send('keyDown', key, modifiers)
        send('char', character, modifiers)
        send('keyUp', key, modifiers)
        await pause()
      }
    },
  }
}
