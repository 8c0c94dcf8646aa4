/**
 * Keeps what is recorded within its limits of size and age, and knows the sessions by name: those in the folder of
 * recordings, and those that were opened from elsewhere. The oldest closed ones go first; never the one that runs, one
 * that was cut off and not offered yet, or one that somebody has named or written about.
 */
import { randomUUID } from 'node:crypto'
import { readdir, stat, unlink } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import type { Cancel, Clock } from '../core/clock.ts'
import { keepingBounds, type KeepingSettings, type KeptSession, type SessionList } from '../core/kept-session.ts'
import { createRedactor, parseRedactions, redactionText } from '../core/redaction.ts'
import { openKeepingFile, type SessionMark } from './keeping-file.ts'
import { factsOf } from './session-facts.ts'
import { cutOffExtension, openSessions, sessionExtension, sessionsMax, type Sessions } from './sessions.ts'

/** The limits are looked at so often while the application runs. */
export const enforceMs = 10 * 60_000
const dayMs = 24 * 60 * 60_000
const megabyte = 1024 * 1024

export interface Keeping {
  readonly sessions: Sessions
  readonly problem: string | undefined
  /** The rules by which values are hidden, as headers name them. */
  readonly redactions: readonly string[]
  /** The line that may be written, of the line of the next event. */
  redact(line: string): string
  /** From now on the limits hold; `current` is the file that is being recorded. */
  begin(current: string): Promise<void>
  /** Removes what is beyond the limits; gives how many files went. */
  enforce(): Promise<number>
  list(): Promise<SessionList>
  /** The path of a session by its id. @throws Error where there is none */
  pathOf(id: string): string
  mark(id: string, mark: SessionMark): Promise<void>
  /** Deletes a recording; forgets one from elsewhere, whose file stays. @throws Error for the one that runs */
  remove(id: string): Promise<void>
  /** A session file from elsewhere is shown. */
  opened(path: string): void
  /** Gives whether other values are hidden from now on. */
  setSettings(settings: KeepingSettings): Promise<boolean>
  close(): void
}

interface Found {
  readonly id: string
  readonly path: string
  readonly bytes: number
  readonly changedMs: number
}

export async function openKeeping(options: {
  /** The application's folder for its data. */
  readonly folder: string
  readonly startMs: number
  /** Starts at 0 with the session. */
  readonly clock: Clock
}): Promise<Keeping> {
  const { folder: dataFolder, startMs, clock } = options
  const folder = join(dataFolder, 'sessions')
  const sessions = await openSessions(folder)
  const remembered = await openKeepingFile(join(dataFolder, 'keeping.json'))
  const salt = randomUUID()
  let redact = createRedactor(parseRedactions(remembered.now.settings.redactions), salt)
  let current: string | undefined
  let next: Cancel | undefined
  let enforcing: Promise<number> | undefined

  /** The newest first. */
  async function recordings(): Promise<readonly Found[]> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(sessionExtension))
    const found = await Promise.all(
      names.map(async (id): Promise<Found | undefined> => {
        const path = join(folder, id)
        const state = await stat(path).catch(() => undefined)
        return state?.isFile() ? { id, path, bytes: state.size, changedMs: state.mtimeMs } : undefined
      }),
    )
    return found.filter((one) => one !== undefined).sort((a, b) => b.changedMs - a.changedMs || (a.id < b.id ? 1 : -1))
  }

  const isPinned = (id: string): boolean => {
    const { name, note } = remembered.now.marks[id] ?? {}
    return (name ?? '') !== '' || (note ?? '') !== ''
  }

  async function mayGo({ id, path }: Found): Promise<boolean> {
    if (path === current || isPinned(id)) return false
    if (id.endsWith(cutOffExtension)) return true
    const { state, events } = await factsOf(path)
    return state !== 'cut off' || events === 0
  }

  async function removeBeyond(): Promise<number> {
    const { megabytesMax, daysMax } = remembered.now.settings
    const all = await recordings()
    let bytes = all.reduce((sum, one) => sum + one.bytes, 0)
    let { length } = all
    let removed = 0
    for (const one of [...all].reverse()) {
      const isOld = startMs + clock.now() - one.changedMs > daysMax * dayMs
      const isBeyond = isOld || bytes > megabytesMax * megabyte || length > sessionsMax
      if (!isBeyond || !(await mayGo(one))) continue
      await unlink(one.path)
      bytes -= one.bytes
      length--
      removed++
    }
    return removed
  }

  function enforce(): Promise<number> {
    enforcing ??= removeBeyond().finally(() => (enforcing = undefined))
    return enforcing
  }

  function plan(): void {
    next = clock.after(enforceMs, () => {
      // what cannot be removed now may be the next time, and recording goes on meanwhile
      enforce().catch(() => undefined)
      plan()
    })
  }

  const pathOf = (id: string): string => {
    if (remembered.now.recent.includes(id)) return id
    if (id !== basename(id) || !id.endsWith(sessionExtension) || id.startsWith('.'))
      throw new Error('There is no such session.')
    return join(folder, id)
  }

  async function keptOf(id: string, path: string, place: KeptSession['place']): Promise<KeptSession | undefined> {
    const facts = await factsOf(path).catch(() => undefined)
    if (!facts) return undefined
    const { startedMs, changedMs, state, ...rest } = facts
    const { name, note = '' } = remembered.now.marks[id] ?? {}
    return {
      ...{ id, place, file: basename(path), note, isPinned: isPinned(id), ...rest },
      ...(name === undefined || name === '' ? {} : { name }),
      startedMs: startedMs ?? changedMs,
      state: path === current ? 'running' : state,
    }
  }

  async function list(): Promise<SessionList> {
    const found = await recordings()
    const own = found.slice(0, sessionsMax).map(({ id, path }) => keptOf(id, path, 'recorded'))
    const others = remembered.now.recent.map((path) => keptOf(path, path, 'opened'))
    const listed = (await Promise.all([...own, ...others])).filter((one) => one !== undefined)
    return {
      sessions: listed.sort((a, b) => b.startedMs - a.startedMs),
      settings: remembered.now.settings,
      folder,
      bytes: found.reduce((sum, one) => sum + one.bytes, 0),
    }
  }

  return {
    sessions,
    problem: remembered.problem,
    get redactions() {
      return parseRedactions(remembered.now.settings.redactions).map(redactionText)
    },
    redact: (line) => redact(line),
    async begin(path) {
      current = path
      plan()
      await enforce()
    },
    enforce,
    list,
    pathOf,
    async mark(id, mark) {
      pathOf(id)
      const marks = { ...remembered.now.marks, [id]: { ...remembered.now.marks[id], ...mark } }
      await remembered.set({ ...remembered.now, marks })
    },
    async remove(id) {
      const path = pathOf(id)
      if (path === current) throw new Error('This session is being recorded. It ends when the application does.')
      const { marks, recent } = remembered.now
      const { [id]: _gone, ...others } = marks
      if (recent.includes(id)) return remembered.set({ ...remembered.now, recent: recent.filter((one) => one !== id) })
      await unlink(path)
      return remembered.set({ ...remembered.now, marks: others })
    },
    opened(path) {
      if (path.startsWith(dataFolder + sep)) return
      const recent = [path, ...remembered.now.recent.filter((one) => one !== path)].slice(0, keepingBounds.recent)
      // a list that could not be written is written with the next change of it
      remembered.set({ ...remembered.now, recent }).catch(() => undefined)
    },
    async setSettings(settings) {
      const isOther = settings.redactions !== remembered.now.settings.redactions
      if (isOther) redact = createRedactor(parseRedactions(settings.redactions), salt)
      await remembered.set({ ...remembered.now, settings })
      await enforce()
      return isOther
    },
    close: () => next?.(),
  }
}
