/**
 * What was done in a session, taken out of it as the steps of a scenario: who came and wrote what and when, which
 * conditions and faults there were. What the model and the links made of it is left behind. Reads the table only.
 */
import { valueAt, type JsonObject } from './change.ts'
import type { Columns } from './columns.ts'
import type { FaultEvent, SentEvent, SessionEvent } from './event.ts'
import { editsOf, narrowed } from './input-edits.ts'
import { LinkOrderError, parseLinkOrder } from './link-order.ts'
import { isChanges, objectOf, parentOf, shortName, type Address, type ExecuteMessage } from './message.ts'
import { rests } from './opening.ts'
import { createReplay } from './replay.ts'
import { scenarioLimits } from './scenario-guard.ts'
import type { Deed, Step } from './scenario.ts'
import type { SessionHeader } from './session.ts'

/** The inputs of a session. */
export interface Inputs {
  readonly steps: readonly Step[]
  /** Of each step the event that tells of it; 0 where none does. */
  readonly events: readonly number[]
  readonly people: number
  readonly edits: number
  readonly objects: number
  /** What was done in the session and is not repeated; empty where all of it is. For people. */
  readonly leftOut: readonly string[]
  /** The model of most of its objects, and the seed where it was simulated. */
  readonly model: string | undefined
  readonly seed: number | null
}

/** A session without anything that could be done again; the message says what to do. */
export class InputsError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'InputsError'
  }
}

/** So many steps of a session are played again; the last is given to quiet. */
const stepsMax = scenarioLimits.steps - 1
/** After the last input what is under way arrives, for so long at most. */
const restMs = 10_000

/** @throws InputsError where nobody wrote anything */
export function inputsOf(columns: Columns, header: SessionHeader): Inputs {
  const draft = createDraft(columns, header)
  for (const event of inOrder(columns)) draft.take(event)
  return draft.end()
}

/** The events of a session but its endings of deliveries, which are what came of it. */
function* inOrder(columns: Columns): Generator<SessionEvent> {
  for (let row = 0; row < columns.count; row++) {
    if (columns.head.get(row) !== row || columns.typeOf(row) === 'presence') continue
    const event = columns.sentOf(row) ?? columns.eventOf(row)
    if (event && event.kind !== 'ended' && event.kind !== 'state') yield event
  }
}

function createDraft(columns: Columns, header: SessionHeader) {
  const replay = createReplay(columns)
  const steps: Step[] = []
  const names = new Map<Address, string>()
  const known = new Set<Address>()
  const objects = new Map<Address, { readonly invited: Set<Address>; readonly firstAt: number }>()
  const writes = new Set<string>()
  const models = new Map<string, number>()
  const leftOut = new Map<string, number>()
  /** Objects whose reporter has left, and that may be taken over. */
  const vacant = new Set<Address>()
  /** Which event each step is of, and which one is read now. */
  const eventOf = new Map<Step, number>()
  let reading = 0
  let edits = 0
  let lastAt = 0

  const add = (at: number, deed: Deed): void => {
    const step = { at: Math.max(0, at), ...deed }
    steps.push(step)
    eventOf.set(step, reading)
    lastAt = Math.max(lastAt, at)
  }
  const leave = (what: string): void => void leftOut.set(what, (leftOut.get(what) ?? 0) + 1)

  /** Of somebody who was there before the session began, too. */
  function nameOf(url: Address): string {
    const name = names.get(url) ?? shortName(url)
    if (!known.has(url)) {
      known.add(url)
      steps.push({ at: 0, who: name, do: 'join' })
    }
    return name
  }

  /** An object as it was first shown to somebody; what was written to it before is in its value. */
  function show(url: Address, at: number, reporter: Address, made: Made): void {
    const known = objects.get(url)
    if (known) return
    objects.set(url, { invited: new Set(), firstAt: at })
    const { value, name = shortName(url), model, onLeave, texts } = made
    const parent = parentOf(url)
    const more = {
      ...(parent === undefined ? {} : { parent }),
      ...(onLeave === undefined ? {} : { onLeave }),
      ...(texts && texts.length > 0 ? { texts } : {}),
    }
    if (model !== undefined) models.set(model, (models.get(model) ?? 0) + 1)
    add(at, { who: nameOf(reporter), do: 'ask', action: { do: 'create', name, value, ...more } })
  }

  function invite(url: Address, at: number, reporter: Address, to: Address): void {
    const invited = objects.get(url)?.invited
    if (!invited || invited.has(to)) return
    invited.add(to)
    nameOf(to)
    add(at, { who: nameOf(reporter), do: 'ask', action: { do: 'share', url, to: [to] } })
  }

  function onCreate({ at, hops, message }: SentEvent & { readonly message: { readonly type: 'create' } }): void {
    const { resource, ...made } = message.body
    const from = message.from
    show(resource, hops.created ?? at - 1, from, made)
    invite(resource, at, from, message.to)
  }

  /** A write, once, when it was made in its author's window. */
  function onWrite(event: SentEvent & { readonly message: { readonly type: 'update' | 'execute' } }): void {
    const { n, at, hops, message, cause } = event
    const { source, changes = [] } = message.body
    const author = (message.type === 'update' && message.body.author) || source
    const object = objectOf(message.to)
    const key = `${source} ${message.id}`
    if (author !== source || writes.has(key)) return
    if (message.type === 'update' && !objects.has(object)) return
    // a write that was asked for by name is passed on by the reporter
    if (cause !== undefined && isChanges(message.to)) return
    writes.add(key)
    if (message.type === 'execute') {
      if (message.body.method !== 'write') return onHandOver(at, message.body, message.to)
      edits++
      const action = { do: 'execute', url: object, name: message.body.name ?? '', changes } as const
      return add(at, { who: nameOf(source), do: 'ask', action })
    }
    edits++
    const isSet = changes.some((change) => change.length === 2 && Array.isArray(change[1]))
    const before = isSet ? replay.before(object, source, n)?.value : undefined
    const told = before ? changes.flatMap((change) => narrowed(change, valueAt(before, change[0]))) : changes
    for (const edit of editsOf(told)) add(hops.changed ?? at, { who: nameOf(source), do: 'edit', object, edit })
  }

  function onHandOver(at: number, { source, resource, method }: ExecuteMessage['body'], to: Address): void {
    if (method !== 'hand over' || resource === undefined || !objects.has(resource)) return
    add(at, { who: nameOf(source), do: 'ask', action: { do: 'hand-over', url: resource, to } })
  }

  function onNews({ at, message }: SentEvent & { readonly message: { readonly type: 'event' } }): void {
    const { news, to, source, texts, vacant: isVacant } = message.body
    const url = objectOf(message.to)
    if (!objects.has(url)) return
    const who = nameOf(source)
    if ((news === 'granted' || news === 'revoked') && to !== undefined)
      add(at, { who, do: 'ask', action: { do: 'grant', url, to, write: news === 'granted' } })
    else if (news === 'texts') add(at, { who, do: 'ask', action: { do: 'texts', url, texts: texts ?? [] } })
    else if (news === 'rules') leave('rules of an object')
    else if (news === 'left' && isVacant) vacant.add(url)
    else if (news === 'reporter' && vacant.delete(url)) add(at, { who, do: 'ask', action: { do: 'take-over', url } })
  }

  function onSent(event: SentEvent): void {
    const { at, message } = event
    switch (message.type) {
      case 'create':
        return onCreate({ ...event, message })
      case 'update':
      case 'execute':
        return onWrite({ ...event, message })
      case 'event':
        return onNews({ ...event, message })
      case 'delete': {
        const url = objectOf(message.to)
        const { resource, source } = message.body
        if (resource !== undefined) return leave('followers removed')
        if (objects.has(url)) add(at, { who: nameOf(source), do: 'ask', action: { do: 'delete', url } })
        return undefined
      }
      case 'unsubscribe': {
        const url = objectOf(message.to)
        if (objects.has(url)) add(at, { who: nameOf(message.from), do: 'ask', action: { do: 'unfollow', url } })
        return undefined
      }
      case 'response': {
        // of an object that was there before the session, its value is first heard in an answer
        const { value, name, model } = message.body
        const url = columns.addresses.textOf(columns.object.get(columns.rowOf(event.cause ?? event.n) ?? 0))
        if (value === undefined || !url.startsWith('comm://')) return undefined
        show(url, at - 1, message.from, { ...message.body, value, name, model })
        return invite(url, at, message.from, message.to)
      }
      default:
        return undefined
    }
  }

  /** What a file says of links is taken within the bounds of any order. */
  function addLink(at: number, given: unknown): void {
    try {
      add(at, { do: 'link', order: parseLinkOrder(given) })
    } catch (error) {
      if (!(error instanceof LinkOrderError)) throw error
      leave('orders for links that cannot be read')
    }
  }

  function onFault(event: FaultEvent): void {
    const { at, fault, who: url, order, state } = event
    if (fault === 'delay') return add(at, { do: 'delay', delayMs: event.delayMs ?? 0 })
    if (fault === 'link') {
      if (!order || state === 'planned') return undefined
      if (state === 'ends') return undefined
      const time = order.time.kind === 'span' ? { ...order.time, afterMs: 0 } : order.time
      return addLink(at, { ...order, time })
    }
    if (url === undefined) return undefined
    const who = nameOf(url)
    if (fault === 'offline' || fault === 'online')
      return add(at, { who, do: 'ask', action: { do: 'online', online: fault === 'online' } })
    if (fault === 'crash' || fault === 'restart') return add(at, { who, do: fault })
    // what is recorded of a pause is that of a Syncer
    if (fault === 'pause' || fault === 'resume') return add(at, { who, do: fault === 'pause' ? 'halt' : 'proceed' })
    if (fault === 'down') return add(at, { who, do: 'down', storage: event.stored ? 'kept' : 'lost' })
    if (fault === 'up') return add(at, { who, do: 'up' })
    return add(at, { who, do: 'skew', skewMs: event.skewMs ?? 0, driftPercent: event.driftPercent ?? 0 })
  }

  function start(): void {
    const { delayMs, links = [] } = header.conditions
    if (delayMs > 0) steps.push({ at: 0, do: 'delay', delayMs })
    for (const order of links) addLink(0, order)
  }

  function end(): Inputs {
    const sorted = steps.sort((one, other) => one.at - other.at)
    const told = sorted.slice(0, stepsMax)
    if (edits === 0)
      throw new InputsError('Nobody wrote anything in this session that could be written again. Choose another one.')
    const skipped = [...leftOut].map(([what, count]) => `${what} (${count})`)
    if (sorted.length > told.length)
      skipped.push(
        `all after the first ${stepsMax.toLocaleString('en')} of ${sorted.length.toLocaleString('en')} inputs`,
      )
    const last = told.at(-1)?.at ?? 0
    const rest = rests(Math.min(Math.max(columns.lastAt, last), last + restMs))
    const [model] = [...models].sort(([, one], [, other]) => other - one)[0] ?? []
    return {
      steps: [...told, rest],
      events: [...told.map((step) => eventOf.get(step) ?? 0), 0],
      ...{ people: known.size, edits, objects: objects.size, leftOut: skipped },
      ...{ model: model ?? header.models[0], seed: header.seed },
    }
  }

  start()
  return {
    take(event: SessionEvent): void {
      reading = event.n
      if (event.kind === 'sent') onSent(event)
      else if (event.kind === 'fault') onFault(event)
      else if (event.kind === 'note' && event.style !== undefined && event.style !== 'remark')
        add(event.at, { do: 'note', text: event.text, style: event.style })
      else if (event.kind === 'hyperty') {
        names.set(event.url, event.name)
        const isFirst = !known.has(event.url)
        known.add(event.url)
        if (event.state === 'joined' || !isFirst)
          add(event.at, { who: event.name, do: event.state === 'joined' ? 'join' : 'leave' })
      }
    },
    end,
  }
}

/** What is said of an object with its value. */
interface Made {
  readonly value: JsonObject
  readonly name?: string | undefined
  readonly model?: string | undefined
  readonly onLeave?: 'take over' | undefined
  readonly texts?: readonly (readonly (string | number)[])[] | undefined
}
