/** The registry of concurrency models. */
import type { Model } from '../model.ts'
import { ownerOnly } from './owner-only.ts'
import { rebase } from './rebase.ts'

export const models: readonly Model[] = [ownerOnly, rebase]
