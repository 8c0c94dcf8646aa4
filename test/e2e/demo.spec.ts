// The demo that plays by itself: typed into the real windows, and what it leaves.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { formats } from '../../core/formats/index.ts'
import { surveySession } from '../../main/session-reading.ts'
import { root } from '../../scripts/run.mjs'
import { expect, test } from '../support/electron.ts'
import { started } from './application.ts'

/** The arrows of the seed's chart, in its order, as they stand in a Mermaid diagram: from, to, label. */
const chart = [
  ['Alice', "Alice's object", 'new'],
  ['Alice', "Alice's object", 'observe'],
  ['Alice', "Alice's Syncer", 'post shared'],
  ["Alice's Syncer", "Alice's object", 'observe'],
  ["Alice's Syncer", "Bob's Syncer", 'post shared'],
  ["Bob's Syncer", "Bob's object", 'new'],
  ["Bob's Syncer", "Bob's object", 'observe'],
  ["Bob's Syncer", 'Bob', 'post shared'],
  ['Bob', "Bob's object", 'observe'],
  ['Alice', "Alice's object", 'change'],
  ["Alice's object", "Alice's Syncer", 'report change'],
  ["Alice's Syncer", "Bob's Syncer", 'post report change'],
  ["Bob's Syncer", "Bob's object", 'change'],
  ["Bob's object", 'Bob', 'report change'],
  ['Bob', "Bob's object", 'change'],
  ["Bob's object", "Bob's Syncer", 'report change'],
  ["Bob's Syncer", "Alice's Syncer", 'post report change'],
  ["Alice's Syncer", "Alice's object", 'change'],
  ["Alice's object", 'Alice', 'report change'],
] as const

function arrowsIn(diagram: string): { from: string; to: string; label: string }[] {
  const names = new Map<string, string>()
  for (const [, id = '', name = ''] of diagram.matchAll(/participant (L\d+) as (.*)/g)) names.set(id, name)
  return [...diagram.matchAll(/^ *(L\d+)-+>>(L\d+): (.*)$/gm)].map(([, from = '', to = '', label = '']) => ({
    from: names.get(from) ?? '',
    to: names.get(to) ?? '',
    label,
  }))
}

test('npm start -- --demo leaves the session, its charts and the pictures, and the chart is the seed’s', async () => {
  test.setTimeout(240_000)
  const folder = await mkdtemp(join(tmpdir(), 'demo-'))
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'scripts/start.mjs'), '--demo', folder],
      { cwd: root },
    )
    expect(stdout).toContain(folder)
    const names = (await readdir(folder)).sort()
    const sessions = formats.map(({ extension }) => `session.${extension}`)
    expect(names).toEqual(['alice.png', 'bob.png', 'inspector.png', ...sessions].sort())
    for (const name of ['session.mmd', 'session.ndjson', 'session.puml']) expect(names).toContain(name)
    for (const name of names.filter((one) => one.endsWith('.png'))) {
      const picture = await readFile(join(folder, name))
      expect(picture.subarray(1, 4).toString()).toBe('PNG')
      // width and height stand in the header
      expect(picture.readUInt32BE(16)).toBeGreaterThanOrEqual(500)
      expect(picture.length).toBeGreaterThan(8_000)
    }
    expect(await surveySession(join(folder, 'session.ndjson'))).toMatchObject({ ended: true, gaps: [], unsealed: 0 })

    const diagram = await readFile(join(folder, 'session.mmd'), 'utf8')
    const played = arrowsIn(diagram.slice(diagram.indexOf('Object creation')))
    // the participants stand above what was cut away
    const names2 = arrowsIn(diagram).slice(-played.length)
    let at = 0
    for (const [from, to, label] of chart) {
      const found = names2.findIndex(
        (arrow, index) => index >= at && arrow.from === from && arrow.to === to && arrow.label.startsWith(label),
      )
      expect(found, `${from} → ${to}: ${label}`).toBeGreaterThanOrEqual(at)
      at = found + 1
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('the three phases are played in the windows, can be stopped, and played again', async ({ launchApp }) => {
  test.setTimeout(180_000)
  const { app, problems } = await launchApp()
  const { inspector, alice, bob } = await started(app)
  const step = inspector.getByTestId('step')
  await inspector.getByRole('button', { name: 'Play the three phases' }).click()
  await expect(step).toContainText('Alice makes a data object')
  await inspector.getByRole('button', { name: 'Stop' }).click()
  await expect(inspector.getByText('was stopped')).toBeVisible()
  await alice.keyboard.press('Escape')

  await inspector.getByRole('button', { name: 'Play the three phases' }).click()
  await expect(step).toContainText('In step', { timeout: 90_000 })
  for (const page of [alice, bob]) await expect(page.getByText('Buy bread').first()).toBeVisible()

  await inspector.getByRole('button', { name: 'Play the three phases' }).click()
  await expect(step).toContainText('todo-2')
  expect(problems).toEqual([])
})
