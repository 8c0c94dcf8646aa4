/**
 * What inspector windows are told: lines of the running session or of a file, how the recording stands, how far the
 * player is. Each takes lines at its own pace, and nobody waits for it.
 */
import { basename } from 'node:path'
import type { Cancel, Clock } from '../core/clock.ts'
import { encodeFrame } from '../core/codec.ts'
import { importedFromOf } from '../core/imported.ts'
import type { InspectorFrame, InspectorStatus, ValueAt } from '../core/port.ts'
import { SessionError } from '../core/session.ts'
import type { TransportEnd } from '../core/transport.ts'
import type { ForeignSessions } from './foreign-sessions.ts'
import type { LiveFeed, Reader } from './live-feed.ts'
import { surveyFile } from './session-batches.ts'
import { noticeOf } from './session-reading.ts'

/** Batches of lines that an inspector may have before it says that it has taken one in. */
const creditMax = 8
const batchCharacters = 256 * 1024
/** The status is told at most so often. */
const statusMs = 200

export interface Inspectors {
  /** An inspector of the running session. */
  connectLive(end: TransportEnd): void
  /** An inspector of a session file. */
  connectFile(end: TransportEnd, path: string): void
  /** Shows an event in the inspector of a session file, which may still be on its way. */
  show(path: string, event: number): void
  /** Has the inspectors of a session file, or of the running session, ask what is to be exported. */
  askExport(path: string | undefined): void
  /** Has the inspectors of a file show it anew: it is read otherwise from now on. */
  reread(path: string): void
  /** Shows why a value is what it is in the inspector of the running session, which may still be opening. */
  explain(about: ValueAt): void
  /** Tells the inspectors of a session file a further line of it; false while one of them is still reading it. */
  append(path: string, line: string): boolean
  /** Tells all inspectors of the running session. */
  tell(frame: InspectorFrame & { kind: 'phases' }): void
  /** Something in the status has changed. */
  touch(): void
}

export function createInspectors(options: {
  readonly clock: Clock
  readonly feed: LiveFeed
  readonly headerLine: string
  /** The status; `dropped` is that of the recording, to which what this inspector has missed is added. */
  readonly status: () => InspectorStatus
  readonly foreign: ForeignSessions
}): Inspectors {
  const { clock, feed, headerLine, status, foreign } = options
  type Live = { readonly send: (frame: InspectorFrame) => void; readonly reader: Reader; told: string }
  const live = new Set<Live>()
  let asked: ValueAt | undefined
  let nextStatus: Cancel | undefined
  const files = createFileReaders()
  const viewers = new Set<{
    readonly path: string
    readonly send: (frame: InspectorFrame) => void
    readonly read: () => void
    isRead: boolean
  }>()

  function tellStatus(one: Live): void {
    const now = status()
    const frame: InspectorFrame = { kind: 'status', status: { ...now, dropped: now.dropped + one.reader.dropped } }
    const text = encodeFrame(frame)
    if (text === one.told) return
    one.told = text
    one.send(frame)
  }

  function connectLive(end: TransportEnd): void {
    const send = (frame: InspectorFrame): void => end.send(encodeFrame(frame))
    send({ kind: 'source', live: true, title: 'Running session' })
    send({ kind: 'lines', text: headerLine })
    const reader = feed.read((text) => send({ kind: 'lines', text }), creditMax - 1)
    const one: Live = { send, reader, told: '' }
    live.add(one)
    listen(
      end,
      (frames) => reader.credit(frames),
      () => {
        live.delete(one)
        reader.close()
      },
    )
    tellStatus(one)
    tellAsked()
  }

  function tellAsked(): void {
    if (asked === undefined || live.size === 0) return
    for (const { send } of live) send({ kind: 'why', about: asked })
    asked = undefined
  }

  function connectFile(end: TransportEnd, path: string): void {
    const send = (frame: InspectorFrame): void => end.send(encodeFrame(frame))
    const room = createRoom(creditMax)
    const tellWanted = files.open(path, (event) => send({ kind: 'show', event }))
    let reading = 0
    function read(): void {
      const mine = ++reading
      one.isRead = false
      // one that was begun again is told no further
      const isGoing = async (): Promise<boolean> => {
        const isThere = await room.take()
        if (isThere && mine !== reading) room.give(1)
        return isThere && mine === reading
      }
      showFile(path, foreign, send, isGoing)
        .then(() => {
          one.isRead = mine === reading
          tellWanted()
        })
        .catch((error: Error) => {
          const reason =
            error instanceof SessionError ? error.message : `${basename(path)} cannot be read: ${error.message}`
          send({ kind: 'source', live: false, title: basename(path), notice: reason })
        })
    }
    const one = { path, send, read, isRead: false }
    viewers.add(one)
    listen(end, room.give, () => {
      room.close()
      files.close(path)
      viewers.delete(one)
    })
    read()
  }

  return {
    connectLive,
    connectFile,
    show: files.show,
    askExport(path) {
      const told = path === undefined ? [...live] : [...viewers].filter((one) => one.path === path)
      for (const { send } of told) send({ kind: 'export' })
    },
    reread(path) {
      for (const one of viewers) if (one.path === path) one.read()
    },
    explain(about) {
      asked = about
      tellAsked()
    },
    append(path, line) {
      const shown = [...viewers].filter((one) => one.path === path)
      if (shown.some(({ isRead }) => !isRead)) return false
      if (line !== '') for (const { send } of shown) send({ kind: 'lines', text: line })
      return true
    },
    tell(frame) {
      for (const { send } of live) send(frame)
    },
    touch() {
      nextStatus ??= clock.after(statusMs, () => {
        nextStatus = undefined
        for (const one of live) tellStatus(one)
      })
    },
  }
}

/** Which event somebody wants to see in a file, told once its lines have been. */
function createFileReaders() {
  const wanted = new Map<string, number>()
  const ready = new Map<string, (event: number) => void>()

  function show(path: string, event: number): void {
    const tell = ready.get(path)
    if (tell) tell(event)
    else wanted.set(path, event)
  }

  return {
    show,
    /** Gives what is to be called when all lines have been told. */
    open: (path: string, tell: (event: number) => void) => (): void => {
      ready.set(path, tell)
      const event = wanted.get(path)
      wanted.delete(path)
      if (event !== undefined) tell(event)
    },
    close: (path: string) => void ready.delete(path),
  }
}

/** Hears an inspector's credits until it is gone. */
function listen(end: TransportEnd, onCredit: (frames: number) => void, onClosed: () => void): void {
  end.listen((data) => {
    const frames = creditOf(data)
    if (frames > 0) onCredit(frames)
  }, onClosed)
}

function creditOf(data: unknown): number {
  if (typeof data !== 'string' || data.length > 100) return 0
  try {
    const { kind, frames } = JSON.parse(data) as { kind?: unknown; frames?: unknown }
    return kind === 'credit' && Number.isInteger(frames) ? Math.min(creditMax, Math.max(0, frames as number)) : 0
  } catch {
    return 0
  }
}

/** How much more an inspector can take. */
interface Room {
  /** Resolves when there is room for one more; false when nobody is there any more. */
  take(): Promise<boolean>
  give(count: number): void
  close(): void
}

function createRoom(count: number): Room {
  let free = count
  let closed = false
  let waiting: (() => void) | undefined
  return {
    async take() {
      if (free === 0 && !closed) await new Promise<void>((resolve) => (waiting = resolve))
      free--
      return !closed
    },
    give(more) {
      free += more
      waiting?.()
      waiting = undefined
    },
    close() {
      closed = true
      waiting?.()
    },
  }
}

/** Surveys a file first, so that what is wrong with it is said before its rows are shown. */
async function showFile(
  path: string,
  foreign: ForeignSessions,
  send: (frame: InspectorFrame) => void,
  isGoing: () => Promise<boolean>,
): Promise<void> {
  const title = basename(path)
  const { file, head } = await foreign.look(path)
  if (head !== undefined) send({ kind: 'foreign', title, head, isRead: file !== undefined })
  if (file === undefined) {
    const notice = `${title} is a log of JSON lines. To see it, say which field is what (Ctrl+Alt+L).`
    return send({ kind: 'source', live: false, title, notice })
  }
  const { survey, batches } = await surveyFile(file)
  const notice = noticeOf(survey)
  const imported = importedFromOf(survey.header)
  const known = { ...(notice === undefined ? {} : { notice }), ...(imported ? { imported } : {}) }
  send({ kind: 'source', live: false, title, ...known })
  for await (const text of batches(batchCharacters)) {
    if (!(await isGoing())) return
    send({ kind: 'lines', text })
  }
}
