/** What pages and the menu can have done: windows, files, the player. Each ends in an answer for people. */
import { clipboard, dialog, type BrowserWindow } from 'electron'
import { basename } from 'node:path'
import type { Format } from '../core/format.ts'
import type { HostAnswer } from '../core/host.ts'
import { hypertyUrl } from '../core/message.ts'
import type { ValueAt } from '../core/port.ts'
import type { AddedNotes } from './added-notes.ts'
import { isConfirmed } from './asking.ts'
import type { Comparisons } from './comparisons.ts'
import { crowdMax, type Crowd } from './crowd.ts'
import { createExportActions } from './export-actions.ts'
import type { Faults } from './faults.ts'
import type { ForeignSessions } from './foreign-sessions.ts'
import { createHoldActions } from './hold-actions.ts'
import type { HostActions } from './host.ts'
import type { Hub } from './hub.ts'
import type { Player } from './player.ts'
import type { ScenarioActions } from './scenario-actions.ts'
import type { SessionActions } from './session-actions.ts'
import { threePhases } from './playing.ts'
import { saveSession } from './saving.ts'
import type { SessionFile } from './session-file.ts'
import { tableOfFile, tableOfText } from './session-table.ts'
import type { CutOffSession, Sessions } from './sessions.ts'
import type { SettingsFile } from './settings.ts'
import type { Windows } from './windows.ts'

const names = 'Alice Bob Carol Dave Erin Frank Grace Heidi Ivan Judy Mallory Niaj Olivia Peggy Rupert Sybil'.split(' ')
/** Windows that may be open at once. */
export const hypertiesMax = 64

const done: HostAnswer = { ok: true, value: null }
const refuse = (reason: string): HostAnswer<never> => ({ ok: false, reason })
const cancelled: HostAnswer<never> = { ok: false, reason: 'Cancelled.', cancelled: true }

export interface ActionOptions {
  readonly windows: Windows
  readonly hub: Hub
  readonly player: Player
  readonly scenarioActions: ScenarioActions
  readonly sessionActions: SessionActions
  readonly file: SessionFile
  readonly added: AddedNotes
  readonly sessions: Sessions
  readonly formats: readonly Format[]
  readonly crowd: Crowd
  readonly faults: Faults
  readonly comparisons: Comparisons
  readonly settings: SettingsFile
  /** Shows an event of a session file in an inspector. */
  readonly showEvent: (path: string, event: number) => void
  /** Shows in the inspector of the running session why a value is what it is. */
  readonly explain: (about: ValueAt) => void
  readonly foreign: ForeignSessions
  /** Shows a file anew where it is shown. */
  readonly reread: (path: string) => void
  /** All hyperties leave, what is stored is forgotten, and it begins as the first time. */
  readonly startFresh: () => Promise<void>
  /** The session that was cut off and that nobody has been asked about. */
  readonly cutOff: { get(): CutOffSession | undefined; clear(): void }
  readonly onChange: () => void
}

export function createActions(options: ActionOptions): HostActions {
  const { windows, hub, player, file, sessions, formats, crowd, faults, startFresh, cutOff, onChange } = options
  const { comparisons, scenarioActions, settings, foreign } = options

  const isTaken = (name: string): boolean =>
    windows.hyperty(hypertyUrl(name)) !== undefined || hub.people.some(({ url }) => url === hypertyUrl(name))

  function freeName(): string {
    const known = names.find((name) => !isTaken(name))
    if (known !== undefined) return known
    let count = 1
    while (isTaken(`h${count}`)) count++
    return `h${count}`
  }

  /** Names that nobody has, for those who come without a window. */
  function freeNames(wanted: number): readonly string[] {
    const free: string[] = []
    // short: a lane of a crowd has room for three letters
    for (let count = 1; free.length < wanted; count++)
      if (!isTaken(`h${count}`) && !crowd.members.has(hypertyUrl(`h${count}`))) free.push(`h${count}`)
    return free
  }

  async function askWhere(window: BrowserWindow, format: Format, from: string): Promise<string | undefined> {
    const { filePath } = await dialog.showSaveDialog(window, {
      title: `Save as ${format.label}`,
      defaultPath: `${basename(from, '.ndjson')}.${format.extension}`,
      filters: [{ name: format.label, extensions: [format.extension] }],
    })
    return filePath || undefined
  }

  const exportActions = createExportActions({
    workerFile: new URL('export-worker.js', import.meta.url),
    async fileOf({ role }) {
      if (role.kind === 'viewer') return options.added.fileOf(role.path)
      await file.flush()
      return file.path
    },
  })

  return {
    ...scenarioActions,
    ...exportActions,
    ...options.sessionActions,
    ...createHoldActions(hub.bus.hold, settings),
    async newWindow(_, name) {
      if (name !== undefined && isTaken(name)) return refuse(`There is a hyperty called ${name} already.`)
      if (windows.all.length >= hypertiesMax) return refuse(`More than ${hypertiesMax} windows are not opened.`)
      const chosen = name ?? freeName()
      windows.openHyperties([chosen])
      return { ok: true, value: { name: chosen } }
    },
    async reopenWindow(_, url) {
      if (hub.isConnected(url)) return refuse('That window is at work.')
      return windows.reopen(url) ? done : refuse('There is no such window any more. Open a new one.')
    },
    async raiseWindow(_, url) {
      if (windows.raise(url)) return done
      const name = crowd.members.has(url) && hub.people.find((person) => person.url === url)?.name
      if (!name) return refuse('That hyperty has no window.')
      if (windows.all.length >= hypertiesMax) return refuse(`More than ${hypertiesMax} windows are not opened.`)
      windows.openHyperties([name])
      return done
    },
    async addHyperties(_, wanted) {
      const count = crowd.add(freeNames(wanted))
      if (count === 0) return refuse(`There are ${crowdMax} hyperties without windows already. Remove them first.`)
      return { ok: true, value: { count } }
    },
    async removeHyperties() {
      // those who have crashed are no part of the crowd, but are there
      const crashed = hub.ailing.filter(({ who, state }) => state === 'crashed' && !windows.hyperty(who))
      for (const { who } of crashed) hub.leave(who)
      const count = crowd.remove() + crashed.length
      return count === 0 ? refuse('There are no hyperties without windows.') : { ok: true, value: { count } }
    },
    async startFresh(asker) {
      if (player.playing) return refuse('A scenario is being played. Stop it first.')
      const isMeant = await isConfirmed(asker.window, {
        title: 'Start fresh',
        message: 'Forget all participants and their objects?',
        detail: 'Their windows are closed, and what they hold cannot be brought back. Recorded sessions stay.',
        button: 'Start fresh',
      })
      if (!isMeant) return cancelled
      await startFresh()
      return done
    },
    async saveSession(asker, name) {
      const format = formats.find((one) => one.name === name)
      if (!format) return refuse(`There is no format ${name}. There are: ${formats.map((one) => one.name).join(', ')}.`)
      const shown = asker.role.kind === 'viewer' ? asker.role.path : undefined
      const from = shown === undefined ? file.path : await options.added.fileOf(shown)
      const to = await askWhere(asker.window, format, from)
      if (to === undefined) return cancelled
      if (from === file.path) await file.flush()
      const paths = await saveSession(from, format, to)
      if (shown !== undefined && format.name === 'ndjson') options.added.saved(shown)
      return { ok: true, value: { path: paths[0] ?? to } }
    },
    async openSession(asker) {
      const path = await askForSession(asker.window, 'Open session')
      if (path === undefined) return cancelled
      // how it begins is enough to know whether it can be opened; what is wrong further on the viewer says
      await foreign.check(path)
      windows.openViewer(path)
      return { ok: true, value: { path } }
    },
    async readLog({ role }, mapping) {
      if (role.kind !== 'viewer') return refuse('This window shows no log.')
      await foreign.choose(role.path, mapping)
      options.reread(role.path)
      return done
    },
    async recoverSession(_, open) {
      const found = cutOff.get()
      if (!found) return refuse('There is no session that was cut off.')
      cutOff.clear()
      const path = await sessions.settleCutOff(found.path)
      onChange()
      if (open) windows.openViewer(path)
      return done
    },
    async playPhases() {
      if (player.playing) return refuse('A scenario is being played already. Stop it first.')
      await player.play(threePhases)
      return done
    },
    async stopPhases() {
      player.stop()
      return done
    },
    async setSlowMotion(_, delayMs) {
      hub.bus.setDelay(delayMs)
      onChange()
      return done
    },
    async setLink(_, order) {
      if (!hub.bus.links.order(order)) return refuse('That changes nothing, or too many links have conditions already.')
      onChange()
      return done
    },
    async setFault(_, order) {
      const problem = faults.order(order)
      return problem === undefined ? done : refuse(problem)
    },
    async mendFaults({ role }, url, fault) {
      if (role.kind === 'hyperty' && url !== role.url) return refuse('A hyperty may only mend itself.')
      return faults.mend(url, fault) > 0 ? done : refuse('There is nothing to mend.')
    },
    async restoreValue(_, { author, object, ...lost }) {
      const owner = hub.bus.access.facts(object)?.reporter
      const mayWrite = hub.bus.access.mayWrite(object, author)
      for (const who of mayWrite ? [author, owner] : [owner])
        if (who !== undefined && hub.restoreValue(who, object, lost)) return { ok: true, value: { by: who } }
      return refuse(
        'Neither its writer, who would have to be allowed to write, nor the owner of the object has a window.',
      )
    },
    async explainValue({ role }, object, path) {
      if (role.kind !== 'hyperty') return refuse('Only a participant has a copy that this could be asked of.')
      options.explain({ object, hyperty: role.url, path })
      return done
    },
    async addNote(_, text) {
      hub.note(text, 'remark')
      return done
    },
    async openComparison() {
      windows.showComparison()
      return done
    },
    async runComparison(_, order) {
      return comparisons.run(order)
    },
    async playSeeds(_, count) {
      return comparisons.playSeeds(count)
    },
    async cancelComparison() {
      return comparisons.cancel()
    },
    async openInputs(asker) {
      const path = await askForSession(asker.window, "Compare a session's inputs")
      return path === undefined ? cancelled : comparisons.give(await tableOfFile(path), basename(path))
    },
    async readInputs(_, name, text) {
      return comparisons.give(tableOfText(text, name), name)
    },
    async openRun(_, run) {
      const kept = await comparisons.keep(run)
      if (!kept.ok) return kept
      windows.openViewer(kept.value.path)
      if (run.event !== undefined) options.showEvent(kept.value.path, run.event)
      return kept
    },
    async settings() {
      return { ok: true, value: settings.told }
    },
    async changeSettings(_, change) {
      const kept = settings.change(change)
      // they hold even where they cannot be kept
      for (const { window } of windows.all) window.webContents.send('settings', settings.told)
      await kept
      return done
    },
    async copyText(_, text) {
      clipboard.writeText(text)
      return done
    },
  }
}

async function askForSession(window: BrowserWindow, title: string): Promise<string | undefined> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: ['openFile'],
    filters: [
      { name: 'Session or log', extensions: ['ndjson', 'jsonl', 'json', 'log'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  return filePaths[0]
}

/** Shows why something that the menu was asked for was not done. */
export async function showRefusal(window: BrowserWindow | undefined, answer: HostAnswer<unknown>): Promise<void> {
  if (answer.ok || answer.cancelled) return
  const box = { type: 'error', title: 'Syncscope', message: answer.reason } as const
  if (window) await dialog.showMessageBox(window, box)
  else await dialog.showMessageBox(box)
}
