// What a hyperty's window says when something is missing or over, what can be done then, and that it fits.
import type { Page } from '@playwright/test'
import type { LaunchedApp } from '../support/electron.ts'
import { expect, test } from '../support/electron.ts'
import { takeOver } from './application.ts'
import { outcome, startedPair, textOf, typeAt } from '../support/windows.ts'

async function resize({ app }: LaunchedApp, page: Page, width: number, height: number): Promise<void> {
  const one = await app.browserWindow(page)
  await one.evaluate((window, size) => window.setContentSize(size.width, size.height), { width, height })
  await expect.poll(() => page.evaluate(() => [window.innerWidth, window.innerHeight])).toEqual([width, height])
}

/** Controls that overlap, are cut off by the window, or have less room than their words. */
const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const controls = [...document.querySelectorAll<HTMLElement>('button, select, [role=switch]')].filter(
      (one) => one.offsetParent !== null && !one.closest('.monaco-editor'),
    )
    const nameOf = (one: HTMLElement): string => one.getAttribute('aria-label') ?? one.textContent?.trim() ?? ''
    const boxes = controls.map((one) => ({ one, name: nameOf(one), box: one.getBoundingClientRect() }))
    const found: string[] = []
    for (const { one, name, box } of boxes) {
      if (box.left < 0 || box.right > window.innerWidth || box.bottom > window.innerHeight)
        found.push(`${name} is cut off`)
      // an object may have any name, so that its select may cut it; its own words no control cuts
      if (one.scrollWidth > one.clientWidth + 1 && name !== 'Object') found.push(`${name} is too narrow`)
    }
    boxes.forEach(({ name, box }, index) => {
      for (const other of boxes.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
        if (across > 1 && down > 1) found.push(`${name} overlaps ${other.name}`)
      }
    })
    return found
  })

test.describe('a hyperty’s window', () => {
  test('whose connection has ended says so, offers nothing that would not work, and can be reopened', async ({
    launchApp,
  }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    // main gives a port to the last who asks for one, and closes the page's; then that one goes too
    await takeOver(bob)
    await bob.evaluate(() => window.raw?.port.close())
    await expect(bob.locator('.notice')).toContainText('The connection to the Syncer has ended.')
    await expect(outcome(bob)).toContainText('Not connected.')
    for (const name of ['New object', 'Follow an object'])
      await expect(bob.getByRole('button', { name })).toBeDisabled()
    await expect(bob.getByRole('switch')).toBeDisabled()
    await expect(bob.getByRole('button', { name: 'Try writing anyway' })).toHaveCount(0)
    await typeAt(alice, '/title', '"meanwhile"')
    expect(await textOf(bob)).toContain('Edit me')
    await expect
      .poll(async () => {
        await bob.keyboard.press('F5')
        return textOf(bob).catch(() => '')
      })
      .toContain('meanwhile')
    await expect(outcome(bob)).toContainText('Only Alice may write.')
  })

  test('whose owner has left still calls her by her name, and can take the object off the list', async ({
    launchApp,
  }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    const colour = (): Promise<string | null> => bob.locator('header .dot').getAttribute('style')
    const before = await colour()
    await bob.keyboard.press('Control+Shift+T')
    await typeAt(bob, '/title', '"refused"')
    await bob.keyboard.press('Control+Enter')
    await expect(outcome(bob)).toContainText('Refused')
    await alice.close()
    await expect(outcome(bob)).toContainText('Alice, its owner, has left.')
    await expect(bob.locator('header')).toContainText('Owner left')
    expect(await colour()).toBe(before)
    await bob.getByRole('button', { name: 'Remove' }).click()
    await expect(bob.getByText('No object yet')).toBeVisible()
    await expect(outcome(bob)).toContainText('What others share with you appears here.')
  })

  for (const [width, height] of [
    [280, 240],
    [480, 360],
    [700, 450],
  ] as const) {
    test(`fits into ${width} × ${height}, with nothing cut off, as owner and as follower`, async ({ launchApp }) => {
      const launched = await launchApp()
      const { alice, bob } = await startedPair(launched)
      await alice.getByRole('combobox', { name: 'When changes are sent' }).selectOption('told')
      for (const page of [alice, bob]) await resize(launched, page, width, height)
      await typeAt(alice, '/title', '"waits"')
      await expect(outcome(alice)).toContainText('1 change not sent yet.')
      expect(await misfits(alice)).toEqual([])
      await bob.keyboard.press('Control+Shift+T')
      await typeAt(bob, '/title', '"refused"')
      await bob.keyboard.press('Control+Enter')
      await expect(outcome(bob)).toContainText('Refused')
      expect(await misfits(bob)).toEqual([])
    })
  }
})
