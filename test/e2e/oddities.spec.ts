// What the checks find in a session that was saved, and how somebody gets from there to the events that prove it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionEvent } from '../../core/event.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { liveHeader, type SessionPart } from '../../core/session.ts'
import { digests } from '../../main/saving.ts'
import { expect, test } from '../support/electron.ts'
import { calmSession, replaced, stateOf, tookOf } from '../support/planted.ts'
import { windowOf } from './application.ts'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oddities-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

/** A session file with these events, with the seals and digests that belong to them. */
async function sessionFile(events: readonly SessionEvent[]): Promise<string> {
  const header = liveHeader('test', 0)
  async function* read(): AsyncIterable<SessionPart> {
    yield { kind: 'header', header, text: JSON.stringify(header) }
    for (const event of events) yield { kind: 'event', event, text: JSON.stringify(event), sealed: true }
  }
  let text = ''
  for await (const piece of ndjson.write({ read }, digests)) text += piece.text
  const path = join(folder, 'planted.ndjson')
  await writeFile(path, text)
  return path
}

test('an anomaly of a saved session is counted, told in a sentence, and leads to its two events by keys alone', async ({
  launchApp,
}) => {
  const { world, carol } = await calmSession()
  const { events } = world
  const twice = tookOf(events, carol, 5)
  const path = await sessionFile(
    replaced(events, [tookOf(events, carol, 2), []], [stateOf(events, carol, 2), []], [twice, [twice, twice]]),
  )
  const { app, problems } = await launchApp({ args: ['--session', path] })
  const viewer = await windowOf(app, path)
  await expect(viewer.getByRole('button', { name: '2 oddities' })).toBeVisible()
  await viewer.keyboard.press('o')
  const dialog = viewer.getByRole('dialog', { name: 'Oddities' })
  await expect(dialog.getByTestId('oddities').getByRole('listitem')).toHaveCount(2)
  await expect(dialog).toContainText("Carol's copy of todo was at version 1 and took 3; 2 never took effect there.")
  await expect(dialog).toContainText("Carol's copy of todo took version 5 a second time.")
  await expect(dialog.getByText('1 found')).toHaveCount(2)

  const details = viewer.getByTestId('details')
  const toButton = async (place: number): Promise<void> => {
    const button = dialog.getByRole('button', { name: /^Show event/ }).nth(place)
    for (let step = 0; step < 8 && !(await button.evaluate((one) => one === document.activeElement)); step++) {
      await viewer.keyboard.press('Tab')
    }
    await expect(button).toBeFocused()
    await viewer.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
  }
  await toButton(1)
  await expect(viewer.getByRole('application')).toBeFocused()
  await expect(details).toContainText('/other')
  await viewer.keyboard.press('o')
  await toButton(0)
  await expect(details).toContainText('/title')
  await viewer.keyboard.press('o')
  await viewer.keyboard.press('Escape')
  await expect(viewer.getByRole('application')).toBeFocused()
  expect(problems).toEqual([])
})

test('a session in which nothing is odd says so, and shows no badge', async ({ launchApp }) => {
  const { world } = await calmSession()
  const path = await sessionFile(world.events)
  const { app } = await launchApp({ args: ['--session', path] })
  const viewer = await windowOf(app, path)
  await expect(viewer.getByTestId('verdict')).toContainText('In step')
  await expect(viewer.getByRole('button', { name: /oddit/ })).toHaveCount(0)
  await viewer.keyboard.press('o')
  const dialog = viewer.getByRole('dialog', { name: 'Oddities' })
  await expect(dialog).toContainText('No oddity was found.')
  await expect(dialog.getByText('none', { exact: true })).toHaveCount(9)
})
