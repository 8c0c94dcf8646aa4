/**
 * What a page can have done with exports: see how one begins, save it, copy it, stop it. One at a time for each window;
 * what is written is made in a thread, and pictures out of that.
 */
import { clipboard, dialog } from 'electron'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Format } from '../core/format.ts'
import { formats } from '../core/formats/index.ts'
import type { ExportOrder, FormatChoice, Host, HostAnswer } from '../core/host.ts'
import { beginningOf } from '../core/scope.ts'
import { drawSvg, type PictureName } from './drawing.ts'
import { partOf } from './exporting.ts'
import { startExport, StoppedByUser, type RunningExport } from './exports.ts'
import type { HostActions } from './host.ts'
import { digests, sourceOfFile } from './saving.ts'
import type { OpenWindow } from './windows.ts'

/** The part of the host that is about exports. */
export type ExportActions = Pick<
  HostActions,
  Extract<
    keyof Host,
    'listFormats' | 'previewExport' | 'exportSession' | 'copyExport' | 'exportProgress' | 'cancelExport'
  >
>

/** A preview is made of so many events, and is cut after so many characters. */
const previewEvents = 400
const previewFilterEvents = 20_000
const previewCharacters = 12_000
const pictureCharacters = 2_000_000
const clipboardBytesMax = 16 * 1024 * 1024

const refuse = (reason: string): HostAnswer<never> => ({ ok: false, reason })
const cancelled: HostAnswer<never> = { ok: false, reason: 'The export was stopped.', cancelled: true }
const binary = new Set(['parquet', 'png', 'pdf'])
const pictureLosses =
  'Arrows and notes only, with short labels: no values, no decisions. Above 20,000 elements how dense they are, and not the arrows.'
const pictures = {
  png: { label: 'PNG picture', losses: `${pictureLosses} A long picture becomes several files.` },
  pdf: { label: 'PDF document', losses: `${pictureLosses} A long picture has several pages.` },
} as const
const isPicture = (name: string): name is PictureName => name in pictures

const choiceOf = ({ name, label, losses }: Omit<FormatChoice, 'isText'>): FormatChoice => ({
  ...{ name, label, losses },
  isText: !binary.has(name),
})

/** Pictures stand after the one that they are made of. */
const choices: readonly FormatChoice[] = formats.flatMap((format) =>
  format.name === 'svg'
    ? [choiceOf(format), ...Object.entries(pictures).map(([name, picture]) => choiceOf({ name, ...picture }))]
    : [choiceOf(format)],
)

export function createExportActions(options: {
  readonly workerFile: URL
  /** The file of the session that a window shows, with all that was recorded until now. */
  readonly fileOf: (asker: OpenWindow) => Promise<string>
}): ExportActions {
  const { workerFile, fileOf } = options
  const running = new Map<OpenWindow, RunningExport>()

  /** What is written in the end is made of another format, where it is a picture. */
  const madeOf = (name: string): Format | undefined =>
    formats.find((one) => one.name === (isPicture(name) ? 'svg' : name))

  async function make(asker: OpenWindow, order: ExportOrder, from: string, to: string): Promise<readonly string[]> {
    if (!isPicture(order.format)) return start(asker, { ...order, from, to })
    return withFolder(async (folder) => {
      const [svg] = await start(asker, { ...order, format: 'svg', from, to: join(folder, 'picture.svg') })
      return drawSvg(order.format as PictureName, await readFile(svg as string, 'utf8'), to)
    })
  }

  async function start(asker: OpenWindow, job: Parameters<typeof startExport>[1]): Promise<readonly string[]> {
    const one = startExport(workerFile, job)
    running.set(asker, one)
    try {
      return await one.ended
    } finally {
      running.delete(asker)
    }
  }

  async function attempt<T>(asker: OpenWindow, make: () => Promise<T>): Promise<HostAnswer<T>> {
    if (running.has(asker)) return refuse('An export is under way in this window. Wait for it, or stop it.')
    try {
      return { ok: true, value: await make() }
    } catch (error) {
      if (error instanceof StoppedByUser) return cancelled
      throw error
    }
  }

  const unknown = (name: string): HostAnswer<never> =>
    refuse(`There is no format ${name}. There are: ${choices.map((one) => one.name).join(', ')}.`)

  return {
    async listFormats() {
      return { ok: true, value: choices }
    },
    async previewExport(asker, { format: name, ...part }) {
      const format = madeOf(name)
      if (!format) return unknown(name)
      if (name === 'parquet') return { ok: true, value: { kind: 'none', text: '', isCut: false } }
      const kind = format.name === 'svg' ? 'picture' : 'text'
      const max = kind === 'picture' ? pictureCharacters : previewCharacters
      let text = ''
      const whole = sourceOfFile(await fileOf(asker))
      // a filter has to look at what it leaves out, too
      const looked = part.filter === undefined ? whole : beginningOf(whole, previewFilterEvents)
      for await (const piece of format.write(beginningOf(partOf(looked, part), previewEvents), digests)) {
        if (piece.document > 0) break
        text += piece.text
        if (text.length > max) break
      }
      const isCut = text.length > max
      return { ok: true, value: { kind, text: kind === 'text' ? text.slice(0, max) : text, isCut } }
    },
    async exportSession(asker, order) {
      const format = madeOf(order.format)
      const choice = choices.find(({ name }) => name === order.format)
      if (!format || !choice) return unknown(order.format)
      const from = await fileOf(asker)
      const extension = isPicture(order.format) ? order.format : format.extension
      const { filePath } = await dialog.showSaveDialog(asker.window, {
        title: `Export as ${choice.label}`,
        defaultPath: `${basename(from, '.ndjson')}.${extension}`,
        filters: [{ name: choice.label, extensions: [extension.split('.').at(-1) as string] }],
      })
      if (!filePath) return cancelled
      return attempt(asker, async () => ({ paths: await make(asker, order, from, filePath) }))
    },
    async copyExport(asker, order) {
      const format = madeOf(order.format)
      if (!format) return unknown(order.format)
      if (binary.has(order.format)) return refuse('What is no text cannot be copied. Save it.')
      const from = await fileOf(asker)
      return attempt(asker, () =>
        withFolder(async (folder) => {
          const paths = await make(asker, order, from, join(folder, 'copy.txt'))
          const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
          if (sizes.reduce((sum, size) => sum + size, 0) > clipboardBytesMax)
            throw new Error(
              'It is larger than 16 MB: too large for the clipboard. Save it, or copy the selected message.',
            )
          const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
          const text = texts.join('\n')
          clipboard.writeText(text)
          return { characters: text.length }
        }),
      )
    },
    async exportProgress(asker) {
      const one = running.get(asker)
      return { ok: true, value: one ? { events: one.events } : null }
    },
    async cancelExport(asker) {
      running.get(asker)?.stop()
      return { ok: true, value: null }
    },
  }
}

async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'syncscope-export-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
