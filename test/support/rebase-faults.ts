// Faults to plant in what rebases: the simulator must find each of them in random runs of that model.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Rebase from '../../core/models/rebase.ts'
import type * as Mix from '../../core/scenarios/mix.ts'
import type * as Simulator from '../../core/simulator.ts'
import { fault, loadPlanted, type Fault } from './planting.ts'

export const rebaseFaults: readonly Fault[] = [
  fault('a place behind is not moved', 'transform.ts', 'index > end ? index + moved', 'index > end ? index'),
  fault(
    'a place is moved the wrong way',
    'transform.ts',
    'splice[3].length - splice[2]',
    'splice[2] - splice[3].length',
  ),
  fault(
    'what the other took out is taken out again',
    'transform.ts',
    'index + moved : start + put, behind, added',
    'index + moved : start + put, count, added',
  ),
  fault(
    'what was put in is taken out, too',
    'transform.ts',
    'if (behind === 0 || put === 0) return [[path, index, before + behind',
    'if (put >= 0) return [[path, index, before + behind + put',
  ),
  fault('what was asked is numbered as it was asked', 'asked-write.ts', 'if (made) changes = made', ''),
  fault(
    'a writer is not told what was made',
    'own-writes.ts',
    'changes: changes ?? frame.changes',
    'changes: frame.changes',
  ),
  fault(
    'a window is not told what was made',
    'desk.ts',
    'port.pass(changes ? { ...said, changes } : said, passed, held)',
    'port.pass(changes ? { ...said } : said, passed, held)',
  ),
  fault(
    'a window forgets what was written by the one before it',
    'replica.ts',
    '(model.rebases || update.author !== writer)',
    'update.author !== writer',
  ),
  fault('what was written meanwhile does not matter', 'judgement.ts', 'held.since(known, writer)', '[]'),
  fault('a right that was taken does not matter', 'access-rules.ts', ' && !barred.has(who)', ''),
]

const entries = ['core/simulator.ts', 'core/models/rebase.ts', 'core/scenarios/mix.ts']

export type PlantedRebase = typeof Simulator & typeof Rebase & typeof Mix

/** The simulator and all it needs, with a fault in it or none. @throws Error where the fault's text is not there once */
export async function plantRebase(planted?: Fault): Promise<PlantedRebase> {
  const folder = await mkdtemp(join(tmpdir(), 'planted-'))
  try {
    return Object.assign({}, ...(await loadPlanted(folder, entries, planted ? [planted] : []))) as PlantedRebase
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
