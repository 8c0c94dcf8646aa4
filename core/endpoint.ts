/** One hyperty's way onto the bus, as its Syncer sees it. Shapes only; the bus makes them. */
import type { SentHops } from './event.ts'
import type { Address, Decision, Message } from './message.ts'
import type { Ownership } from './ownership.ts'

/** Takes what was delivered; `of` is the number of the sent event, to be ended by the receiver. */
export type Receive = (message: Message, of: number) => void

/** One hyperty's way onto the bus. What it sends is held against its address. */
export interface Endpoint extends Ownership {
  readonly address: Address
  readonly name: string
  /** Sends a message; returns the number of its event. */
  send(message: Message, hops?: SentHops, cause?: number): number
  /** What access would say of a message. */
  judge(message: Message): Decision
  readonly online: boolean
  /** Whether nothing that it sends or gets could ever be lost, doubled or overtaken on a link. */
  isReliable(): boolean
  /** No number up to this was used for a message by whoever had the address before. */
  readonly firstId: number
  /** Tells the others that it has come; until then it is not among the people. */
  announce(): void
  setOnline(online: boolean): void
  /** It goes on after a crash that left its storage: what it follows and reports is what it was. */
  readonly resumes: boolean
  /** The hyperty has crashed, and says nothing: its seat is kept until it connects again; all it had, where that is stored. */
  crash(isStored: boolean): void
  close(): void
}
