/** What stands in the chooser, and the order that it comes to. Knows the registries, and no page. */
import { orderProblem, type ComparisonOrder } from '../../core/comparison.ts'
import { models } from '../../core/models/index.ts'

export interface OrderDraft {
  scenario: string
  models: string[]
  preset: string
  /** As it is typed. */
  seed: string
  /** Whether somebody is asked what they expect before it is shown. */
  asksFirst: boolean
}

/** The seed's question under all models. */
export const newDraft = (): OrderDraft => ({
  scenario: 'both-at-once',
  models: models.map(({ name }) => name),
  preset: 'none',
  seed: '1',
  asksFirst: false,
})

/** The order, or what is wrong with it. Models stand in the order of the registry. */
export function orderOf({ scenario, models: chosen, preset, seed }: OrderDraft): ComparisonOrder | string {
  const own = models.flatMap(({ name }) => (chosen.includes(name) ? name : []))
  const order = { scenario, models: own, preset, seed: /^\d{1,10}$/.test(seed.trim()) ? Number(seed) : Number.NaN }
  return orderProblem(order) ?? order
}
