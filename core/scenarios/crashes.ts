/** Hyperties that crash with and without their storage, halt, and have clocks that go wrong. */
import { stepsWith } from '../drawing.ts'
import { crashing, usual } from '../draws.ts'
import type { Scenario } from '../scenario.ts'

export const crashes: Scenario = {
  name: 'crashes',
  text: 'Hyperties crash, with their storage and without, and find their way back.',
  steps: stepsWith([usual, crashing], 0.4),
}
