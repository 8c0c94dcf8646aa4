/**
 * The contract of a transport: it carries what is said between a window and its Syncer, or on the bus between processes
 * or machines, in the order in which it was said, and loses nothing while it stands. Knows no frame.
 */

/** One of the two ends of a transport. */
export interface TransportEnd {
  /** Says something to the other end; after the transport has ended nothing comes of it. */
  send(what: unknown): void
  /** Begins to listen, once; what came before is heard then. `onClosed` is called once, after all that was said before. */
  listen(onData: (what: unknown) => void, onClosed: () => void): void
  /** Ends the transport, after what was said until now. */
  close(): void
}
