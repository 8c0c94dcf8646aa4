/**
 * What no page of ours may do, whatever it tries: go elsewhere, open windows, ask for permissions, reach the network.
 * Holds for every window there will ever be, whoever makes it.
 */
import { app, session, type WebPreferences } from 'electron'

/** How every window of ours is made. */
export const lockedPreferences = (preload: string): WebPreferences => ({
  preload,
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  // its dictionaries would be fetched from the network
  spellcheck: false,
  navigateOnDragDrop: false,
})

/** Has to be called before the first window is made; in development `server` may be reached. */
export function lockDown(server?: string): void {
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.on('will-download', (event) => event.preventDefault())
  const urls = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*']
  defaultSession.webRequest.onBeforeRequest({ urls }, ({ url }, answer) => {
    const allowed = server !== undefined && new URL(url).host === new URL(server).host
    answer({ cancel: !allowed })
  })
}
