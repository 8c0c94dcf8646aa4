/** Links whose conditions come and go, each kind of them between any two. */
import { stepsWith } from '../drawing.ts'
import { linking, usual } from '../draws.ts'
import type { Scenario } from '../scenario.ts'

export const rough: Scenario = {
  name: 'rough',
  text: 'Links lose, double, delay and reorder what is sent, and all copies are the same after quiet.',
  steps: stepsWith([usual, linking], 0.4),
}
