// The palette, keys that are changed, panels that are moved, and what the system asks for: in every kind of window.
import type { Page } from '@playwright/test'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../support/electron.ts'
import { clickMenu, started, windowOf } from './application.ts'

const palette = (page: Page) => page.getByRole('combobox', { name: 'Find a command' })
const rowOf = (page: Page, title: string) =>
  page.getByRole('button', { name: new RegExp(`Change the key of ${title}`) })

test('every window has a palette: it says what cannot be done and why, and gives the focus back', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const { app, problems } = await launchApp()
  const { inspector, alice } = await started(app)
  await clickMenu(app, 'Session', 'Compare models…')
  await clickMenu(app, 'Session', 'Write scenarios…')
  const pages = [inspector, alice, await windowOf(app, 'Compare'), await windowOf(app, 'Scenarios')]
  for (const page of pages) {
    await page.keyboard.press('Control+Shift+P')
    await expect(palette(page)).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(palette(page)).toHaveCount(0)
  }

  await alice.keyboard.press('Control+Shift+E')
  await expect(alice.locator('.monaco-editor.focused')).toHaveCount(1)
  await alice.keyboard.press('Control+k')
  await alice.keyboard.type('discard')
  await alice.keyboard.press('Enter')
  await expect(alice.getByText('Not now: There is no draft: everything was sent.')).toBeVisible()
  await alice.screenshot({ path: test.info().outputPath('palette-alice.png') })
  await alice.keyboard.press('Escape')
  await expect(alice.locator('.monaco-editor.focused')).toHaveCount(1)

  await inspector.keyboard.press('Control+k')
  await inspector.keyboard.type('oddit')
  await inspector.keyboard.press('ArrowDown')
  await expect(inspector.getByRole('option', { selected: true })).toContainText('Show or hide the oddities')
  await inspector.keyboard.press('Enter')
  await expect(inspector.getByTestId('side')).toBeVisible()
  await inspector.keyboard.press('Control+k')
  await expect(inspector.getByRole('option').first()).toContainText('Show or hide the oddities')
  await inspector.screenshot({ path: test.info().outputPath('palette.png') })
  expect(problems).toEqual([])
})

test('a key is changed in one window, holds in all of its kind at once and after a restart, and can be given back', async ({
  launchApp,
}) => {
  test.setTimeout(180_000)
  const { app, dataDir, close, problems } = await launchApp()
  const { alice, bob } = await started(app)
  await alice.keyboard.press('F1')
  const sheet = alice.getByRole('dialog', { name: 'Keys' })
  await alice.keyboard.press('Tab')
  await sheet.getByLabel('Find').pressSequentially('new obj')
  await expect(sheet.getByTestId('keys').locator('dt').first()).toHaveText('New object…')
  await rowOf(alice, 'New object').press('Enter')
  await alice.keyboard.press('Control+Shift+F')
  await expect(sheet.getByLabel('New key')).toContainText('is the key of “Follow an object by its name…”')
  await alice.screenshot({ path: test.info().outputPath('conflict.png') })
  await alice.keyboard.press('Enter')
  await expect(rowOf(alice, 'New object')).toHaveAttribute('aria-label', /Ctrl\+Shift\+F/)
  await expect(rowOf(alice, 'New object')).toBeFocused()
  await alice.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)

  await bob.keyboard.press('Control+Shift+F')
  await expect(bob.getByRole('dialog', { name: 'New object' })).toBeVisible()
  await bob.keyboard.press('Escape')
  expect(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8'))).toMatchObject({
    keys: { hyperty: { 'object.create': ['Ctrl+Shift+F'], 'object.follow': [] } },
  })
  expect(problems).toEqual([])
  await close()

  const again = await launchApp({ dataDir })
  const next = await started(again.app)
  await next.bob.keyboard.press('Control+Shift+F')
  await expect(next.bob.getByRole('dialog', { name: 'New object' })).toBeVisible()
  await next.bob.keyboard.press('Escape')
  await next.alice.keyboard.press('F1')
  await next.alice.getByRole('button', { name: 'All usual keys' }).press('Enter')
  await expect(next.alice.getByText('All commands have their usual keys.')).toBeVisible()
  await next.alice.screenshot({ path: test.info().outputPath('keys.png') })
  await next.bob.keyboard.press('Control+Shift+N')
  await expect(next.bob.getByRole('dialog', { name: 'New object' })).toBeVisible()
  await again.close()

  await writeFile(join(dataDir, 'settings.json'), '{ broken')
  const third = await launchApp({ dataDir })
  const inspector = await windowOf(third.app, 'Syncscope')
  await expect(inspector.getByText('settings.broken.json; the usual settings hold.')).toBeVisible()
})

test('panels are resized by keys and by the pointer, hidden, restored, remembered, and reset', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const first = await launchApp()
  let { inspector } = await started(first.app)
  const heightOf = async (): Promise<number> =>
    (await inspector.getByRole('region', { name: 'Panels' }).boundingBox())?.height ?? 0
  const edge = (name: string) => inspector.getByRole('separator', { name })
  await inspector.keyboard.press('ArrowDown')
  await expect.poll(heightOf).toBe(240)
  await edge('Height of the details').press('ArrowDown')
  await expect.poll(heightOf).toBe(216)
  await inspector.keyboard.press('Control+b')
  const side = inspector.getByTestId('side')
  const box = await edge('Width of the oddities').boundingBox()
  if (!box) throw new Error('no edge')
  const before = (await side.boundingBox())?.width ?? 0
  await inspector.mouse.move(box.x + 4, box.y + 60)
  await inspector.mouse.down()
  await inspector.mouse.move(box.x + 34, box.y + 60, { steps: 4 })
  await inspector.mouse.up()
  await expect.poll(async () => Math.round(before - ((await side.boundingBox())?.width ?? 0))).toBe(30)
  await inspector.screenshot({ path: test.info().outputPath('panels.png') })
  await inspector.keyboard.press('Control+j')
  await expect(inspector.getByTestId('details')).toHaveCount(0)
  const kept = (): Promise<string> => readFile(join(first.dataDir, 'settings.json'), 'utf8').catch(() => '')
  await expect.poll(kept).toMatch(/"hidden":\s*true/)
  await first.close()

  const again = await launchApp({ dataDir: first.dataDir })
  ;({ inspector } = await started(again.app))
  await expect(inspector.getByTestId('side')).toBeVisible()
  await expect(inspector.getByTestId('details')).toHaveCount(0)
  await inspector.keyboard.press('Control+j')
  await inspector.keyboard.press('ArrowDown')
  await expect.poll(heightOf).toBe(216)
  await inspector.keyboard.press('Control+k')
  await inspector.keyboard.type('reset lay')
  await inspector.keyboard.press('Enter')
  await expect(inspector.getByTestId('side')).toHaveCount(0)
  await expect.poll(heightOf).toBe(240)
  expect([...first.problems, ...again.problems]).toEqual([])
})

test('every window follows reduced motion and forced colours', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const { app, problems } = await launchApp()
  const { inspector, alice } = await started(app)
  await clickMenu(app, 'Session', 'Compare models…')
  await clickMenu(app, 'Session', 'Write scenarios…')
  const pages = {
    inspector,
    alice,
    compare: await windowOf(app, 'Compare'),
    scenarios: await windowOf(app, 'Scenarios'),
  }
  for (const [name, page] of Object.entries(pages)) {
    await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active', colorScheme: 'dark' })
    await page.keyboard.press('Control+k')
    await expect(palette(page)).toBeFocused()
    const longMs = await page.evaluate(() => {
      const seconds = (text: string): number => Math.max(...text.split(',').map((one) => Number.parseFloat(one) || 0))
      const durations = [...document.querySelectorAll('*')].map((one) => {
        const style = getComputedStyle(one)
        return Math.max(seconds(style.animationDuration), seconds(style.transitionDuration)) * 1000
      })
      return Math.max(...durations)
    })
    expect(longMs, `${name}: nothing moves`).toBeLessThan(1)
    const colours = await page.getByRole('option', { selected: true }).evaluate((one) => {
      const probe = document.body.appendChild(document.createElement('span'))
      probe.style.cssText = 'forced-color-adjust: none; background: Highlight; color: HighlightText'
      const wanted = getComputedStyle(probe)
      const own = getComputedStyle(one)
      const found = { is: [own.backgroundColor, own.color], wanted: [wanted.backgroundColor, wanted.color] }
      probe.remove()
      return found
    })
    expect(colours.is, `${name}: what is chosen is in the system's colours`).toEqual(colours.wanted)
    await page.screenshot({ path: test.info().outputPath(`forced-${name}.png`) })
    await page.keyboard.press('Escape')
  }
  // the chart is drawn anew in the system's colours
  const corner = await inspector
    .locator('.canvases canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const probe = document.body.appendChild(document.createElement('span'))
      probe.style.cssText = 'forced-color-adjust: none; color: Canvas'
      const wanted = getComputedStyle(probe).color
      probe.remove()
      const [red, green, blue] = canvas.getContext('2d')?.getImageData(1, canvas.height - 2, 1, 1).data ?? []
      return { is: `rgb(${red}, ${green}, ${blue})`, wanted }
    })
  expect(corner.is).toBe(corner.wanted)
  expect(problems).toEqual([])
})
