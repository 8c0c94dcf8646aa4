// Breakpoints in the real windows: a message is held, looked at, edited and dropped, and every window says so.
import type { Page } from '@playwright/test'
import { expect, test } from '../support/electron.ts'
import { startedPair, textOf, typeAt } from '../support/windows.ts'
import { recorded } from './application.ts'

async function openPanel(inspector: Page) {
  await inspector.bringToFront()
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('Control+Shift+H')
  return inspector.getByTestId('breakpoints')
}

test('[BP9] what Alice writes is held, edited, and comes to Bob as it was edited', async ({ launchApp }) => {
  const launched = await launchApp()
  const { alice, bob, inspector } = await startedPair(launched)
  const panel = await openPanel(inspector)
  await panel.getByLabel('Hold the bus at').fill('kind:update lost')
  await panel.getByRole('button', { name: 'Add' }).click()
  await expect(panel.getByRole('alert')).toContainText('not delivered yet')
  await panel.getByLabel('Hold the bus at').fill('kind:update from:alice')
  await panel.getByLabel('Hold the bus at').press('Enter')
  await expect(panel.getByRole('listitem')).toContainText('kind:update from:alice')

  await typeAt(alice, '/title', '"hers"')
  const bar = inspector.getByTestId('held')
  await expect(bar).toContainText('The bus is held')
  await expect(bar).toContainText('update from Alice about')
  await expect(bob.getByTestId('held')).toContainText('held at a breakpoint')
  expect(await textOf(bob)).not.toContain('hers')
  const held = panel.getByTestId('held-messages')
  const changes = held.getByRole('textbox')
  await expect(changes).toHaveValue(/"hers"/)
  await changes.fill('[[["title"], ')
  await expect(held.getByRole('button', { name: 'Apply the edit' })).toBeDisabled()
  await changes.fill('[[["title"], "edited on its way"]]')
  await held.getByRole('button', { name: 'Apply the edit' }).click()
  await expect(held.getByRole('listitem').first()).toContainText('edited')
  await inspector.screenshot({ path: test.info().outputPath('held.png') })

  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('F5')
  await expect(bar).toHaveCount(0)
  await expect(bob.getByTestId('held')).toHaveCount(0)
  await expect.poll(() => textOf(bob)).toContain('edited on its way')
  expect(await textOf(alice)).toContain('hers')
  await expect(inspector.getByTestId('verdict')).toContainText('differ')
  await expect
    .poll(async () =>
      (await recorded(launched.dataDir)).filter((one) => one.kind === 'fault' && one.fault === 'breakpoint'),
    )
    .toMatchObject([{ state: 'begins' }, { state: 'ends', did: ['edited'] }])
  expect(launched.problems).toEqual([])
})

test('[BP9] a message is dropped, which is said, and Bob gets it another way; closing the inspector lets all go on', async ({
  launchApp,
}) => {
  const launched = await launchApp()
  const { alice, bob, inspector } = await startedPair(launched)
  await inspector.bringToFront()
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('/')
  await inspector.keyboard.type('kind:update path:/title')
  await inspector.keyboard.press('Enter')
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('Shift+F9')
  const panel = inspector.getByTestId('breakpoints')
  await expect(panel.getByRole('listitem')).toContainText('kind:update path:/title')
  await typeAt(alice, '/title', '"dropped first"')
  await panel.getByRole('button', { name: 'Drop' }).click()
  await inspector.getByTestId('held').getByRole('button', { name: 'Go on' }).click()
  await expect.poll(() => textOf(bob), { timeout: 20_000 }).toContain('dropped first')
  await expect
    .poll(async () =>
      (await recorded(launched.dataDir)).some((one) => one.kind === 'ended' && one.decision?.rule === 'breakpoint'),
    )
    .toBe(true)

  await inspector.keyboard.press('Escape')
  await inspector.getByRole('button', { name: /^Bob/ }).click({ button: 'right' })
  await inspector.getByRole('menuitem', { name: 'Hold the bus at' }).click()
  await inspector.getByRole('menuitem', { name: 'to:bob' }).last().click()
  await expect(panel.getByRole('listitem').nth(1)).toContainText('to:bob')

  await typeAt(alice, '/title', '"held again"')
  await expect(bob.getByTestId('held')).toBeVisible()
  await inspector.close()
  await expect(bob.getByTestId('held')).toHaveCount(0)
  await expect.poll(() => textOf(bob)).toContain('held again')
  expect(launched.problems).toEqual([])
})
