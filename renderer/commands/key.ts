/**
 * Keys as people write them (`Ctrl+Shift+N`), and whether a key event is one.
 * Knows the modifiers' names; knows no command.
 */

/** A key with its modifiers, parsed. */
export interface Chord {
  /** `event.key` in lower case; or, for `KeyW` and `Digit1`, the place on the keyboard, `event.code`. */
  readonly key: string
  readonly physical: boolean
  /** Ctrl, and on a Mac Command. */
  readonly control: boolean
  readonly shift: boolean
  readonly alt: boolean
}

/** What is needed of a key event. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const physicalName = /^(Key[A-Z]|Digit[0-9])$/
const namedKeys: Readonly<Record<string, string>> = { space: ' ', esc: 'escape', plus: '+' }

/**
 * Reads a key as people write it. A single letter or sign is what is typed; `KeyW` is the place on the keyboard.
 * @example parseChord('Ctrl+Shift+N') // { key: 'n', control: true, shift: true, … }
 */
export function parseChord(text: string): Chord {
  const parts = text.split('+')
  const name = parts.pop() as string
  const held = new Set(parts.map((part) => part.toLowerCase()))
  const physical = physicalName.test(name)
  const lower = name.toLowerCase()
  return {
    key: physical ? name : (namedKeys[lower] ?? lower),
    physical,
    control: held.has('ctrl'),
    shift: held.has('shift'),
    alt: held.has('alt'),
  }
}

const isSign = (chord: Chord): boolean => !chord.physical && chord.key.length === 1 && !/[a-z ]/.test(chord.key)

/** True where the key event is this key. A sign such as `?` says by itself whether Shift is held. */
export function matches(chord: Chord, press: KeyPress): boolean {
  if ((press.ctrlKey || press.metaKey) !== chord.control || press.altKey !== chord.alt) return false
  if (!isSign(chord) && press.shiftKey !== chord.shift) return false
  return chord.physical ? press.code === chord.key : press.key.toLowerCase() === chord.key
}

const modifierKeys = new Set(['control', 'shift', 'alt', 'meta', 'altgraph', 'capslock', 'fn', 'dead', 'process'])
const letterPlace = /^Key([A-Z])$/

/**
 * What was pressed, as it is written for `parseChord`; undefined for a modifier alone. A letter by itself is its place
 * on the keyboard, and with Ctrl or Alt what is typed.
 */
export function writtenKey(press: KeyPress): string | undefined {
  const lower = press.key.toLowerCase()
  if (modifierKeys.has(lower)) return undefined
  const control = press.ctrlKey || press.metaKey
  const name = keyName(press, control || press.altKey)
  const isTypedSign = name.length === 1 && !/[A-Za-z]/.test(name)
  const held = [control && 'Ctrl', press.shiftKey && !isTypedSign && 'Shift', press.altKey && 'Alt']
  return [...held.filter((part) => part !== false), name].join('+')
}

function keyName({ key, code }: KeyPress, isHeld: boolean): string {
  const place = letterPlace.exec(code)?.[1]
  if (place !== undefined && !isHeld) return code
  // another alphabet, or a letter that Alt has made another one of
  if (place !== undefined && !/^[a-z]$/i.test(key)) return place
  if (/^Digit[0-9]$/.test(code) && /^[0-9]$/.test(key)) return code
  if (key === ' ') return 'Space'
  if (key === '+') return 'Plus'
  return key.length === 1 ? key.toUpperCase() : key
}

/** True where both are the same key. */
export const isSameChord = (one: Chord, other: Chord): boolean => chordText(one) === chordText(other)

/** True for a key that would type something, or work a control, where the focus is. */
export const isPlain = (chord: Chord): boolean => !chord.control && !chord.alt && !/^f[0-9]+$/.test(chord.key)

const shown: Readonly<Record<string, string>> = {
  ' ': 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  escape: 'Esc',
  pagedown: 'PageDown',
  pageup: 'PageUp',
}

/** A key for people to read. */
export function chordText(chord: Chord): string {
  const name = chord.physical ? chord.key.replace(/^(Key|Digit)/, '') : (shown[chord.key] ?? capital(chord.key))
  const held = [chord.control && 'Ctrl', chord.shift && 'Shift', chord.alt && 'Alt'].filter((part) => part !== false)
  return [...held, name].join('+')
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
