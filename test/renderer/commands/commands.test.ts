/** Keys and commands, as a user meets them: the right key, in the right place, does the right thing. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCommands, type Command } from '../../../renderer/commands/command.ts'
import { dispatchKeys } from '../../../renderer/commands/dispatch.ts'
import { chordText, parseChord } from '../../../renderer/commands/key.ts'

let ran: string[] = []
let stop: (() => void) | undefined
let allowed = true

const command = (id: string, keys: string[], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'All',
  keys,
  run: () => void ran.push(id),
  ...more,
})

beforeEach(() => {
  ran = []
  allowed = true
  document.body.innerHTML = `<input id="input"><button id="button">b</button>
    <div class="monaco-editor"><div id="monaco" tabindex="0"></div></div>
    <div role="dialog"><button id="inDialog">x</button></div><div id="plain" tabindex="0"></div>`
  const commands = createCommands([
    command('new', ['Ctrl+Shift+N']),
    command('help', ['F1', '?']),
    command('zoom', ['KeyW']),
    command('play', ['Space']),
    command('clear', ['Esc'], { inText: true }),
    command('maybe', ['Ctrl+K'], { when: () => allowed }),
    command('otherwise', ['Ctrl+K']),
  ])
  stop = dispatchKeys(commands)
})
afterEach(() => stop?.())

function press(where: string, key: string, more: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  document.getElementById(where)?.dispatchEvent(event)
  return event.defaultPrevented
}

test('a key with Ctrl and Shift works everywhere, in the editor too, and is taken from it', () => {
  expect(press('monaco', 'N', { ctrlKey: true, shiftKey: true })).toBe(true)
  expect(press('input', 'N', { ctrlKey: true, shiftKey: true })).toBe(true)
  expect(ran).toEqual(['new', 'new'])
})

test('the same letter with other modifiers is another key', () => {
  expect(press('plain', 'n', { ctrlKey: true })).toBe(false)
  expect(press('plain', 'N', { ctrlKey: true, shiftKey: true, altKey: true })).toBe(false)
  expect(ran).toEqual([])
})

test('Command does on a Mac what Ctrl does elsewhere', () => {
  press('plain', 'n', { metaKey: true, shiftKey: true })
  expect(ran).toEqual(['new'])
})

test('single letters and signs are typed in text fields and in the editor, and work elsewhere', () => {
  for (const where of ['input', 'monaco']) {
    expect(press(where, '?', { shiftKey: true })).toBe(false)
    expect(press(where, 'w', { code: 'KeyW' })).toBe(false)
  }
  expect(ran).toEqual([])
  press('plain', '?', { shiftKey: true })
  press('plain', 'z', { code: 'KeyW' })
  expect(ran).toEqual(['help', 'zoom'])
})

test('function keys work in the editor', () => {
  expect(press('monaco', 'F1')).toBe(true)
  expect(ran).toEqual(['help'])
})

test('Space on a button presses the button', () => {
  expect(press('button', ' ')).toBe(false)
  expect(press('plain', ' ')).toBe(true)
  expect(ran).toEqual(['play'])
})

test('a command may ask for its key in text fields too', () => {
  press('input', 'Escape')
  expect(ran).toEqual(['clear'])
})

test('a dialog keeps its keys to itself', () => {
  expect(press('inDialog', 'N', { ctrlKey: true, shiftKey: true })).toBe(false)
  expect(ran).toEqual([])
})

test('a command that cannot be run leaves its key to the next', () => {
  press('plain', 'k', { ctrlKey: true })
  allowed = false
  press('plain', 'k', { ctrlKey: true })
  expect(ran).toEqual(['maybe', 'otherwise'])
})

test('nothing runs while a character is being composed, and nothing after the end', () => {
  expect(press('plain', 'F1', { isComposing: true })).toBe(false)
  stop?.()
  press('plain', 'F1')
  expect(ran).toEqual([])
})

test('keys are shown as people write them', () => {
  for (const text of ['Ctrl+Shift+N', 'F1', '?', 'Esc', 'Space', 'Ctrl+Enter', 'Shift+F6']) {
    expect(chordText(parseChord(text))).toBe(text)
  }
  expect(chordText(parseChord('Ctrl+KeyW'))).toBe('Ctrl+W')
})

test('two commands with one id are refused', () => {
  expect(() => createCommands([command('a', []), command('a', [])])).toThrow('one id')
})
