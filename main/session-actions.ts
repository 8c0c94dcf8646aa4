/** What pages can have done with sessions that are kept: open, name, delete, save a part of one or a copy for others. */
import { dialog, shell } from 'electron'
import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import { excerptOf } from '../core/excerpt.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import type { Host, HostAnswer } from '../core/host.ts'
import { sanitised } from '../core/sanitised.ts'
import { notesMax, type NoteOrder } from '../core/notes.ts'
import type { AddedNotes } from './added-notes.ts'
import { isConfirmed } from './asking.ts'
import type { ForeignSessions } from './foreign-sessions.ts'
import type { HostActions } from './host.ts'
import type { Keeping } from './keeping.ts'
import { isSameFile, sourceOfFile, writeSession } from './saving.ts'
import type { SessionFile } from './session-file.ts'
import type { Windows } from './windows.ts'

type Names = Extract<
  keyof Host,
  | 'listSessions'
  | 'openListed'
  | 'renameSession'
  | 'noteSession'
  | 'deleteSession'
  | 'revealSession'
  | 'saveLast'
  | 'saveSanitised'
  | 'setKeeping'
  | 'noteEvent'
>
export type SessionActions = Pick<HostActions, Names>

const done: HostAnswer = { ok: true, value: null }
const cancelled: HostAnswer<never> = { ok: false, reason: 'Cancelled.', cancelled: true }

export function createSessionActions(options: {
  readonly keeping: Keeping
  readonly windows: Windows
  /** The one that is being recorded. */
  readonly file: SessionFile
  readonly clock: Clock
  readonly foreign: ForeignSessions
  /** Puts a remark into the running session. */
  readonly note: (text: string, about?: NoteOrder) => void
  readonly added: AddedNotes
  /** Tells the windows that show a file a line of it; false while they are still reading it. */
  readonly append: (path: string, line: string) => boolean
}): SessionActions {
  const { keeping, windows, file, clock, foreign, note, added, append } = options

  return {
    async listSessions() {
      return { ok: true, value: await keeping.list() }
    },
    async openListed(_, id) {
      const path = keeping.pathOf(id)
      if (path === file.path) {
        windows.showInspector()
        return done
      }
      await foreign.check(path)
      windows.openViewer(path)
      return done
    },
    async renameSession(_, id, name) {
      await keeping.mark(id, { name })
      return done
    },
    async noteSession(_, id, note) {
      await keeping.mark(id, { note })
      return done
    },
    async deleteSession(asker, id) {
      const path = keeping.pathOf(id)
      const isRecorded = id === basename(path)
      const isMeant = await isConfirmed(asker.window, {
        title: isRecorded ? 'Delete a session' : 'Take a session off the list',
        message: isRecorded ? `Delete ${basename(path)}?` : `Take ${basename(path)} off the list?`,
        detail: isRecorded ? 'It cannot be brought back.' : 'Its file stays where it is.',
        button: isRecorded ? 'Delete' : 'Take it off',
      })
      if (!isMeant) return cancelled
      await keeping.remove(id)
      return done
    },
    async revealSession(_, id) {
      shell.showItemInFolder(keeping.pathOf(id))
      return done
    },
    async saveLast(_, minutes) {
      await file.flush()
      const { source, fromMs } = await excerptOf(sourceOfFile(file.path), clock.now() - minutes * 60_000)
      const name = `${basename(file.path, '.ndjson')}, from ${Math.floor(fromMs / 1000)} s to ${Math.ceil(clock.now() / 1000)} s.ndjson`
      const path = join(keeping.sessions.folder, name)
      await writeSession(source, ndjson, path)
      await keeping.mark(name, { name: `The last ${minutes === 1 ? 'minute' : `${minutes} minutes`}` })
      return { ok: true, value: { path, fromMs } }
    },
    async saveSanitised(asker, names, id) {
      const shown = asker.role.kind === 'viewer' ? asker.role.path : file.path
      const from = id === undefined ? await added.fileOf(shown) : keeping.pathOf(id)
      const { filePath } = await dialog.showSaveDialog(asker.window, {
        title: 'Save a sanitised copy',
        defaultPath: `${names ? 'session' : basename(from, '.ndjson')}, sanitised.ndjson`,
        filters: [{ name: 'Session', extensions: ['ndjson'] }],
      })
      if (!filePath) return cancelled
      if (from === file.path) await file.flush()
      // the one that is shown, too, where what is read is a copy of it with notes
      if ((await isSameFile(filePath, from)) || (id === undefined && (await isSameFile(filePath, shown))))
        return { ok: false, reason: 'A session cannot be saved over the file that it is read from.' }
      await writeSession(sanitised(sourceOfFile(from), { names, salt: randomUUID() }), ndjson, filePath)
      return { ok: true, value: { path: filePath } }
    },
    async noteEvent({ role }, order, last) {
      if (role.kind !== 'viewer') note(order.text, order)
      else {
        // a note in front of lines that are still to come would have their number
        if (!append(role.path, '')) return { ok: false, reason: 'The file is still being read. Try again then.' }
        const line = added.add(role.path, order, last)
        if (line === undefined) return { ok: false, reason: `Save the session first: ${notesMax} notes wait.` }
        append(role.path, line)
      }
      return done
    },
    async setKeeping(_, settings) {
      if (!(await keeping.setSettings(settings))) return done
      const { length } = keeping.redactions
      // a rule for words would hide itself
      note(`From here on values are hidden by ${length === 1 ? 'one rule' : `${length} rules`}.`)
      return done
    },
  }
}
