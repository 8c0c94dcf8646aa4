// Faults to plant in our observe, as replacements of its text: the differential test must find each of them.
import { mkdir, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import type * as Observe from '../../core/observe.ts'

export interface Fault {
  readonly title: string
  /** The file in core, and a text that stands in it once. */
  readonly file: string
  readonly find: string
  readonly put: string
}

const fault = (title: string, file: string, find: string, put: string): Fault => ({ title, file, find, put })

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

const core = new URL('../../core/', import.meta.url)

const texts = new Map<string, string>()

function compiled(source: string): string {
  const known = texts.get(source)
  if (known !== undefined) return known
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    rewriteRelativeImportExtensions: true,
  }
  const text = ts.transpileModule(source, { compilerOptions }).outputText
  texts.set(source, text)
  return text
}

/** Compiles observe and what it imports into a folder, with a fault in it or none. */
export async function compileObserve(folder: string, planted?: Fault): Promise<typeof Observe.createObservation> {
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const files = ['observe.ts']
  for (const file of files) {
    const text = readFileSync(new URL(file, core), 'utf8')
    if (planted?.file === file && text.split(planted.find).length !== 2) {
      throw new Error(`${planted.title}: "${planted.find}" must stand in ${file} once`)
    }
    const source = planted?.file === file ? text.replace(planted.find, () => planted.put) : text
    for (const { fileName } of ts.preProcessFile(source).importedFiles) {
      const name = fileName.replace('./', '')
      if (!files.includes(name)) files.push(name)
    }
    await writeFile(join(folder, file.replace('.ts', '.js')), compiled(source))
  }
  const address = pathToFileURL(join(folder, 'observe.js')).href
  return ((await import(address)) as typeof Observe).createObservation
}
