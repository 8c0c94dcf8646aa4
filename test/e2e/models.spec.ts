// An object of each model, made in the dialogue: shared, written in both windows, at last at once, and seen equal, or not.
import type { Page } from '@playwright/test'
import { models } from '../../core/models/index.ts'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt } from '../support/windows.ts'

/** So long each message is on its way while both write: enough for two people with their keyboards. */
const slowMs = 4_000

async function createPlan(alice: Page, model: string): Promise<void> {
  await alice.bringToFront()
  await alice.keyboard.press('Control+Shift+N')
  const dialog = alice.getByRole('dialog', { name: 'New object' })
  await dialog.getByLabel('Name').fill('plan')
  await dialog.getByLabel('JSON', { exact: true }).fill('{"title": "Plan", "days": 1}')
  await dialog.getByLabel('Concurrency model').selectOption(model)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog).toHaveCount(0)
  await alice.keyboard.press('Control+Shift+S')
}

/** All messages take so long from now on, as with the inspector's slider. */
const setSlow = (inspector: Page, delayMs: number): Promise<unknown> =>
  inspector.evaluate(async (ms) => window.syncscope.host.setSlowMotion(ms), delayMs)

async function write(page: Page, path: string, text: string): Promise<void> {
  await page.bringToFront()
  await typeAt(page, path, text)
  await page.keyboard.press('Control+Enter')
}

for (const { name: model, promises } of models) {
  const isToConverge = promises.includes('converges')
  test(`an object under ${model} is made, shared, and written in both windows`, async ({ launchApp }, info) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    await createPlan(alice, model)
    for (const page of [alice, bob]) await expect.poll(() => textOf(page)).toContain('"title": "Plan"')
    if (model === 'owner-only') {
      await alice.getByRole('button', { name: /Followers/ }).click()
      await alice.getByRole('menuitemcheckbox', { name: 'Bob' }).click()
      await expect(outcome(bob)).toContainText('Alice lets you write')
    }
    await write(alice, '/title', '"by Alice"')
    await expect.poll(() => textOf(bob)).toContain('"title": "by Alice"')
    await write(bob, '/days', '2')
    await expect.poll(() => textOf(alice)).toContain('"days": 2')

    await setSlow(inspector, slowMs)
    await write(alice, '/title', '"hers"')
    await write(bob, '/title', '"his"')
    expect([await textOf(alice), await textOf(bob)].map((text) => /"title": "(\w+)"/.exec(text)?.[1])).toEqual([
      'hers',
      'his',
    ])
    const verdict = inspector.getByTestId('verdict')
    await expect(verdict).not.toContainText('In step')
    const settledMs = 6 * slowMs
    if (isToConverge) await expect(verdict).toContainText('In step', { timeout: settledMs })
    else await expect(verdict).toContainText('Copies of plan differ', { timeout: settledMs })
    const titles = [await textOf(alice), await textOf(bob)]
    expect(titles[0] === titles[1]).toBe(isToConverge)
    if (!isToConverge) await expect(outcome(bob)).toContainText('copies may differ under')
    await inspector.screenshot({ path: info.outputPath(`verdict-${model}.png`) })
    await bob.screenshot({ path: info.outputPath(`bob-${model}.png`) })
    expect(launched.problems).toEqual([])
  })
}
