/** Objects that pass from one owner to another, with children and rules, on links that are to be relied on. */
import { stepsWith } from '../drawing.ts'
import { passingOn, usual } from '../draws.ts'
import type { Scenario } from '../scenario.ts'

export const passing: Scenario = {
  name: 'passing',
  text: 'Objects are handed over and taken over, have rules and children, and nothing is lost by it.',
  steps: stepsWith([usual, passingOn], 0.5),
}
