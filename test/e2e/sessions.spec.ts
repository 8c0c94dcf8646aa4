// Sessions on the disk: saved, opened again, and found again after a cut.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { surveySession } from '../../main/session-reading.ts'
import { expect, test } from '../support/electron.ts'
import { answerDialogs, quit, recorded, started, sessionPath, titlesOf, verdictOf, windowOf } from './application.ts'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessions-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

async function save(inspector: Page, item: string): Promise<void> {
  await inspector.getByRole('button', { name: 'Save or export' }).click()
  await inspector.getByRole('menuitem', { name: item }).click()
}

const eventsShown = async (page: Page): Promise<number> =>
  Number.parseInt(await page.getByTestId('events').innerText(), 10)

test('a session is saved while it runs, and opened again it shows the same rows', async ({ launchApp }) => {
  const { app, dataDir, problems } = await launchApp()
  const { inspector } = await started(app)
  // the last thing that happens by itself: every window has said what it holds
  await expect
    .poll(async () => (await recorded(dataDir)).filter((event) => event.kind === 'state').length)
    .toBeGreaterThanOrEqual(2)
  const path = join(folder, 'saved.ndjson')
  await answerDialogs(app, path)
  await save(inspector, 'Save the session…')
  await expect(inspector.getByText(`Saved as ${path}`)).toBeVisible()
  const survey = await surveySession(path)
  expect(survey).toMatchObject({ ended: true, unsealed: 0, gaps: [] })
  expect(await verdictOf(path)).toBe('converged')
  // more may have been recorded since: the clocks of the windows are measured again and again
  expect((await recorded(dataDir)).length).toBeGreaterThanOrEqual(survey.events)

  await inspector.getByRole('button', { name: 'Open a session' }).click()
  const viewer = await windowOf(app, path)
  await expect.poll(() => eventsShown(viewer)).toBe(survey.events)
  expect(await eventsShown(inspector)).toBeGreaterThanOrEqual(survey.events)
  await expect(viewer.getByRole('button', { name: 'Play the three phases' })).toHaveCount(0)
  // how well the clocks of the windows were known is in the file
  await viewer.getByRole('application').focus()
  await viewer.keyboard.press('End')
  await expect(async () => {
    await viewer.keyboard.press('ArrowUp')
    await expect(viewer.getByTestId('details')).toContainText(/\d\.\d{3} ms ± \d/, { timeout: 100 })
  }).toPass()
  await expect(viewer.getByTestId('verdict')).toContainText('In step: 2 copies of welcome agree')
  expect(problems).toEqual([])
  // and so it is when the application is quit
  await quit(app)
  expect(await verdictOf(await sessionPath(dataDir))).toBe('converged')
})

test('a dialog that is cancelled is no news; a place that cannot be written is', async ({ launchApp }) => {
  const { app } = await launchApp()
  const { inspector } = await started(app)
  await answerDialogs(app, undefined)
  await save(inspector, 'Save the session…')
  await answerDialogs(app, join(folder, 'none', 'x.ndjson'))
  await save(inspector, 'Save the session…')
  await expect(inspector.getByText(/ENOENT/)).toBeVisible()
  await expect(inspector.getByText(/[Cc]ancelled/)).toHaveCount(0)
})

test('a session that was killed is offered at the next start, once, up to its last moment', async ({ launchApp }) => {
  const first = await launchApp()
  await started(first.app)
  await expect
    .poll(async () => (await recorded(first.dataDir)).filter((event) => event.kind === 'state').length)
    .toBeGreaterThanOrEqual(2)
  const child = first.app.process()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  const events = (await recorded(first.dataDir)).length

  const second = await launchApp({ dataDir: first.dataDir })
  const { inspector } = await started(second.app)
  await expect(inspector.getByText(`A session with ${events} events was cut off`)).toBeVisible()
  await inspector.getByRole('button', { name: 'Open it' }).click()
  await expect
    .poll(async () => (await titlesOf(second.app)).filter((title) => title.includes('cut-off')).length)
    .toBe(1)
  const viewer = await windowOf(second.app, first.dataDir)
  await expect(viewer.getByText(/This session was cut off/)).toBeVisible()
  await expect.poll(() => eventsShown(viewer)).toBe(events)
  await expect(inspector.getByText(/was cut off the last time/)).toBeHidden()
  expect(await quit(second.app)).toBe(0)

  const third = await launchApp({ dataDir: first.dataDir })
  const last = await started(third.app)
  // the one that was quit has its footer, and about the other somebody has been asked
  await expect(last.inspector.getByTestId('events')).not.toHaveText('0 events')
  await expect(last.inspector.getByText(/was cut off/)).toHaveCount(0)
})

test('started on the same folder a second time, the application that runs is shown instead', async ({ launchApp }) => {
  const { app, dataDir } = await launchApp()
  await started(app)
  const other = launchApp({ dataDir })
  await expect(other).rejects.toThrow()
  expect(await titlesOf(app)).toHaveLength(3)
})
