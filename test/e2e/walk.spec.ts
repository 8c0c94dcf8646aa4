// The walk of the README, by keys alone: from the application's start to which write was lost, and why.
import type { Locator, Page } from '@playwright/test'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'
import { expect, test } from '../support/electron.ts'
import { started, windowOf } from './application.ts'

/** The pictures of the README are made anew where this is set. */
const takesPictures = process.env['WALK_PICTURES'] === '1'

async function picture(page: Page, name: string): Promise<void> {
  if (takesPictures) await page.screenshot({ path: join(root, 'docs', `walk-${name}.png`) })
}

/** Goes on with Tab until something has the focus. */
async function tabTo(page: Page, to: Locator, stepsMax = 40): Promise<void> {
  const isThere = (): Promise<boolean> => to.evaluate((one) => one === document.activeElement)
  for (let step = 0; step < stepsMax && !(await isThere()); step++) await page.keyboard.press('Tab')
  await expect(to).toBeFocused()
}

test('which write was lost in the scenario Both at once, and why, is found by keys alone', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const { app, problems } = await launchApp()
  const { inspector } = await started(app)
  await inspector.emulateMedia({ colorScheme: 'light' })
  await inspector.keyboard.press('Control+k')
  await expect(inspector.getByRole('combobox', { name: 'Find a command' })).toBeFocused()
  await inspector.keyboard.type('scen')
  await expect(inspector.getByRole('option').first()).toContainText('Scenarios…')
  await picture(inspector, '1-palette')
  await inspector.keyboard.press('Enter')

  const gallery = inspector.getByRole('dialog', { name: 'Scenarios' })
  const model = gallery.getByLabel('Concurrency model')
  await tabTo(inspector, model)
  await inspector.keyboard.type('naive')
  await expect(model).toHaveValue('naive')
  await tabTo(inspector, gallery.getByRole('button', { name: 'Simulate both-at-once' }))
  await picture(inspector, '2-scenario')
  await inspector.keyboard.press('Enter')

  const viewer = await windowOf(app, '/')
  await viewer.emulateMedia({ colorScheme: 'light' })
  await expect(viewer.getByTestId('verdict')).toContainText('differ', { timeout: 30_000 })
  await picture(viewer, '3-verdict')
  await viewer.keyboard.press('Control+k')
  await viewer.keyboard.type('lost')
  await expect(viewer.getByRole('option').first()).toContainText('What was overwritten or lost')
  await picture(viewer, '4-what-was-lost')
  await viewer.keyboard.press('Enter')
  const losses = viewer.getByRole('dialog', { name: 'Overwritten, lost and turned back' })
  const lost = losses.getByRole('listitem').filter({ hasText: "Bob's" }).first()
  await expect(losses.getByRole('listitem')).toHaveCount(2)
  await expect(lost).toContainText(
    'Bob\'s "Groceries, by Bob" at /title was replaced by what Alice wrote, without being seen.',
  )
  await tabTo(viewer, lost.getByRole('button').nth(1))
  await picture(viewer, '5-lost')
  await viewer.keyboard.press('Enter')
  await expect(losses).toBeHidden()
  await expect(viewer.getByRole('application')).toBeFocused()
  const details = viewer.getByTestId('details')
  await expect(details).toContainText('Alice set /title to "Groceries, by Alice"; it reached Bob\'s window')
  // what Bob had written, and what stands there since
  await expect(details.getByLabel('Before and after').locator('.removed')).toContainText('Groceries, by Bob')
  await expect(details.getByLabel('Before and after').locator('.added')).toContainText('Groceries, by Alice')
  await picture(viewer, '6-why')

  // on to the details and back, without the mouse
  await viewer.keyboard.press('F6')
  await expect(details.getByRole('button', { name: 'Copy the sentence' })).toBeFocused()
  await viewer.keyboard.press('F6')
  await viewer.keyboard.press('F6')
  await viewer.keyboard.press('F6')
  await expect(viewer.getByRole('application')).toBeFocused()
  expect(problems).toEqual([])
})
