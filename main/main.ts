/** Starts the application. Everything is wired here and nowhere else. */
import './freeze.ts'
import { app } from 'electron'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApplication } from './application.ts'
import { ArgumentError, ownWords, parseArguments, type Arguments } from './arguments.ts'
import { drawSession } from './drawing.ts'
import { lockDown } from './lockdown.ts'
import { registerScheme, servePages } from './protocol.ts'

/** The demo has so long in all. */
const demoMs = 180_000

const isDevelopment = !app.isPackaged && process.env['ELECTRON_RENDERER_URL'] !== undefined
const server = isDevelopment ? process.env['ELECTRON_RENDERER_URL'] : undefined

/** macOS tells of a double click on a file by an event, which may come before there is a window. */
const waiting: string[] = []
let openFile = (path: string): void => void waiting.push(path)
app.on('open-file', (event, path) => {
  event.preventDefault()
  openFile(path)
})

function readArguments(): Arguments | undefined {
  try {
    return parseArguments(ownWords(process.argv, process.defaultApp === true), process.cwd())
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    console.error(error.message)
    return undefined
  }
}

/** The folder for the application's data; a demo has its own, and leaves nothing in the user's. */
function chooseFolder({ data, demo, draw }: Arguments): void {
  if (data) app.setPath('userData', data)
  if ((!demo && !draw) || data) return
  const temporary = mkdtempSync(join(tmpdir(), 'syncscope-demo-'))
  app.setPath('userData', temporary)
  // what Chromium itself still writes after this is an empty cache
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 }))
}

async function runDemo(folder: string): Promise<number> {
  const overdue = setTimeout(() => {
    console.error(`The demo was not done after ${demoMs / 1000} s.`)
    app.exit(1)
  }, demoMs)
  try {
    const application = await createApplication({ quick: true, keeps: false })
    await application.playDemo(folder)
    await application.end()
    console.log(`The demo's files are in ${folder}`)
    return 0
  } catch (error) {
    console.error(`The demo has failed: ${(error as Error).message}`)
    return 1
  } finally {
    clearTimeout(overdue)
  }
}

/** For the command line, which has looked at the words and at the session. */
async function runDrawing({ draw, sessions = [], out }: Arguments): Promise<number> {
  const [session] = sessions
  try {
    if ((draw !== 'png' && draw !== 'pdf') || !session || !out)
      throw new ArgumentError('--draw is png or pdf, with --session FILE and --out FILE.')
    await drawSession(draw, session, out)
    return 0
  } catch (error) {
    console.error((error as Error).message)
    return 1
  }
}

async function runWindows(given: Arguments): Promise<void> {
  const application = await createApplication({ quick: false, keeps: true })
  const open = (paths: readonly string[] = []): void => {
    for (const path of paths) application.openSession(path)
  }
  open([...(given.sessions ?? []), ...waiting])
  openFile = (path) => open([path])
  app.on('second-instance', (_, argv, folder) => {
    application.showInspector()
    try {
      open(parseArguments(ownWords(argv, process.defaultApp === true), folder).sessions)
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error
    }
  })
  app.on('activate', () => application.showInspector())
  app.on('before-quit', () => application.stop())
  let ended = false
  app.on('will-quit', (event) => {
    if (ended) return
    event.preventDefault()
    void application.end().finally(() => {
      ended = true
      app.quit()
    })
  })
}

function start(given: Arguments): void {
  chooseFolder(given)
  if (!app.requestSingleInstanceLock()) {
    console.error('Syncscope runs already, on the same folder for its data.')
    app.exit(0)
    return
  }
  registerScheme()
  app.on('window-all-closed', () => {
    if (!given.demo && !given.draw) app.quit()
  })
  const run = async (): Promise<void> => {
    await app.whenReady()
    lockDown(server)
    servePages(join(import.meta.dirname, '../renderer'), server)
    if (given.draw) return app.exit(await runDrawing(given))
    if (!given.demo) return runWindows(given)
    const code = await runDemo(given.demo)
    app.exit(code)
  }
  run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    app.exit(1)
  })
}

const given = readArguments()
if (given) start(given)
else app.exit(1)
