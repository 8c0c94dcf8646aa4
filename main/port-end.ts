/** One end of a message channel to a page, reduced to what is used of it: text goes out, whatever it is comes in. */
import type { MessagePortMain } from 'electron'

export interface PortEnd {
  send(text: string): void
  /** Begins to listen, once. */
  listen(onData: (data: unknown) => void, onClosed: () => void): void
  close(): void
}

export const createPortEnd = (port: MessagePortMain): PortEnd => ({
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has one other end, and no origin
  send: (text) => port.postMessage(text),
  listen(onData, onClosed) {
    port.on('message', ({ data }) => onData(data as unknown))
    port.on('close', onClosed)
    port.start()
  },
  close: () => port.close(),
})
