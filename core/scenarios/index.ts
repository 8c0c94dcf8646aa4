/** The registry of scenarios. */
import type { Scenario } from '../scenario.ts'
import { crashes } from './crashes.ts'
import { mix } from './mix.ts'
import { passing } from './passing.ts'
import { phases } from './phases.ts'
import { rough } from './rough.ts'
import { storm } from './storm.ts'

export const scenarios: readonly Scenario[] = [phases, mix, passing, crashes, rough, storm]
