/** The parts of the running application put together: windows, hub, recording, inspectors, player, menu. */
import { app, type BrowserWindow } from 'electron'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createJudgement } from '../core/check.ts'
import { checks } from '../core/checks/index.ts'
import { createConvergenceCheck } from '../core/verdict.ts'
import { formats } from '../core/formats/index.ts'
import { hypertyUrl, type Address } from '../core/message.ts'
import { models } from '../core/models/index.ts'
import type { InspectorStatus } from '../core/port.ts'
import { createSessionRecorder } from '../core/recorder.ts'
import type { StoredHyperty } from '../core/stored.ts'
import { watchRecorder } from '../core/watched-recorder.ts'
import { createActions } from './actions.ts'
import { createAddedNotes } from './added-notes.ts'
import { createClosing } from './closing.ts'
import { allDrawn } from './all-drawn.ts'
import { createClock } from './clock.ts'
import { playDemo } from './demo.ts'
import { serveHost } from './host.ts'
import { createComparisons } from './comparisons.ts'
import { createCrowd } from './crowd.ts'
import { createFaults } from './faults.ts'
import { createForeignSessions, inThread } from './foreign-sessions.ts'
import { createHub } from './hub.ts'
import { statusOf } from './inspector-status.ts'
import { createInspectors } from './inspectors.ts'
import { createLiveFeed } from './live-feed.ts'
import { createFrontMenu } from './front-menu.ts'
import { createPlaying } from './playing.ts'
import { openSettings } from './settings.ts'
import { openStoredObjects, storesNothing } from './stored-objects.ts'
import { openKeeping } from './keeping.ts'
import { createSessionActions } from './session-actions.ts'
import type { CutOffSession } from './sessions.ts'
import { welcome } from './welcome.ts'
import { createWindows, type OpenWindow, type WindowEvents } from './windows.ts'

export interface Application {
  showInspector(): void
  openSession(path: string): void
  /** Plays the demo and leaves its files. @throws Error */
  playDemo(folder: string): Promise<void>
  /** What happens from now on is no part of the session. */
  stop(): void
  /** Ends the session in good order. */
  end(): Promise<void>
}

/** Opens the windows and begins a session. @throws Error where the session cannot be recorded */
export async function createApplication(options: {
  readonly quick: boolean
  /** Goes on with what was stored, and stores; a demo does neither. */
  readonly keeps: boolean
}): Promise<Application> {
  const startMs = Date.now()
  const clock = createClock()
  const folder = app.getPath('userData')
  const keeping = await openKeeping({ folder, startMs, clock })
  const { sessions } = keeping
  const file = await sessions.create(app.getVersion(), startMs, onProgress, keeping.redactions)
  const check = createConvergenceCheck()
  const judgement = createJudgement(checks)
  const recorder = watchRecorder(createSessionRecorder(clock.now), (event) => {
    check.take(event)
    judgement.take(event)
    // a pause may end by itself
    if (event.kind === 'fault' && event.fault === 'resume' && event.who !== undefined) onResumed(event.who)
  })
  const feed = createLiveFeed({ file, clock })
  const records = (): Iterable<string> => hub.records()
  const stored = options.keeps
    ? await openStoredObjects({ folder, startMs, records, onNotice: () => inspectors.touch() })
    : storesNothing
  const hub = createHub({ clock, recorder, models, store: stored.store, offsetGuessMs: startMs })
  const crowd = createCrowd({ hub, clock, onChange: () => onCrowd() })
  hub.bus.hold.onChange(() => inspectors.touch())
  const faults = createFaults({ clock, hub, restart, onChange: () => inspectors.touch() })
  const foreign = createForeignSessions(inThread(new URL('import-worker.js', import.meta.url)))
  const inspectors = createInspectors({ clock, feed, headerLine: file.headerLine, status, foreign })
  const comparisons = createComparisons({
    clock,
    workerFile: join(import.meta.dirname, 'comparison-worker.js'),
    threads: Math.max(1, availableParallelism() - 1),
    folder: join(folder, 'comparisons'),
  })
  const crashed = new Map<Address, string>()
  const preloads = (name: string): string => join(import.meta.dirname, `../preload/${name}.cjs`)
  const added = createAddedNotes(foreign.fileOf)
  const windows = createWindows({ preloads, events: windowEvents() })
  let cutOff: CutOffSession | undefined
  /** Who gets a window when the first one is there: the order of arrival is the order of colours and of lifelines. */
  let others: readonly string[] = []

  function openOthers(): void {
    const names = others
    others = []
    windows.openHyperties(names)
  }

  /** The windows to begin with: of those who were there the last time, or Alice's and Bob's. */
  async function begin(hyperties: readonly StoredHyperty[]): Promise<void> {
    const names = hyperties.filter(({ hasWindow }) => hasWindow).map(({ name }) => name)
    const [first = 'Alice', ...more] = names
    others = hyperties.length === 0 ? ['Bob'] : more
    windows.openHyperties([first])
    crowd.add(hyperties.filter(({ hasWindow }) => !hasWindow).map(({ name }) => name))
    if (hyperties.length === 0) await welcome({ hub, clock, check })
  }

  async function startFresh(): Promise<void> {
    windows.showInspector()
    hub.clear()
    await windows.closeHyperties()
    await stored.store?.compact([])
    hub.note('Started fresh: what was stored is forgotten.', 'remark')
    begin([]).catch((error: Error) => hub.note(error.message, 'remark'))
  }

  /** Brings back a hyperty that has crashed: its page is loaded anew where it has one. */
  function restart(who: Address): void {
    const name = hub.nameOf(who)
    if (!windows.restart(who) && name !== undefined) crowd.add([name])
  }

  function onResumed(who: Address): void {
    hub.tellHealth(who)
    inspectors.touch()
  }

  function onCrowd(): void {
    inspectors.touch()
    refreshMenu()
  }

  let lines: string[] = []
  /** Lines of one turn are handed on at its end: a change does not wait on its way until it is written down. */
  function handOn(): void {
    const due = lines
    lines = []
    for (const plain of due) {
      const line = keeping.redact(plain)
      file.append(line)
      feed.append(line)
    }
    inspectors.touch()
  }
  const stopRecording = recorder.subscribe((line) => {
    if (lines.push(line) === 1) queueMicrotask(handOn)
  })
  const { player, scenarioActions } = createPlaying({
    ...{ clock, hub, check, windows, windowOf, restart, quick: options.quick },
    tell: (frame) => inspectors.tell(frame),
    onChange: refreshMenu,
  })
  const actions = createActions({
    windows,
    hub,
    player,
    scenarioActions,
    sessionActions: createSessionActions({
      ...{ keeping, windows, file, clock, foreign, added },
      note: (text, about) => hub.note(text, 'remark', about),
      append: (path, line) => inspectors.append(path, line),
    }),
    ...{ file, added, sessions, formats, crowd, faults, comparisons },
    settings: await openSettings(options.keeps ? folder : undefined),
    showEvent: (path, event) => inspectors.show(path, event),
    ...{ foreign, reread: (path: string) => inspectors.reread(path) },
    explain(about) {
      windows.showInspector()
      inspectors.explain(about)
    },
    startFresh,
    cutOff: { get: () => cutOff, clear: () => (cutOff = undefined) },
    onChange() {
      inspectors.touch()
      refreshMenu()
    },
  })

  const menu = createFrontMenu({
    ...{ windows, hub, crowd, player, actions, crashed },
    askExport: (path) => inspectors.askExport(path),
  })

  function onProgress(): void {
    feed.trim()
    inspectors.touch()
  }

  function windowOf(name: string): BrowserWindow {
    if (!windows.hyperty(hypertyUrl(name))) windows.openHyperties([name])
    return (windows.hyperty(hypertyUrl(name)) as OpenWindow).window
  }

  function windowEvents(): WindowEvents {
    return {
      connected(role, port) {
        if (role.kind === 'inspector') return inspectors.connectLive(port)
        if (role.kind === 'viewer') {
          keeping.opened(role.path)
          return inspectors.connectFile(port, role.path)
        }
        if (role.kind === 'compare') return comparisons.connect(port)
        // it asks by calls only
        if (role.kind === 'scenarios') return port.close()
        hub.connect(role.name, port)
        openOthers()
        if (crashed.delete(role.url)) refreshMenu()
      },
      crashed(role) {
        if (role.kind !== 'hyperty') return
        crashed.set(role.url, role.name)
        hub.crashed(role.url)
        refreshMenu()
      },
      closing: createClosing(added),
      closed(role) {
        if (role.kind === 'viewer') void added.forget(role.path)
        if (role.kind === 'compare') comparisons.close()
        if (role.kind === 'inspector') hub.bus.hold.release()
        if (role.kind !== 'hyperty') return
        if (crashed.delete(role.url)) refreshMenu()
        hub.leave(role.url)
      },
    }
  }

  function status(): InspectorStatus {
    return statusOf({ file, notice: stored.notice, cutOff, hub, faults, crowd })
  }

  function refreshMenu(): void {
    menu.refresh()
  }

  async function lookForCutOff(): Promise<void> {
    cutOff = await sessions.findCutOff()
    if (cutOff) inspectors.touch()
    await keeping.begin(file.path)
  }

  refreshMenu()
  serveHost(
    actions,
    (contents) => windows.of(contents),
    (contents) => windows.ready(contents),
    (path) => windows.openViewer(path),
  )
  for (const problem of [...stored.problems, ...(keeping.problem ? [keeping.problem] : [])]) hub.note(problem, 'remark')
  hub.restore(stored.hyperties)
  windows.showInspector()
  const welcomed = begin(stored.hyperties)
  // an old file that cannot be looked at must not keep the application from running
  lookForCutOff().catch((error: Error) =>
    hub.note(`The folder of sessions cannot be looked through: ${error.message}`, 'remark'),
  )

  return {
    showInspector: () => windows.showInspector(),
    openSession: (path) => windows.openViewer(path),
    async playDemo(folder) {
      await welcomed
      await playDemo({
        folder,
        player,
        file,
        formats,
        windows: pictured,
        settled: () => allDrawn({ feed, clock, windows }),
      })
    },
    stop: () => hub.stop(),
    async end() {
      comparisons.close()
      keeping.close()
      hub.stop()
      stopRecording()
      handOn()
      // what could not be written is no proof for whoever reads the file
      if (file.dropped > 0) {
        check.miss()
        judgement.miss()
      }
      await file.close(check.verdict(true).state, judgement.outcomes())
      await stored.close()
      await foreign.close()
    },
  }

  function pictured(): Readonly<Record<string, BrowserWindow | undefined>> {
    const inspector = windows.all.find(({ role }) => role.kind === 'inspector')?.window
    return { inspector, alice: windowOf('alice'), bob: windowOf('bob') }
  }
}
