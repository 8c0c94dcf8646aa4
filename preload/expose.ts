/**
 * All that a page is given: the methods of Host that its kind of window may call, a way to say that it listens, and
 * the port that main answers with. Nothing of Electron itself crosses.
 */
import { contextBridge, ipcRenderer } from 'electron'
import type { Host } from '../core/host.ts'

export function expose(methods: readonly (keyof Host)[]): void {
  const host = methods.map((name) => [name, (...args: unknown[]) => ipcRenderer.invoke('host', name, args)] as const)
  contextBridge.exposeInMainWorld('syncscope', {
    host: Object.fromEntries(host),
    ready: () => ipcRenderer.send('ready'),
  })
  ipcRenderer.on('settings', (_, told) => window.postMessage({ settings: told }, window.location.origin))
  ipcRenderer.on('port', (event) => window.postMessage('syncscope-port', window.location.origin, event.ports))
}
