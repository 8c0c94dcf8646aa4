// Why a value is what it is, and what was overwritten, in a session that was saved: by keys alone.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastWriterWins } from '../../core/models/last-writer-wins.ts'
import type { SessionEvent } from '../../core/event.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import type { SessionPart } from '../../core/session.ts'
import { simulate } from '../../core/simulator.ts'
import { digests } from '../../main/saving.ts'
import { expect, test } from '../support/electron.ts'
import { windowOf } from './application.ts'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blame-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

test('a value is blamed and what lost against it is listed, by keys alone', async ({ launchApp }, info) => {
  const { header, lines } = await simulate({ scenario: bothAtOnce, model: lastWriterWins, seed: 1, record: true })
  async function* read(): AsyncIterable<SessionPart> {
    yield { kind: 'header', header, text: JSON.stringify(header) }
    for (const line of lines)
      yield { kind: 'event', event: JSON.parse(line) as SessionEvent, text: line.trim(), sealed: true }
  }
  let text = ''
  for await (const piece of ndjson.write({ read }, digests)) text += piece.text
  const path = join(folder, 'both.ndjson')
  await writeFile(path, text)
  const { app, problems } = await launchApp({ args: ['--session', path] })
  const viewer = await windowOf(app, path)
  await expect(viewer.getByTestId('verdict')).toContainText('In step')

  await viewer.keyboard.press('b')
  const dialog = viewer.getByRole('dialog', { name: 'Why is this value what it is?' })
  const values = dialog.getByTestId('values')
  await expect(values.getByRole('option', { name: /title/ })).toBeVisible()
  for (let step = 0; step < 8 && (await values.locator(':focus').count()) === 0; step++)
    await viewer.keyboard.press('Tab')
  await viewer.keyboard.press('End')
  const card = dialog.getByTestId('blame')
  await expect(card).toContainText(/wrote .* in event \d+/)
  for (const scheme of ['light', 'dark'] as const) {
    await viewer.emulateMedia({ colorScheme: scheme })
    await info.attach(`values-${scheme}`, {
      body: await viewer.screenshot({ path: info.outputPath(`values-${scheme}.png`) }),
    })
  }
  await viewer.keyboard.press('Tab')
  await viewer.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(viewer.getByTestId('story')).toContainText('Applied')

  await viewer.keyboard.press('j')
  const losses = viewer.getByRole('dialog', { name: 'Overwritten, lost and turned back' })
  await expect(losses.getByTestId('losses').getByRole('listitem').first()).toContainText('/title')
  await expect(losses.getByRole('button', { name: 'Restore' })).toHaveCount(0)
  await viewer.screenshot({ path: info.outputPath('losses.png') })
  await viewer.keyboard.press('Escape')
  expect(problems).toEqual([])
})
