// Scenarios that are played in the windows, with what only some models make of them.
import type { Page } from '@playwright/test'
import type { FaultEvent } from '../../core/event.ts'
import { expect, test, type LaunchedApp } from '../support/electron.ts'
import { recorded, started } from './application.ts'

async function playLive(launched: LaunchedApp, name: string, model: string) {
  const windows = await started(launched.app)
  const { inspector } = windows
  await inspector.bringToFront()
  await inspector.keyboard.press('Control+Shift+G')
  const dialog = inspector.getByRole('dialog', { name: 'Scenarios' })
  await dialog.getByLabel('Concurrency model').selectOption(model)
  await dialog.getByLabel('How fast it is typed').selectOption('fast')
  await dialog.getByRole('button', { name: `Play live: ${name}` }).click()
  await expect(inspector.getByTestId('step')).toContainText('Played to its end. In step', { timeout: 120_000 })
  return windows
}
const shows = (page: Page, text: string) => expect(page.getByText(text).first()).toBeVisible()

test('clock skew: the clock that is ahead wins, and is set right in the end', async ({ launchApp }) => {
  test.setTimeout(180_000)
  const launched = await launchApp()
  const { alice, bob, inspector } = await playLive(launched, 'clock-skew', 'last-writer-wins')
  for (const page of [alice, bob]) await shows(page, '"Groceries, seen by Bob"')
  await inspector.keyboard.press('j')
  const losses = inspector.getByRole('dialog', { name: 'Overwritten, lost and turned back' })
  await expect(losses.getByTestId('losses')).toContainText('Groceries, by Bob')
  const skews = (await recorded(launched.dataDir)).filter(
    (event): event is FaultEvent => event.kind === 'fault' && event.fault === 'skew',
  )
  expect(skews.map(({ skewMs }) => skewMs)).toEqual([5000, 0])
  expect(launched.problems).toEqual([])
})

test('shared text: what both type at once stands in it, character by character', async ({ launchApp }) => {
  test.setTimeout(180_000)
  const launched = await launchApp()
  const { alice, bob } = await playLive(launched, 'shared-text', 'rebase')
  for (const page of [alice, bob]) await shows(page, '"Down By the sea at night"')
  expect(launched.problems).toEqual([])
})
