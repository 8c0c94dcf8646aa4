// The windows: where they stand, and what becomes of the others when one comes, goes or crashes.
import { expect, test } from '../support/electron.ts'
import { clickMenu, quit, recorded, started, titlesOf, windowOf } from './application.ts'
import { layOut } from '../../main/layout.ts'

test('the inspector stands at the left, alice and bob at its right', async ({ launchApp }) => {
  const { app, problems } = await launchApp()
  await started(app)
  const { area, bounds } = await app.evaluate(({ BrowserWindow, screen }) => ({
    area: screen.getPrimaryDisplay().workArea,
    bounds: BrowserWindow.getAllWindows().map(
      (window) => [window.getTitle().split(' ')[0], window.getBounds()] as const,
    ),
  }))
  const { inspector, hyperties } = layOut(area, 2)
  expect(Object.fromEntries(bounds)).toEqual({ Syncscope: inspector, Alice: hyperties[0], Bob: hyperties[1] })
  expect(problems).toEqual([])
})

test('new participants come from the menu and from the page, any number, each with what is shared', async ({
  launchApp,
}) => {
  const { app } = await launchApp()
  const { inspector, alice } = await started(app)
  await clickMenu(app, 'File', 'New hyperty window')
  const carol = await windowOf(app, 'Carol')
  await expect(carol.getByText('Edit me').first()).toBeVisible()
  await inspector.getByRole('button', { name: 'New participant' }).click()
  await windowOf(app, 'Dave')
  await alice.bringToFront()
  await alice.keyboard.press('Control+N')
  await windowOf(app, 'Erin')
  // one key press, one window
  expect(await titlesOf(app)).toHaveLength(6)
  const bounds = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getBounds()),
  )
  expect(new Set(bounds.map(({ x, y }) => `${x} ${y}`)).size).toBe(6)
})

test('a window that somebody has moved stays where it is when others come', async ({ launchApp }) => {
  const { app } = await launchApp()
  await started(app)
  const moved = { x: 200, y: 300, width: 500, height: 400 }
  await app.evaluate(({ BrowserWindow }, place) => {
    BrowserWindow.getAllWindows()
      .find((window) => window.getTitle().startsWith('Alice'))
      ?.setBounds(place)
  }, moved)
  await clickMenu(app, 'File', 'New hyperty window')
  await windowOf(app, 'Carol')
  const now = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.getTitle().startsWith('Alice'))
      ?.getBounds(),
  )
  expect(now).toEqual(moved)
})

test('one that is closed has left; the others go on, and the inspector can be closed and opened again', async ({
  launchApp,
}) => {
  const { app, dataDir } = await launchApp()
  const { inspector, alice, bob } = await started(app)
  await inspector.close()
  await bob.close()
  await clickMenu(app, 'Window', 'Inspector')
  const again = await windowOf(app, 'Syncscope')
  await expect(again.getByTestId('events')).not.toHaveText('0 events')
  await expect
    .poll(async () => (await recorded(dataDir)).some((event) => event.kind === 'hyperty' && event.state === 'left'))
    .toBe(true)
  await alice.keyboard.press('Control+Shift+N')
  await alice.getByLabel('Name', { exact: true }).fill('after')
  await alice.keyboard.press('Control+Enter')
  await expect(alice.getByText('after').first()).toBeAttached()
  // somebody who comes now is told of what is there
  await clickMenu(app, 'File', 'New hyperty window')
  const next = await windowOf(app, 'Bob')
  await expect(next.getByText('Edit me').first()).toBeVisible()
})

test('when the last window closes the application ends, in good order', async ({ launchApp }) => {
  const { app, dataDir } = await launchApp()
  const { inspector, alice, bob } = await started(app)
  const child = app.process()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  for (const page of [inspector, bob, alice]) await page.close().catch(() => undefined)
  expect(await ended).toBe(0)
  const events = await recorded(dataDir)
  expect(events.filter((event) => event.kind === 'hyperty' && event.state === 'left')).toHaveLength(2)
})

test('a window that crashes does not take the others along; opened again it finds its objects', async ({
  launchApp,
}) => {
  const { app, dataDir } = await launchApp()
  const { inspector, alice } = await started(app)
  const crash = (name: string): Promise<void> =>
    app.evaluate(({ BrowserWindow }, title) => {
      BrowserWindow.getAllWindows()
        .find((window) => window.getTitle().startsWith(title))
        ?.webContents.forcefullyCrashRenderer()
    }, name)

  await crash('Bob')
  await expect(inspector.getByText("Bob's window has crashed")).toBeVisible()
  await expect.poll(() => titlesOf(app)).toContain('Bob · Syncscope — crashed')
  await expect(alice.getByText('Edit me').first()).toBeVisible()

  await inspector.getByRole('button', { name: 'Reopen' }).click()
  await expect(inspector.getByText("Bob's window has crashed")).toBeHidden()
  await expect.poll(() => titlesOf(app)).toContain('Bob · Syncscope')
  const bobHas = (): Promise<string> =>
    app.evaluate(({ BrowserWindow }) => {
      const bob = BrowserWindow.getAllWindows().find((window) => window.getTitle().startsWith('Bob'))
      return bob?.webContents.executeJavaScript('document.body.innerText') as Promise<string>
    })
  await expect.poll(bobHas).toMatch(/Edit\sme/)

  // the owner's window too
  await crash('Alice')
  await expect(inspector.getByText("Alice's window has crashed")).toBeVisible()
  await clickMenu(app, 'Session', "Reopen Alice's window")
  await expect(inspector.getByText("Alice's window has crashed")).toBeHidden()
  const faults = async (): Promise<string[]> =>
    (await recorded(dataDir)).flatMap((event) =>
      event.kind === 'fault' ? [`${event.fault} ${event.who?.split('/').at(-1)}`] : [],
    )
  await expect.poll(faults).toEqual(['crash bob', 'restart bob', 'crash alice', 'restart alice'])
})

test('the inspector may crash too: nobody else notices, and it can be opened anew', async ({ launchApp }) => {
  const { app } = await launchApp()
  const { alice } = await started(app)
  await app.evaluate(({ BrowserWindow }) => {
    const inspector = BrowserWindow.getAllWindows().find((window) => window.getTitle() === 'Syncscope')
    inspector?.webContents.forcefullyCrashRenderer()
  })
  await expect.poll(() => titlesOf(app)).toContain('Syncscope — crashed')
  await expect(alice.getByText('Edit me').first()).toBeVisible()
  await clickMenu(app, 'Window', 'Inspector')
  await expect.poll(() => titlesOf(app)).toContain('Syncscope')
  expect(await titlesOf(app)).toHaveLength(3)
  expect(await quit(app)).toBe(0)
})
