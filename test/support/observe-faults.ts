// Faults to plant in our observe, as replacements of its text: the differential test must find each of them.
import type * as Observe from '../../core/observe.ts'
import { fault, loadPlanted, type Fault } from './planting.ts'

export const faults: readonly Fault[] = [
  fault('NaN counts as changed', 'traps.ts', 'Object.is(before.value, after.value)', 'before.value === after.value'),
  fault('new attributes are not seen', 'traps.ts', '!sameAttributes(before, after)', 'false'),
  fault('deleting nothing is a change', 'traps.ts', 'if (done && before && ', 'if (done && '),
  fault(
    'an append counts one too many',
    'traps.ts',
    '[], list.length - length, at',
    '[], list.length - length + 1, at',
  ),
  fault('closing twice is told twice', 'traps.ts', 'if (done && wasOpen)', 'if (done)'),
  fault('the same prototype is a change', 'traps.ts', 'if (done && before !== prototype)', 'if (done)'),
  fault('a circle of prototypes is let in', 'traps.ts', 'if (above === at.observed.object) return false', ''),
  fault('removed elements can be changed', 'traps.ts', 'Object.freeze(gone)', 'gone'),
  fault('a hole that is popped stays one', 'traps.ts', "name === 'pop' || name === 'shift'", 'false'),
  fault(
    'elements are deleted from the front',
    'traps.ts',
    'list, Number(descriptor.value))',
    'list, Number(descriptor.value)).reverse()',
  ),
  fault('symbols are told', 'change-record.ts', " || typeof record.name === 'symbol'", ''),
  fault('what performChange made has no type', 'traps.ts', 'announce(outcome, type)', 'announce(outcome)'),
  fault('a pop is at the end', 'array-method.ts', 'index: length - 1', 'index: length'),
  fault('a splice of nothing is told', 'array-method.ts', 'deleteCount > 0 || addedCount > 0', 'length >= 0'),
  fault('the last to observe is called first', 'change-record.ts', 'a.order - b.order', 'b.order - a.order'),
  fault('a change hides nothing', 'change-record.ts', 'if (accept.has(type)) return true', ''),
  fault('an inner change ends the outer', 'change-record.ts', 'if (count > 0)', 'if (count > 1)'),
  fault(
    'a second accept list is ignored',
    'change-record.ts',
    'observers.set(callback, accept)',
    'observers.set(callback, observed.observers.get(callback) ?? accept)',
  ),
  fault(
    'unobserve drops what is queued',
    'change-record.ts',
    'observers?.delete(callback)',
    'observers?.delete((queues.get(callback)?.records.splice(0), callback))',
  ),
  fault('a throw stops the others', 'change-record.ts', 'report(error)', 'throw error'),
  fault('a frozen object has a notifier', 'observe.ts', 'if (Object.isFrozen(object)) return null', ''),
  fault('a frozen callback may observe', 'observe.ts', 'if (Object.isFrozen(callback))', 'if (!callback)'),
]

/** Observe, with a fault in it or none, compiled into a folder. */
export async function compileObserve(folder: string, planted?: Fault): Promise<typeof Observe.createObservation> {
  const [observe] = await loadPlanted(folder, ['core/observe.ts'], planted ? [planted] : [])
  return (observe as typeof Observe).createObservation
}
