// Notes and bookmarks by keys, in a session file that is open: where they are shown, that they are saved, and asked about.
import type { Page } from '@playwright/test'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionEvent } from '../../core/event.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { lastWriterWins } from '../../core/models/last-writer-wins.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { liveHeader, type SessionPart } from '../../core/session.ts'
import { simulate } from '../../core/simulator.ts'
import { digests } from '../../main/saving.ts'
import { expect, test } from '../support/electron.ts'
import { answerDialogs, windowOf } from './application.ts'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notes-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

async function written(): Promise<string> {
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
  return path
}

const countOf = (page: Page) => page.getByTestId('filter-count')
const notesOf = (page: Page) => page.getByTestId('notes').getByRole('listitem')

test('[NT9] an event is bookmarked and noted by keys, found again, saved, and asked about before it is lost', async ({
  launchApp,
}) => {
  const path = await written()
  const before = await readFile(path, 'utf8')
  const { app } = await launchApp({ args: ['--session', path] })
  const page = await windowOf(app, path)
  await expect(countOf(page)).toHaveText(/^[1-9][\d,]* rows$/)
  const chart = page.getByRole('application')
  await chart.focus()
  await page.keyboard.press('Control+Shift+B')
  await expect(page.getByTestId('notes')).toContainText('M bookmarks it')
  await chart.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('m')
  await expect(notesOf(page)).toHaveCount(1)
  await page.keyboard.press('End')
  await page.keyboard.press('Shift+M')
  await page.getByLabel('Note', { exact: true }).fill('Here both write at once.\nLook at the versions.')
  await page.keyboard.press('Control+Enter')
  await expect(notesOf(page)).toHaveCount(2)
  await expect(notesOf(page).nth(1)).toContainText('Here both write at once.')

  // from one to the other, and by the filter
  await chart.focus()
  await page.keyboard.press('n')
  const first = await page.getByTestId('details').locator('header').textContent()
  await page.keyboard.press('n')
  await expect(page.getByTestId('details').locator('header')).not.toHaveText(first ?? '')
  await page.getByRole('combobox', { name: 'Filter' }).fill('note')
  await expect(countOf(page)).toHaveText(/^[1-9]\d* of /)
  await page.getByRole('combobox', { name: 'Filter' }).fill('')
  const folderOfShots = process.env['NOTE_SHOTS']
  if (folderOfShots) {
    for (const scheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.screenshot({ path: join(folderOfShots, `notes-${scheme}.png`) })
    }
  }

  // its file stays as it is; closing asks, and does nothing where it is cancelled
  expect(await readFile(path, 'utf8')).toBe(before)
  await app.evaluate(({ dialog }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = ((_: unknown, { message }: { message: string }) => {
      asked.push(message)
      return Promise.resolve({ response: 0, checkboxChecked: false })
    }) as never
  })
  const window = await app.browserWindow(page)
  await window.evaluate((one) => one.close())
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
    .toEqual(['2 notes are in no file yet.'])

  // what is saved has them, and the window closes then
  const saved = join(folder, 'saved.ndjson')
  await answerDialogs(app, saved)
  await chart.focus()
  await page.keyboard.press('Control+S')
  await expect(page.getByText(`Saved as ${saved}.`)).toBeVisible()
  const notes = (await readFile(saved, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"of":') && line.includes('"kind":"note"'))
  expect(notes).toHaveLength(2)
  const closed = page.waitForEvent('close')
  await window.evaluate((one) => one.close())
  await closed
})
