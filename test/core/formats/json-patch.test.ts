// The log of patches, applied by a library of others.
import jsonPatch, { type Operation } from 'fast-json-patch'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../core/change.ts'
import { patchBetween } from '../../../core/json-patch.ts'
import { documentsOf, samples } from '../../support/exported.ts'

interface Line {
  readonly object: string
  readonly copy: string
  readonly exact?: false
  readonly ended?: true
  readonly patch: Operation[]
}

const apply = (document: unknown, patch: readonly Operation[]): unknown =>
  jsonPatch.applyPatch(document, structuredClone(patch) as Operation[], true, false).newDocument

describe('a JSON Patch log', () => {
  it('[FO12] applied whole, with its tests, it comes to what each window held in the end', async () => {
    let [compared, copies] = [0, 0]
    for (const { name, source, run } of await samples()) {
      if (name === 'nasty names') continue
      const [text = ''] = await documentsOf('json-patch', source)
      const documents = new Map<string, unknown>()
      const inexact = new Set<string>()
      for (const line of text.trimEnd().split('\n')) {
        const { object, copy, patch, exact } = JSON.parse(line) as Line
        const key = `${copy} ${object}`
        documents.set(key, apply(documents.get(key) ?? null, patch))
        if (exact === false) inexact.add(key)
        else inexact.delete(key)
      }
      copies += run.copies?.length ?? 0
      for (const { who, object, value } of run.copies ?? []) {
        // said to be so by its last line: the session does not hold all of it
        if (inexact.has(`${who} ${object}`)) continue
        compared++
        expect(documents.get(`${who} ${object}`), `${name}: ${object} of ${who}`).toEqual(value)
      }
    }
    expect(compared / copies).toBeGreaterThan(0.9)
  })

  it('[FO12] names and values as nasty as can be are applied, too', async () => {
    const sample = (await samples()).at(-1)
    const [text = ''] = await documentsOf('json-patch', sample?.source ?? { read: async function* () {} })
    const documents = new Map<string, unknown>()
    for (const line of text.trimEnd().split('\n')) {
      const { object, copy, patch } = JSON.parse(line) as Line
      documents.set(`${copy} ${object}`, apply(documents.get(`${copy} ${object}`) ?? null, patch))
    }
    expect(documents.size).toBeGreaterThan(1)
  })

  it('[FO12] a replayer whose document is another one is stopped by a test', () => {
    const patch = patchBetween({ a: { 'x/y~z': [1, 2, 3] } }, { a: { 'x/y~z': [1, 3] } }) as Operation[]
    expect(apply({ a: { 'x/y~z': [1, 2, 3] } }, patch)).toEqual({ a: { 'x/y~z': [1, 3] } })
    expect(() => apply({ a: { 'x/y~z': [1, 9, 3] } }, patch)).toThrow(/test/i)
  })

  it.each<readonly [JsonObject, JsonObject]>([
    [{ list: [1, 2, 3] }, { list: [0, 1, 2, 3, 4] }],
    [{ list: [1, 2, 3, 4] }, { list: [4] }],
    [
      { text: 'ab', gone: null },
      { text: '🦊', '': { '/': 1 } },
    ],
    [{ a: [] }, { a: {} }],
  ])('[FO12] %j comes to %j', (before, after) => {
    expect(apply(before, patchBetween(before, after) as Operation[])).toEqual(after)
  })
})
