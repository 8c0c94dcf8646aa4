// The link dialogue: conditions are ordered by keys and mouse, are at work, and stand in the session and on the chart.
import type { Page } from '@playwright/test'
import type { EndedEvent, FaultEvent } from '../../core/event.ts'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt } from '../support/windows.ts'
import { recorded } from './application.ts'

async function openDialog(inspector: Page) {
  await inspector.bringToFront()
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('Control+L')
  return inspector.getByRole('dialog', { name: 'Conditions of links' })
}

test.describe('links', () => {
  test('on a lossy link between Alice and Bob both are in step after quiet, and the losses are seen', async ({
    launchApp,
  }) => {
    test.setTimeout(120_000)
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    const dialog = await openDialog(inspector)
    await dialog.getByLabel('From', { exact: true }).selectOption({ label: 'Alice' })
    await dialog.getByLabel('To', { exact: true }).selectOption({ label: 'Bob' })
    await dialog.getByLabel('Preset').selectOption('lossy')
    await expect(dialog).toContainText('One message in ten is lost')
    await dialog.getByLabel('Seed', { exact: true }).fill('42')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(dialog).toHaveCount(0)

    for (let count = 1; count <= 30; count++) await typeAt(alice, '/title', `"edit ${count}"`)
    // the last one is lost for certain: nothing comes after it that would show the gap
    const again = await openDialog(inspector)
    await expect(again.getByRole('region', { name: 'In force' })).toContainText('from Alice to Bob · seed 42')
    await again.getByLabel('Preset').selectOption('cut')
    await again.getByRole('switch', { name: 'Both ways' }).click()
    await again.getByLabel('When').selectOption('next')
    await again.getByLabel('How many').fill('1')
    await again.getByRole('button', { name: 'Apply' }).click()
    await typeAt(alice, '/title', '"the last one"')
    await expect.poll(() => textOf(bob), { timeout: 30_000 }).toContain('"title": "the last one"')
    await expect(outcome(alice)).toContainText('In step')
    await expect(inspector.getByTestId('verdict')).toContainText('In step', { timeout: 30_000 })

    await expect
      .poll(async () => (await recorded(launched.dataDir)).filter((event) => event.kind === 'fault').length)
      .toBe(4)
    const events = await recorded(launched.dataDir)
    const faults = events.filter((event): event is FaultEvent => event.kind === 'fault')
    expect(faults.map(({ state }) => state)).toEqual(['begins', 'begins', 'begins', 'ends'])
    expect(faults[0]?.order).toMatchObject({ seed: 42, conditions: { lossPercent: 10, burstMessages: 3 } })
    const lost = events.filter((event): event is EndedEvent => event.kind === 'ended' && event.effect === 'lost')
    expect(new Set(lost.map(({ decision }) => decision?.rule))).toEqual(new Set(['link-loss', 'link-cut']))

    const chart = inspector.getByRole('application')
    await chart.focus()
    await inspector.keyboard.press('End')
    const details = inspector.getByTestId('details')
    for (let step = 0; step < 40; step++) {
      if (((await details.textContent()) ?? '').includes('link-cut')) break
      await inspector.keyboard.press('ArrowUp')
    }
    await expect(details).toContainText('The link from Alice to Bob is cut.')
    expect(launched.problems).toEqual([])
  })

  test('what is beyond a bound is said in the dialogue; all is cleared with one click', async ({ launchApp }) => {
    const launched = await launchApp()
    const { inspector } = await startedPair(launched)
    const dialog = await openDialog(inspector)
    await dialog.getByLabel('Latency').fill('99999')
    await dialog.getByLabel('Loss', { exact: true }).fill('50')
    await expect(dialog.getByLabel('Latency')).toHaveValue('10000')
    await dialog.getByLabel('Seed', { exact: true }).fill('many')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(dialog.getByRole('alert')).toContainText('A seed is a whole number')
    await dialog.getByLabel('Seed', { exact: true }).fill('7')
    await dialog.getByRole('button', { name: 'Copy the seed' }).click()
    expect(await launched.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('7')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(inspector.getByRole('button', { name: 'Conditions of links' })).toHaveAttribute('aria-pressed', 'true')
    const again = await openDialog(inspector)
    await expect(again).toContainText('latency 10000 ms, loss 50 % on every link · seed 7')
    await again.getByRole('button', { name: 'Clear all' }).click()
    await expect(again.getByRole('region', { name: 'In force' })).toHaveCount(0)
    expect(launched.problems).toEqual([])
  })
})
