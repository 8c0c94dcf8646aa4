import type { Page } from '@playwright/test'
import { expect, test } from '../support/electron.ts'
import { outcome, startedPair, textOf, typeAt, windowOf } from '../support/windows.ts'

/** Gives Bob the right to write, from Alice's window. */
async function grantBob(alice: Page, bob: Page): Promise<void> {
  await alice.getByRole('button', { name: /Followers/ }).click()
  await alice.getByRole('menuitemcheckbox', { name: 'Bob' }).click()
  await expect(outcome(bob)).toContainText('Alice lets you write')
}

async function createObject(page: Page, name: string, json: string): Promise<void> {
  await page.keyboard.press('Control+Shift+N')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('JSON', { exact: true }).fill(json)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

/** What the focus is on, as a screen reader calls it. */
const focusName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement
    if (focused?.closest('.monaco-editor')) return 'editor'
    return focused?.getAttribute('aria-label') ?? focused?.textContent?.trim() ?? ''
  })

test.describe('hyperty windows', () => {
  test('what Alice types is seen in Bob’s window, and only that is reported', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    await typeAt(alice, '/title', '"By Alice"')
    await expect.poll(() => textOf(bob)).toContain('"title": "By Alice"')
    await expect(outcome(alice)).toContainText('In step')
    await inspector.getByRole('application').focus()
    await inspector.keyboard.press('End')
    await expect(inspector.getByTestId('details')).toContainText('Alice set /title to "By Alice"')
    expect(launched.problems).toEqual([])
  })

  test('Bob may not write; trying anyway reaches the bus, is refused, and falls back', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await expect(outcome(bob)).toContainText('Only Alice may write.')
    await bob.getByRole('button', { name: 'Try writing anyway' }).click()
    await typeAt(bob, '/title', '"By Bob"')
    await bob.keyboard.press('Control+Enter')
    await expect(outcome(bob)).toContainText('Refused by the message bus: Only Alice may write welcome.')
    await expect.poll(() => textOf(bob)).toContain('"title": "Edit me"')
    await bob.getByRole('button', { name: 'Why?' }).click()
    await expect(bob.getByText('only-reporter-writes')).toBeVisible()
    expect(await textOf(alice)).toContain('"title": "Edit me"')
  })

  test('a draft that is not JSON yet is kept, and merged with what Bob changed meanwhile', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await grantBob(alice, bob)
    await typeAt(alice, '/title', '"half')
    await expect(outcome(alice)).toContainText('Not valid JSON')
    await typeAt(bob, '/done', 'true')
    await typeAt(bob, '/title', '"Bob’s title"')
    await bob.keyboard.press('Control+Enter')
    await expect(outcome(alice)).toContainText('by Bob')
    expect(await textOf(alice)).toContain('"title": "half')
    await alice.bringToFront()
    await alice
      .locator('.monaco-editor')
      .first()
      .click({ position: { x: 300, y: 300 } })
    // the open text had swallowed the comma behind it
    await typeAt(alice, '/title', '"whole",')
    await expect.poll(() => textOf(bob)).toContain('"title": "whole"')
    await expect.poll(() => textOf(alice)).toContain('"done": true')
    expect(await textOf(bob)).toContain('"done": true')
  })

  test('an object is made, shared, and deleted; a taken name is refused in place', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await alice.keyboard.press('Control+Shift+N')
    await alice.getByLabel('Name').fill('welcome')
    await alice.getByLabel('JSON', { exact: true }).fill('{"a": 1')
    await alice.keyboard.press('Control+Enter')
    await expect(alice.getByRole('alert')).toContainText('Line 1, column')
    await alice.getByLabel('JSON', { exact: true }).fill('{"a": 1}')
    await alice.keyboard.press('Control+Enter')
    await expect(alice.getByRole('alert')).toContainText('Choose another name')
    await alice.getByLabel('Name').fill('list')
    await alice.keyboard.press('Control+Enter')
    await expect(alice.getByRole('dialog')).toHaveCount(0)
    await alice.keyboard.press('Control+Shift+S')
    await expect.poll(() => textOf(bob)).toContain('"a": 1')
    await alice.getByRole('button', { name: 'More' }).click()
    await alice.getByRole('menuitem', { name: /Delete the object/ }).click()
    await alice.getByRole('button', { name: 'Delete' }).click()
    await expect(outcome(bob)).toContainText('Alice has deleted list.')
  })

  test('another participant finds what is shared; offline, an edit waits and is counted', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob, inspector } = await startedPair(launched)
    await inspector.getByRole('button', { name: 'New participant' }).click()
    const carol = await windowOf(launched, 'Carol')
    await expect.poll(() => textOf(carol)).toContain('"title": "Edit me"')
    await bob.getByRole('switch').click()
    await expect(outcome(bob)).toContainText('You are offline.')
    await typeAt(alice, '/title', '"while Bob is away"')
    await expect.poll(() => textOf(carol)).toContain('while Bob is away')
    expect(await textOf(bob)).toContain('Edit me')
    await bob.getByRole('switch').click()
    await expect.poll(() => textOf(bob)).toContain('while Bob is away')
    await carol.close()
    await typeAt(alice, '/title', '"on it goes"')
    await expect.poll(() => textOf(bob)).toContain('on it goes')
  })

  test('who asks first is asked: an invitation waits, and is accepted or rejected', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await bob.getByRole('button', { name: 'More' }).click()
    await bob.getByRole('menuitemcheckbox', { name: 'Accept invitations by themselves' }).click()
    for (const [name, answer] of [
      ['first', 'Accept'],
      ['second', 'Reject'],
    ] as const) {
      await createObject(alice, name, '{"a": 1}')
      await alice.keyboard.press('Control+Shift+S')
      await expect(outcome(bob)).toContainText(`Alice invites you to follow ${name}.`)
      await bob.getByRole('button', { name: answer }).click()
      await expect(bob.getByRole('button', { name: answer })).toHaveCount(0)
    }
    await expect(bob.getByRole('navigation', { name: 'Objects' })).toContainText('first')
    await expect(bob.getByRole('navigation', { name: 'Objects' })).not.toContainText('second')
    await bob.keyboard.press('Control+Shift+F')
    await bob.getByLabel('Name').fill('second')
    await bob.keyboard.press('Enter')
    await expect(outcome(bob)).toContainText('Only Alice may write.')
    await expect(bob.getByRole('navigation', { name: 'Objects' })).toContainText('second')
  })

  test('every keystroke, or only Ctrl+Enter: each sends when it says, and counts until then', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    const mode = alice.getByRole('combobox', { name: 'When changes are sent' })
    await mode.selectOption('told')
    await typeAt(alice, '/done', 'true')
    await typeAt(alice, '/title', '"told"')
    await expect(alice.getByTestId('unsent')).toHaveText('2 not sent')
    expect(await textOf(bob)).toContain('Edit me')
    await alice.keyboard.press('Control+Enter')
    await expect.poll(() => textOf(bob)).toContain('"title": "told"')
    await expect(alice.getByTestId('unsent')).toHaveCount(0)
    await mode.selectOption('keystroke')
    await typeAt(alice, '/items/0', '12')
    await expect.poll(() => textOf(bob)).toContain('12,')
    await alice.keyboard.press('End')
    await expect(outcome(alice)).toContainText('In step')
  })

  test('undo takes back what Alice typed, and nothing that Bob wrote', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await grantBob(alice, bob)
    await typeAt(alice, '/title', '"hers"')
    await expect.poll(() => textOf(bob)).toContain('"hers"')
    await typeAt(bob, '/done', 'true')
    await expect.poll(() => textOf(alice)).toContain('"done": true')
    await alice.locator('.monaco-editor').first().click()
    await alice.keyboard.press('Control+z')
    await expect.poll(() => textOf(bob)).toContain('"title": "Edit me"')
    expect(await textOf(alice)).toContain('"done": true')
    await alice.keyboard.press('Control+z')
    await alice.keyboard.press('Control+Shift+z')
    await expect.poll(() => textOf(bob)).toContain('"hers"')
    expect(await textOf(bob)).toContain('"done": true')
  })

  test('while Alice types elsewhere, Bob keeps his cursor, his selection and his place', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    const list = Array.from({ length: 200 }, (_, index) => `line ${index}`)
    await createObject(alice, 'long', JSON.stringify({ first: 'a', list }))
    await alice.keyboard.press('Control+Shift+S')
    await expect.poll(() => textOf(bob)).toContain('"first": "a"')
    await bob.keyboard.press('Control+Shift+J')
    await bob.getByLabel('Path (JSON pointer)').fill('/list/150')
    await bob.keyboard.press('Enter')
    await expect.poll(() => textOf(bob)).toContain('line 150')
    const place = () => bob.locator('.view-line', { hasText: '"line 150"' }).boundingBox()
    const before = await place()
    await typeAt(alice, '/first', '{"now": "an object", "of": ["several", "lines"]}')
    await alice.keyboard.press('Control+Enter')
    await typeAt(alice, '/list/150', '"LINE 150"')
    await expect.poll(() => textOf(bob)).toContain('"LINE 150"')
    const after = await bob.locator('.view-line', { hasText: '"LINE 150"' }).boundingBox()
    expect(after?.y).toBe(before?.y)
    await expect(bob.locator('.flash').first()).toBeAttached()
    await expect(bob.locator('.flash')).toHaveCount(0)
    expect(await bob.locator('.selected-text').count()).toBeGreaterThan(0)
  })

  test('what cannot be held is pointed out; what may not be sent is refused where it stands', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice, bob } = await startedPair(launched)
    await typeAt(alice, '/title', '9007199254740993')
    await expect(outcome(alice)).toContainText('Line 2: 9007199254740993 cannot be held exactly')
    await typeAt(alice, '/done', '1, "done": 2')
    await expect(outcome(alice)).toContainText('more remark')
    await typeAt(alice, '/title', '{"__proto__": 1}')
    await expect(outcome(alice)).toContainText('The key "__proto__" is not allowed')
    await alice.keyboard.press('Control+Enter')
    await expect(alice.locator('.squiggly-error')).not.toHaveCount(0)
    expect(await textOf(bob)).not.toContain('__proto__')
    await alice.getByRole('button', { name: 'Discard draft' }).click()
    await expect(outcome(alice)).toContainText('9007199254740992 is beyond 2^53')
  })

  test('100 MB on the clipboard are refused with a sentence, and nothing is lost', async ({ launchApp }) => {
    const launched = await launchApp()
    const { alice } = await startedPair(launched)
    await typeAt(alice, '/title', '"kept"')
    const paste = (selector: string): Promise<number> =>
      alice.evaluate((where) => {
        const data = new DataTransfer()
        data.setData('text/plain', 'x'.repeat(100 * 1024 * 1024))
        const begun = performance.now()
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        document.querySelector(where)?.dispatchEvent(event)
        return performance.now() - begun
      }, selector)
    expect(await paste('.monaco-editor textarea, .monaco-editor .native-edit-context')).toBeLessThan(2000)
    await expect(alice.getByText(/That would be 100 MB of text/)).toBeVisible()
    expect(await textOf(alice)).toContain('"title": "kept"')
    await alice.keyboard.press('Control+Shift+N')
    await paste('[role=dialog] textarea')
    await expect(alice.getByRole('alert')).toContainText('That would be 100 MB')
  })

  test('everything is within reach of the keyboard at the smallest size', async ({ launchApp }) => {
    const launched = await launchApp()
    const { bob } = await startedPair(launched)
    const small = await launched.app.browserWindow(bob)
    await small.evaluate((one) => one.setContentSize(512, 360))
    await expect.poll(() => bob.evaluate(() => [window.innerWidth, window.innerHeight])).toEqual([512, 360])
    const content = () => bob.evaluate(() => [document.body.scrollWidth, document.body.scrollHeight])
    await expect.poll(content).toEqual([512, 360])
    const reached: string[] = []
    await bob.keyboard.press('F6')
    while (reached.at(-1) !== 'editor' && reached.length < 12) {
      reached.push(await focusName(bob))
      if (reached.at(-1) !== 'editor') await bob.keyboard.press('Tab')
    }
    await bob.keyboard.press('F6')
    reached.push(await focusName(bob))
    await bob.keyboard.press('Shift+F6')
    expect(await focusName(bob)).toBe('editor')
    expect(reached).toEqual([
      ...['Online', 'Keys', 'Object', 'Follow an object', 'New object', 'More', 'editor'],
      'Try writing anyway',
    ])
  })
})
