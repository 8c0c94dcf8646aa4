/**
 * What must hold at the end of a run, when all was mended and nothing has happened for long: one value everywhere,
 * nothing pending, nothing open. Looks into the windows, as nobody else may.
 */
import type { Bus } from './bus.ts'
import { sameJson } from './change.ts'
import { parentOf, type Address } from './message.ts'
import type { Model } from './model.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'
import type { ProblemKind, RunCheck } from './run-check.ts'
import type { SimulatedHyperty } from './simulated-hyperty.ts'

/** After quiet all replicas are what the owner's window holds, and nothing is open. */
export function judgeQuiet(
  bus: Bus,
  all: Iterable<SimulatedHyperty>,
  check: RunCheck,
  { model, wrong }: { readonly model: Model; readonly wrong: (kind: ProblemKind, text: string) => void },
): void {
  const agrees = model.promises.includes('converges')
  for (const { to, type } of check.open()) wrong('delivery is open', `A message ${type} to ${to} has not ended.`)
  const people = [...all].filter(({ state }) => state !== 'gone')
  const urls = new Set(people.flatMap(({ hyperty }) => [...hyperty.objects.keys()]))
  for (const url of urls) {
    const reporter = bus.access.facts(url)?.reporter
    const parent = parentOf(url)
    if (parent !== undefined && reporter !== undefined && !bus.access.facts(parent))
      wrong('child outlives its parent', `${url} is there, and its parent has ended.`)
    const own = people.find((person) => person.url === reporter)?.hyperty.objects.get(url)
    // of one that nobody owns any more the last owner may hold a copy
    const owner = own?.info.role === 'reporter' ? own : undefined
    const truth = check.truth(url)
    if (owner && truth?.number === (owner.info.life ?? 0) && !sameJson(owner.value, truth.value))
      wrong('replicas differ', `The owner's window does not hold what the updates of ${url} make.`)
    for (const { name, hyperty } of people) {
      const object = hyperty.objects.get(url)
      if (object?.info.status !== 'active') continue
      if (object.pending > 0)
        wrong('write is pending', `${object.pending} changes of ${name} to ${url} are not settled.`)
      if (!owner) wrong('replica is behind', `${name} holds ${url} as if it were there, and it has ended.`)
      else if (object.info.reporter !== reporter) wrong('replica is behind', `${name} follows an older ${url}.`)
      else if (object.info.version !== owner.info.version)
        wrong('replica is behind', `${name} holds version ${object.info.version} of ${url}, not ${owner.info.version}.`)
      else if (agrees && !sameJson(object.value, owner.value))
        wrong('replicas differ', `${name} holds ${JSON.stringify(object.value)}, not ${JSON.stringify(owner.value)}.`)
    }
  }
}

/** What a window asked of its Syncer is answered once, unless the window is gone; what waits for somebody once more. */
export function createRequestCheck(wrong: (kind: ProblemKind, text: string) => void) {
  /** By hyperty: what its window has asked, by id, and how often that was answered. */
  const asked = new Map<Address, Map<number, { readonly what: string; answers: number }>>()

  return {
    frame(who: Address, frame: HypertyFrame | SyncerFrame): void {
      // a window says hello first; whoever was answered by then was another one
      if (frame.kind === 'hello') asked.set(who, new Map())
      if (frame.kind === 'request') asked.get(who)?.set(frame.id, { what: frame.action.do, answers: 0 })
      if (frame.kind !== 'answer') return
      const request = asked.get(who)?.get(frame.id)
      if (!request) return
      // who hands over is told that somebody is asked, and then what came of it
      if (++request.answers > (request.what === 'hand-over' ? 2 : 1))
        wrong('answered twice', `${who} is answered request ${frame.id} once more.`)
    },
    /** At the end of a run. */
    end(people: Iterable<SimulatedHyperty>): void {
      for (const { url, state } of people)
        for (const { what, answers } of state === 'gone' ? [] : (asked.get(url)?.values() ?? []))
          if (answers === 0) wrong('request is open', `What ${url} asked, to ${what}, was never answered.`)
    },
  }
}
