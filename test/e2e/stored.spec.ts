// What was there is there again: after a kill, after a quit, and not after starting fresh.
import type { ElectronApplication } from '@playwright/test'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt, windowOf } from '../support/windows.ts'
import { clickMenu, quit, recorded, titlesOf } from './application.ts'

async function kill(app: ElectronApplication): Promise<void> {
  const child = app.process()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** The answer to the next question, by the number of its button. */
const answerQuestion = (app: ElectronApplication, response: number): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showMessageBox = () => Promise.resolve({ response: chosen, checkboxChecked: false })
  }, response)

test('[ST10] killed and started again, Alice and Bob find their objects as they were told', async ({ launchApp }) => {
  const first = await launchApp()
  const { alice, bob: follower } = await startedPair(first)
  await alice.bringToFront()
  await typeAt(alice, '/title', '"Kept"')
  // when it is there, Alice was told, or is about to be
  await expect.poll(() => textOf(follower)).toContain('"title": "Kept"')
  await expect(outcome(alice)).toContainText('In step')
  await kill(first.app)

  const second = await launchApp({ dataDir: first.dataDir })
  const [again, bob] = [await windowOf(second, 'Alice'), await windowOf(second, 'Bob')]
  for (const page of [again, bob]) await expect.poll(() => textOf(page)).toContain('"title": "Kept"')
  const inspector = await windowOf(second, 'inspector')
  await expect(inspector.getByTestId('verdict')).toContainText('In step: 2 copies of welcome agree')
  const notes = (await recorded(first.dataDir)).flatMap((event) => (event.kind === 'note' ? [event.text] : []))
  expect(notes).toContain('Restored: Alice, Bob; together they hold 2 copies of objects.')
  // and it goes on from there
  await again.bringToFront()
  await typeAt(again, '/title', '"Kept again"')
  await expect.poll(() => textOf(bob)).toContain('"title": "Kept again"')
  expect(await quit(second.app)).toBe(0)
  const third = await launchApp({ dataDir: first.dataDir })
  for (const name of ['Alice', 'Bob'])
    await expect.poll(async () => textOf(await windowOf(third, name))).toContain('"title": "Kept again"')
  expect(third.problems).toEqual([])
})

test('[ST15] starting fresh asks first; then all is as the first time, and stays so', async ({ launchApp }) => {
  const first = await launchApp()
  const { alice, bob, inspector } = await startedPair(first)
  await alice.bringToFront()
  await typeAt(alice, '/title', '"Old"')
  await expect.poll(() => textOf(bob)).toContain('"title": "Old"')
  await expect(outcome(alice)).toContainText('In step')
  await answerQuestion(first.app, 0)
  await inspector.bringToFront()
  await clickMenu(first.app, 'Session', 'Start fresh…')
  await expect.poll(() => textOf(alice)).toContain('"title": "Old"')
  expect(await titlesOf(first.app)).toHaveLength(3)
  await answerQuestion(first.app, 1)
  await clickMenu(first.app, 'Session', 'Start fresh…')
  await expect.poll(() => alice.isClosed()).toBe(true)
  await startedPair(first)
  expect(await titlesOf(first.app)).toHaveLength(3)
  await kill(first.app)
  const second = await launchApp({ dataDir: first.dataDir })
  await startedPair(second)
})

test('[ST7] what cannot be read is moved aside and said; the application starts as the first time', async ({
  launchApp,
}) => {
  const first = await launchApp()
  await startedPair(first)
  await quit(first.app)
  const path = join(first.dataDir, 'objects.ndjson')
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace('"version":1', '"version":9'))
  await appendFile(path, 'x')
  const second = await launchApp({ dataDir: first.dataDir })
  const { inspector } = await startedPair(second)
  await expect(inspector.getByText(/it is of version 9.*moved to .*aside.*newer version/)).toBeVisible()
})

test('[ST14] ten without windows come by a key, follow, are there after a kill, and go again', async ({
  launchApp,
}) => {
  const first = await launchApp()
  const { inspector } = await startedPair(first)
  await inspector.bringToFront()
  await inspector.locator('.chart').first().click()
  await inspector.keyboard.press('Control+Shift+A')
  await expect(inspector.getByTestId('verdict')).toContainText('In step: 12 copies of welcome agree')
  // those that have no room for a lane of their own share one
  await expect(inspector.getByText(/\+\d+ others/)).toBeVisible()
  await kill(first.app)
  const second = await launchApp({ dataDir: first.dataDir })
  const again = await windowOf(second, 'inspector')
  await expect(again.getByTestId('verdict')).toContainText('In step: 12 copies of welcome agree', { timeout: 20_000 })
  expect(await titlesOf(second.app)).toHaveLength(3)
  await clickMenu(second.app, 'Session', 'Remove those without windows')
  await expect(again.getByTestId('verdict')).toContainText('In step: 2 copies of welcome agree')
})
