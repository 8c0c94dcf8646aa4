/** The registry of concurrency models. */
import type { Model } from '../model.ts'
import { ownerOnly } from './owner-only.ts'

export const models: readonly Model[] = [ownerOnly]
