/** All that the core can do, at once: the scenario that is nearest to a bad day. */
import { stepsWith } from '../drawing.ts'
import { crashing, linking, passingOn, usual } from '../draws.ts'
import type { Scenario } from '../scenario.ts'

export const storm: Scenario = {
  name: 'storm',
  text: 'Everything happens at once: objects pass on, hyperties crash, links go bad.',
  steps: stepsWith([usual, passingOn, crashing, linking], 0.5),
}
