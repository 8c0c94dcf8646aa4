// Handing an object over, and the panel that shows and edits who may do what with it.
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt } from '../support/windows.ts'

test.describe('access', () => {
  test('Alice hands her object over to Bob, who goes on as its owner', async ({ launchApp }, info) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await alice.bringToFront()
    await alice.keyboard.press('F7')
    const panel = alice.getByRole('dialog', { name: /^Access to/ })
    await panel.getByRole('button', { name: 'Hand over…' }).click()
    await expect(panel).toContainText('Bob is to own')
    await panel.getByRole('button', { name: 'Hand over', exact: true }).click()
    await expect(outcome(bob)).toContainText('1 follower')
    await expect(outcome(alice)).toContainText('Bob lets you write')
    await typeAt(bob, '/title', '"By its new owner"')
    await expect.poll(() => textOf(alice)).toContain('By its new owner')
    await typeAt(alice, '/title', '"By the former one"')
    await expect.poll(() => textOf(bob)).toContain('By the former one')
    await alice.screenshot({ path: info.outputPath('handed-over.png') })
    expect(launched.problems).toEqual([])
  })

  test('Alice lets Bob write under a path, sees what was decided, and removes him', async ({ launchApp }, info) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await bob.bringToFront()
    await bob.keyboard.press('Control+Shift+E')
    await bob.keyboard.press('Control+Shift+T')
    await typeAt(bob, '/title', '"By Bob"')
    await bob.keyboard.press('Control+Enter')
    await expect(outcome(bob)).toContainText('Refused by the message bus')

    await alice.bringToFront()
    await alice.keyboard.press('F7')
    const panel = alice.getByRole('dialog', { name: /^Access to/ })
    await expect(panel.getByRole('region', { name: 'Last decisions' })).toContainText('only-reporter-writes')
    await panel.getByLabel('Under (JSON pointer)').fill('title')
    await panel.getByRole('button', { name: 'Add rule' }).click()
    await expect(panel).toContainText('Begin it with a slash')
    await panel.getByLabel('Under (JSON pointer)').fill('/title')
    await panel.getByRole('button', { name: 'Add rule' }).click()
    await expect(panel.getByRole('region', { name: 'Rules' })).toContainText('allow everyone write /title')
    for (const colorScheme of ['light', 'dark'] as const) {
      await alice.emulateMedia({ colorScheme })
      await alice.screenshot({ path: info.outputPath(`access-${colorScheme}.png`) })
    }
    await expect(outcome(bob)).toContainText('Alice lets you write')
    await typeAt(bob, '/title', '"By Bob, by a rule"')
    await expect.poll(() => textOf(alice)).toContain('By Bob, by a rule')

    await panel.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(panel).toContainText('Nobody follows yet')
    await expect(outcome(bob)).toContainText('Alice does not want you to follow')
    await panel.getByRole('button', { name: 'Take away' }).click()
    await expect(panel.getByRole('region', { name: 'Rules' })).toContainText('None of its own')
    expect(launched.problems).toEqual([])
  })
})
