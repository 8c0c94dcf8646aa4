// The chart over a large session: its levels of detail, its axes, the overview, the cone, the cursor. SHOTS names a folder for pictures.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test, type LaunchedApp } from '../support/electron.ts'
import { writeLargeSession, type LargeSession } from '../support/large-session.ts'
import { answerDialogs, windowOf } from './application.ts'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timeline-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

async function openSession(launched: LaunchedApp, wanted: LargeSession): Promise<Page> {
  const path = join(folder, 'large.ndjson')
  const events = await writeLargeSession(path, wanted)
  const inspector = await windowOf(launched.app, 'Syncscope')
  await answerDialogs(launched.app, path)
  await inspector.getByRole('button', { name: 'Open a session' }).click()
  const page = await windowOf(launched.app, path)
  await expect(page.getByTestId('events')).toHaveText(`${events} events`, { timeout: 60_000 })
  const window = await launched.app.browserWindow(page)
  await window.evaluate((one) => one.setContentSize(1280, 720))
  return page
}

async function picture(page: Page, name: string): Promise<void> {
  const shots = process.env['SHOTS']
  if (!shots) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    await page.screenshot({ path: join(shots, `${name}-${colorScheme}.png`) })
  }
}

const chartOf = (page: Page) => page.getByRole('application')
const level = (page: Page) => page.getByTestId('level')

test('the chart tells hops, changes and densities, by how much is in sight, on each axis', async ({ launchApp }) => {
  test.setTimeout(180_000)
  const launched = await launchApp()
  const page = await openSession(launched, { events: 60_000, hyperties: 5 })
  await expect(level(page)).toHaveText('Every hop')
  await picture(page, 'hops')
  await chartOf(page).focus()
  await page.keyboard.press('Shift+S')
  await expect(level(page)).toHaveText('Every change')
  await picture(page, 'changes')
  for (let step = 0; step < 6; step++) await page.keyboard.press('s')
  await picture(page, 'strokes')
  await page.keyboard.press('Shift+F')
  await expect(level(page)).toHaveText('Density')
  await picture(page, 'density')
  // a click on a density looks closer, until every change can be read
  const box = await chartOf(page).boundingBox()
  if (!box) throw new Error('the chart has no place')
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5)
  await expect(page.getByText(/of \d[\d,]* messages between/)).toBeVisible()
  await expect(async () => {
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.5)
    await expect(level(page)).toHaveText('Every change', { timeout: 500 })
  }).toPass({ timeout: 10_000 })
  for (const axis of ['Wall time', 'Idle folded', 'Causal order']) {
    await page.getByLabel('Axis').selectOption(axis)
    await expect(page.getByTestId('in-sight')).toContainText('in sight')
    await picture(page, `axis-${axis.split(' ')[0]?.toLowerCase()}`)
    await page.getByRole('button', { name: 'Fit the whole session' }).click()
    await expect(level(page)).toHaveText('Density')
    await picture(page, `axis-${axis.split(' ')[0]?.toLowerCase()}-fit`)
  }
  expect(launched.problems).toEqual([])
})

test('the overview moves the chart by keys, the cursor is stepped, played and followed, the cone is shown', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const launched = await launchApp()
  const page = await openSession(launched, { events: 8_000, hyperties: 3, scenario: 'storm', seed: 4 })
  const overview = page.getByRole('scrollbar', { name: 'Part of the session in sight' })
  await overview.focus()
  const now = async (): Promise<number> => Number(await overview.getAttribute('aria-valuenow'))
  await page.keyboard.press('End')
  const last = await expect.poll(now).toBeGreaterThan(0).then(now)
  await page.keyboard.press('Shift+ArrowLeft')
  await expect.poll(now).toBeLessThan(last)
  await chartOf(page).focus()
  await page.keyboard.press('l')
  await picture(page, 'overview')
  // the cursor
  await page.keyboard.press('Shift+T')
  const moment = page.getByTestId('moment')
  await expect(moment).toContainText('After #')
  const before = await moment.textContent()
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(moment).not.toHaveText(before ?? '')
  await page.keyboard.press('Shift+PageUp')
  await page.getByLabel('Moment of the session').fill('10')
  await expect(moment).toContainText('After #10 ')
  await page.getByLabel('Speed').selectOption('10 ×')
  const stepped = await moment.textContent()
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(moment).not.toHaveText(stepped ?? '')
  await page.getByRole('button', { name: 'Stop' }).click()
  await picture(page, 'cursor')
  await page.getByRole('button', { name: 'Back to the present' }).click()
  await expect(page.getByTestId('travel')).toHaveCount(0)
  // where two copies differ
  await page.keyboard.press('Shift+R')
  await expect(page.getByRole('button', { name: 'Where two copies differ' })).toHaveAttribute('aria-pressed', 'true')
  await picture(page, 'ribbon')
  // the cone of what is selected
  await chartOf(page).focus()
  for (const key of ['Shift+s', 'ArrowDown', 'ArrowDown', 'Shift+C', 'f']) await page.keyboard.press(key)
  await expect(page.getByRole('button', { name: 'Causes and effects of the selected event' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await picture(page, 'cone')
  await page.getByLabel('Axis').selectOption('Causal order')
  await picture(page, 'cone-causal')
  expect(launched.problems).toEqual([])
})
