// The differential test: a thousand random scripts must leave the same log with our observe and with the real one.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createObservation } from '../../core/observe.ts'
import { nodeWithObserve } from '../../scripts/old-node.mjs'
import { compileObserve, faults } from '../support/observe-faults.ts'
import { runNative, runOurs } from '../support/observe-oracle.ts'
import { makeScript, type Script } from '../support/observe-scripts.ts'

const scripts = Array.from({ length: 1000 }, (_, seed) => makeScript(seed))
const node = await nodeWithObserve()
const native = node ? await runNative(node, scripts) : []
const place = await mkdtemp(join(tmpdir(), 'observe-faults-'))

afterAll(() => rm(place, { recursive: true, force: true }))

/** The log of a script; an error that breaks out of observe is a difference as well. */
function logOf(create: typeof createObservation, script: Script): string {
  try {
    return runOurs(create, script)
  } catch (error) {
    return String(error)
  }
}

const firstDifference = (create: typeof createObservation): number =>
  scripts.findIndex((script, seed) => logOf(create, script) !== native[seed])

// skipped elsewhere: that Node is fetched for linux-x64 only
describe.skipIf(!node)('against Node 5 on linux-x64', () => {
  test('[OB17] a thousand random scripts leave the log that the native engine leaves', () => {
    expect(native).toHaveLength(scripts.length)
    const seed = firstDifference(createObservation)
    if (seed < 0) return
    const script = scripts[seed] as Script
    const log = JSON.parse(logOf(createObservation, script)) as unknown
    expect({ seed, script, log }).toEqual({ seed, script, log: JSON.parse(native[seed] as string) as unknown })
  })

  test('the scripts reach callbacks, refusals, reports and every kind of record', () => {
    const text = native.join('\n')
    for (const part of ['call', 'error', 'reported', 'thrown', 'sorted', 'no notifier']) expect(text).toContain(part)
    for (const type of ['add', 'update', 'delete', 'reconfigure', 'setPrototype', 'preventExtensions', 'splice']) {
      expect(text.split(`"type","\\"${type}`).length, type).toBeGreaterThan(100)
    }
  })

  test('observe compiled for the faults is as good as observe itself', async () => {
    expect(firstDifference(await compileObserve(join(place, 'none')))).toBe(-1)
  })

  test.each(faults)('it would find that $title', async (fault) => {
    const create = await compileObserve(join(place, String(faults.indexOf(fault))), fault)
    expect(firstDifference(create)).toBeGreaterThanOrEqual(0)
  })
})
