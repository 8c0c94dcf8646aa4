/**
 * Whether the copies agree, in one sentence, kept up as rows come: who holds which object, what each window said of
 * its copy when it had been quiet, and what is still on its way. Where it cannot tell it says why. Knows no page.
 */
import type { Columns } from '../../core/columns.ts'
import { shortName, type Address } from '../../core/message.ts'

export interface Verdict {
  readonly state: 'converged' | 'diverged' | 'in flight' | 'unknown'
  readonly sentence: string
}

export interface Verdicts {
  /** Looks at a row that is new or has ended. */
  look(columns: Columns, row: number): void
  /** The verdict now. Of a session that is over (not `isLive`), what is on its way will not arrive. */
  now(columns: Columns, isLive: boolean, nameOf: (url: Address) => string): Verdict
}

/** An object that somebody holds: its latest version, and what each holder said of its copy, if anything yet. */
interface Held {
  latest: number
  readonly copies: Map<number, { readonly version: number; readonly hash: string } | undefined>
}

export function createVerdicts(): Verdicts {
  const objects = new Map<number, Held>()
  const away = new Map<number, string>()

  function heldOf(object: number): Held {
    let held = objects.get(object)
    if (!held) objects.set(object, (held = { latest: 0, copies: new Map() }))
    return held
  }

  function hold(object: number, who: number): void {
    const { copies } = heldOf(object)
    if (!copies.has(who)) copies.set(who, undefined)
  }

  function lookAtMessage(columns: Columns, row: number): void {
    const [object, from, to] = [columns.object.get(row), columns.from.get(row), columns.to.get(row)]
    const effect = columns.effectOf(row)
    switch (columns.typeOf(row)) {
      case 'create':
        hold(object, from)
        if (effect === 'applied') hold(object, to)
        break
      case 'update':
        // a request has no version of its own until it has ended
        if (effect !== 'refused') heldOf(object).latest = Math.max(heldOf(object).latest, columns.versionOf(row) ?? 0)
        break
      case 'response':
        if (effect === 'applied' && object !== 0) hold(object, to)
        break
      case 'unsubscribe':
        objects.get(object)?.copies.delete(from)
        break
      case 'delete':
        if (effect !== 'refused') objects.delete(object)
        break
      default:
    }
  }

  function look(columns: Columns, row: number): void {
    const kind = columns.kindOf(row)
    if (kind === 'message') return lookAtMessage(columns, row)
    const who = columns.from.get(row)
    const event = kind === 'note' ? undefined : columns.eventOf(row)
    if (event?.kind === 'state') {
      const held = heldOf(columns.object.get(row))
      held.latest = Math.max(held.latest, event.version)
      held.copies.set(who, { version: event.version, hash: event.hash })
    } else if (event?.kind === 'hyperty' && event.state === 'left') {
      for (const { copies } of objects.values()) copies.delete(who)
      away.delete(who)
    } else if (event?.kind === 'fault') {
      if (event.fault === 'offline') away.set(who, 'is offline')
      else if (event.fault === 'crash') away.set(who, 'has no window')
      else if (event.fault === 'online' || event.fault === 'restart') away.delete(who)
    }
    return undefined
  }

  function now(columns: Columns, isLive: boolean, nameOf: (url: Address) => string): Verdict {
    const nameOfMember = (who: number): string => nameOf(columns.addresses.textOf(who))
    const shared = [...objects]
      .filter(([, { copies }]) => copies.size > 1)
      .map(([object, held]) => ({ ...held, name: shortName(columns.addresses.textOf(object)) }))
    const differing = shared.find((held) => doDiffer(held))
    if (differing) {
      return { state: 'diverged', sentence: `Copies of ${differing.name} differ at version ${differing.latest}` }
    }
    if (columns.underWay > 0) return underWayNow(columns.underWay, isLive)
    const behind = shared.flatMap((held) => behindOf(held).map((who) => ({ name: held.name, who })))
    const missing = behind.find(({ who }) => away.has(who)) ?? behind[0]
    if (!missing) return inStep(shared)
    const reason = away.get(missing.who)
    const who = nameOfMember(missing.who)
    if (reason) return { state: 'unknown', sentence: `Cannot tell: ${who} ${reason}` }
    return isLive
      ? { state: 'in flight', sentence: `Waiting for ${who}'s copy of ${missing.name}` }
      : {
          state: 'unknown',
          sentence: `Cannot tell: the last state of ${who}'s copy of ${missing.name} is not recorded`,
        }
  }

  return { look, now }
}

/** Of those copies that are at the latest version, two do not hold the same. */
function doDiffer({ latest, copies }: Held): boolean {
  const hashes = new Set<string>()
  for (const copy of copies.values()) if (copy?.version === latest) hashes.add(copy.hash)
  return hashes.size > 1
}

const behindOf = ({ latest, copies }: Held): number[] =>
  [...copies].filter(([, copy]) => copy === undefined || copy.version < latest).map(([who]) => who)

function underWayNow(count: number, isLive: boolean): Verdict {
  const words = count === 1 ? '1 message is' : `${count} messages are`
  return isLive
    ? { state: 'in flight', sentence: `${words} on the way` }
    : { state: 'unknown', sentence: `Cannot tell: the session ends while ${words} on the way` }
}

function inStep(shared: readonly (Held & { readonly name: string })[]): Verdict {
  const [first] = shared
  if (!first) return { state: 'unknown', sentence: 'Nothing is shared yet' }
  const whose =
    shared.length === 1 ? `${first.copies.size} copies of ${first.name}` : `all copies of ${shared.length} objects`
  return { state: 'converged', sentence: `In step: ${whose} agree` }
}
