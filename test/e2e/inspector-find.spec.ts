// Finding something in a session by keys: the filter, what it does to the chart, and the table beside it.
import type { Page } from '@playwright/test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionEvent } from '../../core/event.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { lastWriterWins } from '../../core/models/last-writer-wins.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { liveHeader, type SessionPart } from '../../core/session.ts'
import { simulate } from '../../core/simulator.ts'
import { digests } from '../../main/saving.ts'
import { expect, test, type LaunchApp, type LaunchedApp } from '../support/electron.ts'
import { windowOf } from './application.ts'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

/** An inspector on a session that the simulator has made. */
async function opened(launchApp: LaunchApp): Promise<{ launched: LaunchedApp; page: Page }> {
  const { lines } = await simulate({ scenario: mix, model: lastWriterWins, seed: 7, record: true })
  const header = liveHeader('test', 0)
  async function* read(): AsyncIterable<SessionPart> {
    yield { kind: 'header', header, text: JSON.stringify(header) }
    for (const line of lines) {
      const text = line.trimEnd()
      yield { kind: 'event', event: JSON.parse(text) as SessionEvent, text, sealed: true }
    }
  }
  let text = ''
  for await (const piece of ndjson.write({ read }, digests)) text += piece.text
  const path = join(folder, 'mix.ndjson')
  await writeFile(path, text)
  const launched = await launchApp({ args: ['--session', path] })
  const page = await windowOf(launched.app, path)
  await expect(countOf(page)).toHaveText(/^[1-9][\d,]* rows$/)
  return { launched, page }
}

const countOf = (page: Page) => page.getByTestId('filter-count')
const fieldOf = (page: Page) => page.getByRole('combobox', { name: 'Filter' })
const chartOf = (page: Page) => page.getByRole('application')
const gridOf = (page: Page) => page.getByRole('grid', { name: 'Events' })
/** How far the chart can be scrolled: less where rows are hidden. */
const lengthOf = async (page: Page): Promise<number> => {
  const bar = page.getByRole('scrollbar', { name: 'Position in the session' })
  return (await bar.count()) === 0 ? 0 : Number(await bar.getAttribute('aria-valuemax'))
}
const clipboard = ({ app }: LaunchedApp): Promise<string> => app.evaluate(({ clipboard: own }) => own.readText())

test('the filter is typed, completed, counted and gone through by keys; it hides, dims or highlights', async ({
  launchApp,
}) => {
  const { launched, page } = await opened(launchApp)
  await chartOf(page).focus()
  // with the details open, as they are from the first match on
  await page.keyboard.press('Home')
  await expect(page.getByTestId('details')).toContainText('#')
  const whole = await lengthOf(page)
  await chartOf(page).focus()
  await page.keyboard.press('/')
  await expect(fieldOf(page)).toBeFocused()
  await page.keyboard.type('ki')
  await expect(page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').first()).toContainText('kind:')
  await page.keyboard.press('Tab')
  await page.keyboard.type('upd')
  const option = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { name: /^update/ })
  await expect(option).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(option).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(fieldOf(page)).toHaveValue('kind:update ')
  await expect(countOf(page)).toHaveText(/^[\d,]+ of [\d,]+$/)
  await expect.poll(() => lengthOf(page)).toBeLessThan(whole)
  // from match to match
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('details')).toContainText('update')
  const first = await page.getByTestId('details').textContent()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('details')).not.toHaveText(first as string)
  await page.keyboard.press('Shift+Enter')
  await expect(page.getByTestId('details')).toHaveText(first as string)
  // what does not match is pale, then what matches is marked: nothing is hidden any more
  await page.keyboard.press('Escape')
  await expect(fieldOf(page)).toHaveValue('')
  await page.keyboard.type('kind:update')
  await chartOf(page).focus()
  const mode = page.getByLabel('What becomes of other rows')
  await expect.poll(() => lengthOf(page)).toBeLessThan(whole)
  await page.keyboard.press('h')
  await expect(mode).toHaveValue('dim')
  await expect.poll(() => lengthOf(page)).toBe(whole)
  const dimmed = await chartOf(page).screenshot()
  await page.keyboard.press('h')
  await expect(mode).toHaveValue('highlight')
  await expect.poll(async () => (await chartOf(page).screenshot()).equals(dimmed)).toBe(false)
  expect(await lengthOf(page)).toBe(whole)
  // the selection goes first, then the filter
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('details')).not.toContainText('update')
  await expect(fieldOf(page)).toHaveValue('kind:update')
  await page.keyboard.press('Escape')
  await expect(fieldOf(page)).toHaveValue('')
  expect(launched.problems).toEqual([])
})

test('what cannot be read is underlined where it is wrong, and said; what held before holds on', async ({
  launchApp,
}) => {
  const { launched, page } = await opened(launchApp)
  await page.keyboard.press('Control+f')
  await page.keyboard.type('kind:update')
  await expect(countOf(page)).toHaveText(/ of /)
  const found = await countOf(page).textContent()
  await page.keyboard.type(' frm:alice')
  await expect(page.getByRole('alert')).toHaveText('frm is no word of a filter. Is it from?')
  await expect(fieldOf(page)).toHaveAttribute('aria-invalid', 'true')
  await expect(page.locator('.under u')).toHaveText('frm')
  await expect(countOf(page)).toHaveText(found as string)
  expect(launched.problems).toEqual([])
})

test('the table shows what matches, shares its selection with the chart, sorts, and is copied', async ({
  launchApp,
}) => {
  const { launched, page } = await opened(launchApp)
  await chartOf(page).focus()
  await page.keyboard.press('t')
  await expect(gridOf(page)).toBeFocused()
  const rowsOf = async (): Promise<number> => Number(await gridOf(page).getAttribute('aria-rowcount')) - 1
  const all = await rowsOf()
  expect(all).toBeGreaterThan(100)
  // far fewer than there are
  expect(await gridOf(page).getByRole('row').count()).toBeLessThan(80)
  await page.keyboard.press('/')
  await page.keyboard.type('kind:update path:/*')
  await page.keyboard.press('Enter')
  await expect.poll(rowsOf).toBeLessThan(all)
  const chosen = gridOf(page).locator('[role=row][aria-selected=true]')
  await expect(chosen).toContainText('update')
  // from the table to the chart
  await gridOf(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const number = ((await chosen.getByRole('gridcell').first().textContent()) ?? '').trim()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('details')).toContainText(`#${number} update`)
  // and from the chart to the table
  await chartOf(page).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('t')
  await expect(chosen).toBeVisible()
  await expect(chosen.getByRole('gridcell').first()).not.toHaveText(number)
  // sorted by latency, the slowest first
  const head = gridOf(page).getByRole('columnheader', { name: 'Latency' })
  await head.getByRole('button').click()
  await head.getByRole('button').click()
  await expect(head).toHaveAttribute('aria-sort', 'descending')
  await page.getByRole('button', { name: 'Copy these rows' }).click()
  await page.getByRole('menuitem', { name: 'Copy as CSV' }).click()
  await expect(page.getByText(/rows are copied as CSV\./)).toBeVisible()
  const csv = (await clipboard(launched)).trimEnd().split('\r\n')
  expect(csv[0]).toBe('#,Time,Kind,From,To,Object,Version,Outcome,Latency,Paths')
  expect(csv).toHaveLength((await rowsOf()) + 1)
  await page.getByRole('button', { name: 'Copy these rows' }).click()
  await page.getByRole('menuitem', { name: 'Copy as JSON' }).click()
  await expect(page.getByText(/rows are copied as JSON\./)).toBeVisible()
  const json = JSON.parse(await clipboard(launched)) as { n: number; message: { type: string } }[]
  expect(json.map(({ message }) => message.type)).toEqual(json.map(() => 'update'))
  expect(launched.problems).toEqual([])
})

test('a cell, a row and a participant are made a filter by keys and by the menu; objects and events are gone to', async ({
  launchApp,
}) => {
  const { launched, page } = await opened(launchApp)
  await chartOf(page).focus()
  await page.keyboard.press('Control+g')
  await page.getByLabel('Number of the event').fill('99999999')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('There is no event 99999999.')
  await page.getByLabel('Number of the event').fill('60')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(chartOf(page)).toBeFocused()
  await page.keyboard.press('Control+p')
  await expect(page.getByRole('combobox', { name: 'Name' })).toBeFocused()
  await expect(page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').first()).toContainText('obj:')
  await page.keyboard.press('Enter')
  await expect(fieldOf(page)).toHaveValue(/^obj:/)
  await expect(countOf(page)).toHaveText(/ of /)
  // what is selected, followed with one key
  await chartOf(page).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('c')
  await expect(fieldOf(page)).toHaveValue(/^#\d+ \|\| causes\(#\d+\) \|\| causedby\(#\d+\)$/)
  await page.keyboard.press('g')
  await expect(fieldOf(page)).toHaveValue(/^obj:/)
  await page.keyboard.press('Shift+F10')
  const menu = page.getByRole('menu', { name: 'Apply as filter' })
  await menu.getByRole('menuitem', { name: /^from:/ }).click()
  await expect(fieldOf(page)).toHaveValue(/^obj:\S+ from:\S+$/)
  // and what stands above a lane
  await page.locator('.lanes .who').first().click({ button: 'right' })
  await menu.getByRole('menuitem', { name: /^to:/ }).click()
  await expect(fieldOf(page)).toHaveValue(/ to:\S+$/)
  expect(launched.problems).toEqual([])
})
