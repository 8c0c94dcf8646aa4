/**
 * Runs a script where it can reach nothing: in a worker of a hidden window with a session of its own, which has no
 * network, no preload, and no pages but the one that starts it. What comes out is text, read with bounds; what does not
 * end is ended.
 */
import { BrowserWindow, session, type Session } from 'electron'
import { readFile } from 'node:fs/promises'
import type { Clock } from '../core/clock.ts'
import { scenarioLimits } from '../core/scenario-guard.ts'
import { scriptMs, type ScriptAnswer } from '../core/script.ts'
import { lockSession, lockedPreferences } from './lockdown.ts'
import { pageAddress, pagePath, sandboxPath, sandboxPolicy, typeOf } from './page-path.ts'
import { answer, refuse } from './protocol.ts'

export interface ScriptSandbox {
  /** Runs a script and gives what it made, not looked at. One at a time; the others wait. */
  run(text: string, seed: number): Promise<ScriptAnswer>
}

/** The window may take so long to be there; then the script has its own time. */
const openMs = 10_000
/** The page ends a script itself; a page that cannot is ended from here. */
const graceMs = 500
const waitingMax = 8

export function createScriptSandbox(options: { readonly folder: string; readonly clock: Clock }): ScriptSandbox {
  const { folder, clock } = options
  let own: Session | undefined
  let served = ''
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  /** Serves the page, what it is made of, and the script; and nothing else. */
  async function serve({ url }: Request): Promise<Response> {
    const wanted = sandboxPath(url)
    const policy = sandboxPolicy[wanted === 'page' ? 'page' : 'script']
    if (wanted === 'script') return answer(new TextEncoder().encode(served), typeOf('user.js') as string, policy)
    const path = wanted && pagePath(url, folder)
    const body = path && (await readFile(path).catch(() => undefined))
    return body ? answer(new Uint8Array(body), typeOf(path) as string, policy) : refuse(404)
  }

  function place(): Session {
    if (own) return own
    // in memory only
    own = session.fromPartition('script')
    lockSession(own)
    own.protocol.handle('app', serve)
    return own
  }

  async function runIn(window: BrowserWindow, seed: number): Promise<ScriptAnswer> {
    await within(openMs, 'The place where scripts run did not open.', window.loadURL(pageAddress.sandbox))
    const gone = new Promise<never>((_, reject) => {
      window.webContents.once('render-process-gone', () =>
        reject(new Error('The script was ended: it used up the memory that it may have.')),
      )
    })
    const said = window.webContents.executeJavaScript(`window.runScript(${JSON.stringify({ seed, timeMs: scriptMs })})`)
    const late = `The script was ended: it did not give its steps within ${scriptMs / 1000} s.`
    const text: unknown = await within(scriptMs + graceMs, late, Promise.race([said, gone]))
    return readAnswer(text)
  }

  /** @throws Error with the reason, when it is too late */
  function within<T>(ms: number, reason: string, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ms, () => reject(new Error(reason)))
      work.then(resolve, reject).finally(cancel)
    })
  }

  async function runOne(text: string, seed: number): Promise<ScriptAnswer> {
    served = text
    const { preload: _, ...preferences } = lockedPreferences('')
    const window = new BrowserWindow({
      show: false,
      width: 100,
      height: 100,
      skipTaskbar: true,
      webPreferences: { ...preferences, session: place(), backgroundThrottling: false },
    })
    try {
      return await runIn(window, seed)
    } catch (error) {
      return { ok: false, reason: (error as Error).message }
    } finally {
      served = ''
      // a page whose worker does not end, does not end either when it is only closed
      if (!window.isDestroyed()) {
        window.webContents.forcefullyCrashRenderer()
        window.destroy()
      }
      await place().clearStorageData()
    }
  }

  return {
    async run(text, seed) {
      if (waiting >= waitingMax) return { ok: false, reason: 'Too many scripts wait to be run. Try again in a moment.' }
      waiting++
      const mine = last.then(() => runOne(text, seed))
      last = mine.catch(() => undefined)
      return mine.finally(() => waiting--)
    },
  }
}

/** What the page says: made by a script, so nothing of it is believed. */
export function readAnswer(text: unknown): ScriptAnswer {
  const none: ScriptAnswer = { ok: false, reason: 'The script gave nothing that could be read.' }
  if (typeof text !== 'string' || text.length > scenarioLimits.characters + 1_000) return none
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return none
  }
  if (typeof said !== 'object' || said === null) return none
  const { ok, scenario, reason, line, column } = said as { readonly [key: string]: unknown }
  if (ok === true) return { ok, scenario }
  if (typeof reason !== 'string') return none
  const isPlace = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0
  const place = isPlace(line) ? { line, column: isPlace(column) ? column : 1 } : {}
  return { ok: false, reason: reason.slice(0, scenarioLimits.textCharacters), ...place }
}
