/** A text and a data object stay in step: between two hyperties over the bus, with typing on both sides. */
import { describe, expect, test } from 'vitest'
import type { Change, JsonObject } from '../../../core/change.ts'
import { createBinding, type BindingState } from '../../../renderer/editor/binding.ts'
import { textOf } from '../../../renderer/editor/json-text.ts'
import { createPace, pauseMs, type SendMode } from '../../../renderer/editor/pace.ts'
import { applyEdits, type TextEdits } from '../../../renderer/editor/text-edit.ts'
import { createPair, type Participant, type World } from '../../support/world.ts'

/** What a window does with its editor, without the window. */
function editorOf(world: World, who: Participant, mode: SendMode = 'pause') {
  const object = who.object('todo')
  const made: TextEdits[] = []
  let text = textOf(object.value)
  let state: BindingState | undefined
  const said: string[] = []
  const binding = createBinding({
    object,
    surface: {
      text: () => text,
      apply(edits) {
        made.push(edits)
        text = applyEdits(text, edits)
      },
    },
    schedule: (run) => void world.clock.after(16, run),
    onState: (next) => (state = next),
  })
  const send = (): void => {
    const failure = binding.send()
    if (failure) said.push(failure)
  }
  const pace = createPace((delayMs, run) => world.clock.after(delayMs, run), send, mode)
  return {
    object,
    binding,
    pace,
    made,
    said,
    get text() {
      return text
    },
    get state() {
      return state ?? binding.state
    },
    /** Replaces the first `old` of the text, one keystroke. */
    type(old: string, next: string, token = 'same'): void {
      if (!text.includes(old)) throw new Error(`${old} is not in ${text}`)
      text = text.replace(old, () => next)
      binding.typed()
      pace.typed(token)
    },
  }
}

async function editors(value?: JsonObject, granted = true) {
  const { world, alice, bob, todo } = await createPair(value ? { value } : {})
  if (granted) void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: true })
  await world.settle()
  const reports: { who: string; changes: unknown }[] = []
  const before = world.sent('update').length
  const sentChanges = () =>
    world
      .sent('update')
      .slice(before)
      .map(({ message }) => ({
        who: (message.body as { source: string }).source,
        changes: (message.body as { changes?: unknown }).changes,
      }))
  return { world, alice, bob, reports, sentChanges, a: editorOf(world, alice), b: editorOf(world, bob) }
}

describe('what is typed', () => {
  test('is sent after a pause, as the smallest change, and reaches the other text', async () => {
    const { world, a, b, sentChanges } = await editors()
    a.type('"a"', '"ab"')
    await world.settle(pauseMs - 10)
    expect(sentChanges()).toEqual([])
    expect(a.state.draft.map((change) => change.path)).toEqual([['title']])
    await world.settle(20)
    expect(sentChanges().map(({ changes }) => changes)).toEqual([[[['title'], 'ab']]])
    await world.settle()
    expect(JSON.parse(b.text)).toEqual({ title: 'ab', done: false, list: [1, 2, 3] })
    expect(a.state.draft).toEqual([])
    expect(a.object.pending).toBe(0)
  })

  test('is sent at once when the cursor leaves the token', async () => {
    const { world, a, sentChanges } = await editors()
    a.type('"a"', '"ab"', '2:11')
    a.pace.moved('2:11')
    await world.settle(50)
    expect(sentChanges()).toEqual([])
    a.pace.moved('3:3')
    await world.settle(50)
    expect(sentChanges()).toHaveLength(1)
  })

  test('is sent at every keystroke, or only when told, where that is chosen', async () => {
    const { world, a, b, sentChanges } = await editors()
    a.pace.mode = 'keystroke'
    a.type('"a"', '"ab"')
    await world.settle(50)
    a.type('"ab"', '"abc"')
    await world.settle(50)
    expect(sentChanges()).toHaveLength(2)
    a.pace.mode = 'told'
    a.type('"abc"', '"abcd"')
    await world.settle(5000)
    expect(sentChanges()).toHaveLength(2)
    a.pace.now()
    await world.settle()
    expect(JSON.parse(b.text)).toMatchObject({ title: 'abcd' })
  })

  test('makes no report where only the format changed', async () => {
    const { world, a, sentChanges } = await editors()
    a.type('"a"', '"\\u0061"')
    a.type('false', '\n\n     false')
    a.type('1,', '1.0,')
    await world.settle()
    expect(sentChanges()).toEqual([])
    expect(a.text).toContain('\\u0061')
  })

  test('keeps its format while others change something else', async () => {
    const { world, a, b } = await editors()
    a.type('"done": false', '"done"   :\tfalse')
    b.type('"a"', '"b"')
    await world.settle()
    expect(a.text).toContain('"done"   :\tfalse')
    expect(a.text).toContain('"title": "b"')
  })

  test('and cannot be sent as one message is kept, with a sentence', async () => {
    const { world, a } = await editors()
    const deep = `${'{"a long key of more than 32 characters":'.repeat(9)}1${'}'.repeat(9)}`
    a.type('"a"', deep)
    await world.settle()
    a.type('1}', '2}')
    await world.settle()
    expect(a.said).toEqual([expect.stringMatching(/^Not sent: .*256 characters.*Your text is kept/)])
    expect(a.text).toContain('2}')
    expect(a.state.draft).toHaveLength(1)
  })
})

describe('a text that is no JSON', () => {
  test('keeps the draft; nothing of others is lost, and nothing is reported that was not typed', async () => {
    const { world, alice, bob, a, b, sentChanges } = await editors({ a: 1, b: 1, c: [1, 2] })
    a.type('"a": 1', '"a": "hal')
    await world.settle()
    expect(a.state.problem?.sentence).toBe('a quoted text does not end')
    b.type('"b": 1', '"b": 2')
    await world.settle()
    b.type('"a": 1', '"a": 5')
    await world.settle()
    expect(a.text).toContain('"a": "hal')
    expect(a.object.value).toEqual({ a: 5, b: 2, c: [1, 2] })
    expect(a.state.waiting).toEqual([{ author: bob.url, count: 2 }])
    a.type('"hal', '"half"')
    await world.settle()
    const value = { a: 'half', b: 2, c: [1, 2] }
    expect(JSON.parse(a.text)).toEqual(value)
    expect(JSON.parse(b.text)).toEqual(value)
    expect(alice.object('todo').value).toEqual(bob.object('todo').value)
    const hers = sentChanges().filter(({ who }) => who === alice.url)
    const typedByHer = hers.flatMap(({ changes }) => changes as unknown[][]).filter(([, to]) => to === 'half')
    expect(typedByHer).toEqual([[['a'], 'half']])
    expect(
      hers.flatMap(({ changes }) => changes as unknown[]).filter((one) => JSON.stringify(one).includes('"c"')),
    ).toEqual([])
    expect(a.state).toEqual({ problem: undefined, remarks: [], draft: [], waiting: [], lost: [] })
  })

  test('finds the places in a list again when it is valid', async () => {
    const { world, a, b } = await editors({ list: ['x', 'y', 'z'] })
    a.type('"y"', '"y!')
    b.type('"x"', '"new", "x"')
    await world.settle()
    a.type('"y!', '"y!"')
    await world.settle()
    expect(JSON.parse(a.text)).toEqual({ list: ['new', 'x', 'y!', 'z'] })
    expect(JSON.parse(b.text)).toEqual({ list: ['new', 'x', 'y!', 'z'] })
  })

  test('says how many of the changes found no place any more', async () => {
    const { world, a, b } = await editors({ keep: 1, gone: { x: 1 } })
    a.pace.mode = 'told'
    a.type('"x": 1', '"x": 2')
    b.type(',\n  "gone": {\n    "x": 1\n  }', '')
    await world.settle()
    a.pace.now()
    await world.settle()
    expect(JSON.parse(a.text)).toEqual({ keep: 1 })
    expect(a.state.lost.map((change) => change.path)).toEqual([['gone', 'x']])
  })

  test('can be discarded: the text shows the object again', async () => {
    const { world, a, b, sentChanges } = await editors()
    a.type('"title"', '"tit')
    b.type('false', 'true')
    await world.settle()
    const before = sentChanges().length
    a.binding.discard()
    expect(a.text).toBe(textOf({ title: 'a', done: true, list: [1, 2, 3] }))
    await world.settle()
    expect(sentChanges()).toHaveLength(before)
    expect(a.state.waiting).toEqual([])
  })
})

describe('a valid draft', () => {
  test("takes others' changes in at once and is still only the user's own", async () => {
    const { world, a, b } = await editors()
    a.pace.mode = 'told'
    a.type('"a"', '"mine"')
    b.type('false', 'true')
    await world.settle()
    expect(JSON.parse(a.text)).toEqual({ title: 'mine', done: true, list: [1, 2, 3] })
    expect(a.state.draft).toEqual([
      { type: 'update', path: ['title'], value: 'mine', oldValue: 'a' },
    ] satisfies Change[])
    expect(a.object.value).toMatchObject({ title: 'a', done: true })
  })

  test('others change nothing in the text but the values they changed', async () => {
    const { world, a, b } = await editors()
    b.type('[\n    1', '[\n    0,\n    1')
    await world.settle()
    expect(a.made).toEqual([[{ offset: a.text.indexOf('0'), length: 0, text: expect.stringContaining('0,') }]])
  })
})

test('a refused change falls back in the text, and what was typed since stays', async () => {
  const { world, alice, a, b } = await editors(undefined, false)
  b.type('"a"', '"forged"')
  await world.settle()
  expect(JSON.parse(b.text)).toMatchObject({ title: 'a' })
  expect(JSON.parse(a.text)).toMatchObject({ title: 'a' })
  expect(alice.object('todo').value).toMatchObject({ title: 'a' })
  expect(world.events.some((event) => event.kind === 'ended' && event.decision?.code === 403)).toBe(true)
  b.type('"title": "a"', '"title": "a')
  await world.settle()
  expect(b.text).toContain('"title": "a,')
})

test('many changes at once are brought into the text once', async () => {
  const { world, a, alice } = await editors()
  for (let index = 0; index < 500; index++) {
    ;(alice.object('todo').data as { count?: number }).count = index
    await Promise.resolve()
  }
  await world.settle()
  expect(JSON.parse(a.text)).toMatchObject({ count: 499 })
  expect(a.made.length).toBeLessThan(5)
})
