// Two windows in one shared text: what both type is there, each sees where the other is, and nothing of that stays.
import type { Page } from '@playwright/test'
import type { SessionEvent } from '../../core/event.ts'
import { expect, test, type LaunchedApp } from '../support/electron.ts'
import { outcome, startedPair, textOf } from '../support/windows.ts'
import { recorded } from './application.ts'

const tab = (page: Page, name: string) => page.getByRole('tab', { name })
const pane = (page: Page) => page.getByTestId('shared-text')
const notesOf = async (page: Page): Promise<string> =>
  (await pane(page).locator('.view-line').allTextContents()).join('\n').replaceAll('\u00a0', ' ')
const peer = (page: Page, name: string) => pane(page).locator('.peer', { hasText: name })

/** Alice makes an object under a model, with /notes as a shared text, and shares it. */
async function createNotes(alice: Page, model: string, notes: string): Promise<void> {
  await alice.keyboard.press('Control+Shift+N')
  await alice.getByLabel('Name').fill('paper')
  await alice.getByLabel('JSON', { exact: true }).fill(JSON.stringify({ notes, title: 'Paper' }))
  await alice.getByLabel('/notes').check()
  await alice.getByLabel('Concurrency model').selectOption(model)
  await alice.getByRole('button', { name: 'Create' }).click()
  await expect(alice.getByRole('dialog')).toHaveCount(0)
  await alice.keyboard.press('Control+Shift+S')
}

async function inNotes(launched: LaunchedApp, model: string, notes = 'middle') {
  const pair = await startedPair(launched)
  await createNotes(pair.alice, model, notes)
  for (const page of [pair.alice, pair.bob]) {
    await tab(page, '/notes').click()
    await expect.poll(() => notesOf(page)).toBe(notes)
    await pane(page).locator('.view-line').first().click()
  }
  return pair
}

const sentPresence = (events: readonly SessionEvent[]) =>
  events.filter((event) => event.kind === 'sent' && event.message.type === 'presence')

for (const model of ['rebase', 'crdt']) {
  test(`Alice and Bob type in one text at once, see all of it, and each other (${model})`, async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await inNotes(launched, model)
    await alice.keyboard.press('Control+Home')
    await bob.keyboard.press('Control+End')
    const [first, last] = ['Alice was here. ', ' And so was Bob.']
    await Promise.all([alice.keyboard.type(first, { delay: 15 }), bob.keyboard.type(last, { delay: 15 })])
    for (const page of [alice, bob]) await expect.poll(() => notesOf(page)).toBe(`${first}middle${last}`)
    await expect(peer(alice, 'Bob')).toHaveCount(1)
    await expect(peer(bob, 'Alice')).toHaveCount(1)
    await expect(alice.getByTestId('guests')).toHaveAttribute('title', 'Bob')
    await bob.keyboard.press('Control+Shift+ArrowLeft')
    await expect(pane(alice).locator('.peer-selection')).not.toHaveCount(0)
    await expect(inspector.getByTestId('verdict')).toContainText('agree')

    // only one's own is undone
    await alice.keyboard.press('Control+z')
    await expect.poll(() => notesOf(bob)).not.toContain('here')
    expect(await notesOf(bob)).toContain('so was Bob.')
    await alice.keyboard.press('Control+y')
    await expect.poll(() => notesOf(bob)).toBe(`${first}middle${last}`)
    await tab(alice, 'JSON').click()
    await expect.poll(() => textOf(alice)).toContain(`"notes": "${first}middle${last}"`)
    // whoever is in no text any more is not shown in it
    await expect(peer(bob, 'Alice')).toHaveCount(0)
    await alice.getByRole('switch').click()
    await expect(outcome(alice)).toContainText('offline')
    const events = await recorded(launched.dataDir)
    expect(sentPresence(events).length).toBeGreaterThan(2)
    expect(events.some((event) => event.kind === 'sent' && event.rule === 'followers-are-seen')).toBe(true)
    await inspector.getByRole('application').focus()
    expect(launched.problems).toEqual([])
  })
}

test('a text is marked and unmarked later, by its owner only, from the editor and the menu', async ({ launchApp }) => {
  const launched = await launchApp()
  const { alice, bob } = await startedPair(launched)
  await alice.keyboard.press('Control+Shift+J')
  await alice.getByLabel('Path (JSON pointer)').fill('/title')
  await alice.keyboard.press('Enter')
  await expect(alice.locator('.monaco-editor.focused')).toHaveCount(1)
  await alice.keyboard.press('F9')
  await expect(tab(alice, '/title')).toHaveAttribute('aria-selected', 'true')
  await expect(tab(bob, '/title')).toBeVisible()
  await tab(bob, '/title').click()
  await expect.poll(() => notesOf(bob)).toBe('Edit me')
  // Bob may not write, and the strip says so
  await pane(bob).locator('.view-line').first().click()
  await bob.keyboard.type('no')
  expect(await notesOf(bob)).toBe('Edit me')
  await expect(outcome(bob)).toContainText('Only Alice may write')
  await expect(peer(alice, 'Bob')).toHaveCount(1)
  await pane(alice).locator('.view-line').first().click()
  await alice.keyboard.press('End')
  await alice.keyboard.type('!')
  await expect.poll(() => notesOf(bob)).toBe('Edit me!')
  await alice.getByRole('button', { name: 'More' }).click()
  await alice.getByRole('menuitem', { name: 'Shared texts…' }).click()
  await alice.getByLabel('/title').uncheck()
  await expect(tab(bob, '/title')).toHaveCount(0)
  await expect.poll(() => textOf(bob)).toContain('"title": "Edit me!"')
  expect(launched.problems).toEqual([])
})

test('each letter that is typed fast is one splice, and there at both ends', async ({ launchApp }) => {
  const launched = await launchApp()
  const { alice, bob } = await inNotes(launched, 'crdt', '-')
  await alice.keyboard.press('Control+End')
  const letters = 'abcdefghi '.repeat(10)
  await alice.keyboard.type(letters)
  const textIn = (page: Page): Promise<string> => notesOf(page).then((text) => text.replaceAll('\n', ''))
  for (const page of [alice, bob]) await expect.poll(() => textIn(page)).toBe(`-${letters}`)
  await alice.getByRole('switch').click()
  await expect(outcome(alice)).toContainText('offline')
  const changes = async () =>
    (await recorded(launched.dataDir)).flatMap((event) =>
      event.kind === 'sent' && event.message.type === 'update' ? event.message.body.changes : [],
    )
  // what was said last is on the disk a moment later
  await expect.poll(async () => (await changes()).length).toBe(letters.length)
  const written = await changes()
  expect(written.every((change) => change.length === 4 && change[2] === 0 && String(change[3]).length === 1)).toBe(true)
  expect(launched.problems).toEqual([])
})
