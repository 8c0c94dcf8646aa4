// Whatever comes in from outside, by a file or by a port: a clear answer, and nothing else stops.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { liveHeader } from '../../core/session.ts'
import { expect, test } from '../support/electron.ts'
import { answerDialogs, clickMenu, recorded, started, takeOver, titlesOf, windowOf } from './application.ts'

let folder: string
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-input-'))
})
test.afterAll(() => rm(folder, { recursive: true, force: true }))

const header = `${JSON.stringify(liveHeader('0.1.0', 0))}\n`
const note = (n: number, text: string): string =>
  `${JSON.stringify({ n, at: n, kind: 'note', text, style: 'remark' })}\n`

test('a file that is no session is answered with a sentence, and no window opens for it', async ({ launchApp }) => {
  await mkdir(join(folder, 'folder.ndjson'))
  await writeFile(join(folder, 'empty.ndjson'), '')
  await writeFile(join(folder, 'letter.ndjson'), 'Dear Bob,\n')
  await writeFile(join(folder, 'newer.ndjson'), header.replace('"version":1', '"version":7'))
  const { app, problems } = await launchApp()
  const { inspector } = await started(app)
  for (const [name, reason] of [
    ['folder.ndjson', /folder\.ndjson is a folder/],
    ['empty.ndjson', /empty\.ndjson is empty/],
    ['letter.ndjson', /not a session file/],
    ['newer.ndjson', /format version 7/],
    ['missing.ndjson', /There is no file missing/],
  ] as const) {
    await answerDialogs(app, join(folder, name))
    await inspector.getByRole('button', { name: 'Open a session' }).click()
    await expect(inspector.getByText(reason)).toBeVisible()
  }
  expect(await titlesOf(app)).toHaveLength(3)
  expect(problems).toEqual([])
})

test('a session with damage in its middle opens, says what is missing, and runs nothing that stands in it', async ({
  launchApp,
}) => {
  const path = join(folder, 'damaged.ndjson')
  const html = '<img src=x onerror="window.ranHtml = true"><script>window.ranHtml = true</script>'
  const blocks = `${note(1, html)}{"seal":1,"crc":"00000000","len":9}\n${note(2, html)}${note(3, 'x')}`
  await writeFile(path, header + blocks)
  const { app, problems } = await launchApp({ args: ['--session', path] })
  await started(app)
  const viewer = await windowOf(app, path)
  await expect(viewer.getByText(/cut off.*cannot be trusted/)).toBeVisible()
  await expect(viewer.getByTestId('events')).toHaveText('2 events')
  expect(await viewer.evaluate(() => Object.keys(window).filter((name) => name.startsWith('ran')))).toEqual([])
  expect(problems).toEqual([])
})

test('a file named on the command line that cannot be shown says so in its window', async ({ launchApp }) => {
  const { app } = await launchApp({ args: ['--session', join(folder, 'nowhere.ndjson')] })
  await started(app)
  const viewer = await windowOf(app, join(folder, 'nowhere'))
  await expect(viewer.getByText(/There is no file nowhere\.ndjson/)).toBeVisible()
})

/** Alice still makes objects, and her window still answers. */
async function goesOn(alice: Page, name: string): Promise<void> {
  await alice.keyboard.press('Control+Shift+N')
  await alice.getByLabel('Name', { exact: true }).fill(name)
  await alice.keyboard.press('Control+Enter')
  await expect(alice.getByText(name).first()).toBeAttached()
}

test('whatever a page sends through its port, it is answered, noted, and stops nobody', async ({ launchApp }) => {
  const { app, dataDir } = await launchApp()
  const { alice, bob } = await started(app)
  await takeOver(bob)
  const heard = await bob.evaluate(async () => {
    const { port, heard: answers } = window.raw as NonNullable<typeof window.raw>
    const deep = `${'['.repeat(1000)}${']'.repeat(1000)}`
    const report = '{"kind":"report","url":"comm://local/welcome","seq":1,"base":0,"changedAt":0,"postedAt":0}'
    const garbage: unknown[] = [
      { kind: 'hello' },
      new ArrayBuffer(8),
      'nonsense',
      '{"kind":"sudo"}',
      '{"kind":"request","id":"x","action":{"do":"delete","url":"comm://local/welcome"}}',
      `{"kind":"request","id":1,"action":{"do":"create","name":"x","value":{"a":${deep}}}}`,
      `${report}\n[[["__proto__","polluted"],1]]`,
      `${report}\n[[["title"],${deep}]]`,
      `{"kind":"hello","x":"${'x'.repeat(17 * 1024 * 1024)}"}`,
    ]
    answers.length = 0
    for (const one of garbage) port.postMessage(one)
    const refusals = (): string[] => answers.filter((text) => text.startsWith('{"kind":"answer","id":0,'))
    for (let tries = 0; tries < 100 && refusals().length < garbage.length; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return refusals().map((text) => (JSON.parse(text) as { code: number }).code)
  })
  expect(heard).toEqual([400, 400, 400, 400, 400, 413, 400, 413, 413])
  await goesOn(alice, 'still-here')
  const refused = async (): Promise<string[]> =>
    (await recorded(dataDir))
      .flatMap((event) => (event.kind === 'note' ? [event.text] : []))
      .filter((text) => text.startsWith("Something that Bob's window sent was refused"))
  // what was recorded stands in the file a moment later
  await expect.poll(refused).toHaveLength(9)
  expect(await app.evaluate(() => 'polluted' in {})).toBe(false)
})

test('a flood from one page ends its port, with a reason; the others do not wait, and it can be opened again', async ({
  launchApp,
}) => {
  const { app } = await launchApp()
  const { inspector, alice, bob } = await started(app)
  await takeOver(bob)
  await bob.evaluate(() => {
    const { port } = window.raw as NonNullable<typeof window.raw>
    for (let count = 0; count < 60_000; count++) port.postMessage('{"kind":"hello"}')
  })
  await goesOn(alice, 'unimpressed')
  // which bound it meets first depends on how fast the machine is: what it sends, or what it is answered
  await expect
    .poll(() => bob.evaluate(() => window.raw?.heard.at(-1) ?? ''))
    .toMatch(/more than 20,000 messages a second|did not keep up/)
  await expect(inspector.getByText("Bob's window has crashed")).toBeVisible()
  await inspector.getByRole('button', { name: 'Reopen' }).click()
  await expect(inspector.getByText("Bob's window has crashed")).toBeHidden()
  await expect(bob.getByText('Edit me').first()).toBeVisible()
})

test('an argument that is not known is answered with one line', async ({ launchApp }) => {
  await expect(launchApp({ args: ['--dmeo', 'x'] })).rejects.toThrow(/Unknown argument "--dmeo"/)
})

test('a dialog of the menu that fails is told in a box', async ({ launchApp }) => {
  const { app } = await launchApp()
  await started(app)
  await answerDialogs(app, join(folder, 'none.ndjson'))
  await app.evaluate(({ dialog }) => {
    const own = globalThis as unknown as { boxes: string[] }
    own.boxes = []
    dialog.showMessageBox = ((...args: unknown[]) => {
      own.boxes.push((args.at(-1) as { message: string }).message)
      return Promise.resolve({ response: 0, checkboxChecked: false })
    }) as typeof dialog.showMessageBox
  })
  await clickMenu(app, 'File', 'Open session…')
  const boxes = (): Promise<string[]> => app.evaluate(() => (globalThis as unknown as { boxes: string[] }).boxes)
  await expect.poll(boxes).toEqual(['There is no file none.ndjson.'])
})
