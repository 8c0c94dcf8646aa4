// What a hyperty's window can do, done by keys alone, from within the editor.
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt, windowOf } from '../support/windows.ts'

const isInEditor = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null)

const nameItem = (page: Page, name: string): Locator => page.getByRole('menuitemcheckbox', { name })

test.describe('by keys alone', () => {
  test('Bob tries to write, is refused, asks why, goes offline and comes back', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await bob.keyboard.press('Control+Shift+E')
    await bob.keyboard.press('Control+Shift+T')
    await expect(outcome(bob)).toContainText('will be sent all the same')
    await typeAt(bob, '/title', '"By Bob"')
    await bob.keyboard.press('Control+Enter')
    await expect(outcome(bob)).toContainText('Refused by the message bus')
    await bob.keyboard.press('Control+Shift+Y')
    await expect(bob.getByRole('dialog', { name: 'Why' })).toContainText('only-reporter-writes')
    await bob.keyboard.press('Escape')
    await expect(bob.getByRole('dialog')).toHaveCount(0)
    await expect.poll(() => isInEditor(bob)).toBe(true)

    await bob.keyboard.press('Control+Shift+X')
    await expect(outcome(bob)).toContainText('You are offline.')
    await typeAt(alice, '/title', '"while Bob is away"')
    await expect(outcome(alice)).toContainText('In step')
    expect(await textOf(bob)).toContain('Edit me')
    await bob.keyboard.press('Control+Shift+X')
    await expect.poll(() => textOf(bob)).toContain('while Bob is away')
    expect(launched.problems).toEqual([])
  })

  test('Alice discards a draft, and invites one participant who answers for himself', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await typeAt(alice, '/title', '"half')
    await expect(outcome(alice)).toContainText('Not valid JSON')
    await alice.keyboard.press('Control+Shift+D')
    await expect(outcome(alice)).toContainText('In step')
    expect(await textOf(alice)).toContain('"title": "Edit me"')

    await bob.keyboard.press('Control+Shift+H')
    await expect(bob.getByText('Invitations wait for your answer from now on.')).toBeVisible()
    await alice.keyboard.press('Control+Shift+N')
    await alice.getByLabel('Name').fill('for-bob')
    await alice.keyboard.press('Control+Enter')
    await expect(alice.getByRole('dialog')).toHaveCount(0)
    await alice.keyboard.press('Control+Shift+B')
    await expect(alice.getByRole('menuitem', { name: 'With everyone' })).toBeFocused()
    await alice.keyboard.press('ArrowDown')
    await expect(alice.getByRole('menuitemcheckbox', { name: 'Bob' })).toBeFocused()
    await alice.keyboard.press('Enter')
    await expect(outcome(bob)).toContainText('Alice invites you to follow for-bob.')
  })

  test('Alice lets a follower write and takes it back, and is in the editor again', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    await inspector.getByRole('button', { name: 'New participant' }).click()
    const carol = await windowOf(launched, 'Carol')
    await expect(alice.getByRole('button', { name: 'Followers 2' })).toBeVisible()
    await alice.bringToFront()
    await alice.keyboard.press('Control+Shift+E')
    await alice.keyboard.press('Control+Shift+M')
    const [toBob, toCarol] = [nameItem(alice, 'Bob'), nameItem(alice, 'Carol')]
    await expect(toBob).toBeFocused()
    await alice.keyboard.press('Space')
    await expect(toBob).toBeChecked()
    await expect(outcome(bob)).toContainText('Alice lets you write')
    // Space leaves the menu open for the next one, and the focus where it was
    await expect(toBob).toBeFocused()
    await alice.keyboard.press('ArrowDown')
    await expect(toCarol).toBeFocused()
    await alice.keyboard.press('Space')
    await expect(toCarol).toBeChecked()
    await alice.keyboard.press('Space')
    await expect(toCarol).not.toBeChecked()
    await alice.keyboard.press('Escape')
    await expect(alice.getByRole('menu')).toHaveCount(0)
    await expect.poll(() => isInEditor(alice)).toBe(true)

    await typeAt(bob, '/done', 'true')
    await expect.poll(() => textOf(carol)).toContain('"done": true')
    await expect(outcome(carol)).toContainText('Only Alice may write.')
    await alice.keyboard.press('Control+Shift+M')
    await alice.keyboard.type('bob')
    await expect(toBob).toBeFocused()
    await alice.keyboard.press('Enter')
    await expect(alice.getByRole('menu')).toHaveCount(0)
    await expect(outcome(bob)).toContainText('Only Alice may write.')
    await expect.poll(() => isInEditor(alice)).toBe(true)
    expect(launched.problems).toEqual([])
  })

  test('the help names the keys', async ({ launchApp }) => {
    const launched = await launchApp()
    const { bob } = await startedPair(launched)
    await bob.keyboard.press('F1')
    const help = bob.getByRole('dialog', { name: 'Keys' })
    for (const [what, key] of [
      ['Go offline, or online again', 'Ctrl+Shift+X'],
      ['Why was it refused?', 'Ctrl+Shift+Y'],
      ['Discard the draft', 'Ctrl+Shift+D'],
      ['Try writing anyway', 'Ctrl+Shift+T'],
      ['Followers, and who of them may write…', 'Ctrl+Shift+M'],
      ['Invite one participant…', 'Ctrl+Shift+B'],
      ['Accept invitations by themselves', 'Ctrl+Shift+H'],
    ] as const) {
      await expect(help.locator('dl > div', { hasText: what }).locator('kbd')).toHaveText(key)
    }
    await bob.keyboard.press('Escape')
    await expect(bob.getByRole('button', { name: 'Try writing anyway' })).toHaveAttribute(
      'title',
      'Try writing anyway (Ctrl+Shift+T)',
    )
  })
})
