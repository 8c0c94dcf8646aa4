/**
 * What the record says of each copy of each object: which versions it took, by which events, and what it claimed to
 * hold. Turns events into facts and tells each fact before it enters it, so that a check sees what was so until then.
 * Judges nothing. What its bounds make it forget it counts, and never guesses.
 */
import type { Evidence, Evident } from './evidence.ts'
import type { Account, Ask, Write } from './account.ts'
import { createAccounts } from './accounts.ts'
import { createAsks } from './asks.ts'
import { createDeliveries, summaryOf, type UnderWay } from './deliveries.ts'
import { aboutObject, isChanges, type Address, type EventMessage, type Message, type UpdateMessage } from './message.ts'
import type { Facts } from './fact.ts'
import { createNumberedLedger, reporterRule } from './numbered-ledger.ts'
import { createSpreadLedger } from './spread-ledger.ts'

export interface Ledger {
  take(event: Evidence): void
  /** A part of the session is missing: what is known of the copies is known no more. */
  miss(): void
  /** True where something was not recorded, or had to be forgotten: nothing is proven to be well then. */
  readonly isPartial: boolean
  nameOf(who: Address): string
}

export function createLedger(facts: Facts): Ledger {
  const accounts = createAccounts()
  const deliveries = createDeliveries(accounts.forgot)
  const asks = createAsks(accounts.forgot)
  const numbered = createNumberedLedger(facts, accounts)
  const spread = createSpreadLedger(facts, accounts)
  let last = 0
  let isMissing = false

  /** Rights that were given in a part that is missing are not known. */
  const isSure = (): boolean => !isMissing && accounts.forgotten === 0

  function onSent(event: Evident<'sent'>): void {
    const { n, message, deliveries: left, rule } = event
    let account: Account | undefined
    let asked: Ask | undefined
    let write: Write | undefined
    if (message.type === 'update') {
      account = accounts.at(message.to)
      if (rule !== undefined) account = current(account, message)
      if (message.body.seq !== undefined) write = onSpread(account, event, message)
      else if (message.body.version === undefined) {
        asked = asks.note(account, event, isSure())
        numbered.wrote(account, n, message.body)
      } else if (rule !== undefined) numbered.sent(account, event, message, asks.of(event.cause))
      // it has passed to somebody else, and this one does not know
      else leaveAlone(account, message.body.source)
    } else if (message.type === 'response') {
      asked = asks.of(event.cause)
      account = asked?.account
      if (asked?.isWrite && message.body.code >= 200) facts.answered(asked, message.body, n)
    } else if (rule !== undefined && message.type !== 'presence') {
      account = onOther(event, message)
      const isAsked = message.type === 'subscribe' || message.type === 'read' || isAskedWrite(message)
      if (isAsked) asked = asks.note(account, event, isSure())
    }
    if (left > 0) deliveries.begin({ n, ...summaryOf(message), write, account, rule, ask: asked, left })
  }

  /** The account of the object that is meant: another one, where it began after that one. */
  function current(account: Account, { body }: Message): Account {
    const { life = 0 } = body as { readonly life?: number }
    if (life <= account.life) return account
    accounts.close(account.object)
    const next = accounts.of(account.object)
    next.life = life
    return next
  }

  function leaveAlone(account: Account, source: Address): void {
    const copy = account.copies.get(source)
    if (copy && source !== account.reporter) accounts.stray(copy)
  }

  function onSpread(account: Account, event: Evident<'sent'>, message: UpdateMessage): Write | undefined {
    account.isSpread = true
    return event.rule === undefined ? undefined : spread.sent(account, event, message, asks.of(event.cause))
  }

  /** What was allowed, and is neither an update nor an answer. */
  function onOther({ n, rule }: Evident<'sent'>, message: Exclude<Message, { type: 'update' | 'response' }>): Account {
    const { source } = message.body
    const account = current(accounts.of(aboutObject(message)), message)
    // who takes it over asks the others in its name before it says so
    if (rule === reporterRule && source !== account.reporter && message.type !== 'create') {
      if (account.reporter !== undefined) account.writers.add(account.reporter)
      account.reporter = source
    }
    if (message.type === 'create') onCreate(account, message, n)
    else if (message.type === 'event') onNews(account, message.body, n)
    else if (message.type === 'delete' && isChanges(message.to)) accounts.close(account.object)
    return account
  }

  function onCreate(account: Account, { body }: Message & { type: 'create' }, n: number): void {
    const { source, version, vector } = body
    account.reporter = source
    account.rebases = body.rebases === true
    account.endsAlone = body.onLeave !== 'take over'
    if (vector) {
      account.isSpread = true
      return spread.begin(account, source, vector, n)
    }
    accounts.begin(account, version === 0)
    account.latest = Math.max(account.latest, version)
    const copy = accounts.copy(account, source)
    if (copy?.version === undefined && copy && !copy.isAstray) accounts.load(copy, version, 0)
  }

  function onNews(account: Account, { source, news, to, version = 0, vacant }: EventMessage['body'], n: number): void {
    if (news === 'granted' && to !== undefined) {
      account.writers.add(to)
      account.barred.delete(to)
    } else if (news === 'revoked' && to !== undefined) {
      account.writers.delete(to)
      account.barred.set(to, n)
    } else if (news === 'reporter' && account.isSpread) account.reporter = source
    else if (news === 'reporter') accounts.pass(account, source, version, n)
    else if (news === 'left' && vacant) accounts.vacate(account, source)
    else if (news === 'left') accounts.close(account.object)
  }

  function onEnded(event: Evident<'ended'>): void {
    const entry = deliveries.end(event.of)
    // forgotten, which has been counted
    if (!entry) return
    const { type, source, version, vector, account, ask } = entry
    const { effect, hops, to, n, decision } = event
    // a window that has gone meanwhile is followed by one that gets the value anew
    const isTaken = effect === 'applied' || (effect === 'lost' && hops.received !== undefined)
    if (ask && effect === 'lost') ask.isDone = true
    if (!account || account.isClosed) return
    if (type === 'update' && decision?.rule === 'object-gone' && to !== account.reporter) accounts.release(account, to)
    else if (type === 'update' && account.isSpread) spread.ended(account, entry, event)
    else if (type === 'update') numbered.updateEnded(account, entry, event, isTaken)
    else if (type === 'create' && isTaken) {
      accounts.release(account, to)
      if (vector) catchUp(account, entry, event)
      else numbered.load(account, to, version ?? 0, n, entry.n)
    } else if (account.isSpread) {
      if (type === 'response' && ask) ask.isDone ||= entry.code >= 200
      if (isTaken && (type === 'execute' || type === 'response')) catchUp(account, entry, event)
    } else if (type === 'response' && ask) numbered.answerEnded(account, ask, event, entry, isTaken)
    else if (type === 'execute' && entry.hasValue && isTaken) numbered.load(account, to, version ?? 0, n, entry.n)
    if (type === 'unsubscribe' && effect === 'answered') accounts.release(account, source)
  }

  function catchUp(account: Account, { vector, hasValue, type, n }: UnderWay, event: Evident<'ended'>): void {
    const copy = accounts.copy(account, event.to)
    // what it is handed and knew already is told before what its window has still to take
    const isWhole = type === 'execute' ? event.made !== undefined : hasValue || type === 'create'
    if (copy) spread.caught(copy, isWhole ? vector : undefined, n, event)
  }

  function onState(event: Evident<'state'>): void {
    const { who, object, known } = event
    const account = accounts.of(object)
    const copy = accounts.copy(account, who)
    if (!copy) return
    if (known !== undefined) {
      account.isSpread = true
      return spread.said(account, copy, event)
    }
    numbered.said(account, copy, event)
  }

  function take(event: Evidence): void {
    if (event.n !== last + 1) miss()
    last = event.n
    if (event.kind === 'ended') onEnded(event)
    else if (event.kind === 'sent') onSent(event)
    else if (event.kind === 'state') onState(event)
    else if (event.kind === 'hyperty') accounts.meet(event.url, event.name, event.state === 'left')
    else if (event.kind === 'fault' && event.who !== undefined) {
      if (event.fault === 'crash') accounts.restart(event.who)
      else if (event.fault === 'up') accounts.comeBack(event.who, event.stored ?? false)
    }
  }

  function miss(): void {
    isMissing = true
    deliveries.clear()
    asks.clear()
    accounts.clear()
  }

  return {
    take,
    miss,
    get isPartial() {
      return isMissing || accounts.forgotten > 0
    },
    nameOf: accounts.nameOf,
  }
}

const isAskedWrite = ({ type, body }: Message): boolean => type === 'execute' && body.method === 'write'
