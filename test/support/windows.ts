/** The windows of the running application, found as a person finds them: by what they are called. */
import type { Locator, Page } from '@playwright/test'
import { expect } from './electron.ts'
import type { LaunchedApp } from './electron.ts'

/** The window of a hyperty, by its name; or the inspector's. */
export async function windowOf({ app }: LaunchedApp, name: string): Promise<Page> {
  let found: Page | undefined
  await expect
    .poll(
      async () => {
        for (const page of app.windows()) {
          const isInspector = page.url().includes('/inspector/')
          if (name === 'inspector' ? isInspector : !isInspector && (await headOf(page)) === name) found = page
        }
        return found !== undefined
      },
      { timeout: 20_000, message: `a window of ${name}` },
    )
    .toBe(true)
  return found as Page
}

const headOf = (page: Page): Promise<string | null> =>
  page
    .getByRole('heading', { level: 1 })
    .textContent({ timeout: 500 })
    .catch(() => null)

/** The sentence at the foot of a hyperty's window. */
export const outcome = (page: Page): Locator => page.getByTestId('outcome')

/** The text in the editor, as lines. */
export const textOf = async (page: Page): Promise<string> =>
  (await page.locator('.view-line').allTextContents()).join('\n').replaceAll('\u00a0', ' ')

/** Selects the value at a path and types in its place, by keys. */
export async function typeAt(page: Page, path: string, text: string): Promise<void> {
  await page.keyboard.press('Control+Shift+J')
  await page.getByLabel('Path (JSON pointer)').fill(path)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.locator('.monaco-editor.focused')).toHaveCount(1)
  await page.keyboard.type(text)
}

/** Alice and Bob with the object that is there at the start, in step. */
export async function startedPair(launched: LaunchedApp): Promise<{ alice: Page; bob: Page; inspector: Page }> {
  const alice = await windowOf(launched, 'Alice')
  const bob = await windowOf(launched, 'Bob')
  const inspector = await windowOf(launched, 'inspector')
  await expect.poll(() => textOf(bob)).toContain('"title": "Edit me"')
  await expect(inspector.getByTestId('verdict')).toContainText('In step: 2 copies of welcome agree')
  return { alice, bob, inspector }
}
