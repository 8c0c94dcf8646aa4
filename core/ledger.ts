/**
 * What the record says of each copy of each object: which versions it took, by which events, and what it claimed to
 * hold. Turns events into facts and tells each fact before it enters it, so that a check sees what was so until then.
 * Judges nothing. What its bounds make it forget it counts, and never guesses.
 */
import type { Evidence, Evident } from './evidence.ts'
import { createAccounts, recentMax, type Account, type Ask, type Write } from './account.ts'
import { createDeliveries, summaryOf, type UnderWay } from './deliveries.ts'
import { isChanges, objectOf, type Address, type Message } from './message.ts'
import type { Facts } from './fact.ts'
import { overwrittenBy } from './overwrite.ts'

export interface Ledger {
  take(event: Evidence): void
  /** A part of the session is missing: what is known of the copies is known no more. */
  miss(): void
  /** True where something was not recorded, or had to be forgotten: nothing is proven to be well then. */
  readonly isPartial: boolean
  nameOf(who: Address): string
}

/** The rule of access by which a reporter speaks: whoever has it is the reporter. */
export const reporterRule = 'reporter-may-all'
/** So many requests are remembered; the oldest are forgotten, which counts where they have no end yet. */
export const asksMax = 4096

export function createLedger(facts: Facts): Ledger {
  const accounts = createAccounts()
  const deliveries = createDeliveries(accounts.forgot)
  const asks = new Map<number, Ask>()
  let last = 0
  let isMissing = false
  let hasSpread = false

  function onSent(event: Evident<'sent'>): void {
    const { n, message, deliveries: left, rule } = event
    let account: Account | undefined
    let asked: Ask | undefined
    if (message.type === 'update') {
      account = accounts.at(message.to)
      if (message.body.seq !== undefined) spread(account)
      else if (message.body.version === undefined) {
        asked = ask(account, n, message, rule)
        onWrite(account, n, message.body)
      } else if (rule !== undefined) onNumbered(account, event, message)
    } else if (message.type === 'response') {
      asked = asks.get(event.cause ?? 0)
      account = asked?.account
      if (asked?.isWrite && message.body.code >= 200) facts.answered(asked, message.body, n)
    } else if (rule !== undefined) {
      account = onOther(message)
      if (message.type === 'subscribe' || message.type === 'read') asked = ask(account, n, message, rule)
    }
    if (left > 0) deliveries.begin({ n, ...summaryOf(message), account, rule, ask: asked, left })
  }

  /** What checks know of versions does not hold for it: they say that they do not know. */
  function spread(account: Account): void {
    account.isSpread = true
    hasSpread = true
  }

  /** Notes a request from when it is made: the right that counts is the one of that moment. */
  function ask(account: Account, n: number, message: Message, rule: string | undefined): Ask {
    const { source } = message.body
    const isFresh = message.type === 'subscribe' && message.body.version === undefined
    const isWrite = message.type === 'update'
    const base = (isWrite && message.body.base) || 0
    // rights that were given in a part that is missing are not known
    const mayWrite = isMissing || accounts.forgotten > 0 || source === account.reporter || account.writers.has(source)
    const made: Ask = {
      n,
      account,
      author: source,
      rule,
      isFresh,
      isWrite,
      mayWrite,
      base,
      refusedAt: 0,
      numberedAt: 0,
      isDone: false,
    }
    asks.set(n, made)
    if (asks.size > asksMax) forget(asks.values().next().value as Ask)
    return made
  }

  function forget(oldest: Ask): void {
    asks.delete(oldest.n)
    if (!oldest.isDone) accounts.forgot()
  }

  function onWrite(account: Account, n: number, { source, changes }: (Message & { type: 'update' })['body']): void {
    const copy = accounts.copy(account, source)
    if (!copy) return
    facts.wrote(copy, changes, n)
    copy.wroteAt = n
    copy.asksOpen++
  }

  function onNumbered(
    account: Account,
    { n, cause, rule = '' }: Evident<'sent'>,
    message: Message & { type: 'update' },
  ): void {
    const { source, author = source, changes, version = 0 } = message.body
    if (rule === reporterRule) account.reporter = source
    const asked = cause === undefined ? undefined : asks.get(cause)
    if (cause !== undefined && !asked) accounts.forgot()
    const write: Write = { version, n, source, author, rule, ask: asked, changes: accounts.keepable(changes) }
    facts.numbered(account, write)
    if (asked && !account.rebases && asked.base < version - 1) {
      const found = overwrittenBy(account, write, asked.base)
      if (found === 'unknown') accounts.forgot()
      else if (found) facts.overwrote(account, write, found)
    }
    const copy = accounts.copy(account, source)
    if (copy && author === source) {
      facts.wrote(copy, changes, n)
      copy.wroteAt = n
    }
    accounts.enter(account, write)
    if (asked) asked.numberedAt = n
    if (copy) accounts.took(copy, version, n)
  }

  /** What was allowed, and is neither an update nor an answer. */
  function onOther(message: Exclude<Message, { type: 'update' | 'response' }>): Account {
    const { source } = message.body
    const object = message.type === 'create' ? message.body.resource : objectOf(message.to)
    const account = accounts.of(object)
    if (message.type === 'create') {
      account.reporter = source
      account.model = message.body.model
      account.rebases = message.body.rebases === true
      if (message.body.vector) spread(account)
      account.latest = Math.max(account.latest, message.body.version)
      const copy = accounts.copy(account, source)
      if (copy?.version === undefined && copy) accounts.load(copy, message.body.version, 0)
    } else if (message.type === 'event') {
      const { news, to } = message.body
      if (news === 'granted' && to !== undefined) account.writers.add(to)
      else if (news === 'revoked' && to !== undefined) account.writers.delete(to)
      else if (news === 'left') accounts.close(object)
    } else if (message.type === 'delete' && isChanges(message.to)) accounts.close(object)
    return account
  }

  function onEnded(event: Evident<'ended'>): void {
    const entry = deliveries.end(event.of)
    // forgotten, which has been counted
    if (!entry) return
    const { type, source, version, account, ask, rule } = entry
    const { effect, hops, to, n } = event
    // a window that has gone meanwhile is followed by one that gets the value anew
    const isTaken = effect === 'applied' || (effect === 'lost' && hops.received !== undefined)
    if (ask && effect === 'lost') ask.isDone = true
    if (!account) return
    if (account.isSpread) {
      if (type === 'update' && rule === undefined && effect === 'applied')
        facts.forced(account, source, to, event.of, n)
      return
    }
    if (type === 'update') onUpdateEnded(account, entry, event, isTaken)
    else if (type === 'create' && isTaken) {
      accounts.release(account, to)
      load(account, to, version ?? 0, n)
    } else if (type === 'response' && ask) onAnswerEnded(account, ask, event, entry, isTaken)
    else if (type === 'unsubscribe' && effect === 'answered') accounts.release(account, source)
  }

  function onUpdateEnded(
    account: Account,
    { rule, ask, version, source }: UnderWay,
    event: Evident<'ended'>,
    isTaken: boolean,
  ): void {
    const { n, of, to, effect, decision } = event
    if (decision?.rule === 'object-gone' && to !== account.reporter) return accounts.release(account, to)
    if (rule === undefined && effect === 'applied') facts.forced(account, source, to, of, n)
    if (version !== undefined) {
      if (isTaken && rule !== undefined) takeIn(account, to, version, n, effect === 'applied')
      return undefined
    }
    if (!ask) return undefined
    const copy = accounts.copy(account, ask.author)
    if (effect === 'refused') {
      ask.refusedAt = n
      if (copy) copy.refusedAt = n
    }
    // its own Syncer turned it back, and sends no answer
    if (decision?.by === ask.author) {
      ask.isDone = true
      if (copy) copy.asksOpen--
    }
    if (effect === 'applied' && event.version !== undefined) {
      const own = accounts.copy(account, to)
      if (own) accounts.show(own, event.version, n, account.writes[event.version % recentMax])
    }
    return undefined
  }

  function onAnswerEnded(
    account: Account,
    ask: Ask,
    { n, to, effect, version: held }: Evident<'ended'>,
    { code, hasValue, version }: UnderWay,
    isTaken: boolean,
  ): void {
    if (code < 200) return
    ask.isDone = true
    if (hasValue && version !== undefined) {
      if (!isTaken) return
      if (ask.isFresh) accounts.release(account, to)
      return load(account, to, version, n)
    }
    if (!ask.isWrite) return
    const copy = accounts.copy(account, ask.author)
    if (!copy) return
    copy.asksOpen = Math.max(0, copy.asksOpen - 1)
    if (code >= 300 || version === undefined || (effect === 'lost' && !isTaken)) return
    // given up with what it waited for, where the copy is not at that version now
    if (!isTaken && (held === undefined || held < version)) accounts.doubt(copy)
    // where something before it is missing a snapshot has covered it, whose own event comes next
    else if (version === (copy.version ?? version - 1) + 1) takeIn(account, ask.author, version, n, effect !== 'lost')
  }

  function takeIn(account: Account, who: Address, version: number, n: number, isShown: boolean): void {
    const copy = accounts.copy(account, who)
    if (!copy) return
    if (copy.version === undefined) accounts.load(copy, version, n)
    else {
      if (copy.isRestarted && version !== copy.version + 1) accounts.doubt(copy)
      else facts.took(copy, version, n)
      accounts.took(copy, version, n)
    }
    if (isShown) accounts.show(copy, version, n, account.writes[version % recentMax])
  }

  function load(account: Account, who: Address, version: number, n: number): void {
    const copy = accounts.copy(account, who)
    if (!copy) return
    if (copy.version !== undefined && !copy.isRestarted) facts.loaded(copy, version, n)
    accounts.load(copy, version, n)
  }

  function onState({ who, object, version, hash, n, known }: Evident<'state'>): void {
    const account = accounts.of(object)
    if (known !== undefined) return spread(account)
    const copy = accounts.copy(account, who)
    if (!copy) return
    facts.said(copy, version, n)
    copy.shown = version
    copy.shownAt = n
    const other = accounts.compare(account, copy, version, hash, n)
    if (!other) return
    const culprit = copy.who === account.reporter ? other.copy : copy
    if (!culprit.isDiffering) facts.differed(culprit, culprit === copy ? other.copy : copy, version, other.n, n)
    culprit.isDiffering = true
  }

  function take(event: Evidence): void {
    if (event.n !== last + 1) miss()
    last = event.n
    if (event.kind === 'ended') onEnded(event)
    else if (event.kind === 'sent') onSent(event)
    else if (event.kind === 'state') onState(event)
    else if (event.kind === 'hyperty') accounts.meet(event.url, event.name, event.state === 'left')
    else if (event.kind === 'fault' && event.fault === 'crash' && event.who !== undefined) accounts.restart(event.who)
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
      return isMissing || hasSpread || accounts.forgotten > 0
    },
    nameOf: accounts.nameOf,
  }
}
