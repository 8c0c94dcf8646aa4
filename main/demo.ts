/** The demo that plays by itself: the three phases, then the session in every format and a picture of each window. */
import type { BrowserWindow } from 'electron'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Format } from '../core/format.ts'
import type { Player } from './player.ts'
import { threePhases } from './playing.ts'
import { saveSession } from './saving.ts'
import type { SessionFile } from './session-file.ts'

export interface Demo {
  readonly folder: string
  readonly player: Player
  readonly file: SessionFile
  readonly formats: readonly Format[]
  /** The windows to be pictured, by the name of the picture. */
  readonly windows: () => Readonly<Record<string, BrowserWindow | undefined>>
  /** Resolves when the windows show what they hold, so that a picture of them is worth it. */
  readonly settled: () => Promise<void>
}

/** @throws Error that says what could not be done */
export async function playDemo({ folder, player, file, formats, windows, settled }: Demo): Promise<void> {
  await mkdir(folder, { recursive: true })
  await player.play(threePhases)
  await settled()
  for (const [name, window] of Object.entries(windows())) {
    if (!window) throw new Error(`The window ${name} is not there any more.`)
    const picture = await window.webContents.capturePage()
    if (picture.isEmpty()) throw new Error(`There is no picture of the window ${name}.`)
    await writeFile(join(folder, `${name}.png`), picture.toPNG())
  }
  await file.flush()
  if (file.failure !== undefined) throw new Error(file.failure)
  for (const format of formats) await saveSession(file.path, format, join(folder, `session.${format.extension}`))
}
