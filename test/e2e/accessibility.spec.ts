// Every window and its dialogues as axe-core sees them, light and dark: nothing serious, nothing critical.
import type { AxeResults } from 'axe-core'
import type { Page } from '@playwright/test'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, windowOf } from '../support/windows.ts'
import { clickMenu, windowOf as titled } from './application.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare global {
  interface Window {
    readonly axe?: { run(context: object, options: object): Promise<AxeResults> }
  }
}

/** What is serious about a page, one line for each place; both schemes, as contrast differs. */
async function faultsOf(page: Page, name: string): Promise<readonly string[]> {
  const faults: string[] = []
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(axe)
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    // the colours of a window come with its next frame
    const isShown = (isDark: boolean): boolean =>
      getComputedStyle(document.body).backgroundColor === (isDark ? 'rgb(30, 30, 30)' : 'rgb(255, 255, 255)')
    await page.waitForFunction(isShown, scheme === 'dark', { polling: 50 })
    const violations = await page.evaluate(async () => {
      // what Monaco draws of a text is read by screen readers through its own text area
      const context = { exclude: [['.monaco-editor']] }
      const found = await window.axe?.run(context, { resultTypes: ['violations'] })
      return (found?.violations ?? []).map(({ id, impact, help, nodes }) => ({
        ...{ id, impact, help },
        places: nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`),
      }))
    })
    for (const { id, impact, help, places } of violations)
      if (impact === 'serious' || impact === 'critical')
        for (const place of places) faults.push(`${name}, ${scheme}: ${id}: ${help} ${place}`)
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return faults
}

/** A dialogue that a key opens; it is closed again. */
async function dialogue(page: Page, key: string, name: string | RegExp): Promise<readonly string[]> {
  await page.bringToFront()
  await page.keyboard.press(key)
  await expect(page.getByRole('dialog', { name })).toBeVisible()
  const faults = await faultsOf(page, String(name))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name })).toHaveCount(0)
  return faults
}

test('the window of a hyperty and its dialogues', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const launched = await launchApp()
  const { alice, bob } = await startedPair(launched)
  for (const page of [alice, bob]) {
    // before the page freezes its prototypes, which axe-core writes to while it is loaded
    await page.addInitScript({ content: axe })
    await page.reload()
    await expect(outcome(page)).toContainText(/In step|may write/)
  }
  const faults = [...(await faultsOf(alice, 'Alice')), ...(await faultsOf(bob, 'Bob'))]
  await bob.getByRole('button', { name: 'Try writing anyway' }).click()
  await expect(outcome(bob)).toContainText('sent all the same')
  faults.push(...(await faultsOf(bob, 'Bob tries')))
  for (const [key, name] of [
    ['Control+Shift+N', 'New object'],
    ['Control+Shift+F', 'Follow an object'],
    ['Control+Shift+J', 'Go to a value'],
    ['F7', /Access/],
    ['F1', 'Keys'],
  ] as const)
    faults.push(...(await dialogue(alice, key, name)))
  await alice.getByRole('button', { name: 'More' }).click()
  await expect(alice.getByRole('menu')).toBeVisible()
  faults.push(...(await faultsOf(alice, 'menu More')))
  expect(faults).toEqual([])
})

test('the inspector and its dialogues', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const launched = await launchApp()
  const { inspector } = await startedPair(launched)
  const faults = [...(await faultsOf(inspector, 'inspector'))]
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('End')
  await expect(inspector.getByTestId('details')).toContainText('Message')
  faults.push(...(await faultsOf(inspector, 'details')))
  for (const [key, name] of [
    ['Control+Shift+G', 'Scenarios'],
    ['Control+L', 'Conditions of links'],
    ['Control+Shift+L', /Faults/],
    ['o', /./],
    ['j', 'Overwritten, lost and turned back'],
    ['b', 'Why is this value what it is?'],
    ['F1', 'Keys'],
  ] as const)
    faults.push(...(await dialogue(inspector, key, name)))
  expect(faults).toEqual([])
})

test('an imported log, and the dialogue that asks which of its fields is what', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const path = join(import.meta.dirname, '../fixtures/foreign/raft.ndjson')
  const { app } = await launchApp({ args: [path] })
  const viewer = await titled(app, path)
  const dialog = viewer.getByRole('dialog', { name: 'Read raft.ndjson' })
  await expect(dialog.getByText('In the first lines: 3 lanes')).toBeVisible()
  const faults = [...(await faultsOf(viewer, 'mapping'))]
  await dialog.getByRole('button', { name: 'Show on the timeline' }).click()
  await expect(viewer.getByTestId('events')).toHaveText(/^11 events/)
  faults.push(...(await faultsOf(viewer, 'imported')))
  expect(faults).toEqual([])
})

test('the window of comparisons and that of scenarios', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const launched = await launchApp()
  await startedPair(launched)
  const inspector = await windowOf(launched, 'inspector')
  await inspector.bringToFront()
  await inspector.keyboard.press('Control+Shift+M')
  const compare = await titled(launched.app, 'Compare')
  const faults = [...(await faultsOf(compare, 'compare'))]
  await compare.getByRole('button', { name: /^Run/ }).first().click()
  await expect(compare.getByText(/Diverged/).first()).toBeVisible({ timeout: 60_000 })
  faults.push(...(await faultsOf(compare, 'compared')))
  await clickMenu(launched.app, 'Session', 'Write scenarios…')
  const scenarios = await titled(launched.app, 'Scenarios')
  await scenarios.getByRole('button', { name: 'New scenario' }).first().click()
  await expect(scenarios.getByTestId('script')).toBeVisible({ timeout: 20_000 })
  faults.push(...(await faultsOf(scenarios, 'scenarios')))
  expect(faults).toEqual([])
})
