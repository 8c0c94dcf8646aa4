// Models side by side in the real application: the seed's question under all five, by keys alone, and the way from a verdict,
// a number and a cell to the session behind it.
import type { Page } from '@playwright/test'
import { expect, test } from '../support/electron.ts'
import { started, windowOf } from './application.ts'

const names = ['owner-only', 'naive', 'last-writer-wins', 'rebase', 'crdt']

async function openComparison(inspector: Page): Promise<void> {
  await inspector.bringToFront()
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('Control+Shift+M')
}

/** Presses Tab until the focus is on what is wanted. */
async function tabTo(page: Page, wanted: ReturnType<Page['getByRole']>, stepsMax = 60): Promise<void> {
  const isThere = (): Promise<boolean> => wanted.evaluate((one) => one === document.activeElement)
  for (let step = 0; step < stepsMax && !(await isThere()); step++) await page.keyboard.press('Tab')
  await expect(wanted).toBeFocused()
}

const endingsOf = (page: Page): Promise<(string | null)[]> =>
  Promise.all(names.map((name) => page.getByRole('region', { name, exact: true }).getAttribute('data-ending')))

async function allPlayed(page: Page): Promise<void> {
  await expect(page.getByTestId('ending')).toHaveCount(5, { timeout: 30_000 })
}

test.describe('comparing models', () => {
  test("the seed's question under five models: naive diverges, the others converge, and the reason leads to its event, by keys alone", async ({
    launchApp,
  }) => {
    const { app, problems } = await launchApp()
    const { inspector } = await started(app)
    await openComparison(inspector)
    const page = await windowOf(app, 'Compare models')
    await expect(page.getByTestId('lesson')).toContainText('two changes of one attribute')
    await expect(page.getByText('Not played yet.')).toHaveCount(5)
    await page.keyboard.press('Control+Enter')
    await allPlayed(page)
    expect(await endingsOf(page)).toEqual(['converged', 'diverged', 'converged', 'converged', 'converged'])
    await expect(page.getByTestId('announced')).toContainText('naive: diverged')

    const naive = page.getByRole('region', { name: 'naive', exact: true })
    await expect(naive.getByRole('listitem').first()).toContainText('Groceries, by Bob')
    await expect(naive.getByRole('listitem').nth(1)).toContainText('Groceries, by Alice')
    await expect(naive.getByRole('img', { name: 'differs' })).toHaveCount(2)
    await tabTo(page, naive.getByRole('button', { name: 'Why?' }))
    await page.keyboard.press('Enter')
    const reason = naive.getByTestId('reason')
    await expect(reason).toContainText("Alice's copy took Bob's last, Bob's copy took Alice's last.")
    await tabTo(page, reason.getByRole('button').first())
    await page.keyboard.press('Enter')

    const viewer = await windowOf(app, '/')
    await expect(viewer.getByTestId('verdict')).toContainText('differ')
    await expect(viewer.getByTestId('details')).toContainText('/title')
    await expect(viewer.getByTestId('details')).toContainText('Groceries, by Bob')
    expect(problems).toEqual([])
  })

  test('a number lists its events, and a cell of the strip opens its session', async ({ launchApp }) => {
    const { app, problems } = await launchApp()
    const { inspector } = await started(app)
    await openComparison(inspector)
    const page = await windowOf(app, 'Compare models')
    await page.keyboard.press('Control+Enter')
    await allPlayed(page)
    const table = page.getByRole('table', { name: 'Scoreboard' })
    await expect(table.getByRole('row', { name: 'anomalies' })).not.toContainText('cannot tell')
    await table.getByRole('button', { name: 'turned back, owner-only: 1.' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByTestId('events').getByRole('listitem')).toHaveCount(1)
    await expect(dialog).toContainText('set /title to')
    await page.keyboard.press('Escape')

    for (const name of names) await expect(page.getByTestId(`tally-${name}`)).toHaveText(/ ?100$/, { timeout: 60_000 })
    await expect(page.getByTestId('tally-naive')).toContainText('Diverged')
    const cells = page.getByRole('application', { name: /^Cells of seeds/ })
    await cells.focus()
    await page.keyboard.press('n')
    await expect(page.getByTestId('announced')).toContainText('naive, seed 1: diverged')
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key)
    await expect(page.getByTestId('announced')).toContainText('owner-only, seed 3: converged')
    await page.keyboard.press('Enter')
    const viewer = await windowOf(app, '/')
    await expect(viewer.getByTestId('verdict')).toContainText('In step')
    expect(await viewer.title()).toBeTruthy()
    expect(problems).toEqual([])
  })

  test('a guess is asked first, and what was wrong is refused with a sentence', async ({ launchApp }) => {
    const { app, problems } = await launchApp()
    const { inspector } = await started(app)
    await openComparison(inspector)
    const page = await windowOf(app, 'Compare models')
    for (const name of names.slice(1)) await page.getByRole('checkbox', { name }).press('Space')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('alert')).toContainText('at least 2 models')
    await page.getByRole('checkbox', { name: 'naive' }).press('Space')
    await page.getByRole('switch', { name: 'Guess first' }).press('Space')
    await page.keyboard.press('Control+Enter')
    const naive = page.getByRole('region', { name: 'naive', exact: true })
    await naive.getByRole('radio', { name: 'Converges' }).press('Space')
    await page.getByRole('region', { name: 'owner-only' }).getByRole('radio', { name: 'Converges' }).press('Space')
    await expect(page.getByTestId('ending')).toHaveCount(0)
    await page.keyboard.press('Control+Shift+Enter')
    await expect(naive).toContainText('You expected: converges.')
    await expect(page.getByRole('region', { name: 'owner-only' })).toContainText('You were right.')
    await expect(page.getByTestId('ending')).toHaveCount(2)
    expect(problems).toEqual([])
  })

  test('many seeds can be cancelled while they are played', async ({ launchApp }) => {
    const { app } = await launchApp()
    const { inspector } = await started(app)
    await openComparison(inspector)
    const page = await windowOf(app, 'Compare models')
    await page.getByRole('combobox', { name: 'Scenario' }).selectOption('mix')
    await page.keyboard.press('Control+Enter')
    await allPlayed(page)
    const strip = page.getByRole('region', { name: 'Many seeds' })
    await expect(page.getByTestId('progress')).toContainText(/[1-9]\d* of 500/)
    await strip.getByRole('button', { name: 'Cancel' }).press('Enter')
    await expect(page.getByTestId('progress')).toContainText('Cancelled after')
    // what was played stays, and more can be played
    await strip.getByRole('combobox').selectOption('20')
    await strip.getByRole('button', { name: 'Play them' }).press('Enter')
    await expect(strip.getByRole('heading')).toHaveText('Seeds 1 to 20')
  })
})
