/** The keys of a hyperty window: each does one thing, and takes nothing from the menu or the editor that is needed there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chordText } from '../../../renderer/commands/key.ts'
import { createPageCommands, type PageActions } from '../../../renderer/hyperty/page-commands.ts'
import { root } from '../../../scripts/run.mjs'

/** Actions that note what was done; what may be done is what a test allows. */
function pageWith(allowed: Partial<PageActions> = {}): { page: PageActions; done: string[] } {
  const done: string[] = []
  const note = (_: object, name: string | symbol) => () => {
    done.push(String(name))
    return true
  }
  return {
    page: new Proxy(allowed, {
      get: (own, name, self) => Reflect.get(own, name, self) ?? note(own, name),
    }) as PageActions,
    done,
  }
}

const commands = createPageCommands(pageWith().page)
const keysOf = (id: string): string[] => commands.chordsOf(id).map(chordText)

/** With Ctrl and Shift, in Monaco with the features that an editor of text may have, on any system. */
const monacoKeys = ['A', 'G', 'I', 'K', 'L', 'O', 'R', 'Z', 'Enter', '[', ']', '\\'].map((key) => `Ctrl+Shift+${key}`)
/** Those of Electron's roles in the menu, and of Chromium and the system where a text has the focus. */
const systemKeys = [
  ...['Ctrl+A', 'Ctrl+C', 'Ctrl+V', 'Ctrl+X', 'Ctrl+Z', 'Ctrl+Y', 'Ctrl+W', 'Ctrl+Q', 'Ctrl+M', 'Ctrl+0', 'Ctrl+-'],
  ...['Ctrl+Plus', 'Ctrl+Shift+V', 'Ctrl+Shift+U', 'Ctrl+Shift+I', 'Ctrl+Shift+Q', 'F11', 'F12'],
]

describe('the keys of a hyperty window', () => {
  test('are all different', () => {
    const keys = commands.all.flatMap(({ id }) => keysOf(id))
    expect(keys).toEqual([...new Set(keys)])
  })

  test('are none that the editor or the system has for something else', () => {
    const keys = commands.all.flatMap(({ id }) => keysOf(id))
    expect(keys.filter((key) => [...monacoKeys, ...systemKeys].includes(key))).toEqual([])
  })

  test('are in the menu only where that does the same', () => {
    const menu = readFileSync(join(root, 'main/menu.ts'), 'utf8')
    const taken = [...menu.matchAll(/accelerator: 'CmdOrCtrl\+(.+?)'/g)].map(([, key]) => `Ctrl+${key}`)
    expect(taken).toContain('Ctrl+O')
    const both = commands.all.filter(({ id }) => keysOf(id).some((key) => taken.includes(key)))
    expect(both.map(({ id }) => id)).toEqual(['window.new'])
  })

  test.each([
    ['window.online', 'changeOnline'],
    ['text.why', 'why'],
    ['text.discard', 'discard'],
    ['text.try', 'tryWriting'],
    ['object.followers', 'showFollowers'],
    ['object.invite', 'invite'],
    ['object.auto-accept', 'changeAutoAccept'],
  ])('%s has a key that works in the editor, and is named in a tooltip', (id, action) => {
    const { page, done } = pageWith()
    const own = createPageCommands(page)
    const [key] = keysOf(id)
    expect(key).toMatch(/^Ctrl\+Shift\+[A-Z]$/)
    expect(own.get(id)?.inText).toBe(true)
    expect(own.labelOf(id)).toBe(`${own.get(id)?.title} (${key})`)
    expect(own.run(id)).toBe(true)
    expect(done).toContain(action)
  })

  test('what only the owner may do is not done for a follower', () => {
    const { page, done } = pageWith({ isOwner: () => false })
    const own = createPageCommands(page)
    for (const id of ['object.share', 'object.invite', 'object.followers', 'object.delete'])
      expect(own.run(id)).toBe(false)
    expect(own.run('object.unfollow')).toBe(true)
    expect(done.at(-1)).toBe('stopFollowing')
  })
})
