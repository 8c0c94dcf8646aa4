/** The registry of concurrency models; the first is what an object has that names none. */
import type { Model } from '../model.ts'
import { crdt } from './crdt.ts'
import { lastWriterWins } from './last-writer-wins.ts'
import { naive } from './naive.ts'
import { ownerOnly } from './owner-only.ts'
import { rebase } from './rebase.ts'

export const models: readonly Model[] = [ownerOnly, naive, lastWriterWins, rebase, crdt]
