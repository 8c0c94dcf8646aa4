// Inputs of a session done otherwise: one skipped, moved or edited, and what comes of it when they are played.
import { describe, expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import { inputsOf, type Inputs } from '../../core/inputs.ts'
import type { Model } from '../../core/model.ts'
import { models } from '../../core/models/index.ts'
import { opening, rests, set, writes } from '../../core/opening.ts'
import { objectUrl } from '../../core/message.ts'
import { revise, type Revision } from '../../core/revision.ts'
import type { Scenario, Step } from '../../core/scenario.ts'
import { columnsOf } from '../support/columns.ts'

const url = objectUrl('todo')
const value = { title: '', done: false, items: [] }
/** Bob writes, then Alice, then Bob what stands there already; half a second apart. */
const scenario: Scenario = {
  name: 'in turn',
  text: '',
  steps: [
    ...opening({ people: ['Alice', 'Bob'], name: 'todo', value, delayMs: 20 }),
    writes(2000, 'Bob', url, set('title', 'Bread')),
    writes(2500, 'Alice', url, set('title', 'Milk')),
    writes(3000, 'Bob', url, { kind: 'delete', path: ['nothing'] }),
    writes(3500, 'Alice', url, { kind: 'insert', list: ['items'], index: 0, value: 'eggs' }),
    rests(6000),
  ],
}

async function inputsUnder(model: Model): Promise<Inputs> {
  const { session } = await play({ scenario, checks }, model, 5, true)
  if (!session) throw new Error('nothing was kept')
  return inputsOf(columnsOf(session.lines), session.header)
}

async function played(steps: readonly Step[], model: Model): Promise<readonly unknown[]> {
  const { copies = [], problems } = await play({ scenario: { ...scenario, steps }, checks }, model, 5, true)
  expect(problems).toEqual([])
  return copies.map((copy) => copy.value)
}

/** The event of the write of a value. */
function eventOf({ steps, events }: Pick<Inputs, 'steps' | 'events'>, text: string): number {
  const place = steps.findIndex((step) => step.do === 'edit' && JSON.stringify(step.edit).includes(text))
  return events[place] ?? -1
}

const withTitle = (title: string, items: readonly string[] = ['eggs']): object[] => [
  { title, done: false, items },
  { title, done: false, items },
]

describe('a revision', () => {
  for (const model of models)
    it(`[RV1] skips, moves or edits one input, and all others are as they were: under ${model.name}`, async () => {
      const inputs = await inputsUnder(model)
      const [bread, milk, eggs] = ['Bread', 'Milk', 'eggs'].map((text) => eventOf(inputs, text)) as [
        number,
        number,
        number,
      ]
      const after = async (revision: Revision): Promise<readonly unknown[]> =>
        played(revise(inputs, revision).steps, model)
      expect(await played(inputs.steps, model)).toEqual(withTitle('Milk'))
      expect(await after({ do: 'skip', event: milk })).toEqual(withTitle('Bread'))
      expect(await after({ do: 'skip', event: eggs })).toEqual(withTitle('Milk', []))
      // what was written over in the end changes nothing when it is left out
      expect(await after({ do: 'skip', event: bread })).toEqual(withTitle('Milk'))
      const edit = { kind: 'set', path: ['title'], value: 'Tea' }
      expect(await after({ do: 'edit', event: milk, edit })).toEqual(withTitle('Tea'))
    })

  it('[RV1] what is moved stands just before an input that came before it, and just after one that came after it', async () => {
    const model = models[0] as Model
    const inputs = await inputsUnder(model)
    const [bread, milk, eggs] = ['Bread', 'Milk', 'eggs'].map((text) => eventOf(inputs, text)) as [
      number,
      number,
      number,
    ]
    const writesOf = ({ events }: Pick<Inputs, 'events'>): number[] =>
      events.filter((event) => [bread, milk, eggs].includes(event))
    const cases: readonly (readonly [event: number, to: number, order: readonly number[]])[] = [
      [eggs, bread, [eggs, bread, milk]],
      [eggs, milk, [bread, eggs, milk]],
      [bread, milk, [milk, bread, eggs]],
      [bread, eggs, [milk, eggs, bread]],
    ]
    for (const [event, to, order] of cases) {
      const revised = revise(inputs, { do: 'move', event, to })
      expect(writesOf(revised)).toEqual(order)
      expect(revised.steps).toHaveLength(inputs.steps.length)
      const moments = revised.steps.map(({ at }) => at)
      expect(moments).toEqual([...moments].sort((one, other) => one - other))
    }
  })

  it('[RV2] is refused with a sentence where there is no such input, or nothing that could be written', async () => {
    const inputs = await inputsUnder(models[0] as Model)
    const milk = eventOf(inputs, 'Milk')
    const asked = inputs.events[inputs.steps.findIndex((step) => step.do === 'ask')] as number
    const cases: readonly (readonly [Revision, RegExp])[] = [
      [{ do: 'skip', event: 999_999 }, /^Event 999999 is nothing that somebody did.* the events (\d+, )+\d+\.$/],
      [{ do: 'skip', event: 0 }, /^Event 0 is nothing/],
      [{ do: 'move', event: milk, to: milk }, /cannot be moved to itself/],
      [{ do: 'move', event: milk, to: 999_999 }, /^Event 999999 is nothing/],
      [{ do: 'edit', event: asked, edit: {} }, /is no write to an object: it can be skipped or moved/],
      [{ do: 'edit', event: milk, edit: [] }, /stand 1 to 100 edits/],
      [{ do: 'edit', event: milk, edit: { kind: 'sing' } }, /^Edit 1: the kind of its edit is "sing"/],
      [{ do: 'edit', event: milk, edit: { kind: 'set', path: ['__proto__'], value: 1 } }, /^Edit 1: /],
    ]
    for (const [revision, sentence] of cases) expect(() => revise(inputs, revision)).toThrow(sentence)
  })
})
