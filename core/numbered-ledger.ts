/**
 * The part of a ledger for objects that have one sequence of versions: who gave which number to what, which copies took it,
 * and what their windows say. Judges nothing; where the record does not say what a copy holds it stays silent.
 */
import { isDropped, recentMax, type Account, type Ask, type Copy, type Write } from './account.ts'
import type { Accounts } from './accounts.ts'
import type { UnderWay } from './deliveries.ts'
import type { Evident } from './evidence.ts'
import type { Facts } from './fact.ts'
import type { Address, UpdateMessage } from './message.ts'
import { overwrittenBy } from './overwrite.ts'

/** The rule of access by which a reporter speaks: whoever has it is the reporter. */
export const reporterRule = 'reporter-may-all'

export function createNumberedLedger(facts: Facts, accounts: Accounts) {
  function wrote(account: Account, n: number, { source, changes }: UpdateMessage['body']): void {
    const copy = accounts.copy(account, source)
    if (!copy) return
    facts.wrote(copy, changes, n)
    copy.wroteAt = n
    copy.asksOpen++
  }

  function sent(
    account: Account,
    { n, cause, rule = '' }: Evident<'sent'>,
    message: UpdateMessage,
    asked: Ask | undefined,
  ): void {
    const { source, author = source, changes, version = 0 } = message.body
    if (rule === reporterRule) account.reporter = source
    if (!account.hasBegun) accounts.begin(account, version === 1)
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

  function updateEnded(
    account: Account,
    { rule, ask, version, source, n: sentAt }: UnderWay,
    event: Evident<'ended'>,
    isTaken: boolean,
  ): void {
    const { n, of, to, effect, decision } = event
    if (rule === undefined && effect === 'applied') facts.forced(account, source, to, of, n)
    if (version !== undefined) {
      if (isTaken && rule !== undefined) takeIn(account, to, version, n, effect === 'applied', sentAt)
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

  function answerEnded(
    account: Account,
    ask: Ask,
    { n, to, effect, version: held }: Evident<'ended'>,
    { code, hasValue, version, n: sentAt }: UnderWay,
    isTaken: boolean,
  ): void {
    if (code < 200) return
    ask.isDone = true
    if (hasValue && version !== undefined) {
      if (!isTaken) return
      if (ask.isFresh) accounts.release(account, to)
      return load(account, to, version, n, sentAt)
    }
    if (!ask.isWrite) return
    const copy = accounts.copy(account, ask.author)
    if (!copy) return
    copy.asksOpen = Math.max(0, copy.asksOpen - 1)
    if (code >= 300 || version === undefined || (effect === 'lost' && !isTaken)) return
    // given up with what it waited for, where the copy is not at that version now
    if (isDropped(account, sentAt, version)) return
    if (!isTaken && (held === undefined || held < version)) accounts.doubt(copy)
    // where something before it is missing a snapshot has covered it, whose own event comes next
    else if (version === (copy.version ?? version - 1) + 1)
      takeIn(account, ask.author, version, n, effect !== 'lost', sentAt)
  }

  /** It is the reporter by now, and what it was sent before is in what it went on from; its window tells so later. */
  const isBeforeIt = ({ reporter, passings }: Account, who: Address, sentAt: number): boolean =>
    passings.length > 0 && who === reporter && sentAt < (passings.at(-1)?.n ?? 0)

  function takeIn(account: Account, who: Address, version: number, n: number, isShown: boolean, sentAt: number): void {
    const copy = accounts.copy(account, who)
    if (!copy || copy.isAstray || isBeforeIt(account, who, sentAt)) return
    if (isDropped(account, sentAt, version)) return accounts.stray(copy)
    if (copy.version === undefined) accounts.load(copy, version, n)
    else {
      if (copy.isRestarted && version !== copy.version + 1) accounts.doubt(copy)
      else facts.took(copy, version, n)
      accounts.took(copy, version, n)
    }
    if (isShown) accounts.show(copy, version, n, account.writes[version % recentMax])
  }

  function load(account: Account, who: Address, version: number, n: number, sentAt: number): void {
    const copy = accounts.copy(account, who)
    if (!copy || isBeforeIt(account, who, sentAt)) return
    if (isDropped(account, sentAt, version)) return accounts.stray(copy)
    if (copy.version !== undefined && !copy.isRestarted) facts.loaded(copy, version, n)
    accounts.load(copy, version, n)
  }

  /** A window says what it holds. */
  function said(account: Account, copy: Copy, { version, hash, n }: Evident<'state'>): void {
    if (copy.isAstray) return
    facts.said(copy, version, n)
    copy.shown = version
    copy.shownAt = n
    const other = accounts.compare(account, copy, version, hash, n)
    if (!other) return
    const culprit = copy.who === account.reporter ? other.copy : copy
    if (!culprit.isDiffering) facts.differed(culprit, culprit === copy ? other.copy : copy, version, other.n, n)
    culprit.isDiffering = true
  }

  return { wrote, sent, updateEnded, answerEnded, load, said }
}
