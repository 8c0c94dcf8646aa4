/**
 * What no page of ours may do, whatever it tries: go elsewhere, open windows, ask for permissions, reach the network.
 * Holds for every window there will ever be, whoever makes it.
 */
import { app, session, type Session, type WebPreferences } from 'electron'

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
  lockSession(session.defaultSession, server)
}

/** What holds for a session: no permissions, no downloads, no network but the development server. */
export function lockSession(own: Session, server?: string): void {
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.setDevicePermissionHandler(() => false)
  own.on('will-download', (event) => event.preventDefault())
  const urls = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*']
  own.webRequest.onBeforeRequest({ urls }, ({ url }, answer) => {
    const allowed = server !== undefined && new URL(url).host === new URL(server).host
    answer({ cancel: !allowed })
  })
}
