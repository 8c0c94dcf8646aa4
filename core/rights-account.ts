/**
 * Who may write to which object, as the messages of a run say it: a second account beside that of access, for those
 * who judge a run. Judges nothing itself.
 */
import type { Address } from './message.ts'
import type { Model } from './model.ts'
import { ruleId, type ObjectRule } from './object-rules.ts'

export function createRightsAccount(model: Pick<Model, 'defaultWriters'>) {
  const grants = new Map<Address, Set<Address>>()
  /** From whom the right was taken that a model gives everyone. */
  const barred = new Map<Address, Set<Address>>()
  /** The names of the rules of each object; it may have been given them before anybody was told of it. */
  const rules = new Map<Address, ReadonlySet<string>>()

  function of(sets: Map<Address, Set<Address>>, object: Address): Set<Address> {
    let set = sets.get(object)
    if (!set) sets.set(object, (set = new Set()))
    return set
  }

  return {
    granted: (object: Address): Set<Address> => of(grants, object),
    /** The right was given, or taken. */
    note(object: Address, who: Address, isGiven: boolean): void {
      const [to, from] = isGiven ? [grants, barred] : [barred, grants]
      of(to, object).add(who)
      of(from, object).delete(who)
    },
    setRules: (object: Address, next: readonly ObjectRule[]): void => void rules.set(object, new Set(next.map(ruleId))),
    /** Whether a rule may have let somebody write. */
    allow(rule: string, object: Address, who: Address): boolean {
      if (rule === 'granted-write') return of(grants, object).has(who)
      if (rule !== 'followers-write') return rules.get(object)?.has(rule) ?? false
      return model.defaultWriters === 'everyone' && !of(barred, object).has(who)
    },
    forget(object: Address): void {
      grants.delete(object)
      barred.delete(object)
      rules.delete(object)
    },
  }
}
