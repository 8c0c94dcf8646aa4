// Exports of the three phases, made in the real application, each looked at by its validator.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import jsonPatch, { type Operation } from 'fast-json-patch'
import { parquetReadObjects } from 'hyparquet'
import { surveySession } from '../../main/session-reading.ts'
import { expect, test } from '../support/electron.ts'
import { loadMermaid } from '../support/mermaid.ts'
import { otlpProblems } from '../support/otlp-rules.ts'
import { readPng } from '../support/png.ts'
import { readShiviz } from '../support/shiviz-rules.ts'
import { traceProblems } from '../support/trace-rules.ts'
import { answerDialogs, clickMenu, started } from './application.ts'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exports-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

const isSequence = (text: string): boolean => text.startsWith('@startuml\n') && text.endsWith('@enduml\n')

/** What is wrong with an export; nothing where it is as it should be. */
const validators: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  Session: async (path) => (await surveySession(path)).gaps,
  'Mermaid diagram': async (path) => {
    await (await loadMermaid()).parse(await readFile(path, 'utf8'))
    return []
  },
  'PlantUML diagram': async (path) => (isSequence(await readFile(path, 'utf8')) ? [] : ['no sequence']),
  'SVG picture': async (path) => ((await readFile(path, 'utf8')).trimEnd().endsWith('</svg>') ? [] : ['not whole']),
  'PNG picture': async (path) => {
    const { problems, shades } = readPng(await readFile(path))
    return shades > 20 ? problems : ['blank']
  },
  'PDF document': async (path) => {
    const text = (await readFile(path)).toString('latin1')
    return /^%PDF-1\.\d[^]*\/MediaBox[^]*%%EOF\s*$/.test(text) ? [] : ['no PDF']
  },
  'HTML report': async (path) =>
    /default-src 'none'[^]*<\/html>\s*$/.test(await readFile(path, 'utf8')) ? [] : ['no report'],
  'Perfetto trace': async (path) => traceProblems(await readFile(path, 'utf8')),
  'ShiViz log': async (path) => readShiviz(await readFile(path, 'utf8')).problems,
  'OpenTelemetry traces': async (path) => otlpProblems(await readFile(path, 'utf8')),
  'CSV table': async (path) => ((await readFile(path, 'utf8')).startsWith('n,at_ms,kind,') ? [] : ['no head']),
  'Parquet table': async (path) => {
    const bytes = await readFile(path)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    return (await parquetReadObjects({ file })).length > 20 ? [] : ['too few rows']
  },
  'JSON Patch log': async (path) => {
    const documents = new Map<string, unknown>()
    for (const line of (await readFile(path, 'utf8')).trimEnd().split('\n')) {
      const { object, copy, patch } = JSON.parse(line) as { object: string; copy: string; patch: Operation[] }
      const before = documents.get(`${copy} ${object}`) ?? null
      documents.set(`${copy} ${object}`, jsonPatch.applyPatch(before, patch, true, false).newDocument)
    }
    return documents.size >= 2 ? [] : ['too few copies']
  },
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Export' })

test('each format of the three phases passes its validator', async ({ launchApp }) => {
  test.setTimeout(240_000)
  const { app, problems } = await launchApp()
  const { inspector } = await started(app)
  await inspector.getByRole('button', { name: 'Play the three phases' }).click()
  await expect(inspector.getByRole('button', { name: 'Play the three phases' })).toBeVisible({ timeout: 120_000 })
  await inspector.keyboard.press('Control+Alt+E')
  const dialog = dialogOf(inspector)
  await expect(dialog).toBeVisible()
  const labels = await dialog.getByRole('combobox', { name: 'Format' }).locator('option').allInnerTexts()
  expect(labels.map((label) => label.trim()).toSorted()).toEqual(Object.keys(validators).toSorted())
  for (const label of Object.keys(validators)) {
    const path = join(folder, label.replaceAll(' ', '-'))
    await answerDialogs(app, path)
    await dialog.getByRole('combobox', { name: 'Format' }).selectOption({ label })
    await expect(dialog.getByTestId('losses')).toHaveText(
      label === 'Session' ? 'Leaves nothing out.' : /: no |: of |One row|first 50,000/,
    )
    await dialog.getByRole('button', { name: 'Save…' }).click()
    await expect(dialog.getByRole('status')).toContainText(`Saved as ${path}`, { timeout: 30_000 })
    expect(await validators[label]?.(path), label).toEqual([])
  }
  expect(problems).toEqual([])
})

test('the dialogue shows how an export begins, of all or of a message, and copies it', async ({ launchApp }, info) => {
  const { app, problems } = await launchApp()
  const { inspector } = await started(app)
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('End')
  await clickMenu(app, 'File', 'Export…')
  const dialog = dialogOf(inspector)
  const preview = dialog.getByTestId('preview')
  await expect(preview).toContainText('sequenceDiagram')
  const whole = await preview.innerText()
  await dialog.getByRole('combobox', { name: 'What of the session' }).selectOption('message')
  await expect(preview).not.toHaveText(whole)
  await dialog.getByRole('button', { name: 'Copy' }).click()
  await expect(dialog.getByRole('status')).toContainText(/Copied: [\d,]+ characters/)
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText())
  expect(copied).toMatch(/^sequenceDiagram\n/)
  expect(copied.length).toBeLessThan(whole.length + 1)
  await inspector.screenshot({ path: info.outputPath('export-text.png') })
  await dialog.getByRole('combobox', { name: 'What of the session' }).selectOption('whole')
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('png')
  await expect(preview.getByRole('img')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Copy' })).toBeDisabled()
  await inspector.emulateMedia({ colorScheme: 'dark' })
  await inspector.screenshot({ path: info.outputPath('export-picture.png') })
  await answerDialogs(app, join(folder, 'none', 'x.png'))
  await dialog.getByRole('button', { name: 'Save…' }).click()
  await expect(dialog.getByRole('alert')).toContainText('ENOENT')
  await inspector.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  expect(problems).toEqual([])
})
