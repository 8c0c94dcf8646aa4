/** The registry of scenarios. */
import type { Scenario } from '../scenario.ts'
import { bothAtOnce } from './both-at-once.ts'
import { burst } from './burst.ts'
import { chat } from './chat.ts'
import { clockSkew } from './clock-skew.ts'
import { counter } from './counter.ts'
import { crashes } from './crashes.ts'
import { lateJoiner } from './late-joiner.ts'
import { mix } from './mix.ts'
import { partition } from './partition.ts'
import { passing } from './passing.ts'
import { phases } from './phases.ts'
import { reporterLeaves } from './reporter-leaves.ts'
import { rough } from './rough.ts'
import { sharedText } from './shared-text.ts'
import { storm } from './storm.ts'
import { twoWriters } from './two-writers.ts'

export const scenarios: readonly Scenario[] = [
  phases,
  bothAtOnce,
  twoWriters,
  counter,
  sharedText,
  clockSkew,
  partition,
  lateJoiner,
  reporterLeaves,
  burst,
  chat,
  mix,
  passing,
  crashes,
  rough,
  storm,
]
