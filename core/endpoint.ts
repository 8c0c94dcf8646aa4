/** One hyperty's way onto the bus, as its Syncer sees it. Shapes only; the bus makes them. */
import type { SentHops } from './event.ts'
import type { Address, Message } from './message.ts'
import type { Ownership } from './ownership.ts'

/** Takes what was delivered; `of` is the number of the sent event, to be ended by the receiver. */
export type Receive = (message: Message, of: number) => void

/** One hyperty's way onto the bus. What it sends is held against its address. */
export interface Endpoint extends Ownership {
  readonly address: Address
  readonly name: string
  /** Sends a message; returns the number of its event. */
  send(message: Message, hops?: SentHops, cause?: number): number
  readonly online: boolean
  /** Whether nothing that it sends or gets could ever be lost, doubled or overtaken on a link. */
  isReliable(): boolean
  /** No number up to this was used for a message by whoever had the address before. */
  readonly firstId: number
  /** Tells the others that it has come; until then it is not among the people. */
  announce(): void
  setOnline(online: boolean): void
  /** The hyperty has crashed, and says nothing: its seat is kept until it connects again. */
  crash(): void
  close(): void
}
