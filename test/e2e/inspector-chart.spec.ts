import type { Page } from '@playwright/test'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, typeAt, windowOf } from '../support/windows.ts'

const chartOf = (inspector: Page) => inspector.getByRole('application')
const detailsOf = (inspector: Page) => inspector.getByTestId('details')

/** Goes up from the last hop until the details say what is looked for. */
async function findByKeys(inspector: Page, words: string): Promise<void> {
  await chartOf(inspector).focus()
  await inspector.keyboard.press('End')
  for (let step = 0; step < 30; step++) {
    if (((await detailsOf(inspector).textContent()) ?? '').includes(words)) return
    await inspector.keyboard.press('ArrowUp')
  }
  await expect(detailsOf(inspector)).toContainText(words)
}

test.describe('the chart', () => {
  test('shows a change as it happens; an arrow that is clicked is explained', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, inspector } = await startedPair(launched)
    await typeAt(alice, '/title', '"Seen live"')
    await expect(outcome(alice)).toContainText('In step')
    const box = await chartOf(inspector).boundingBox()
    if (!box) throw new Error('the chart has no place')
    // from the last line upwards, between the two Syncers
    const sentence = 'Alice set /title to "Seen live"; it reached Bob'
    await expect(async () => {
      for (let up = 12; up < box.height; up += 12) {
        await inspector.mouse.click(box.x + box.width * 0.53, box.y + box.height - up)
        if (((await detailsOf(inspector).textContent()) ?? '').includes(sentence)) break
        await inspector.keyboard.press('Escape')
      }
      await expect(detailsOf(inspector)).toContainText(sentence)
    }).toPass({ timeout: 20_000 })
    const details = detailsOf(inspector)
    await expect(details.getByRole('row', { name: /received by the other Syncer/ })).toContainText(/\d\.\d{3} ms/)
    await expect(details.getByRole('row', { name: /^changed/ })).toContainText(/\d\.\d{3} ms ± \d/)
    await expect(details).toContainText('After ± stands by how many milliseconds that may be wrong.')
    await expect(details.getByText('reporter-may-all')).toBeVisible()
    await expect(details).toContainText('−   "title": "Edit me"')
    await expect(details).toContainText('+   "title": "Seen live"')
    await expect(details.getByRole('region', { name: 'Message' })).toContainText('"type": "update"')
    expect(launched.problems).toEqual([])
  })

  test('stands still while it is paused, says how much waits, and goes on', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, inspector } = await startedPair(launched)
    await chartOf(inspector).focus()
    await inspector.keyboard.press('Space')
    // clocks are measured all the time, so one may wait already
    await expect(inspector.getByRole('button', { name: /Paused · \d+ new events? waits?/ })).toBeVisible()
    await inspector.keyboard.press('End')
    const last = await detailsOf(inspector).textContent()
    await typeAt(alice, '/title', '"While paused"')
    await expect(outcome(alice)).toContainText('In step')
    await expect(inspector.getByRole('button', { name: /Paused · [1-9]\d* new events? waits?/ })).toBeVisible()
    await chartOf(inspector).focus()
    await inspector.keyboard.press('End')
    expect(await detailsOf(inspector).textContent()).toBe(last)
    await inspector.getByRole('button', { name: /Paused/ }).click()
    await findByKeys(inspector, 'Alice set /title to "While paused"')
    expect(launched.problems).toEqual([])
  })

  test('follows the end until one scrolls up, and again when asked to', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, inspector } = await startedPair(launched)
    for (const title of ['one', 'two', 'three', 'four', 'five', 'six', 'seven']) {
      await typeAt(alice, '/title', JSON.stringify(title))
      await alice.keyboard.press('Control+Enter')
      await expect(outcome(alice)).toContainText('In step')
    }
    const bar = inspector.getByRole('scrollbar', { name: 'Position in the session' })
    const isAtEnd = async (): Promise<boolean> =>
      (await bar.getAttribute('aria-valuenow')) === (await bar.getAttribute('aria-valuemax'))
    await expect.poll(isAtEnd).toBe(true)
    await chartOf(inspector).hover()
    await inspector.mouse.wheel(0, -300)
    await expect.poll(isAtEnd).toBe(false)
    const place = await bar.getAttribute('aria-valuenow')
    await typeAt(alice, '/title', '"eight"')
    await expect(outcome(alice)).toContainText('In step')
    expect(await bar.getAttribute('aria-valuenow')).toBe(place)
    await inspector.getByRole('button', { name: 'Follow the end' }).click()
    await expect.poll(isAtEnd).toBe(true)
    expect(launched.problems).toEqual([])
  })

  test('changes its axis and keeps what is selected; shows another participant', async ({ launchApp }) => {
    const launched = await launchApp()
    const { inspector } = await startedPair(launched)
    await findByKeys(inspector, 'Alice invited Bob to welcome')
    const sentence = await detailsOf(inspector).textContent()
    await inspector.getByLabel('Axis').selectOption('Wall time')
    await chartOf(inspector).focus()
    for (const key of ['w', 'w', 'w', 'f', 's']) await inspector.keyboard.press(key)
    expect(await detailsOf(inspector).textContent()).toBe(sentence)
    await inspector.keyboard.press('x')
    await expect(inspector.getByLabel('Axis')).toHaveValue('ordinal')
    // chosen and taken back within one frame: the choice shows what holds
    await inspector.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('select[aria-label=Axis]')
      if (select) select.value = 'wall'
      select?.dispatchEvent(new Event('change', { bubbles: true }))
      const key = new KeyboardEvent('keydown', { key: 'x', code: 'KeyX', bubbles: true })
      document.querySelector('[role=application]')?.dispatchEvent(key)
    })
    await expect(inspector.getByLabel('Axis')).toHaveValue('ordinal')
    await inspector.getByRole('button', { name: 'New participant' }).click()
    await inspector.getByTitle("Show Carol's lifelines").click()
    await expect(inspector.getByTitle('Show Carol as one lane')).toBeVisible()
    await findByKeys(inspector, 'Alice invited Carol to welcome')
    expect(launched.problems).toEqual([])
  })

  test('expands and collapses any lane by keys, as far as there is room, and names who has left', async ({
    launchApp,
  }) => {
    const launched = await launchApp()
    const { inspector } = await startedPair(launched)
    await inspector.getByRole('button', { name: 'New participant' }).click()
    const carol = await windowOf(launched, 'Carol')
    const lane = (name: string) => inspector.locator('.lanes').getByRole('button', { name, exact: true })
    const isExpanded = async (): Promise<(string | null)[]> =>
      Promise.all(['Alice', 'Bob', 'Carol'].map((name) => lane(name).getAttribute('aria-expanded')))
    await expect.poll(isExpanded).toEqual(['true', 'true', 'false'])
    // from the top bar to the lanes, and along them
    await inspector.getByRole('button', { name: 'Play the three phases' }).focus()
    await inspector.keyboard.press('F6')
    await expect(lane('Alice')).toBeFocused()
    await inspector.keyboard.press('Tab')
    await inspector.keyboard.press('Tab')
    await expect(lane('Carol')).toBeFocused()
    await inspector.keyboard.press('Enter')
    await expect.poll(isExpanded).toEqual(['true', 'true', 'true'])
    await expect(lane('Carol')).toBeFocused()
    await expect(inspector.locator('.lanes .part')).toHaveText([
      'Hyperty',
      'Object',
      'Syncer',
      'Syncer',
      'Object',
      'Hyperty',
      'Syncer',
      'Object',
      'Hyperty',
    ])
    await inspector.keyboard.press('Shift+Tab')
    await inspector.keyboard.press('Enter')
    await expect.poll(isExpanded).toEqual(['true', 'false', 'true'])
    await inspector.keyboard.press('F6')
    await expect(chartOf(inspector)).toBeFocused()
    // where there is no room, one takes the place of another
    const one = await launched.app.browserWindow(inspector)
    await one.evaluate((window) => window.setContentSize(560, 500))
    await lane('Bob').click()
    await expect.poll(isExpanded).toEqual(['true', 'true', 'false'])
    await carol.close()
    await expect(inspector.locator('.lanes')).toContainText('Carolleft')
    await findByKeys(inspector, 'Carol stopped following welcome')
    expect(launched.problems).toEqual([])
  })
})
