import { describe, expect, it } from 'vitest'
import { coarseLevel, levelOf, strokesMax, zoomLine } from '../../../renderer/timeline/level.ts'

describe('the level of detail', () => {
  it('is every hop where rows can be read, a density above 20,000 strokes, and steps back a fifth later', () => {
    expect(levelOf('changes', 30, 600)).toBe('hops')
    expect(levelOf('changes', 31, 600)).toBe('changes')
    expect(levelOf('hops', 36, 600)).toBe('hops')
    expect(levelOf('hops', 37, 600)).toBe('changes')
    expect(coarseLevel('changes', strokesMax)).toBe('changes')
    expect(coarseLevel('changes', strokesMax + 1)).toBe('density')
    expect(coarseLevel('density', strokesMax * 0.8 + 1)).toBe('density')
    expect(coarseLevel('density', strokesMax * 0.8)).toBe('changes')
  })

  it('on the ordinal axis is a zoom away, there and back', () => {
    expect(zoomLine('hops', 20, 0.8, 1)).toEqual({ level: 'changes', lineHeight: 40 })
    expect(zoomLine('changes', 32, 1.25, 1)).toEqual({ level: 'changes', lineHeight: 40 })
    expect(zoomLine('changes', 40, 1.25, 1)).toEqual({ level: 'hops', lineHeight: 24 })
    expect(zoomLine('changes', 2, 0.1, 0.5)).toEqual({ level: 'changes', lineHeight: 0.5 })
  })
})
