/**
 * The part of a ledger for objects whose writers number their writes themselves: by writer, which writes each copy took,
 * and what its window claims to know. Judges nothing; where the record does not say what a copy holds it stays silent.
 */
import { recentMax, type Account, type Ask, type Copy, type Said, type Stand, type Write } from './account.ts'
import type { Accounts } from './accounts.ts'
import type { UnderWay } from './deliveries.ts'
import type { Evident } from './evidence.ts'
import type { Facts, OwnNumber } from './fact.ts'
import type { Address, UpdateMessage } from './message.ts'
import { countOf, hypertyOf, knownOf, ofOtherNames, type Vector } from './vector.ts'

/** By which rules a writer of such an object may send what it writes, and of which the account can tell whether they fit. */
const followersRule = 'followers-write'
const grantRule = 'granted-write'
const denyingRules = new Set(['only-reporter-writes', 'anyone-may-follow'])

export function createSpreadLedger(facts: Facts, accounts: Accounts) {
  /** A copy that knows what is in a vector, and in which order only where that is nothing. */
  function standOf(vector: Vector, n: number): Stand {
    const count = countOf(vector)
    const taken = new Map(Object.entries(vector).map(([writer, seq]) => [writer, { seq, n, missing: undefined }]))
    return { taken, count, order: count === 0 ? 0 : Number.NaN, placed: count, own: [] }
  }

  function take(copy: Copy, { writer, seq }: OwnNumber, n: number): void {
    const { stand } = copy
    if (!stand) return
    let own = stand.taken.get(writer)
    if (!own) stand.taken.set(writer, (own = { seq: 0, n: copy.at, missing: undefined }))
    const isMissing = own.missing?.has(seq) ?? false
    if (isMissing || seq !== own.seq + 1) facts.tookOf(copy, { writer, seq }, { seq: own.seq, n: own.n, isMissing }, n)
    if (isMissing) own.missing?.delete(seq)
    if (seq <= own.seq) return
    for (let skipped = own.seq + 1; skipped < seq && skipped <= own.seq + recentMax; skipped++)
      (own.missing ??= new Set()).add(skipped)
    stand.count += 1
    own.seq = seq
    own.n = n
    copy.at = n
  }

  function place(stand: Stand, index: number): void {
    stand.order = Math.imul(Math.imul(stand.order ^ index, 0x9e3779b1) ^ (stand.order >>> 15), 0x85ebca6b)
    stand.placed++
  }

  /** Its own writes come to stand before a write of others, or as many as its window knows. */
  function placeOwn({ account: { isByArrival }, stand }: Copy, until: number): void {
    if (!isByArrival || !stand) return
    while (stand.placed < until && stand.own.length > 0) place(stand, stand.own.shift() as number)
    if (stand.placed < until) stand.order = Number.NaN
  }

  function placeOther(copy: Copy, { writer, seq }: OwnNumber, version: number | undefined): void {
    const { account, stand } = copy
    if (!account.isByArrival || !stand) return
    placeOwn(copy, (version ?? 0) - 1)
    if (stand.placed !== (version ?? 0) - 1) stand.order = Number.NaN
    else if (!Number.isNaN(stand.order)) place(stand, indexOf(account, writer, seq))
    stand.placed = version ?? stand.placed
  }

  const indexOf = ({ given }: Account, writer: string, seq: number): number =>
    Math.imul((given.get(writer)?.index ?? 0) + 1, 0x27d4eb2f) ^ seq

  function judgeRight(account: Account, source: Address, rule: string, n: number): void {
    const { barred, writers, isWhole, reporter } = account
    if (source === reporter || !isWhole) return
    const mayNot =
      denyingRules.has(rule) ||
      (rule === followersRule && barred.has(source)) ||
      (rule === grantRule && !writers.has(source))
    if (mayNot) facts.overstepped(account, source, barred.get(source) ?? n, n)
  }

  /** Whether somebody wrote since a whole value was sent to it: whose window tells later that it came, so that it may be in it or not. */
  const hasWritten = ({ given }: Account, who: Address, since: number): boolean =>
    [...given].some(([writer, { n }]) => n > since && hypertyOf(writer) === who)

  function raise({ taken }: Stand, writer: string, seq: number, n: number): number {
    const own = taken.get(writer)
    if (own && own.seq >= seq) return 0
    taken.set(writer, { seq, n, missing: undefined })
    return seq - (own?.seq ?? 0)
  }

  /** A copy takes all that another holds: in the place of what it had, or with it. */
  function load(copy: Copy, vector: Vector, version: number | undefined, sentAt: number, n: number): void {
    const isAll = version === undefined || countOf(vector) === version
    const { stand } = copy
    copy.at = n
    if (stand) {
      for (const [writer, seq] of Object.entries(vector)) stand.count += raise(stand, writer, seq, n)
      stand.order = Number.NaN
      stand.own.length = 0
      // there is more in it than is known
      if (version !== undefined && stand.count < version) copy.stand = undefined
    } else if (isAll && !hasWritten(copy.account, copy.who, sentAt)) copy.stand = standOf(vector, n)
  }

  return {
    /** A writer sends a write of its own, which its copy has from then on. */
    sent(
      account: Account,
      { n, cause, rule = '' }: Evident<'sent'>,
      { body }: UpdateMessage,
      asked: Ask | undefined,
    ): Write {
      const { source, seq = 0, writer = source, stamp, changes } = body
      const write: Write = {
        version: seq,
        n,
        source,
        author: source,
        rule,
        ask: asked,
        changes: accounts.keepable(changes),
        writer,
      }
      // who begins under another name may have known something before
      const isNew = seq === 1 && writer === source
      const isFirst = accounts.begin(account, isNew)
      judgeRight(account, source, rule, n)
      // what access refused is asked for again under a number that may be another write's by now
      if (cause !== undefined && !asked) return write
      let last = account.given.get(writer)
      if (!last) account.given.set(writer, (last = { index: account.given.size, seq: seq - 1, n }))
      if (seq !== last.seq + 1) facts.gave(account, { writer, seq }, last.seq, last.n, n)
      last.seq = Math.max(last.seq, seq)
      last.n = n
      if (stamp === undefined || stamp === null) account.isByArrival = true
      if (asked) {
        facts.numbered(account, write)
        asked.numberedAt = n
      }
      const copy = accounts.copy(account, source)
      if (!copy) return write
      if (isFirst && isNew) copy.stand = standOf({}, n)
      facts.wrote(copy, changes, n)
      copy.wroteAt = n
      take(copy, { writer, seq }, n)
      if (copy.stand && account.isByArrival) copy.stand.own.push(indexOf(account, writer, seq))
      return write
    },
    /** An invitation says what its sender, who reports the object, knows. */
    begin(account: Account, source: Address, vector: Vector, n: number): void {
      const isFirst = accounts.begin(account, countOf(vector) === 0)
      const copy = accounts.copy(account, source)
      if (isFirst && copy) copy.stand = standOf(vector, n)
    },
    ended(account: Account, { write, rule, source }: UnderWay, event: Evident<'ended'>): void {
      const { n, of, to, effect, hops, version } = event
      if (rule === undefined) {
        const copy = effect === 'refused' ? accounts.copy(account, source) : undefined
        if (copy) copy.refusedAt = n
        if (effect === 'applied') facts.forced(account, source, to, of, n)
        return
      }
      const isShown = effect === 'applied' || effect === 'superseded'
      const copy = accounts.copy(account, to)
      if (!copy || !write || !(isShown || (effect === 'lost' && hops.received !== undefined))) return
      const number = { writer: write.writer ?? source, seq: write.version }
      take(copy, number, n)
      placeOther(copy, number, version)
      // what came to something else here was not what it shows
      copy.seen = effect === 'applied' && event.made === undefined ? write : undefined
      copy.isIdle = copy.wroteAt < write.n
      copy.shownAt = n
    },
    /** An answer has come with writes, or a whole value has. */
    caught(copy: Copy, vector: Vector | undefined, sentAt: number, event: Evident<'ended'>): void {
      const { n, parts, version = 0 } = event
      copy.seen = undefined
      if (parts) {
        parts.forEach(([writer, seq], index) => {
          take(copy, { writer, seq }, n)
          placeOther(copy, { writer, seq }, version - parts.length + index + 1)
        })
      } else if (vector) load(copy, vector, event.version, sentAt, n)
    },
    said(account: Account, copy: Copy, { version, hash, known = '', n }: Evident<'state'>): void {
      facts.said(copy, version, n)
      copy.shown = version
      copy.shownAt = n
      const { stand } = copy
      if (stand) placeOwn(copy, version)
      const isTold = !known.startsWith(ofOtherNames)
      const isOther = isTold && stand?.count === version && knownOf(vectorOf(stand)) !== known
      if (stand && (version > stand.count || isOther)) facts.claimed(copy, version, stand.count, n)
      if (account.isByArrival && (!stand || stand.placed !== version || Number.isNaN(stand.order))) return
      compare(account, copy, account.isByArrival ? `${known} ${stand?.order}` : known, { version, hash, copy, n })
    },
  }

  function compare(account: Account, copy: Copy, key: string, said: Said): void {
    const { saidOf } = account
    const other = saidOf.get(key)
    const isNew = !other || other.copy === copy
    if (isNew || copy.who === account.reporter) {
      saidOf.delete(key)
      saidOf.set(key, said)
      if (saidOf.size > recentMax) saidOf.delete(saidOf.keys().next().value as string)
    }
    if (isNew) return
    if (other.hash === said.hash) return accounts.agree(copy, other.copy)
    const isOwn = copy.who === account.reporter
    const [culprit, witness] = isOwn ? [other.copy, copy] : [copy, other.copy]
    if (!culprit.isDiffering) facts.differed(culprit, witness, undefined, other.n, said.n)
    culprit.isDiffering = true
  }
}

const vectorOf = ({ taken }: Stand): Vector => Object.fromEntries([...taken].map(([writer, { seq }]) => [writer, seq]))
