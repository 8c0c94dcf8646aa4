/**
 * The messages of the bus: one envelope, a closed list of types, and what each carries.
 * Shapes only; who may send what is the affair of access, and where it goes that of the bus.
 */
import type { Json, JsonObject, WireChange } from './change.ts'

/** A hyperty `hyperty://<domain>/<name>`, an object `comm://<domain>/<id>`, or one of an object's topics. */
export type Address = string

/** The bus itself; it answers refused requests in its own name. */
export const busAddress: Address = 'bus://local'

/** The topic to which observers send subscribe and unsubscribe. */
export const subscriptionOf = (url: Address): Address => `${url}/subscription`
/** The topic on which the reporter sends what changed to all who follow. */
export const changesOf = (url: Address): Address => `${url}/changes`
export const isChanges = (address: Address): boolean => address.endsWith('/changes')
/** The object that an address or topic belongs to. */
export const objectOf = (address: Address): Address =>
  address.endsWith('/changes')
    ? address.slice(0, -'/changes'.length)
    : address.endsWith('/subscription')
      ? address.slice(0, -'/subscription'.length)
      : address
/** The URL of a hyperty by its short name. */
export const hypertyUrl = (name: string): Address => `hyperty://local/${encodeURIComponent(name.toLowerCase())}`
/** The URL of a data object by its name. */
export const objectUrl = (name: string): Address => `comm://local/${encodeURIComponent(name.toLowerCase())}`
/** The last part of a URL, for people: `hyperty://local/alice` is `alice`. */
export const shortName = (address: Address): string => {
  const last = objectOf(address).split('/').at(-1) || address
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

/** HTTP-like codes of an answer. */
export type Code = 100 | 200 | 400 | 403 | 404 | 408 | 409 | 413 | 503

/** Who judged something, by which rule, and why; `rule` is an id of the access rules or of a model. */
export interface Decision {
  readonly allow: boolean
  readonly by: Address
  readonly rule: string
  readonly code: Code
  /** One sentence for people. */
  readonly reason: string
}

interface Envelope<T extends string, B> {
  /** Unique for its sender; a response keeps the id of its request. */
  readonly id: number
  readonly type: T
  readonly from: Address
  readonly to: Address
  readonly body: B
}
/** The hyperty on whose behalf a message is sent; the bus compares it with the endpoint. */
interface Sourced {
  readonly source: Address
}

/** An invitation: the reporter makes an object known to a hyperty, with its value as it is now. */
export type CreateMessage = Envelope<
  'create',
  Sourced & {
    readonly resource: Address
    readonly name: string
    readonly model: string
    readonly version: number
    readonly value: JsonObject
  }
>
/** To `<url>/subscription`: `version` is what the sender has already, if anything. */
export type SubscribeMessage = Envelope<'subscribe', Sourced & { readonly version?: number }>
/** To `<url>/subscription`. */
export type UnsubscribeMessage = Envelope<'unsubscribe', Sourced>
/** To `<url>`: asks for the value without following. */
export type ReadMessage = Envelope<'read', Sourced & { readonly version?: number }>
/**
 * With `version`: numbered by the reporter, to `<url>/changes`. Without: a writer's request to `<url>`,
 * made when it knew version `base`.
 */
export type UpdateMessage = Envelope<
  'update',
  Sourced & {
    readonly version?: number
    readonly base?: number
    /** In a numbered update: the hyperty that wrote, where it is not the reporter itself. */
    readonly author?: Address
    readonly changes: readonly WireChange[]
  }
>
/**
 * To `<url>/changes`: the reporter ends the object. With `resource`, to a hyperty that has not answered its
 * invitation yet: there is nothing to accept any more.
 */
export type DeleteMessage = Envelope<'delete', Sourced & { readonly resource?: Address }>
/** To `<url>/changes`: news about the object that is no change of its value. */
export type EventMessage = Envelope<
  'event',
  Sourced & {
    /** What happened: a right given or taken, the reporter is back (with its version), the reporter has left. */
    readonly news: 'granted' | 'revoked' | 'version' | 'left'
    readonly to?: Address
    readonly version?: number
    /** With `version`: everyone who follows answers where they stand. */
    readonly asks?: true
  }
>
/** An answer: from and to are swapped, the id is kept. `value` with its `version` where a snapshot was asked for. */
export type ResponseMessage = Envelope<
  'response',
  Sourced & {
    readonly code: Code
    readonly reason?: string
    readonly rule?: string
    readonly by?: Address
    readonly version?: number
    readonly value?: JsonObject
    /** In the answer to subscribe: what an invitation would have said. */
    readonly name?: string
    readonly model?: string
    readonly mayWrite?: boolean
  }
>

/** What travels on the bus. */
export type Message =
  | CreateMessage
  | SubscribeMessage
  | UnsubscribeMessage
  | ReadMessage
  | UpdateMessage
  | DeleteMessage
  | EventMessage
  | ResponseMessage

export type MessageType = Message['type']

/** The object that a message is about: an invitation and its withdrawal name it, the others are addressed to it. */
export const aboutObject = (message: Message): Address =>
  ((message.type === 'create' || message.type === 'delete') && message.body.resource) || objectOf(message.to)

/** The body of a message, as JSON. */
export type Body = Message['body'] & { readonly [key: string]: Json | undefined }
