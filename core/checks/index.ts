/** The registry of checks, in the order in which they are listed. */
import type { Check } from '../check.ts'
import { authority } from './authority.ts'
import { duplicateApplication } from './duplicate-application.ts'
import { gap } from './gap.ts'
import { lostUpdate } from './lost-update.ts'
import { nonMonotonicRead } from './non-monotonic-read.ts'
import { pingPongEcho } from './ping-pong-echo.ts'
import { reordering } from './reordering.ts'
import { resurrection } from './resurrection.ts'
import { staleOverwrite } from './stale-overwrite.ts'

export const checks: readonly Check[] = [
  lostUpdate,
  duplicateApplication,
  reordering,
  gap,
  staleOverwrite,
  nonMonotonicRead,
  pingPongEcho,
  resurrection,
  authority,
]
