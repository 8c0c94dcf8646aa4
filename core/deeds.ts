/**
 * Carries out the steps of a scenario on a stage of simulated hyperties, and mends in the end what went wrong. Knows
 * neither what the steps are for nor whether what comes of them is right.
 */
import type { Bus } from './bus.ts'
import { noConditions } from './link-conditions.ts'
import type { Step } from './scenario.ts'
import type { SimulatedHyperty } from './simulated-hyperty.ts'
import { writeEdit } from './write-edit.ts'

/** Where a scenario is played. */
export interface Stage {
  readonly bus: Bus
  readonly hyperties: ReadonlyMap<string, SimulatedHyperty>
  readonly join: (name: string) => void
  readonly note: (step: Step & { do: 'note' }) => void
}

/** Does what a step says; what cannot be done, because it is not there, is left out. */
export function carryOut(stage: Stage, step: Step): void {
  if (step.do === 'delay') return stage.bus.setDelay(step.delayMs)
  if (step.do === 'link') return void stage.bus.links.order(step.order)
  if (step.do === 'note') return stage.note(step)
  if (step.do === 'join') return stage.join(step.who)
  const person = stage.hyperties.get(step.who)
  if (!person) return undefined
  if (step.do === 'down') return person.down(step.storage)
  if (step.do === 'skew') return person.skew(step.skewMs, step.driftPercent)
  if (step.do !== 'create' && step.do !== 'edit' && step.do !== 'ask') return person[step.do]()
  return person.state === 'open' ? act(person, step) : undefined
}

/** What is done in a window. */
function act(person: SimulatedHyperty, step: Step & { do: 'create' | 'edit' | 'ask' }): void {
  if (step.do === 'edit') {
    const object = person.hyperty.objects.get(step.object)
    if (object) writeEdit(object, step.edit)
    return undefined
  }
  if (step.do === 'create') {
    const { name, value, parent, onLeave } = step
    const more = { ...(parent === undefined ? {} : { parent }), ...(onLeave === undefined ? {} : { onLeave }) }
    return void person.hyperty.create(name, value, more)
  }
  const { action } = step
  const posted = action.do === 'share' ? { postedAt: person.now() } : {}
  return void person.hyperty.request({ ...action, ...posted })
}

/** What went wrong is over: everyone has a window that works, and is on line. */
export function mend({ bus, hyperties }: Stage): void {
  bus.setDelay(0)
  bus.links.order({ conditions: noConditions, time: { kind: 'standing' }, seed: 0 })
  for (const person of hyperties.values()) {
    if (person.state === 'gone') continue
    person.up()
    person.proceed()
    person.restart()
    person.resume()
    // asked of everyone: what they asked last may still be on its way
    void person.hyperty.request({ do: 'online', online: true })
  }
}
