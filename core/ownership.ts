/**
 * Who reports which object on the bus, who follows it, and how an object passes from one reporter to the next. Each
 * passing raises the object's epoch. Knows no messages and no links.
 */
import type { Access } from './access.ts'
import { busAddress, parentOf, shortName, type Address, type Code, type Decision } from './message.ts'
import type { Model } from './model.ts'
import { judgeOne, type ObjectRule } from './object-rules.ts'

/** What becomes of an object whose reporter leaves: it is closed, or one of those who follow may take it over. */
export type OnLeave = 'close' | 'take over'

/** What an object that is claimed begins with, or goes on with after a restart. */
export interface Claim {
  readonly onLeave?: OnLeave | undefined
  /** Who may write without a grant; by default its reporter only. */
  readonly defaultWriters?: Model['defaultWriters'] | undefined
  readonly epoch?: number | undefined
  readonly life?: number | undefined
  readonly rules?: readonly ObjectRule[] | undefined
}

/**
 * What one hyperty may say about objects; only of objects of its own, save for `claim`, `followVacant`, `assume`,
 * `takeOver` and `forsake`.
 */
export interface Ownership {
  /** Becomes the reporter of a new object; false when the URL is taken. */
  claim(url: Address, name: string, claim?: Claim): boolean
  /** Follows an object from before a restart whose reporter is not there any more: it may be taken over, as before. */
  followVacant(url: Address, name: string, reporter: Address, claim: Claim): void
  /** Whether it may make a child of an object. */
  mayParent(parent: Address): Decision
  /** The reporter of an object and all who follow it. */
  circleOf(url: Address): readonly Address[]
  hasChildren(url: Address): boolean
  /** Whether an object's parent has ended, and it has not. */
  isOrphan(url: Address): boolean
  /** Ends an object of its own; `isWanted` where that is what its owner wants, and not because it leaves. */
  release(url: Address, isWanted: boolean): void
  /** Which of the objects that had this URL is there now, or will be next. */
  lifeOf(url: Address): number
  /** Admits a follower to an object of its own, or ends that. */
  admit(url: Address, follower: Address, follows: boolean): void
  /** Gives or takes the right to write to an object of its own. */
  grant(url: Address, to: Address, write: boolean): void
  /** Gives an object of its own its rules. */
  setRules(url: Address, rules: readonly ObjectRule[]): void
  /** Whether it is the reporter. */
  reports(url: Address): boolean
  /** Whose an object is; nobody's where its reporter has left for good, though that one is back. */
  reporterOf(url: Address): Address | undefined
  /** Whether access would let it write. */
  mayWrite(url: Address): boolean
  /** Allows one hyperty to become the reporter instead; nobody where `to` is left out. */
  pledge(url: Address, to?: Address): void
  /** Becomes the reporter of an object that was pledged to it. */
  assume(url: Address): Succession
  /** Becomes the reporter of an object whose reporter is not there any more; `epoch` is that of the copy it holds. */
  takeOver(url: Address, epoch?: number): Succession
  /** Goes on with an object of its own in its present epoch: copies of earlier ones may hold what was dropped. */
  goOn(url: Address): void
  /** What it reports and what it follows, as the bus knows it. */
  parts(): { readonly reported: readonly Address[]; readonly followed: readonly Address[] }
  /** Goes on as the reporter after a crash: what it said before it counts no more. */
  renew(url: Address): Succession
  /** Follows no more, where there is no reporter to be told. */
  forsake(url: Address): void
}

/** Whether an object has passed, and who follows it now. */
export interface Succession {
  readonly decision: Decision
  readonly epoch: number
  readonly followers: readonly Address[]
}

const decided = (allow: boolean, rule: string, code: Code, reason: string): Decision => ({
  allow,
  by: busAddress,
  rule,
  code,
  reason,
})

const begun = ({ onLeave = 'close', defaultWriters = 'reporter', epoch = 0, life = 0, rules = [] }: Claim) => ({
  ...{ onLeave, defaultWriters, epoch, life, rules },
})

export function createOwnerships({
  access,
  isOnline,
  onOrphans,
}: {
  readonly access: Access
  /** Is told when an object has ended that has children still. */
  readonly onOrphans: () => void
  readonly isOnline: (address: Address) => boolean
}) {
  const followers = new Map<Address, Set<Address>>()
  /** How many children each object has. */
  const parents = new Map<Address, number>()
  const pledges = new Map<Address, Address>()
  /** Objects whose reporter has left, and which may be taken over. */
  const vacant = new Set<Address>()
  /** The last epoch in which somebody went on with an object. */
  const begunEpochs = new Map<Address, number>()
  /** Children whose parent has ended. */
  const orphans = new Set<Address>()

  function forget(url: Address, by?: Address): void {
    access.remove(url, by)
    const wasOrphan = orphans.delete(url)
    followers.delete(url)
    pledges.delete(url)
    begunEpochs.delete(url)
    vacant.delete(url)
    const parent = parentOf(url)
    if (parent === undefined) return orphan(url)
    if (wasOrphan) return undefined
    const left = (parents.get(parent) ?? 1) - 1
    if (left > 0) parents.set(parent, left)
    else parents.delete(parent)
    return undefined
  }

  /** Who owns its children may follow it no more, and is told of its end by nobody else. */
  function orphan(url: Address): void {
    if (!parents.delete(url)) return
    for (const child of followers.keys()) if (parentOf(child) === url) orphans.add(child)
    onOrphans()
  }

  /** Whether a hyperty may make a child of an object. */
  function judgeParent(parent: Address, address: Address): Decision {
    const facts = access.facts(parent)
    if (!facts) return decided(false, 'object-exists', 404, `There is no object ${shortName(parent)}.`)
    if (parentOf(parent) !== undefined)
      return decided(false, 'one-level', 403, `${facts.name} is a child itself; a child has no children.`)
    const isOwner = reporterOf(parent) === address
    const isMember = isOwner || followers.get(parent)?.has(address)
    if (!isMember) return decided(false, 'only-followers-add', 403, `Only who follows ${facts.name} may add to it.`)
    const ruled = isOwner ? undefined : judgeOne(facts.rules, address, 'children')
    if (ruled) return { ...ruled, by: busAddress, code: ruled.allow ? 200 : 403 }
    return decided(true, 'followers-add', 200, `Who follows ${facts.name} may add to it.`)
  }

  /** Whether a hyperty may become the reporter of an object. */
  function judge(url: Address, address: Address, isPledge: boolean, epoch?: number): Decision {
    const facts = access.facts(url)
    if (!facts) return decided(false, 'object-exists', 404, `There is no object ${shortName(url)} any more.`)
    if (isPledge)
      return pledges.get(url) === address
        ? decided(true, 'handed-over', 200, `${facts.reporterName} handed it over.`)
        : decided(false, 'not-handed-over', 409, `${facts.reporterName} does not hand ${facts.name} over any more.`)
    if (!isOnline(address)) return decided(false, 'link-cut', 503, `Who is off line cannot take ${facts.name} over.`)
    if (!vacant.has(url) && isOnline(facts.reporter))
      return decided(false, 'reporter-is-here', 409, `${facts.reporterName} is there and owns ${facts.name}.`)
    if (facts.onLeave !== 'take over')
      return decided(false, 'ends-with-reporter', 403, `${facts.name} is not to be taken over; it ends with its owner.`)
    if (!followers.get(url)?.has(address))
      return decided(false, 'only-followers-take-over', 403, `Only who follows ${facts.name} may take it over.`)
    if (epoch !== undefined && epoch < (begunEpochs.get(url) ?? 0))
      return decided(
        false,
        'missed-owner',
        409,
        `This copy of ${facts.name} has missed its last owner, another one may not.`,
      )
    return decided(true, 'reporter-is-gone', 200, `${facts.reporterName} is not there any more.`)
  }

  function assume(url: Address, address: Address, name: string, isPledge: boolean, epoch?: number): Succession {
    const decision = judge(url, address, isPledge, epoch)
    const facts = access.facts(url)
    const set = followers.get(url)
    if (!decision.allow || !facts || !set) return { decision, epoch: facts?.epoch ?? 0, followers: [] }
    pledges.delete(url)
    set.delete(address)
    // one that has left for good follows nothing
    if (!vacant.delete(url)) set.add(facts.reporter)
    return { decision, epoch: access.pass(url, address, name, hasBegun(url)), followers: [...set] }
  }

  const hasBegun = (url: Address): boolean => begunEpochs.get(url) === access.facts(url)?.epoch

  /** Nobody, where the last one has left: even if it is back, it knows nothing of it. */
  const reporterOf = (url: Address): Address | undefined => (vacant.has(url) ? undefined : access.facts(url)?.reporter)

  function seatOf(address: Address, name: string): Ownership {
    function own(url: Address): void {
      if (access.facts(url)?.reporter !== address) throw new Error(`${address} does not report ${url}`)
    }
    return {
      claim(url, objectName, claim = {}) {
        const set = new Set<Address>()
        const own = { url, name: objectName, reporter: address, reporterName: name, followers: set }
        const isFree = access.register({ ...own, ...begun(claim) })
        const parent = parentOf(url)
        if (isFree) followers.set(url, set)
        if (isFree) begunEpochs.set(url, claim.epoch ?? 0)
        if (isFree && parent) parents.set(parent, (parents.get(parent) ?? 0) + 1)
        return isFree
      },
      followVacant(url, objectName, reporter, claim) {
        const set = new Set<Address>()
        const object = { url, name: objectName, reporter, reporterName: shortName(reporter), followers: set }
        if (access.register({ ...object, ...begun(claim) })) {
          followers.set(url, set)
          vacant.add(url)
        }
        if (vacant.has(url)) followers.get(url)?.add(address)
      },
      lifeOf: (url) => access.lifeOf(url),
      mayParent: (parent) => judgeParent(parent, address),
      circleOf: (url) => [access.facts(url)?.reporter ?? [], ...(followers.get(url) ?? [])].flat(),
      hasChildren: (url) => parents.has(url),
      isOrphan: (url) => orphans.has(url),
      release(url, isWanted) {
        own(url)
        forget(url, isWanted ? address : undefined)
      },
      admit(url, follower, follows) {
        own(url)
        if (follows) followers.get(url)?.add(follower)
        else followers.get(url)?.delete(follower)
      },
      grant(url, to, write) {
        own(url)
        access.grant(url, to, write)
      },
      setRules(url, rules) {
        own(url)
        access.setRules(url, rules)
      },
      reports: (url) => reporterOf(url) === address,
      reporterOf,
      mayWrite: (url) => access.mayWrite(url, address),
      pledge(url, to) {
        own(url)
        if (to === undefined) pledges.delete(url)
        else pledges.set(url, to)
      },
      assume: (url) => assume(url, address, name, true),
      takeOver: (url, epoch) => assume(url, address, name, false, epoch),
      goOn(url) {
        own(url)
        begunEpochs.set(url, access.facts(url)?.epoch ?? 0)
      },
      parts() {
        const all = [...followers]
        return {
          reported: all.flatMap(([url]) => (access.facts(url)?.reporter === address ? [url] : [])),
          followed: all.flatMap(([url, set]) => (set.has(address) ? [url] : [])),
        }
      },
      renew(url) {
        own(url)
        const decision = decided(true, 'reporter-is-back', 200, `${name} has crashed and is back.`)
        return {
          decision,
          epoch: access.pass(url, address, name, hasBegun(url)),
          followers: [...(followers.get(url) ?? [])],
        }
      },
      forsake: (url) => void followers.get(url)?.delete(address),
    }
  }

  return {
    seatOf,
    reporterOf,
    followersOf: (url: Address): Iterable<Address> => followers.get(url) ?? [],
    /** A hyperty has crashed and is back: of what it followed and reported it knows nothing any more. */
    forgetAll(address: Address): void {
      for (const [url, set] of followers) {
        set.delete(address)
        if (access.facts(url)?.reporter === address) forget(url)
      }
    },
    /** A hyperty has gone: it follows nothing any more, and what nobody could take over ends. */
    vacate(address: Address): void {
      for (const [url, set] of followers) {
        set.delete(address)
        const facts = access.facts(url)
        const isOwn = facts?.reporter === address
        if (isOwn && facts.onLeave === 'take over') vacant.add(url)
        if (isOwn ? facts.onLeave === 'close' || set.size === 0 : vacant.has(url) && set.size === 0) forget(url)
      }
    },
  }
}
