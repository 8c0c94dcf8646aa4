import { beforeAll, describe, expect, it } from 'vitest'
import { mermaid } from '../../../core/formats/mermaid.ts'
import { plantuml } from '../../../core/formats/plantuml.ts'
import { documentsOf, samples } from '../../support/exported.ts'
import { plantumlCommand, plantumlProblem } from '../../support/plantuml.ts'
import { createPair, type World } from '../../support/world.ts'
import { loadMermaid } from '../../support/mermaid.ts'
import { collect, digests, sourceOf } from '../../support/source.ts'

let parser: Awaited<ReturnType<typeof loadMermaid>>

beforeAll(async () => {
  parser = await loadMermaid()
}, 60_000)

async function phases(): Promise<World> {
  const { world, alice, bob, todo } = await createPair({ value: { title: 'a', done: false } })
  world.recorder.add({ kind: 'note', style: 'phase', text: 'Object changed by Alice' })
  ;(alice.object('todo').data as { title: string }).title = 'b'
  await world.settle()
  ;(bob.object('todo').data as { title: string }).title = 'refused'
  await world.settle()
  void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: true })
  await world.settle()
  world.recorder.add({ kind: 'note', style: 'step', text: 'Bob; types # <b>bold</b>: "x" ** // end' })
  ;(bob.object('todo').data as { done: boolean }).done = true
  await world.settle()
  void bob.hyperty.request({ do: 'online', online: false })
  await world.settle()
  ;(alice.object('todo').data as { title: string }).title = 'lost'
  await world.settle()
  return world
}

describe('diagrams', () => {
  it('[FO1] a Mermaid export parses, and holds the 19 arrows of the chart in order', async () => {
    const world = await phases()
    const [text = ''] = await collect(mermaid.write(sourceOf(world.lines), digests))
    await expect(parser.parse(text)).resolves.toBeTruthy()
    const arrows = text.split('\n').filter((line) => /^ {2}L\d+-/.test(line))
    const wanted = [
      ...['L0->>L1: new', 'L0->>L1: observe', 'L0->>L2: post shared', 'L2->>L1: observe', 'L2->>L4: post shared'],
      ...['L4->>L5: new', 'L4->>L5: observe', 'L4->>L6: post shared', 'L6->>L5: observe'],
      ...[
        'L0->>L1: change',
        'L1->>L2: report change',
        'L2->>L4: post report change',
        'L4->>L5: change',
        'L5->>L6: report change',
      ],
      ...[
        'L6->>L5: change',
        'L5->>L4: report change',
        'L4->>L2: post report change',
        'L2->>L1: change',
        'L1->>L0: report change',
      ],
    ]
    expect(wanted).toHaveLength(19)
    let from = 0
    for (const arrow of wanted) {
      const at = arrows.findIndex((line, index) => index >= from && line.trim().startsWith(arrow))
      expect(at, `${arrow} after ${arrows[from - 1]}`).toBeGreaterThanOrEqual(0)
      from = at + 1
    }
    expect(text).toContain('[refused]')
    expect(text).toContain('[lost]')
    expect(text).toContain('participant L3 as Message bus')
  })

  it('[FO2] more than 300 arrows make further diagrams, each of which parses', async () => {
    const { world, alice } = await createPair()
    for (let step = 0; step < 100; step++) {
      ;(alice.object('todo').data as { title: string }).title = `step ${step}`
      await world.settle(10)
    }
    const documents = await collect(mermaid.write(sourceOf(world.lines), digests))
    expect(documents.length).toBe(2)
    for (const text of documents) {
      await expect(parser.parse(text)).resolves.toBeTruthy()
      expect(text.split('\n').filter((line) => /^ {2}L\d+-/.test(line)).length).toBeLessThanOrEqual(300)
      expect(text.length).toBeLessThan(50_000)
    }
    expect(documents[1]).toContain('part 2/2')
  })

  it('[FO3] a PlantUML export has its parts, boxes and escapes', async () => {
    const world = await phases()
    const [text = ''] = await collect(plantuml.write(sourceOf(world.lines), digests))
    expect(text.startsWith('@startuml\n')).toBe(true)
    expect(text.endsWith('@enduml\n')).toBe(true)
    expect(text).toContain('== Object changed by Alice ==')
    expect(text).toContain(String.raw`Bob; types # ~<b>bold~</b>: "x" ~** ~// end`)
    expect(text).toMatch(/^L4 ->o L\d+ : .*\(refused\)/m)
    expect(text).toMatch(/^L\d+ ->x L\d+ : .*\(lost\)/m)
    expect(text.match(/^box /gm)).toHaveLength(3)
    expect(text.match(/^end box$/gm)).toHaveLength(3)
  })

  it('[FO4] an empty session is still a diagram', async () => {
    const source = sourceOf([])
    const [text = ''] = await collect(mermaid.write(source, digests))
    await expect(parser.parse(`${text}  participant A\n`)).resolves.toBeTruthy()
    expect(await collect(plantuml.write(source, digests))).toEqual(['@startuml\nhide footbox\n@enduml\n'])
  })
})

describe('diagrams of every scenario, and of nasty names', () => {
  it('[FO5] each part of a Mermaid export parses, holds at most 300 arrows, and is small enough to be drawn', async () => {
    for (const { name, source } of await samples()) {
      const documents = await documentsOf('mermaid', source)
      for (const [index, text] of documents.entries()) {
        await expect(parser.parse(text), `${name}, part ${index + 1}`).resolves.toBeTruthy()
        expect(text.split('\n').filter((line) => /^ {2}L\d+-/.test(line)).length).toBeLessThanOrEqual(300)
        expect(text.length, name).toBeLessThan(50_000)
        if (documents.length > 1) expect(text).toContain(`part ${index + 1}/${documents.length}\n`)
      }
    }
  }, 120_000)

  const command = plantumlCommand()
  it.skipIf(!command)(
    '[FO6] PlantUML takes each of its exports (skipped where it is not installed)',
    async () => {
      for (const { name, source } of await samples()) {
        const [text = ''] = await documentsOf('plantuml', source)
        expect(plantumlProblem(command as string, text), name).toBeUndefined()
      }
    },
    240_000,
  )

  it('[FO6] in a PlantUML export no name, text or value ends its line or its quotation marks', async () => {
    for (const { name, source } of await samples()) {
      const [text = ''] = await documentsOf('plantuml', source)
      for (const line of text.trimEnd().split('\n')) expect(line, name).toMatch(plantumlLine)
    }
  })
})

const plantumlLine =
  /^(@startuml|@enduml|hide footbox|box "[^"]+"|end box|participant "[^"]+" as L\d+|L\d+ --?>[>ox]? L\d+ : .+|note over L\d+, L\d+ : .+|== .+ ==|\.{3}[\d.]+ s\.{3})$/
