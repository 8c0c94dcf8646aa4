// Faults to plant in the protocol, as replacements of the text of core: the simulator must find each of them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as OwnerOnly from '../../core/models/owner-only.ts'
import type * as Mix from '../../core/scenarios/mix.ts'
import type * as Simulator from '../../core/simulator.ts'
import { fault, loadPlanted, type Fault } from './planting.ts'

export const protocolFaults: readonly Fault[] = [
  fault('a version is left out', 'replica.ts', 'version++\n', 'version += 2\n'),
  fault(
    'a gap is taken in silence',
    'replica.ts',
    '!replica.holding && arrival.version === replica.version + 1',
    '!replica.holding',
  ),
  fault('what a snapshot holds is made again', 'replica.ts', 'version = nextVersion', 'version = nextVersion - 1'),
  fault('nothing is read after being off line', 'observer.ts', 'resetPace(held)\n      read(held)', 'resetPace(held)'),
  fault(
    'an owner that is back says nothing',
    'reporter.ts',
    "say(held, { news: 'version', version: held.version, ...textsOf(held) })",
    'undefined',
  ),
  fault('news of a version is not heard', 'observer.ts', "if (news === 'version' &&", "if (news === 'left' &&"),
  fault('what was written off line is dropped', 'own-writes.ts', 'if (report) ask(', 'if (!held) ask('),
  fault('what was changed meanwhile does not matter', 'judgement.ts', 'held.since(known, writer)', '[]'),
  fault(
    'a write is judged as if all was known',
    'asked-write.ts',
    'changes, base, message.from',
    'changes, held.version, message.from',
  ),
  fault('everyone may write', 'access-rules.ts', 'request.facts?.writers.has(request.endpoint)', 'request.facts'),
  fault('a right is not taken back', 'access.ts', 'else objects.get(url)?.writers.delete(to)', ''),
  fault('a writer gets its own update', 'bus.ts', 'follower !== author && ', ''),
  fault(
    'messages overtake each other',
    'delivery.ts',
    'const next = queue.waiting.shift()',
    'const next = queue.waiting.pop()',
  ),
  fault('who is off line is heard', 'bus.ts', '!from.online && seats', 'from.online === undefined && seats'),
  fault('who is off line hears', 'bus.ts', '!seat || !seat.endpoint.online', '!seat'),
  fault(
    'what was under way to a crashed window is forgotten',
    'port-side.ts',
    'if (!passed || isOver) continue',
    'continue',
  ),
  fault(
    "a crashed window's write is settled in the next",
    'own-writes.ts',
    'window: isKnown ? window : -1',
    'window: desk.window',
  ),
  fault('a refusal is ignored', 'data-object.ts', '} else turnBack(changes)', '}'),
  fault(
    'a refusal takes back too much',
    'data-object.ts',
    "else redoUnsent(done)\n    tell(done, you, 'turned-back",
    "tell(done, you, 'turned-back",
  ),
  fault(
    'what is on its way is lost beneath a change',
    'data-object.ts',
    'if (flight) flight.changes = redo(flight.changes, done)',
    '',
  ),
  fault('a second report goes before the first is settled', 'data-object.ts', 'next && !flight; next', 'next; next'),
  fault(
    'a snapshot is not sent',
    'reporter.ts',
    'const value = isKnown ? {}',
    'const value = version !== undefined ? {}',
  ),
  fault('nobody waits for 408', 'requests.ts', 'answerWithinMs + 2 * delayMsMax', '1e12'),
  fault('reads come one after another', 'reread.ts', 'readGapMs = 400', 'readGapMs = 0'),
  fault('two reads at once', 'reread.ts', 'if (last.running) return', ''),
  fault(
    'the number in an answer is wrong',
    'asked-write.ts',
    'code: 200, version: held.version, rule',
    'code: 200, version: held.version + 1, rule',
  ),
  fault("the owner's window is not told", 'asked-write.ts', 'desk.passChanges(held, message.from, changes,', 'void ('),
  fault('a provisional answer is final', 'reporter.ts', 'code: 100 }', 'code: 200 }'),
  fault('an update is applied and not counted', 'replica.ts', 'replica.version = arrival.version\n', ''),
]

const entries = ['core/simulator.ts', 'core/models/owner-only.ts', 'core/scenarios/mix.ts']

export type Planted = typeof Simulator & typeof OwnerOnly & typeof Mix

/** The simulator and all it needs, with a fault in it or none. @throws Error where the fault's text is not there once */
export async function plant(planted?: Fault): Promise<Planted> {
  const folder = await mkdtemp(join(tmpdir(), 'planted-'))
  try {
    return Object.assign({}, ...(await loadPlanted(folder, entries, planted ? [planted] : []))) as Planted
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
