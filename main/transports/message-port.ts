/** A transport between processes or threads: one end of a MessagePort, Electron's or that of Node's threads. */
import type { MessagePortMain } from 'electron'
import type { MessagePort } from 'node:worker_threads'
import type { TransportEnd } from '../../core/transport.ts'

/** The end of a port to a page, in main. */
export const createPagePort = (port: MessagePortMain): TransportEnd => ({
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has one other end, and no origin
  send: (what) => port.postMessage(what),
  listen(onData, onClosed) {
    port.on('message', ({ data }) => onData(data as unknown))
    port.on('close', onClosed)
    port.start()
  },
  close: () => port.close(),
})

/** The end of a port between two threads of Node. */
export const createThreadPort = (port: MessagePort): TransportEnd => ({
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has one other end, and no origin
  send: (what) => port.postMessage(what),
  listen(onData, onClosed) {
    port.on('message', onData)
    port.on('close', onClosed)
    port.start()
  },
  close: () => port.close(),
})
