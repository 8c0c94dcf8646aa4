import { describe, expect, it } from 'vitest'
import { noConditions } from '../../../core/link-conditions.ts'
import { hypertyUrl, shortName } from '../../../core/message.ts'
import type { Arrow } from '../../../core/scene.ts'
import { contentOf, countBits, hopBits } from '../../../renderer/timeline/rows.ts'
import { playPhases, scribbleSession } from '../../support/columns.ts'
import { chartOf, type ChartOptions } from '../../support/chart.ts'

function shownIn(lines: readonly string[], options: ChartOptions = {}): Arrow[] {
  const chart = chartOf(lines, options)
  const rows = Array.from({ length: chart.columns.count }, (_, row) => chart.content(row))
  return rows.flatMap((content) => (content?.kind === 'arrows' ? content.arrows : []))
}
const inWords = ({ from, to, label }: Arrow): string =>
  `${shortName(from.hyperty)} ${from.part} → ${shortName(to.hyperty)} ${to.part}: ${label}`

describe('rows', () => {
  it("shows the three phases as the seed's chart has them, and beside them only what it left out", async () => {
    const { world } = await playPhases()
    const arrows = shownIn(world.lines)
    const extra = arrows.filter(({ label }) => /subscribe|granted/.test(label))
    expect(arrows.filter((arrow) => !extra.includes(arrow)).map(inWords)).toEqual([
      'alice hyperty → alice object: new',
      'alice hyperty → alice object: observe',
      'alice hyperty → alice syncer: post shared todo from Alice',
      'alice syncer → alice object: observe',
      'alice syncer → bob syncer: post shared todo from Alice',
      'bob syncer → bob object: new',
      'bob syncer → bob object: observe',
      'bob syncer → bob hyperty: post shared todo from Alice',
      'bob hyperty → bob object: observe',
      'alice hyperty → alice object: change',
      'alice object → alice syncer: report change',
      'alice syncer → bob syncer: post report change',
      'bob syncer → bob object: change',
      'bob object → bob hyperty: report change',
      'bob hyperty → bob object: change',
      'bob object → bob syncer: report change',
      'bob syncer → alice syncer: post report change',
      'alice syncer → alice object: change',
      'alice object → alice hyperty: report change',
    ])
    expect(new Set(extra.map(({ label }) => label))).toEqual(new Set(['subscribe to todo', 'granted Bob to write']))
  })

  it.each([1, 2, 3])('counts from the columns what it shows from the text (seed %i)', async (seed) => {
    const { world } = await scribbleSession(seed, 40)
    for (const answers of [true, false]) {
      const { columns, options, table } = chartOf(world.lines, { answers })
      let shown = 0
      for (let row = 0; row < columns.count; row++) {
        if (columns.kindOf(row) !== 'message') continue
        const content = contentOf(columns, row, options, table)
        expect(content?.kind === 'arrows' ? content.arrows.length : 0).toBe(
          countBits(hopBits(columns, row, options, table)),
        )
        shown += content ? 1 : 0
      }
      expect(shown).toBeGreaterThan(20)
    }
  })

  it('shows where cursors are only when asked to', async () => {
    const { world, bob, todo } = await playPhases()
    bob.hyperty.point(todo, { path: ['title'], anchor: 0, head: 1 })
    await world.settle()
    const labels = (presence: boolean): string[] => shownIn(world.lines, { presence }).map(({ label }) => label)
    expect(labels(true).filter((label) => label.includes('is in'))).not.toEqual([])
    expect(labels(true).filter((label) => !label.includes('is in'))).toEqual(labels(false))
  })

  it('shows answers that only say "done" when asked to, and refusals always', async () => {
    const { world, alice, bob, todo } = await playPhases()
    void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: false })
    await world.settle()
    ;(bob.object('todo').data as { done: boolean }).done = false
    await world.settle()
    const dotted = (answers: boolean): string[] =>
      shownIn(world.lines, { answers })
        .filter(({ style }) => style === 'dotted')
        .map(({ label }) => label)
    expect(dotted(false)).toEqual(['403 refused', 'turned back'])
    expect(dotted(true)).toEqual(
      expect.arrayContaining(['100 wait', '200 done', 'settled', '403 refused', 'turned back']),
    )
  })

  it('shows a message as on its way at a moment at which it had not arrived', async () => {
    const { world } = await playPhases()
    const change = world.sent('update')[0]?.n ?? 0
    const chart = chartOf(world.lines, { lastEvent: change })
    const row = chart.columns.rowOf(change) as number
    const content = chart.content(row)
    expect(content?.kind === 'arrows' && content.arrows.map(({ outcome }) => outcome)).toEqual([
      'done',
      'done',
      'in-flight',
    ])
    expect(chart.heights.count).toBe(row + 1)
  })

  it('shows between collapsed hyperties the way of a message, but not what happens inside', async () => {
    const { world } = await playPhases()
    for (const name of ['Carol', 'Dave']) world.join(name)
    await world.settle()
    const pair = ['hyperty://local/carol', 'hyperty://local/dave']
    const shown = shownIn(world.lines, { pair })
    const between = shown.filter(({ from, to }) => !pair.includes(from.hyperty) && !pair.includes(to.hyperty))
    expect(new Set(between.map(({ hop }) => hop))).toEqual(new Set(['sent']))
    expect(between.length).toBeGreaterThan(3)
  })

  it('says what was ordered of links and what befell a hyperty, each in a sentence', async () => {
    const { world } = await playPhases()
    const { recorder } = world
    const conditions = { ...noConditions, lossPercent: 10, burstMessages: 3 }
    const between = { from: hypertyUrl('Alice'), to: hypertyUrl('Bob') }
    const time = { kind: 'span', afterMs: 10_000, forMs: 4_000 } as const
    world.bus.links.order({ conditions, ...between, time, seed: 7 })
    world.bus.links.order({ conditions: { ...noConditions, isCut: true }, time: { kind: 'standing' }, seed: 8 })
    recorder.add({ kind: 'fault', fault: 'pause', who: hypertyUrl('Bob') })
    recorder.add({ kind: 'fault', fault: 'down', who: hypertyUrl('Bob') })
    const chart = chartOf(world.lines)
    const marks = Array.from({ length: chart.columns.count }, (_, row) => chart.content(row)).flatMap((content) =>
      content?.kind === 'mark' ? [[content.tone, content.text]] : [],
    )
    expect(marks.slice(-4)).toEqual([
      ['plain', 'Planned: loss 10 % in bursts of 3 from Alice to Bob, in 10 s for 4 s · seed 7'],
      ['warn', 'Links: cut on every link · seed 8'],
      ['warn', 'Bob is paused'],
      ['bad', 'Bob has crashed, without storage'],
    ])
  })
})
