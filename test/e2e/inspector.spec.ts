import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt, windowOf } from '../support/windows.ts'

test.describe('the inspector', () => {
  test('plays the three phases in the real windows, and saves a session that opens with the same events', async ({
    launchApp,
  }) => {
    test.setTimeout(120_000)
    const folder = await mkdtemp(join(tmpdir(), 'syncscope-saved-'))
    const path = join(folder, 'saved.ndjson')
    const launched = await launchApp()
    const { bob, inspector } = await startedPair(launched)
    await inspector.getByRole('button', { name: 'Play the three phases' }).click()
    await expect(inspector.getByTestId('step')).toContainText('In step', { timeout: 60_000 })
    await expect.poll(() => textOf(bob)).toContain('"done": true')
    await expect(inspector.getByTestId('verdict')).toContainText('In step: all copies of 2 objects agree')
    await launched.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
    await inspector.keyboard.press('Control+S')
    await expect(inspector.getByText('Saved as')).toBeVisible()
    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    const events = lines.filter((line) => line.includes('"at":')).length
    const again = await launchApp({ args: ['--session', path] })
    await expect.poll(() => again.app.windows().filter((page) => page.url().includes('/inspector/')).length).toBe(2)
    const counts = (): Promise<string[]> =>
      Promise.all(
        again.app.windows().map(async (page) => {
          const text = page.getByTestId('events').textContent({ timeout: 300 })
          return (await text.catch(() => '')) ?? ''
        }),
      )
    await expect.poll(counts).toContain(`${events} events`)
    await rm(folder, { recursive: true, force: true })
  })

  test('a refused write is explained by keys alone: who, by which rule, before and after', async ({ launchApp }) => {
    const launched = await launchApp()
    const { bob, inspector } = await startedPair(launched)
    await bob.getByRole('button', { name: 'Try writing anyway' }).click()
    await typeAt(bob, '/title', '"By Bob"')
    await bob.keyboard.press('Control+Enter')
    await expect(outcome(bob)).toContainText('Refused')
    await inspector.getByRole('application').focus()
    await inspector.keyboard.press('End')
    const details = inspector.getByTestId('details')
    for (let step = 0; step < 6; step++) {
      if (((await details.textContent()) ?? '').includes('asked to write')) break
      await inspector.keyboard.press('ArrowUp')
    }
    await expect(details).toContainText(
      'Bob asked to write welcome: set /title to "By Bob"; the message bus refused it: Only Alice may write welcome',
    )
    await expect(details).toContainText('only-reporter-writes')
    await expect(inspector.getByTestId('announced')).toContainText('refused')
  })

  test('a window that crashed can be reopened and finds its objects again', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, inspector } = await startedPair(launched)
    await launched.app.evaluate(({ BrowserWindow }) => {
      const bob = BrowserWindow.getAllWindows().find((window) => window.getTitle().startsWith('Bob'))
      bob?.webContents.forcefullyCrashRenderer()
    })
    await expect(inspector.getByText('Bob\u0027s window has crashed.')).toBeVisible()
    await typeAt(alice, '/title', '"meanwhile"')
    await expect(outcome(alice)).toContainText('In step')
    await inspector.getByRole('button', { name: 'Reopen' }).click()
    await expect
      .poll(() =>
        launched.app.evaluate(async ({ BrowserWindow }) => {
          const bob = BrowserWindow.getAllWindows().find((window) => window.getTitle().startsWith('Bob'))
          const lines = 'document.querySelector(".view-lines")?.textContent ?? ""'
          return String(await bob?.webContents.executeJavaScript(lines).catch(() => ''))
        }),
      )
      .toContain('meanwhile')
  })

  test('what is no session is refused with a sentence, and nothing else stops', async ({ launchApp }) => {
    const folder = await mkdtemp(join(tmpdir(), 'syncscope-bad-'))
    const files: readonly (readonly [name: string, text: string, sentence: RegExp])[] = [
      ['empty.ndjson', '', /empty|not a session/],
      ['text.ndjson', 'hello\n', /not a session file/],
      ['newer.ndjson', '{"format":"syncscope-session","version":9,"app":"9.0"}\n', /version 9/],
    ]
    for (const [name, text, sentence] of files) {
      const path = join(folder, name)
      await writeFile(path, text)
      const launched = await launchApp({ args: ['--session', path] })
      const bob = await windowOf(launched, 'Bob')
      await expect.poll(() => textOf(bob)).toContain('Edit me')
      await expect
        .poll(async () =>
          (await Promise.all(launched.app.windows().map((page) => page.locator('.notice').allTextContents())))
            .flat()
            .join(' '),
        )
        .toMatch(sentence)
      expect(await textOf(bob)).toContain('Edit me')
      await launched.close()
    }
    await rm(folder, { recursive: true, force: true })
  })
})
