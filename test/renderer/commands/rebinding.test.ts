/** Other keys for commands, as somebody gives them: what holds then, and what is said against it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCommands, type Commands } from '../../../renderer/commands/command.ts'
import { dispatchKeys } from '../../../renderer/commands/dispatch.ts'
import { findCommands } from '../../../renderer/commands/found.ts'
import { chordText, isSameChord, parseChord, writtenKey } from '../../../renderer/commands/key.ts'
import { givenKey, keyProblem, ownerOf, usualKeys } from '../../../renderer/commands/rebinding.ts'
import { createPageCommands as compare } from '../../../renderer/compare/page-commands.ts'
import { createPageCommands as hyperty } from '../../../renderer/hyperty/page-commands.ts'
import { createPageCommands as inspector } from '../../../renderer/inspector/page-commands.ts'
import { createPageCommands as scenario } from '../../../renderer/scenario/page-commands.ts'
import { changedSettings, usualSettings } from '../../../core/settings.ts'

let ran: string[] = []
let commands: Commands
let stop: () => void
beforeEach(() => {
  ran = []
  const command = (id: string, title: string, keys: string[], more = {}) => {
    return { id, title, group: 'Chart', keys, run: () => void ran.push(id), ...more }
  }
  commands = createCommands([
    command('zoom', 'Zoom in', ['KeyW', 'Plus']),
    command('links', 'Conditions of links…', ['Ctrl+L']),
    command('play', 'Play', [], { when: () => false, why: 'Nothing is there to play.' }),
  ])
  stop = dispatchKeys(commands)
})
afterEach(() => stop())

function press(key: string, more: KeyboardEventInit = {}): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

/** What main keeps after a change, and tells the page. */
function take(keys: ReturnType<typeof givenKey>): void {
  const now = { ...usualSettings, keys: { inspector: kept } }
  kept = changedSettings(now, { set: 'keys', page: 'inspector', keys }).keys.inspector ?? {}
  commands.rebind(kept)
}
let kept: Readonly<Record<string, readonly string[]>> = {}
beforeEach(() => (kept = {}))

test('a command runs by its new key, is shown with it, and by its old one no more', () => {
  take(givenKey(commands, 'links', 'Ctrl+Shift+Y'))
  press('l', { ctrlKey: true })
  expect(ran).toEqual([])
  press('Y', { ctrlKey: true, shiftKey: true })
  expect(ran).toEqual(['links'])
  expect(commands.labelOf('links')).toBe('Conditions of links… (Ctrl+Shift+Y)')
  expect(commands.isRebound('links')).toBe(true)
})

test('a key that is another’s is named with it, and taken from it, of which the others stay', () => {
  expect(ownerOf(commands, 'links', 'KeyW')?.title).toBe('Zoom in')
  expect(ownerOf(commands, 'zoom', 'KeyW')).toBeUndefined()
  take(givenKey(commands, 'links', 'KeyW'))
  press('w', { code: 'KeyW' })
  press('+')
  expect(ran).toEqual(['links', 'zoom'])
  expect(commands.chordsOf('zoom').map(chordText)).toEqual(['+'])
})

test('the usual key of one comes back, from whoever has it since; all come back at once', () => {
  take(givenKey(commands, 'links', 'KeyW'))
  take(givenKey(commands, 'play', 'Ctrl+L'))
  take(usualKeys(commands, 'links'))
  expect(commands.keyOf('links')).toBe('Ctrl+L')
  expect(commands.keyOf('play')).toBeUndefined()
  commands.rebind({})
  expect(commands.keyOf('zoom')).toBe('W')
  expect(commands.isRebound('zoom')).toBe(false)
})

test('keys that something else needs are refused with the reason', () => {
  expect(keyProblem('Ctrl+W')).toBe('Ctrl+W closes the window; it is kept for that. Press another key.')
  expect(keyProblem('Ctrl+Shift+Y')).toBeUndefined()
})

describe('what is pressed is written so that the same key is read again', () => {
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }
  test.each([
    [{ ...none, key: 'w', code: 'KeyW' }, 'KeyW'],
    [{ ...none, key: 'Y', code: 'KeyY', ctrlKey: true, shiftKey: true }, 'Ctrl+Shift+Y'],
    [{ ...none, key: '?', code: 'Minus', shiftKey: true }, '?'],
    [{ ...none, key: ' ', code: 'Space' }, 'Space'],
    [{ ...none, key: '+', code: 'BracketRight' }, 'Plus'],
    [{ ...none, key: 'ф', code: 'KeyA', ctrlKey: true }, 'Ctrl+A'],
    [{ ...none, key: 'F9', code: 'F9', shiftKey: true }, 'Shift+F9'],
    [{ ...none, key: 'Control', code: 'ControlLeft', ctrlKey: true }, undefined],
  ])('%o is %s', (pressed, written) => {
    expect(writtenKey(pressed)).toBe(written)
    if (written !== undefined) expect(isSameChord(parseChord(written), parseChord(written))).toBe(true)
  })
})

test('what was used lately comes first, and what cannot be done says why', () => {
  const [first] = findCommands(commands, '', ['play'])
  expect(first).toMatchObject({ id: 'play', why: 'Nothing is there to play.', isRecent: true })
  expect(findCommands(commands, 'ctrl+l').map(({ id }) => id)).toEqual(['links'])
  expect(findCommands(commands, 'zzz')).toEqual([])
})

const anything = new Proxy({}, { get: () => () => false })
describe.each([
  ['inspector', inspector(anything as never)],
  ['hyperty', hyperty(anything as never)],
  ['compare', compare(anything as never)],
  ['scenario', scenario(anything as never)],
])('the commands of a window: %s', (_, own) => {
  test('say why they cannot be done, where they cannot', () => {
    const silent = own.all.filter(({ when, why }) => when !== undefined && why === undefined)
    expect(silent.map(({ id }) => id)).toEqual([])
  })

  test('have each key once, and the palette two', () => {
    const keys = own.all.flatMap(({ id }) => own.chordsOf(id).map(chordText))
    expect(keys).toEqual([...new Set(keys)])
    expect(own.chordsOf('window.commands').map(chordText)).toEqual(['Ctrl+Shift+P', 'Ctrl+K'])
  })
})
