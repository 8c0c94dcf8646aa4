// The life cycle in the windows: take over, read once, children, hand over taken and declined, a follower removed.
import type { Page } from '@playwright/test'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt, windowOf } from '../support/windows.ts'

async function create(page: Page, name: string, outlives = false): Promise<void> {
  await page.bringToFront()
  await page.keyboard.press('Control+Shift+N')
  const dialog = page.getByRole('dialog', { name: 'New object' })
  await dialog.getByLabel('Name').fill(name)
  if (outlives) await dialog.getByRole('switch', { name: 'A follower may take it over when you leave' }).click()
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog).toHaveCount(0)
}

async function pickMore(page: Page, item: string): Promise<void> {
  await page.bringToFront()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** A row of the list of objects. */
const rowOf = (page: Page, name: string) => page.locator('.rail .row').filter({ hasText: name })

test.describe('the life of an object', () => {
  test('Bob takes over what Alice left behind, and goes on as its owner', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    await create(alice, 'legacy', true)
    await alice.keyboard.press('Control+Shift+S')
    await rowOf(bob, 'legacy').click()
    await expect(outcome(bob)).toContainText('Only Alice may write.')
    await alice.close()
    await expect(bob.locator('.notice')).toContainText('Alice, its owner, is not there.')
    await bob.getByRole('button', { name: 'Take over' }).click()
    await expect(bob.locator('header')).toContainText('Owner')
    await expect(rowOf(bob, 'legacy')).toContainText('yours')
    await typeAt(bob, '/title', '"Bob goes on"')
    await expect(outcome(bob)).not.toContainText('Refused')
    await expect.poll(() => textOf(bob)).toContain('"title": "Bob goes on"')
    await expect(inspector.getByTestId('verdict')).not.toContainText('Diverged')
    expect(launched.problems).toEqual([])
  })

  test('Bob reads once what he does not follow, and does not follow it then', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await create(alice, 'secretless')
    await typeAt(alice, '/title', '"to be read"')
    await pickMore(bob, 'Read another object once…')
    const dialog = bob.getByRole('dialog', { name: 'Read an object once' })
    await dialog.getByRole('button', { name: 'Read', exact: true }).click()
    await expect(dialog).toContainText('Give its name.')
    await dialog.getByLabel('Name').fill('nothing-there')
    await dialog.getByRole('button', { name: 'Read', exact: true }).click()
    await expect(dialog).toContainText(/is no object|not there|nobody/i)
    await dialog.getByLabel('Name').fill('secretless')
    await expect
      .poll(async () => {
        await dialog.getByRole('button', { name: 'Read', exact: true }).click()
        return dialog.textContent()
      })
      .toContain('"title": "to be read"')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await expect(rowOf(bob, 'secretless')).toHaveCount(0)
    expect(launched.problems).toEqual([])
  })

  test('a child appears for those who follow its parent, says whose it is, and ends with it', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await pickMore(alice, 'New child…')
    const dialog = alice.getByRole('dialog', { name: 'New child of welcome' })
    await dialog.getByLabel('Name').fill('note')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(rowOf(alice, 'welcome › note')).toContainText('yours')
    await expect(rowOf(bob, 'welcome › note')).toContainText('Alice’s')
    await typeAt(alice, '/title', '"of the child"')
    await rowOf(bob, 'welcome › note').click()
    await expect.poll(() => textOf(bob)).toContain('of the child')
    // of a follower's child the follower is the owner
    await bob.locator('.rail .row').first().click()
    await pickMore(bob, 'New child…')
    const own = bob.getByRole('dialog', { name: 'New child of welcome' })
    await own.getByLabel('Name').fill('reply')
    await own.getByRole('button', { name: 'Create' }).click()
    await expect(rowOf(bob, 'welcome › reply')).toContainText('yours')
    await expect(rowOf(alice, 'welcome › reply')).toContainText('Bob’s')
    expect(launched.problems).toEqual([])
  })

  test('Bob declines to own what Alice hands over; she is told, and still owns it', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await bob.bringToFront()
    await bob.keyboard.press('Control+Shift+H')
    await expect(bob.locator('.notice')).toContainText('wait for your answer')
    await bob.getByRole('button', { name: 'Dismiss' }).click()
    for (const answer of ['No', 'Own it']) {
      await alice.bringToFront()
      await alice.keyboard.press('F7')
      const panel = alice.getByRole('dialog', { name: /^Access to/ })
      await panel.getByRole('button', { name: 'Hand over…' }).click()
      await panel.getByRole('button', { name: 'Hand over', exact: true }).click()
      await expect(alice.locator('.notice')).toContainText('Bob is asked.')
      await expect(bob.locator('.notice')).toContainText('Alice wants you to own welcome from now on.')
      await bob.getByRole('button', { name: answer, exact: true }).click()
      await expect(bob.getByRole('button', { name: answer, exact: true })).toHaveCount(0)
      if (answer === 'Own it') break
      await expect(alice.locator('.notice')).toContainText('Bob does not want to own welcome.')
      await expect(alice.locator('header')).toContainText('Owner')
      await alice.getByRole('button', { name: 'Dismiss' }).click()
    }
    await expect(bob.locator('header')).toContainText('Owner')
    await expect(alice.locator('header')).toContainText('May write')
    await expect(alice.locator('.notice')).toHaveCount(0)
    expect(launched.problems).toEqual([])
  })

  test('Alice removes Bob; he keeps what he saw, and one who comes is not removed', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    await alice.bringToFront()
    await alice.keyboard.press('F7')
    const panel = alice.getByRole('dialog', { name: /^Access to/ })
    await panel.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(panel).toContainText('Nobody follows yet')
    await alice.keyboard.press('Escape')
    await expect(bob.locator('header')).toContainText('Removed')
    await typeAt(alice, '/title', '"not for Bob"')
    await inspector.bringToFront()
    await inspector.keyboard.press('Control+N')
    const carol = await windowOf(launched, 'Carol')
    await expect.poll(() => textOf(carol)).toContain('not for Bob')
    expect(await textOf(bob)).toContain('Edit me')
    expect(launched.problems).toEqual([])
  })
})
