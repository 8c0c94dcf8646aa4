/** The settings on the disk: kept, bounded, and never a reason not to start. */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mappingLimits } from '../../core/mapping.ts'
import { settingsLimits } from '../../core/settings.ts'
import { openSettings, settingsChange } from '../../main/settings.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('what was chosen is there the next time: keys, panels, what was used lately', async () => {
  const first = await openSettings(folder)
  await first.change({ set: 'keys', page: 'inspector', keys: { 'chart.first': ['Ctrl+L'], 'links.edit': [] } })
  await first.change({ set: 'panel', panel: 'details', state: { size: 300 } })
  await first.change({ set: 'panel', panel: 'details', state: { hidden: true } })
  await Promise.all(
    ['chart.first', 'links.edit', 'chart.first'].map((command) =>
      first.change({ set: 'recent', page: 'hyperty', command }),
    ),
  )
  expect((await openSettings(folder)).told).toEqual({
    settings: {
      keys: { inspector: { 'chart.first': ['Ctrl+L'], 'links.edit': [] } },
      panels: { details: { size: 300, hidden: true } },
      recent: { hyperty: ['chart.first', 'links.edit'] },
      mappings: {},
      breakpoints: [],
    },
  })
  await first.change({ set: 'keys', page: 'inspector', keys: { 'chart.first': null } })
  await first.change({ set: 'usual-panels' })
  const { settings } = (await openSettings(folder)).told
  expect(settings).toMatchObject({ keys: { inspector: { 'links.edit': [] } }, panels: {} })
  expect(settings.keys.inspector).not.toHaveProperty('chart.first')
  expect(await readdir(folder)).toEqual(['settings.json'])
})

test.each([
  ['no JSON', '{"keys":'],
  ['another shape', '{"keys":[1]}'],
  ['a key that is none', '{"keys":{"inspector":{"chart.first":["Ctrl+"]}}}'],
  ['a name that is none', '{"panels":{"__proto__x":{"size":1}}}'],
  ['a size beyond its bound', '{"panels":{"details":{"size":1e9}}}'],
  ['a breakpoint that is none', '{"breakpoints":[{"filter":"lost","isOn":true}]}'],
  ['too much', `{"x":"${'x'.repeat(600 * 1024)}"}`],
])('a file with %s is moved aside and told of, and the usual settings hold', async (_, text) => {
  await writeFile(join(folder, 'settings.json'), text)
  const { told, change } = await openSettings(folder)
  expect(told.settings).toEqual({ keys: {}, recent: {}, panels: {}, mappings: {}, breakpoints: [] })
  expect(told.notice).toContain(`They were moved to ${join(folder, 'settings.broken.json')}; the usual settings hold.`)
  expect(await readFile(join(folder, 'settings.broken.json'), 'utf8')).toBe(text)
  await change({ set: 'usual-panels' })
  expect((await openSettings(folder)).told.notice).toBeUndefined()
})

test('what it does not know is no reason to give up what it knows', async () => {
  await writeFile(join(folder, 'settings.json'), '{"later":1,"panels":{"details":{"size":200,"new":true}}}')
  expect((await openSettings(folder)).told.settings.panels).toEqual({ details: { size: 200 } })
})

test('a change that cannot be kept holds all the same, and says so', async () => {
  const settings = await openSettings(join(folder, 'not', 'there'))
  await expect(settings.change({ set: 'panel', panel: 'details', state: { size: 200 } })).rejects.toThrow(
    'It holds until the application ends: the settings cannot be kept in',
  )
  expect(settings.told.settings.panels).toEqual({ details: { size: 200 } })
})

test('a page can ask for nothing else than what is kept, and for no more', () => {
  const asked = (change: unknown): boolean => v.safeParse(settingsChange, change).success
  const keys = (own: unknown) => ({ set: 'keys', page: 'inspector', keys: own })
  expect(asked(keys({ 'chart.first': ['Ctrl+L'], 'links.edit': null }))).toBe(true)
  expect(asked(keys({ 'chart.first': Array(settingsLimits.keysOfCommand + 1).fill('F9') }))).toBe(false)
  expect(asked(keys({ 'chart.first': ['F'.repeat(settingsLimits.keyCharacters + 1)] }))).toBe(false)
  expect(asked({ set: 'panel', panel: '../x', state: {} })).toBe(false)
  expect(asked({ set: 'keys', page: 'other', keys: {} })).toBe(false)
  expect(asked({ set: 'everything' })).toBe(false)
})

test('the panels that are kept are bounded', async () => {
  const settings = await openSettings(undefined)
  const change = (index: number) => settings.change({ set: 'panel', panel: `panel-${index}`, state: { size: index } })
  for (let index = 0; index < settingsLimits.panels; index++) await change(index)
  await expect(change(settingsLimits.panels)).rejects.toThrow('at most 40 panels')
})

test('[IM11] ways to read a log are kept by name, forgotten, bounded, and never what cannot be read by', async () => {
  const first = await openSettings(folder)
  const mapping = { fields: { from: 'node', time: 'meta.ts' }, unit: 'ms' } as const
  await first.change({ set: 'mapping', name: 'Our log', mapping })
  await first.change({ set: 'mapping', name: 'other', mapping })
  await first.change({ set: 'mapping', name: 'other', mapping: null })
  expect((await openSettings(folder)).told.settings.mappings).toEqual({ 'Our log': mapping })
  for (let count = 1; count < mappingLimits.kept; count++)
    await first.change({ set: 'mapping', name: `log ${count}`, mapping })
  await expect(first.change({ set: 'mapping', name: 'one more', mapping })).rejects.toThrow('At most 50 ways')
  await first.change({ set: 'mapping', name: 'log 1', mapping: { ...mapping, unit: 's' } })
  for (const change of [
    { set: 'mapping', name: '', mapping },
    { set: 'mapping', name: 'x'.repeat(61), mapping },
    { set: 'mapping', name: 'x', mapping: { fields: {} } },
    { set: 'mapping', name: 'x', mapping: { fields: { from: 'a', where: 'b' } } },
  ])
    expect(v.safeParse(settingsChange, change).success, JSON.stringify(change)).toBe(false)
})
