// Every order of delivery, and the inputs of a session, in the real windows: by keys, by a drop, and with files that are none.
import type { ElectronApplication, Page } from '@playwright/test'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { naive } from '../../core/models/naive.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { savePlayed } from '../../main/saving.ts'
import { expect, test } from '../support/electron.ts'
import { answerDialogs, started, windowOf } from './application.ts'

/** A session in which naive diverged. */
async function sessionIn(folder: string): Promise<string> {
  const { session } = await play({ scenario: bothAtOnce, checks }, naive, 3, true)
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'diverged.ndjson')
  if (session) await savePlayed(session, ndjson, path)
  return path
}

async function comparison(app: ElectronApplication): Promise<Page> {
  const { inspector } = await started(app)
  await inspector.bringToFront()
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('Control+Shift+M')
  return windowOf(app, 'Compare models')
}

const size = (app: ElectronApplication, title: string, width: number, height: number): Promise<void> =>
  app.evaluate(
    ({ BrowserWindow }, [name, wide, high]) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.getTitle().startsWith(name))
        ?.setContentSize(wide, high),
    [title, width, height] as const,
  )

/** Drops a file on the page, as the system does. */
const drop = (page: Page, name: string, text: string): Promise<void> =>
  page.evaluate(
    ([file, content]) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([content], file))
      document
        .querySelector('main')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    },
    [name, text] as const,
  )

const shots = process.env['SHOTS']
const shot = async (page: Page, name: string): Promise<void> => {
  if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) })
}

test('[OR7] a run of a comparison and what is selected in an inspector show every order by keys, and an end is played', async ({
  launchApp,
}) => {
  const { app, problems } = await launchApp()
  const page = await comparison(app)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('ending')).toHaveCount(5, { timeout: 30_000 })
  await page.getByRole('heading', { name: 'naive' }).click()
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: 'Every order of delivery' })
  await expect(dialog.getByTestId('orders-ending')).toContainText('Copies differ: they can end with 2 values.')
  const graph = dialog.getByRole('application', { name: /^Orders at Alice/ })
  await graph.focus()
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
  await expect(dialog.getByTestId('orders-said')).toContainText('Another copy always ends otherwise.')
  await shot(page, 'orders-compare')
  await dialog.getByRole('combobox', { name: 'Model' }).selectOption('crdt')
  await expect(dialog.getByTestId('orders-ending')).toContainText('Every order ends with the same value.')
  await dialog.getByRole('combobox', { name: 'Model' }).selectOption('naive')
  await graph.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')

  const viewer = await windowOf(app, '/')
  await expect(viewer.getByTestId('verdict')).toContainText('differ')
  await viewer.bringToFront()
  await viewer.getByRole('application').focus()
  await viewer.keyboard.press('r')
  const inside = viewer.getByRole('dialog', { name: 'Every order of delivery' })
  await expect(inside.getByTestId('orders-ending')).toContainText('Copies differ')
  await expect(inside.getByRole('checkbox')).toHaveCount(2)
  await shot(viewer, 'orders-inspector')
  expect(problems).toEqual([])
})

test('[IN5] the inputs of a session are opened and dropped, and compared; what is no session is refused', async ({
  launchApp,
}, info) => {
  const { app, problems } = await launchApp()
  const path = await sessionIn(info.outputPath())
  const page = await comparison(app)
  await answerDialogs(app, path)
  await page.keyboard.press('Control+O')
  const scenario = page.getByRole('combobox', { name: 'Scenario' })
  await expect(scenario).toHaveValue('session diverged.ndjson')
  await expect(page.getByTestId('lesson')).toContainText('2 participants, 3 edits.')
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('3')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('ending')).toHaveCount(5, { timeout: 30_000 })
  await expect(page.getByTestId('announced')).toContainText('naive: diverged, last-writer-wins: converged')
  await expect(page.getByTestId('tally-naive')).toHaveText(/100$/, { timeout: 60_000 })

  await drop(page, 'none.ndjson', 'hello\n')
  await expect(page.getByText('This is not a session file')).toBeVisible()
  await expect(scenario).toHaveValue('session diverged.ndjson')
  await drop(page, 'again.ndjson', await readFile(path, 'utf8'))
  await expect(scenario).toHaveValue('session again.ndjson')
  const broken = info.outputPath('broken.ndjson')
  await writeFile(broken, (await readFile(path, 'utf8')).split('\n').slice(0, 3).join('\n'))
  await answerDialogs(app, broken)
  await page.keyboard.press('Control+O')
  await expect(page.getByText('Nobody wrote anything in this session')).toBeVisible()
  expect(problems).toEqual([])
})

test('[CW8] the strip is in sight with a reason open', async ({ launchApp }) => {
  const { app } = await launchApp()
  const page = await comparison(app)
  await size(app, 'Compare models', 1440, 900)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('ending')).toHaveCount(5, { timeout: 30_000 })
  await expect(page.getByTestId('tally-naive')).toHaveText(/100$/, { timeout: 60_000 })
  await page.getByRole('button', { name: 'Why?' }).press('Enter')
  await expect(page.getByTestId('reason')).toBeVisible()
  const strip = page.getByRole('region', { name: 'Many seeds' })
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
  ] as const) {
    await size(app, 'Compare models', width, height)
    await expect.poll(() => page.evaluate(() => window.innerHeight)).toBe(height)
    const box = await strip.boundingBox()
    expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await shot(page, `compare-${width}-${colorScheme}`)
    }
  }
})
