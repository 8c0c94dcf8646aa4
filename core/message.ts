/**
 * The messages of the bus: one envelope, a closed list of types, and what each carries.
 * Shapes only; who may send what is the affair of access, and where it goes that of the bus.
 */
import type { Json, JsonObject, Path, WireChange } from './change.ts'
import type { Imported } from './imported.ts'
import { objectOf, type Address } from './address.ts'
import type { ObjectRule } from './object-rules.ts'
import type { Vector } from './vector.ts'

// messages are addressed: who knows the one knows the other
export * from './address.ts'

/** HTTP-like codes of an answer. */
export type Code = 100 | 200 | 307 | 400 | 403 | 404 | 408 | 409 | 413 | 503

/** Who judged something, by which rule, and why; `rule` is an id of the access rules or of a model. */
export interface Decision {
  readonly allow: boolean
  readonly by: Address
  readonly rule: string
  readonly code: Code
  /** One sentence for people. */
  readonly reason: string
  /** What others had written meanwhile and this replaced; the first few. */
  readonly overwrote?: readonly Collision[]
  /** What of this write was not made, though the rest was; the first few. */
  readonly turnedBack?: readonly Collision[]
}

/** A change that gave way to another one, of which its author did not know. */
export interface Collision {
  readonly path: Path
  /** Who wrote, as which version: what was replaced, or what this gave way to. */
  readonly author: Address
  readonly version: number
  /** What gave way, where it is short. */
  readonly value?: Json
}

/** A write as its writer numbered and stamped it. */
export interface SpreadUpdate {
  /** Whoever wrote it: a hyperty, by the name that it writes under. */
  readonly author: string
  readonly seq: number
  readonly stamp: Json
  readonly changes: readonly WireChange[]
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

/** Which object of its URL is meant. */
interface Timed {
  /** How often it has passed to another reporter; absent where it never has. */
  readonly epoch?: number
  /** Which one it is of those that had this URL one after another; absent for the first. */
  readonly life?: number
}

/** What is known of an object whose writers send their writes themselves, and with a value what the model adds to it. */
interface Known {
  readonly vector?: Vector
  readonly state?: Json
}

/** An invitation: the reporter makes an object known to a hyperty, with its value as it is now. */
export type CreateMessage = Envelope<
  'create',
  Sourced &
    Timed &
    Known & {
      readonly resource: Address
      readonly name: string
      readonly model: string
      /** Writes are carried over those that their writers had not seen. */
      readonly rebases?: true
      /** Present where the object outlives its reporter. */
      readonly onLeave?: 'take over'
      /** Where a text is shared character by character. */
      readonly texts?: readonly Path[]
      readonly version: number
      readonly value: JsonObject
    }
>
/** To `<url>/subscription`: `version` is what the sender has already, if anything. */
export type SubscribeMessage = Envelope<'subscribe', Sourced & Timed & Known & { readonly version?: number }>
/** To `<url>/subscription`. */
export type UnsubscribeMessage = Envelope<'unsubscribe', Sourced & Timed>
/**
 * To `<url>`: asks for the value. With `resource`, to a follower: one who takes the object over asks what it has, or with
 * `vector` one who knows so much asks for what it lacks.
 */
export type ReadMessage = Envelope<
  'read',
  Sourced & Timed & Known & { readonly version?: number; readonly resource?: Address }
>
/**
 * With `version`: numbered by the reporter, to `<url>/changes`. Without: a writer's request to `<url>`,
 * made when it knew version `base`. With `seq`: numbered by its writer, which settled it itself, to `<url>/changes`.
 */
export type UpdateMessage = Envelope<
  'update',
  Sourced &
    Timed & {
      readonly version?: number
      readonly base?: number
      readonly seq?: number
      /** With `seq`: what the model says of it, and the name of the writer where that is not just the source. */
      readonly stamp?: Json
      readonly writer?: string
      /** In a numbered update: the hyperty that wrote, where it is not the reporter itself. */
      readonly author?: Address
      readonly changes: readonly WireChange[]
    }
>
/**
 * To `<url>/changes`: the reporter ends the object. With `resource`, to one hyperty: its invitation is withdrawn, or
 * the reporter removed it from those who follow; with `ended`, it is told once more that the object has ended.
 */
export type DeleteMessage = Envelope<'delete', Sourced & Timed & { readonly resource?: Address; readonly ended?: true }>
/** To `<url>/changes`: news about the object that is no change of its value. */
export type EventMessage = Envelope<
  'event',
  Sourced &
    Timed &
    Known & {
      /**
       * What happened: a right given or taken, the reporter is back (with its version), the reporter has left, the
       * sender is the reporter from now on (with the version at which it begins), the rules are others, somebody
       * follows (and is to be invited to the children), the sender says which writes it knows, other texts are shared.
       */
      readonly news:
        | 'granted'
        | 'revoked'
        | 'version'
        | 'left'
        | 'reporter'
        | 'rules'
        | 'followed'
        | 'vector'
        | 'texts'
        // never on the bus: a message of a foreign log
        | 'imported'
      readonly to?: Address
      readonly version?: number
      /** With `rules`: those of the object from now on. */
      readonly rules?: readonly ObjectRule[]
      /** With `texts`, and with `version` where there are any: those of the object from now on. */
      readonly texts?: readonly Path[]
      /** With `left`: somebody may take the object over. */
      readonly vacant?: boolean
      /** With `imported`: what its log said, the object it is about where that is said, and what was written. */
      readonly imported?: Imported
      readonly resource?: Address
      readonly changes?: readonly WireChange[]
      /** With `version` or `vector`: everyone who follows answers where they stand. */
      readonly asks?: true
    }
>
/**
 * To `<url>`: `write`, under a name of the asker's, made when it knew version `base`. To a follower, with `resource`: the reporter asks whether it wants to be the reporter (`hand over`), then hands all
 * over that it knows (`assume`).
 */
export type ExecuteMessage = Envelope<
  'execute',
  Sourced &
    Timed &
    Known & {
      readonly resource?: Address
      readonly method: 'write' | 'hand over' | 'assume'
      readonly name?: string
      readonly changes?: readonly WireChange[]
      readonly base?: number
      readonly version?: number
      readonly value?: JsonObject
      /** The last updates, so that writes made without knowing them can be judged. */
      readonly recent?: readonly {
        readonly version: number
        readonly author: Address
        readonly changes: readonly WireChange[]
      }[]
      /** Whether all who come are invited, and who is not to follow any more. */
      readonly everyone?: boolean
      readonly removed?: readonly Address[]
    }
>
/** A place in a shared text, in UTF-16 units: from where it was selected to where the cursor is. */
export interface TextPlace {
  readonly path: Path
  readonly anchor: number
  readonly head: number
}
/** To `<url>/changes`: where its sender is in the texts of the object; in none where there is no place. Nothing is kept of it. */
export type PresenceMessage = Envelope<'presence', Sourced & Timed & { readonly place?: TextPlace }>
/** An answer: from and to are swapped, the id is kept. `value` with its `version` where a snapshot was asked for. */
export type ResponseMessage = Envelope<
  'response',
  Sourced &
    Timed &
    Known & {
      readonly code: Code
      readonly reason?: string
      readonly rule?: string
      readonly by?: Address
      readonly overwrote?: readonly Collision[]
      readonly turnedBack?: readonly Collision[]
      readonly version?: number
      /** In the answer to a write: what was made of it, where that is not what was asked for. */
      readonly changes?: readonly WireChange[]
      readonly value?: JsonObject
      /** Instead of a value: the writes that the asker lacks. */
      readonly updates?: readonly SpreadUpdate[]
      /** In the answer to subscribe: what an invitation would have said. */
      readonly name?: string
      readonly model?: string
      readonly mayWrite?: boolean
      readonly onLeave?: 'take over'
      readonly texts?: readonly Path[]
      readonly rules?: readonly ObjectRule[]
      /** In the answer to read: the reporter removed the asker from those who follow. */
      readonly removed?: boolean
      /** In the answer to read: false where the asker does not follow, as far as the reporter knows. */
      readonly follows?: false
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
  | ExecuteMessage
  | PresenceMessage
  | ResponseMessage

export type MessageType = Message['type']

// the compiler sees to it that none is missing
const types: { readonly [T in MessageType]: T } = {
  create: 'create',
  subscribe: 'subscribe',
  unsubscribe: 'unsubscribe',
  read: 'read',
  update: 'update',
  delete: 'delete',
  event: 'event',
  response: 'response',
  execute: 'execute',
  presence: 'presence',
}
/** All types there are, in the order in which a column counts them. */
export const messageTypes: readonly MessageType[] = Object.values(types)

/** What a foreign log said of a message; undefined for one of ours. */
export const importedOf = (message: Message): Imported | undefined =>
  message.type === 'event' ? message.body.imported : undefined

/** The object that a message is about: what goes to one hyperty names it, the others are addressed to it. */
export const aboutObject = (message: Message): Address =>
  ('resource' in message.body && message.body.resource) || (importedOf(message) ? '' : objectOf(message.to))

/** Whether a message is for one hyperty alone, and not for all who follow. */
export const isToHyperty = (message: Message): boolean =>
  message.type === 'create' || message.type === 'response' || importedOf(message) !== undefined

/** The body of a message, as JSON. */
export type Body = Message['body'] & { readonly [key: string]: Json | undefined }
