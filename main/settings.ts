/**
 * The settings as a file in the application's data folder: read once, parsed, bounded, and written anew after each
 * change. A file that cannot be understood is moved aside and told of; the usual settings hold then.
 */
import { readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { parseBreakpoints } from '../core/breakpoint-parse.ts'
import { isMapping, mappingLimits, parseMapping } from '../core/mapping.ts'
import {
  changedSettings,
  settingsLimits,
  settingsPages,
  usualSettings,
  type Settings,
  type SettingsChange,
  type ToldSettings,
} from '../core/settings.ts'
import { createWriter } from './whole-file.ts'

export interface SettingsFile {
  readonly told: ToldSettings
  /** It holds at once; resolves when it is kept. @throws Error where it cannot be taken, or not be kept */
  change(change: SettingsChange): Promise<void>
}

const fileName = 'settings.json'
const brokenName = 'settings.broken.json'
const bytesMax = 512 * 1024

const id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9.-]{0,59}$/, 'It names no command and no panel.'))
const key = v.pipe(
  v.string(),
  v.maxLength(settingsLimits.keyCharacters),
  v.regex(/^(Ctrl\+)?(Shift\+)?(Alt\+)?[^\s+]+$/, 'A key is written like Ctrl+Shift+N.'),
)
const keys = v.pipe(v.array(key), v.maxLength(settingsLimits.keysOfCommand))
const page = v.picklist(settingsPages)
const panelState = v.object({
  size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(settingsLimits.panelPixels))),
  hidden: v.optional(v.boolean()),
})
const commandsMax = settingsLimits.commands
const mappingName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(mappingLimits.nameCharacters))
const mapping = v.pipe(
  v.unknown(),
  v.check(isMapping, 'It does not say how a log is read.'),
  v.transform((value) => parseMapping(value)),
)

const settingsSchema = v.object({
  keys: v.optional(v.record(page, v.pipe(v.record(id, keys), v.maxEntries(commandsMax))), {}),
  recent: v.optional(v.record(page, v.pipe(v.array(id), v.maxLength(settingsLimits.recent))), {}),
  panels: v.optional(v.pipe(v.record(id, panelState), v.maxEntries(settingsLimits.panels)), {}),
  mappings: v.optional(v.pipe(v.record(mappingName, mapping), v.maxEntries(mappingLimits.kept)), {}),
  breakpoints: v.optional(v.pipe(v.unknown(), v.transform(parseBreakpoints)), []),
})

/** What a page may ask to be changed. */
export const settingsChange = v.variant('set', [
  v.strictObject({
    set: v.literal('keys'),
    page,
    keys: v.pipe(v.record(id, v.nullable(keys)), v.maxEntries(commandsMax)),
  }),
  v.strictObject({ set: v.literal('usual-keys'), page }),
  v.strictObject({ set: v.literal('recent'), page, command: id }),
  v.strictObject({ set: v.literal('panel'), panel: id, state: panelState }),
  v.strictObject({ set: v.literal('usual-panels') }),
  v.strictObject({ set: v.literal('mapping'), name: mappingName, mapping: v.nullable(mapping) }),
])

/** Reads the settings in a folder. Without a folder they hold until the application ends. */
export async function openSettings(folder: string | undefined): Promise<SettingsFile> {
  const found = folder === undefined ? { settings: usualSettings } : await readSettings(folder)
  let { settings } = found
  const { notice } = found
  const keep =
    folder === undefined ? undefined : createWriter(join(folder, fileName), () => JSON.stringify(settings, null, 2))

  return {
    get told() {
      return notice === undefined ? { settings } : { settings, notice }
    },
    async change(change) {
      settings = changedSettings(settings, change)
      try {
        await keep?.()
      } catch (error) {
        throw new Error(
          `It holds until the application ends: the settings cannot be kept in ${folder} (${(error as Error).message}).`,
          { cause: error },
        )
      }
    },
  }
}

async function readSettings(folder: string): Promise<{ settings: Settings; notice?: string }> {
  const path = join(folder, fileName)
  const size = await stat(path).then(
    (one) => one.size,
    () => undefined,
  )
  if (size === undefined) return { settings: usualSettings }
  try {
    if (size > bytesMax) throw new Error(`it is larger than ${bytesMax / 1024} KiB`)
    return { settings: v.parse(settingsSchema, JSON.parse(await readFile(path, 'utf8'))) }
  } catch (error) {
    const wrong = `The settings in ${path} cannot be read (${(error as Error).message}).`
    const aside = join(folder, brokenName)
    const moved = await rename(path, aside).then(
      () => `They were moved to ${aside}; the usual settings hold.`,
      () => 'The usual settings hold.',
    )
    return { settings: usualSettings, notice: `${wrong} ${moved}` }
  }
}
