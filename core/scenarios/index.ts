/** The registry of scenarios. */
import type { Scenario } from '../scenario.ts'
import { mix } from './mix.ts'
import { phases } from './phases.ts'

export const scenarios: readonly Scenario[] = [phases, mix]
