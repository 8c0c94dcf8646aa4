// Why a value is what it is, asked in a hyperty's window of the value at the cursor: the inspector comes up with the answer.
import type { Page } from '@playwright/test'
import { expect, test } from '../support/electron.ts'
import { startedPair, textOf, typeAt, windowOf } from '../support/windows.ts'

async function goTo(page: Page, path: string): Promise<void> {
  await page.bringToFront()
  await page.keyboard.press('Control+Shift+J')
  await page.getByLabel('Path (JSON pointer)').fill(path)
  await page.keyboard.press('Enter')
  await expect(page.locator('.monaco-editor.focused')).toHaveCount(1)
}
const answerIn = (inspector: Page) => inspector.getByRole('dialog', { name: 'Why is this value what it is?' })
const chosenIn = (inspector: Page) => answerIn(inspector).getByTestId('values').getByRole('option', { selected: true })

test('by key, by the menu and by the editor’s own menu; of one’s own copy, and live', async ({ launchApp }, info) => {
  const launched = await launchApp()
  const { alice, bob, inspector } = await startedPair(launched)
  await typeAt(alice, '/title', '"By Alice"')
  await expect.poll(() => textOf(bob)).toContain('"title": "By Alice"')
  await goTo(bob, '/title')
  await bob.keyboard.press('Control+b')
  const card = answerIn(inspector).getByTestId('blame')
  await expect(chosenIn(inspector)).toContainText('/title')
  await expect(card).toContainText('Alice wrote "By Alice"')
  await expect(card).toContainText('Bob has it')
  await expect(answerIn(inspector).getByLabel('Whose copy')).toHaveValue('hyperty://local/bob')
  await inspector.screenshot({ path: info.outputPath('asked.png') })

  // while it is open, another value is asked for, and what comes meanwhile does not move the choice
  await goTo(alice, '/items/1')
  await alice.getByRole('button', { name: 'More' }).click()
  await alice.getByRole('menuitem', { name: /Why is this value what it is/ }).click()
  await expect(answerIn(inspector).getByLabel('Whose copy')).toHaveValue('hyperty://local/alice')
  await expect(chosenIn(inspector)).toContainText('/items')
  await inspector.bringToFront()
  await chosenIn(inspector).focus()
  await inspector.keyboard.press('Home')
  await expect(chosenIn(inspector)).toContainText('/title')
  await typeAt(alice, '/title', '"Again"')
  await expect(card).toContainText('Alice wrote "Again"')
  await expect(chosenIn(inspector)).toContainText('/title')
  await inspector.bringToFront()
  await inspector.keyboard.press('Escape')
  await expect(answerIn(inspector)).toHaveCount(0)

  await goTo(bob, '/done')
  await bob
    .locator('.monaco-editor .view-line', { hasText: 'done' })
    .locator('span', { hasText: 'false' })
    .last()
    .click({
      button: 'right',
    })
  const item = bob.getByRole('menuitem', { name: 'Why is this value what it is?' })
  await expect(item).toBeVisible()
  await bob.screenshot({ path: info.outputPath('menu.png') })
  // a menu of the editor hears the mouse once it has stood for a moment
  await expect(async () => {
    if (await item.isVisible()) await item.click()
    await expect(chosenIn(inspector)).toContainText('/done', { timeout: 1_000 })
  }).toPass()
  expect(launched.problems).toEqual([])
})

test('what is typed and not sent is said to be, and an inspector that was closed is opened', async ({ launchApp }) => {
  const launched = await launchApp()
  const { alice, inspector } = await startedPair(launched)
  await alice.getByRole('combobox', { name: 'When changes are sent' }).selectOption('told')
  await typeAt(alice, '/done', 'true, "mine": 1')
  await goTo(alice, '/mine')
  await inspector.close()
  await goTo(alice, '/mine')
  await alice.keyboard.press('Control+b')
  const again = await windowOf(launched, 'inspector')
  await expect(answerIn(again)).toContainText('There is no /mine yet: what is typed there has not been sent.')
  expect(launched.problems).toEqual([])
})
