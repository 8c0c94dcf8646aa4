/** What people do in runs that are kept as regressions, in few words. */
import { noConditions, type LinkConditions } from '../../core/link-conditions.ts'
import type { LinkOrder } from '../../core/link-order.ts'
import { linkPresets } from '../../core/link-presets.ts'
import { childUrl, hypertyUrl, objectUrl } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import type { Action } from '../../core/port.ts'
import type { Deed, Step } from '../../core/scenario.ts'

export const todo = objectUrl('todo')
export const note = childUrl(todo, 'note')
export const value = { a: 0, b: { c: 0 }, list: [0, 1, 2] }
export const conditionsOf = (name: string): LinkConditions =>
  linkPresets.find((preset) => preset.name === name)?.conditions ?? noConditions
export const ask = (who: string, action: Action): Deed => ({ who, do: 'ask', action })
export const online = (who: string, on: boolean): Deed => ask(who, { do: 'online', online: on })
export const takeOver = (who: string): Deed => ask(who, { do: 'take-over', url: todo })
export const handOver = (who: string, to: string, url = todo): Deed =>
  ask(who, { do: 'hand-over', url, to: hypertyUrl(to) })
export const link = (order: Omit<LinkOrder, 'conditions'>, name: string, more: Partial<LinkConditions> = {}): Deed => ({
  do: 'link',
  order: { ...order, conditions: { ...conditionsOf(name), ...more } },
})
export const set = (who: string, path: readonly string[], to: number, object = todo): Deed => ({
  who,
  do: 'edit',
  object,
  edit: { kind: 'set', path, value: to },
})
export const remove = (who: string, key: string): Deed => ({
  who,
  do: 'edit',
  object: todo,
  edit: { kind: 'delete', path: [key] },
})
export const grant = (who: string): Deed => ask('Alice', { do: 'grant', url: todo, to: hypertyUrl(who), write: true })
export const down = (who: string, storage: 'kept' | 'lost'): Deed => ({ who, do: 'down', storage })

/** Deeds at their moments. */
export type Run = readonly (readonly [at: number, deed: Deed])[]
export const startOf = (...names: readonly string[]): Run => [
  ...names.map((who, index) => [index * 5, { who, do: 'join' }] as const),
  [20, { who: 'Alice', do: 'create', name: 'todo', value, onLeave: 'take over' }],
  [70, ask('Alice', { do: 'share', url: todo })],
]

/** Such a run, to be simulated. */
export function runOf(name: string, seed: number, deeds: Run) {
  const steps = deeds.map(([at, deed]): Step => ({ at, ...deed }))
  const model = models.find((kind) => kind.name === name)
  if (!model) throw new Error(`no model ${name}`)
  return { scenario: { name: 'found', text: '', steps }, model, seed }
}
