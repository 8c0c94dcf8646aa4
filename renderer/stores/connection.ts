/** The way of a page to main: the one port that the preload hands over, and the calls of the host. */
import type { Host } from '../../core/host.ts'

declare global {
  interface Window {
    /** Given by the preload, and by nothing else. */
    readonly syncscope: { readonly host: Host; ready(): void }
  }
}

/** What this page may ask of the machine. */
export const host: Host = window.syncscope.host

/** Asks for the port and gives it when it comes. The first one only, and only from this page itself. */
export function openPort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent): void => {
      const port = event.ports[0]
      if (event.source !== window || event.data !== 'syncscope-port' || !port) return
      window.removeEventListener('message', listen)
      resolve(port)
    }
    window.addEventListener('message', listen)
    window.syncscope.ready()
  })
}
