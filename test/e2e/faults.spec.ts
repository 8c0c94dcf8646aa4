// Faults of a participant, ordered in the inspector: each is at work, said in its own window, drawn, recorded and mended.
import type { Locator, Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import type { FaultEvent } from '../../core/event.ts'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt } from '../support/windows.ts'
import { quit, recorded, sessionPath } from './application.ts'

async function openFaults(inspector: Page): Promise<Locator> {
  await inspector.bringToFront()
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('Control+Shift+L')
  return inspector.getByRole('dialog', { name: 'Faults of participants' })
}

const faultsIn = async (dataDir: string): Promise<FaultEvent[]> =>
  (await recorded(dataDir)).filter((event): event is FaultEvent => event.kind === 'fault')
const kindsIn = async (dataDir: string): Promise<string[]> => (await faultsIn(dataDir)).map(({ fault }) => fault)

test.describe('faults of a participant', () => {
  test('Bob is paused: he takes nothing until he is resumed in his own window', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    const dialog = await openFaults(inspector)
    await dialog.getByRole('button', { name: 'Pause Bob' }).click()
    await expect(dialog.getByRole('listitem').filter({ hasText: 'Bob' })).toContainText('paused')
    await inspector.keyboard.press('Escape')
    await expect(inspector.getByRole('button', { name: /^Bob/ })).toContainText('paused')
    await expect(bob.locator('.notice')).toContainText('Bob is paused: nothing gets in or out')
    await expect(bob.locator('.rail .row')).toContainText('paused')
    await expect(outcome(bob)).toContainText('Paused. What others do reaches you when you go on.')

    await typeAt(alice, '/title', '"meanwhile"')
    await expect(inspector.getByTestId('verdict')).toContainText('on the way')
    expect(await textOf(bob)).toContain('Edit me')
    await bob.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => textOf(bob)).toContain('meanwhile')
    await expect(bob.locator('.notice')).toHaveCount(0)
    await expect(inspector.getByTestId('verdict')).toContainText('In step: 2 copies')
    await expect.poll(() => kindsIn(launched.dataDir)).toEqual(['pause', 'resume'])
    expect(launched.problems).toEqual([])
  })

  test('Bob crashes, which is asked about first; his window says so, and he is restarted', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    const dialog = await openFaults(inspector)
    await dialog.getByRole('button', { name: 'Crash without storage…: Bob' }).click()
    const question = inspector.getByRole('dialog', { name: 'Crash Bob without storage?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog.getByRole('button', { name: 'Pause Bob' })).toBeVisible()
    await dialog.getByRole('button', { name: 'Crash without storage…: Bob' }).click()
    await question.getByRole('button', { name: 'Crash', exact: true }).click()
    await expect(bob.locator('.notice')).toContainText('Bob has crashed. What it held is gone.')
    await expect(outcome(bob)).toContainText('Not connected.')
    await typeAt(alice, '/title', '"while Bob was down"')
    await dialog.getByRole('button', { name: 'Restart Bob' }).click()
    await expect.poll(() => textOf(bob).catch(() => '')).toContain('while Bob was down')
    await expect(inspector.getByTestId('verdict')).toContainText('In step: 2 copies')
    await expect.poll(() => kindsIn(launched.dataDir)).toEqual(['down', 'up'])
    expect(launched.problems).toEqual([])
  })

  test('Bob crashes with his storage, unasked: he is back with his copy and reads what he lacks', async ({
    launchApp,
  }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    const dialog = await openFaults(inspector)
    await dialog.getByRole('button', { name: 'Crash Bob, storage kept' }).click()
    await expect(bob.locator('.notice')).toContainText('Bob has crashed. What it had stored is kept.')
    await typeAt(alice, '/title', '"while Bob was down"')
    await dialog.getByRole('button', { name: 'Restart Bob' }).click()
    await expect.poll(() => textOf(bob).catch(() => '')).toContain('while Bob was down')
    await expect(inspector.getByTestId('verdict')).toContainText('In step: 2 copies')
    await expect
      .poll(async () => (await faultsIn(launched.dataDir)).map(({ fault, stored }) => [fault, stored]))
      .toEqual([
        ['down', true],
        ['up', true],
      ])
    // the copy was his own: he asked for what he lacked, and nobody invited him anew
    const lines = (await readFile(await sessionPath(launched.dataDir), 'utf8')).trimEnd().split('\n')
    const after = lines.slice(lines.findIndex((line) => line.includes('"fault":"up"')))
    expect(after.filter((line) => line.includes('"type":"create"'))).toEqual([])
    expect(after.some((line) => line.includes('"type":"subscribe"'))).toBe(true)
    expect(launched.problems).toEqual([])
  })

  test('Alice’s clock goes wrong for a time, and all is mended by one key', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, inspector } = await startedPair(launched)
    const dialog = await openFaults(inspector)
    await dialog.getByLabel('Participant', { exact: true }).selectOption({ label: 'Alice' })
    await dialog.getByLabel('Fault', { exact: true }).selectOption('skew')
    await dialog.getByLabel('Ahead by').fill('-2500')
    await dialog.getByLabel('Faster by').fill('10')
    await dialog.getByLabel('When').selectOption('span')
    await dialog.getByLabel('Lasting').fill('0')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(dialog.getByRole('alert')).toContainText('A span begins within a day')
    await dialog.getByLabel('Lasting').fill('3600')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(dialog.getByRole('listitem').filter({ hasText: 'Alice' })).toContainText(
      'clock 2.5 s behind, 10 % fast',
    )
    await expect(alice.locator('.notice')).toContainText("Alice's clock is 2.5 s behind, 10 % fast")
    // what is planned is listed until it begins
    await dialog.getByLabel('Fault', { exact: true }).selectOption('pause')
    await dialog.getByLabel('Beginning in').fill('3600')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(dialog.getByRole('region', { name: 'Planned' })).toContainText('Alice pauses, in 3600 s for 3600 s')
    await inspector.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await inspector.keyboard.press('F8')
    await expect(alice.locator('.notice')).toHaveCount(0)
    await expect
      .poll(async () => (await faultsIn(launched.dataDir)).map(({ skewMs, driftPercent }) => [skewMs, driftPercent]))
      .toEqual([
        [-2500, 10],
        [0, 0],
      ])
    expect(launched.problems).toEqual([])
  })

  test('the participant of the selected hop is paused and resumed by one key', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, inspector } = await startedPair(launched)
    await inspector.bringToFront()
    await inspector.getByRole('application').focus()
    await inspector.keyboard.press('Home')
    await inspector.keyboard.press('p')
    await expect(alice.locator('.notice')).toContainText('Alice is paused')
    await expect(inspector.getByRole('button', { name: /^Alice/ })).toContainText('paused')
    await inspector.keyboard.press('p')
    await expect(alice.locator('.notice')).toHaveCount(0)
  })

  test('a hyperty without a window crashes and is restarted; its name can be read in its lane', async ({
    launchApp,
  }) => {
    const launched = await launchApp()
    const { inspector } = await startedPair(launched)
    await inspector.bringToFront()
    await inspector.keyboard.press('Control+Shift+A')
    await expect(inspector.getByTestId('verdict')).toContainText('In step: 12 copies')
    for (const name of ['h1', 'h5']) {
      const label = inspector.locator('.lanes .name', { hasText: new RegExp(`^${name}$`) })
      expect(await label.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true)
    }
    const dialog = await openFaults(inspector)
    await dialog.getByRole('button', { name: 'Crash without storage…: h3' }).click()
    await inspector
      .getByRole('dialog', { name: 'Crash h3 without storage?' })
      .getByRole('button', { name: 'Crash', exact: true })
      .click()
    await dialog.getByRole('button', { name: 'Restart h3' }).click()
    await expect(dialog.getByRole('button', { name: 'Pause h3' })).toBeVisible()
    await expect(inspector.getByTestId('verdict')).toContainText('In step: 12 copies')
    // one who is down when all without windows are removed goes with them
    await dialog.getByRole('button', { name: 'Crash without storage…: h3' }).click()
    await inspector
      .getByRole('dialog', { name: 'Crash h3 without storage?' })
      .getByRole('button', { name: 'Crash', exact: true })
      .click()
    await expect(dialog.getByRole('button', { name: 'Restart h3' })).toBeVisible()
    await inspector.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await inspector.keyboard.press('Control+Shift+X')
    await expect(inspector.getByTestId('verdict')).toContainText('In step: 2 copies')
    expect(launched.problems).toEqual([])
  })
})

test('the footer of the session says what each check found, beside the verdict', async ({ launchApp }) => {
  const launched = await launchApp()
  const { bob } = await startedPair(launched)
  await expect(bob.getByTestId('outcome')).toContainText('Only Alice may write')
  const path = await sessionPath(launched.dataDir)
  await quit(launched.app)
  const last = (await readFile(path, 'utf8')).trimEnd().split('\n').at(-1) as string
  const footer = JSON.parse(last) as { verdict: string; checks: { check: string; state: string; count: number }[] }
  expect(footer.verdict).toBe('converged')
  expect(footer.checks.map(({ check }) => check)).toContain('lost-update')
  expect(footer.checks.filter(({ state, count }) => state !== 'pass' || count !== 0)).toEqual([])
})
