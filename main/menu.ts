/** The application's menu: names and keys; what they do is passed in. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import { linkPresets, type LinkPreset } from '../core/link-presets.ts'
import type { Address } from '../core/message.ts'

export interface MenuActions {
  newWindow(): void
  addHyperties(): void
  removeHyperties(): void
  startFresh(): void
  save(format: string): void
  export(): void
  openSession(): void
  showInspector(): void
  compare(): void
  playPhases(): void
  /** Opens the window in which scenarios are written. */
  editScenarios(): void
  stopPhases(): void
  setSlowMotion(delayMs: number): void
  /** Gives every link the conditions of a preset. */
  setLinks(preset: LinkPreset): void
  reopen(url: Address): void
}

export interface MenuState {
  readonly slowMotionMs: number
  readonly playing: boolean
  /** Hyperties without windows. */
  readonly crowd: number
  readonly crashed: readonly { readonly url: Address; readonly name: string }[]
}

const slowMotionChoices = [0, 200, 500, 1000, 2000, 5000]

/** Sets the menu as it is for a state; to be called again when that changes. */
export function setMenu(actions: MenuActions, state: MenuState): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(templateOf(actions, state)))
}

function templateOf(actions: MenuActions, state: MenuState): MenuItemConstructorOptions[] {
  return [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'New hyperty window', accelerator: 'CmdOrCtrl+N', click: () => actions.newWindow() },
        { type: 'separator' },
        { label: 'Open session…', accelerator: 'CmdOrCtrl+O', click: () => actions.openSession() },
        { label: 'Save session…', accelerator: 'CmdOrCtrl+S', click: () => actions.save('ndjson') },
        { label: 'Export…', accelerator: 'CmdOrCtrl+Alt+E', click: () => actions.export() },
        { type: 'separator' },
        { role: 'close' },
        ...(process.platform === 'darwin' ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    { label: '&View', submenu: viewItems() },
    { label: '&Session', submenu: sessionItems(actions, state) },
    {
      label: '&Window',
      submenu: [
        { label: 'Inspector', click: () => actions.showInspector() },
        { type: 'separator' },
        { role: 'minimize' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'help', submenu: [{ label: `Syncscope ${app.getVersion()}`, enabled: false }] },
  ]
}

function viewItems(): MenuItemConstructorOptions[] {
  const development: MenuItemConstructorOptions[] = [{ type: 'separator' }, { role: 'toggleDevTools' }]
  return [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, ...(app.isPackaged ? [] : development)]
}

function sessionItems(actions: MenuActions, state: MenuState): MenuItemConstructorOptions[] {
  const { playing, slowMotionMs, crashed, crowd } = state
  const slow = slowMotionChoices.map((delayMs) => ({
    label: delayMs === 0 ? 'Off' : `${delayMs} ms on every link`,
    type: 'radio' as const,
    checked: delayMs === slowMotionMs,
    click: () => actions.setSlowMotion(delayMs),
  }))
  const links = linkPresets.map((preset) => ({ label: preset.label, click: () => actions.setLinks(preset) }))
  return [
    { label: 'Play the three phases', enabled: !playing, click: () => actions.playPhases() },
    { label: 'Stop playing', enabled: playing, click: () => actions.stopPhases() },
    { label: 'Write scenarios…', click: () => actions.editScenarios() },
    { type: 'separator' },
    // the keys are those of the inspector's page: another window has its own use for them
    { label: 'Compare models…', click: () => actions.compare() },
    { type: 'separator' },
    { label: 'Slow motion', submenu: slow },
    { label: 'Every link', submenu: links },
    { type: 'separator' },
    { label: 'Add 10 participants without windows', click: () => actions.addHyperties() },
    { label: 'Remove those without windows', enabled: crowd > 0, click: () => actions.removeHyperties() },
    { label: 'Start fresh…', enabled: !playing, click: () => actions.startFresh() },
    ...(crashed.length > 0 ? [{ type: 'separator' } as const] : []),
    ...crashed.map(({ url, name }) => ({ label: `Reopen ${name}'s window`, click: () => actions.reopen(url) })),
  ]
}
