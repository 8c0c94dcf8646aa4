import { describe, expect, it } from 'vitest'
import { FrameError, limits } from '../../core/bounds.ts'
import { changesText, encodeFrame, parseHypertyFrame, parseSyncerFrame } from '../../core/codec.ts'
import type { HypertyFrame } from '../../core/port.ts'

const report = {
  kind: 'report',
  url: 'comm://local/todo',
  seq: 1,
  base: 0,
  changedAt: 1,
  postedAt: 2,
  changes: [[['a'], 1]],
} as const
const head = encodeFrame(report).split('\n')[0] as string
const withChanges = (text: string): string => `${head}\n${text}`
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

function refusal(text: unknown): FrameError {
  try {
    parseHypertyFrame(text as string)
  } catch (error) {
    if (error instanceof FrameError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('frames', () => {
  it('[PO1] come out as they went in, and the text of changes is not written twice', () => {
    const frames: HypertyFrame[] = [
      report,
      { kind: 'hello' },
      { kind: 'applied', n: 3, appliedAt: 1.5, toldAt: 2 },
      {
        kind: 'request',
        id: 1,
        action: { do: 'create', name: 'todo', value: { a: [1] }, createdAt: 0, observedAt: 0 },
      },
      { kind: 'state', url: 'comm://local/todo', version: 1, hash: 'ff' },
      { kind: 'pong', sentAt: 1, at: 2 },
    ]
    for (const frame of frames) expect(parseHypertyFrame(encodeFrame(frame))).toEqual(frame)
    const changes = {
      kind: 'changes',
      n: 1,
      url: 'comm://local/todo',
      version: 2,
      author: 'hyperty://local/a',
      changes: [[['x'], 'line\nend']],
    } as const
    expect(parseSyncerFrame(encodeFrame(structuredClone(changes)))).toEqual(changes)
    const parsed = parseHypertyFrame(withChanges('[[["a"], 1 ]]')) as typeof report
    expect(changesText(parsed.changes)).toBe('[[["a"], 1 ]]')
  })

  it('[PO2] of a wrong shape are refused with 400 and a sentence', () => {
    const wrong: unknown[] = [
      undefined,
      42,
      {},
      '',
      'hello',
      '[]',
      'null',
      '{"kind":"nothing"}',
      '{"kind":"toString"}',
      '{"kind":"report"}',
      '{"kind":"request","id":1,"action":{"do":"constructor"}}',
      '{"kind":"request","id":1,"action":{"do":"grant","url":"comm://local/x","to":"hyperty://local/y","write":"yes"}}',
      '{"kind":"request","id":-1,"action":{"do":"online","online":true}}',
      '{"kind":"request","id":1,"action":{"do":"create","name":"","value":{}}}',
      '{"kind":"request","id":1,"action":{"do":"create","name":"x","value":[]}}',
      head,
      'report',
      'report  1 0 1 2\n[[["a"],1]]',
      'report comm://local/x 1.5 0 1 2\n[[["a"],1]]',
      'report comm://local/x 1 0 1 2 3\n[[["a"],1]]',
      'report x 1 0 1 2\n[[["a"],1]]',
      `report comm://local/x ${'9'.repeat(30)} 0 1 2\n[[["a"],1]]`,
      withChanges('{}'),
      withChanges('[]'),
      withChanges('[1]'),
      withChanges('[[]]'),
      withChanges('[["a"]]'),
      withChanges('[[["a",{}],1]]'),
      withChanges('[[["a",-1],1]]'),
      withChanges('[[["a"],0,"1",[]]]'),
      withChanges('[[["a"],0,1,{}]]'),
      withChanges('[[["a"],1,2]]'),
    ]
    for (const text of wrong) {
      const error = refusal(text)
      expect(error.code, String(text)).toBe(400)
      expect(error.message.length).toBeGreaterThan(5)
    }
  })

  it('[PO3] over a bound are refused with 413, at the bound they are not', () => {
    const value = (depth: number): string => withChanges(`[[["a"],${nested(depth)}]]`)
    expect(parseHypertyFrame(value(limits.depth - 2))).toBeTruthy()
    expect(refusal(value(limits.depth - 1)).code).toBe(413)
    expect(refusal(value(1000)).code).toBe(413)
    const many = (count: number): string => withChanges(`[[["a"],[${'0,'.repeat(count - 1)}0]]]`)
    expect(refusal(many(limits.nodes)).code).toBe(413)
    expect(parseHypertyFrame(many(limits.nodes - 10))).toBeTruthy()
    const path = (steps: number): string => withChanges(`[[[${'"k",'.repeat(steps - 1)}"k"],1]]`)
    expect(parseHypertyFrame(path(limits.pathSegments))).toBeTruthy()
    expect(refusal(path(limits.pathSegments + 1)).code).toBe(413)
    expect(refusal(withChanges(`[[["${'k'.repeat(limits.pathCharacters + 1)}"],1]]`)).code).toBe(413)
    expect(refusal('x'.repeat(limits.messageCharacters + 1)).code).toBe(413)
  })

  it('[PO4] with a key that reaches into prototypes are refused, however it is written', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', '__pr\\u006fto__']) {
      for (const changes of [
        `[[["${name}"],1]]`,
        `[[["a","${name}","b"],1]]`,
        `[[["a"],{"x":[{"${name}":1}]}]]`,
        `[[["a"],0,0,[{"${name}":1}]]]`,
        `[[["${name}"]]]`,
      ]) {
        expect(refusal(withChanges(changes)).message, changes).toContain('not allowed')
      }
    }
    expect(
      refusal('{"kind":"request","id":1,"action":{"do":"create","name":"x","value":{"__proto__":{"y":1}}}}').code,
    ).toBe(400)
    expect(({} as { y?: number }).y).toBeUndefined()
  })
})
