/**
 * The windows: which there are, where they stand, and what becomes of them when they close or crash. What flows
 * through their ports is not known here.
 */
import { BrowserWindow, MessageChannelMain, screen, type WebContents } from 'electron'
import { hypertyUrl, type Address } from '../core/message.ts'
import type { TransportEnd } from '../core/transport.ts'
import { layOut, hypertySizeMin, type Rectangle } from './layout.ts'
import { lockedPreferences } from './lockdown.ts'
import { pageAddress } from './page-path.ts'
import { createPagePort } from './transports/message-port.ts'

/**
 * One of our windows. `viewer` shows a session file, `inspector` the running session, `compare` models side by side;
 * `scenarios` is where scenarios are written.
 */
export type WindowRole =
  | { readonly kind: 'inspector' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'viewer'; readonly path: string }
  | { readonly kind: 'scenarios' }
  | { readonly kind: 'hyperty'; readonly url: Address; readonly name: string }

/** The page that a window of ours shows. */
export const pageOf = ({ kind }: WindowRole): Exclude<keyof typeof pageAddress, 'sandbox'> =>
  kind === 'viewer' ? 'inspector' : kind === 'scenarios' ? 'scenario' : kind

export interface OpenWindow {
  readonly role: WindowRole
  readonly window: BrowserWindow
  readonly crashed: boolean
}

/** What the rest of main does about it. */
export interface WindowEvents {
  /** The page listens: here is our end of its port. Once for each time that the page is loaded. */
  connected(role: WindowRole, port: TransportEnd): void
  crashed(role: WindowRole, reason: string): void
  closed(role: WindowRole): void
  /** A window is to be closed: false where somebody is asked first, who may close it then. */
  closing(role: WindowRole, window: BrowserWindow): boolean
}

export interface Windows {
  readonly all: readonly OpenWindow[]
  of(contents: WebContents): OpenWindow | undefined
  hyperty(url: Address): OpenWindow | undefined
  /** Brings the inspector to the front, opening it where it is not there. */
  showInspector(): void
  /** Opens windows for hyperties of these names, and places all that nobody has moved. */
  openHyperties(names: readonly string[]): void
  /** Closes the windows of all hyperties; resolves when they are gone. */
  closeHyperties(): Promise<void>
  openViewer(path: string): void
  /** Brings the window of comparisons to the front, opening it where it is not there. */
  showComparison(): void
  /** Brings the window in which scenarios are written to the front, opening it where it is not there. */
  showScenarios(): void
  /** Loads the page of a window anew; false where there is no such window. */
  reopen(url: Address): boolean
  raise(url: Address): boolean
  /** Loads the page of a window anew where it stands, without bringing it up; false where there is no such window. */
  restart(url: Address): boolean
  /** The page of a window says that it listens. */
  ready(contents: WebContents): void
}

type Kept = {
  role: WindowRole
  title: string
  window: BrowserWindow
  crashed: boolean
  placed: Rectangle | undefined
}

/** Below this the inspector's panels have no room. */
const inspectorSizeMin = { width: 560, height: 400 }
const background = '#1e1e1e'

export function createWindows(options: { preloads: (name: string) => string; events: WindowEvents }): Windows {
  const { preloads, events } = options
  const kept: Kept[] = []

  const find = (contents: WebContents): Kept | undefined => kept.find(({ window }) => window.webContents === contents)
  const hypertyOf = (url: Address): Kept | undefined =>
    kept.find(({ role }) => role.kind === 'hyperty' && role.url === url)

  function open(role: WindowRole, title: string, place: Rectangle | undefined): Kept {
    const page = pageOf(role)
    const least = role.kind === 'hyperty' ? hypertySizeMin : inspectorSizeMin
    const window = new BrowserWindow({
      ...(place ?? { width: 1000, height: 700 }),
      minWidth: least.width,
      minHeight: least.height,
      title,
      show: false,
      backgroundColor: background,
      // room is short there; Alt shows it, its keys work all the same
      autoHideMenuBar: role.kind === 'hyperty',
      // a hyperty goes on while its window is covered by others
      webPreferences: { ...lockedPreferences(preloads(page)), backgroundThrottling: role.kind !== 'hyperty' },
    })
    const one: Kept = { role, title, window, crashed: false, placed: place }
    kept.push(one)
    window.once('ready-to-show', () => window.show())
    window.on('page-title-updated', (event) => event.preventDefault())
    window.on('close', (event) => {
      if (!events.closing(role, window)) event.preventDefault()
    })
    window.on('closed', () => {
      kept.splice(kept.indexOf(one), 1)
      events.closed(role)
    })
    window.webContents.on('render-process-gone', (_, { reason }) => {
      if (reason === 'clean-exit') return
      one.crashed = true
      window.setTitle(`${title} — crashed`)
      events.crashed(role, reason)
    })
    // a page that cannot be loaded is told by its own emptiness; the promise must not go unheard
    window.loadURL(pageAddress[page]).catch(() => window.show())
    return one
  }

  /** Places every window that stands where we have put it; one that somebody has moved stays. */
  function arrange(): void {
    const hyperties = kept.filter(({ role }) => role.kind === 'hyperty')
    const layout = layOut(screen.getPrimaryDisplay().workArea, hyperties.length)
    const inspector = kept.find(({ role }) => role.kind === 'inspector')
    if (inspector) place(inspector, layout.inspector)
    hyperties.forEach((one, index) => place(one, layout.hyperties[index] as Rectangle))
  }

  function place(one: Kept, wanted: Rectangle): void {
    if (one.placed && !isWhere(one.window, one.placed)) return
    one.placed = wanted
    // where the system places windows itself (Wayland), it keeps the size and leaves the rest
    one.window.setBounds(wanted)
  }

  return {
    all: kept,
    of: find,
    hyperty: hypertyOf,
    showInspector() {
      const there = kept.find(({ role }) => role.kind === 'inspector')
      if (there) return bringUp(there)
      const count = kept.filter(({ role }) => role.kind === 'hyperty').length
      const { inspector } = layOut(screen.getPrimaryDisplay().workArea, count)
      open({ kind: 'inspector' }, 'Syncscope', inspector)
    },
    openHyperties(names) {
      for (const name of names) {
        const role = { kind: 'hyperty', url: hypertyUrl(name), name } as const
        const count = kept.filter((one) => one.role.kind === 'hyperty').length + 1
        const place = layOut(screen.getPrimaryDisplay().workArea, count).hyperties.at(-1)
        open(role, `${name} · Syncscope`, place)
        arrange()
      }
    },
    async closeHyperties() {
      const own = kept.filter(({ role }) => role.kind === 'hyperty')
      const gone = own.map(({ window }) => new Promise<void>((resolve) => window.once('closed', () => resolve())))
      for (const { window } of own) window.destroy()
      await Promise.all(gone)
    },
    openViewer(path) {
      const there = kept.find(({ role }) => role.kind === 'viewer' && role.path === path)
      if (there) return bringUp(there)
      const { inspector } = layOut(screen.getPrimaryDisplay().workArea, 0)
      const shift = 32
      const one = open({ kind: 'viewer', path }, `${path} · Syncscope`, {
        ...inspector,
        x: inspector.x + shift,
        y: inspector.y + shift,
      })
      one.placed = undefined
    },
    showComparison() {
      const there = kept.find(({ role }) => role.kind === 'compare')
      if (there) return bringUp(there)
      const { workArea } = screen.getPrimaryDisplay()
      const [width, height] = [Math.min(1440, workArea.width), Math.min(900, workArea.height)]
      open({ kind: 'compare' }, 'Compare models · Syncscope', { x: workArea.x, y: workArea.y, width, height })
    },
    showScenarios() {
      const there = kept.find(({ role }) => role.kind === 'scenarios')
      if (there) return bringUp(there)
      const { x, y, width, height } = screen.getPrimaryDisplay().workArea
      const size = { width: Math.min(1100, width), height: Math.min(760, height) }
      const middle = { x: x + Math.round((width - size.width) / 2), y: y + Math.round((height - size.height) / 2) }
      open({ kind: 'scenarios' }, 'Scenarios · Syncscope', { ...middle, ...size }).placed = undefined
    },
    reopen(url) {
      const one = hypertyOf(url)
      if (!one) return false
      reload(one)
      bringUp(one)
      return true
    },
    restart(url) {
      const one = hypertyOf(url)
      if (one) reload(one)
      return one !== undefined
    },
    raise(url) {
      const one = hypertyOf(url)
      if (one) bringUp(one)
      return one !== undefined
    },
    ready(contents) {
      const one = find(contents)
      if (!one) return
      one.crashed = false
      const { port1, port2 } = new MessageChannelMain()
      contents.postMessage('port', null, [port1])
      events.connected(one.role, createPagePort(port2))
    },
  }
}

function reload(one: Kept): void {
  one.crashed = false
  one.window.setTitle(one.title)
  one.window.webContents.reload()
}

function bringUp(one: Kept): void {
  const { window } = one
  if (one.crashed) reload(one)
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Whether a window still has about the bounds we gave it; window managers move it by their frames. */
function isWhere(window: BrowserWindow, given: Rectangle): boolean {
  if (window.isMaximized() || window.isMinimized() || window.isFullScreen()) return false
  const now = window.getBounds()
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 64
  return near(now.x, given.x) && near(now.y, given.y) && near(now.width, given.width) && near(now.height, given.height)
}
