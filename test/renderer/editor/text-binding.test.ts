/** An editor's text and a shared text of an object stay the same, with typing at both ends. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isInPair } from '../../../core/change.ts'
import type { DataObject } from '../../../core/data-object.ts'
import { crdt } from '../../../core/models/crdt.ts'
import { lastWriterWins } from '../../../core/models/last-writer-wins.ts'
import { naive } from '../../../core/models/naive.ts'
import { ownerOnly } from '../../../core/models/owner-only.ts'
import { rebase } from '../../../core/models/rebase.ts'
import { shiftOffset } from '../../../core/text-edit.ts'
import type { Model } from '../../../core/model.ts'
import { placeInText, placeShown, shownText } from '../../../renderer/editor/line-ends.ts'
import { createTextBinding } from '../../../renderer/editor/text-binding.ts'
import { applyEdits, type TextEdits } from '../../../renderer/editor/text-edit.ts'
import { createPair, type Participant } from '../../support/world.ts'

const path = ['notes']
const valueOf = (object: DataObject): unknown => (object.value as { notes?: unknown }).notes

/** An editor without a window: what is typed is made in its text, and told to the binding. */
function editorOf(who: Participant) {
  const object = who.object('todo')
  let text = shownText(String(valueOf(object)))
  const made: TextEdits[] = []
  let isGone = false
  let cursor = 0
  const surface = {
    text: () => text,
    apply(edits: TextEdits): void {
      made.push(edits)
      text = applyEdits(text, edits)
      cursor = shiftOffset(cursor, edits)
    },
  }
  const binding = createTextBinding({ object, path, surface, onGone: () => (isGone = true) })
  return {
    object,
    binding,
    made,
    get text() {
      return text
    },
    get isGone() {
      return isGone
    },
    /** Types at the cursor, which others' edits move along. */
    typeOn(letter: string): void {
      const at = cursor
      cursor += letter.length
      this.type(put(at, letter))
    },
    moveTo: (next: number) => void (cursor = next),
    type(...edits: TextEdits): string | undefined {
      const before = text
      text = applyEdits(text, edits)
      return binding.typed(before, edits)
    },
  }
}

async function editors(notes: string, model: Model = rebase) {
  const pair = await createPair({ models: [model], value: { notes, title: 'a' }, texts: [path] })
  const { world, alice, bob, todo } = pair
  void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: true })
  await world.settle()
  return { ...pair, one: editorOf(alice), two: editorOf(bob) }
}

const put = (offset: number, text: string, length = 0) => ({ offset, length, text })

/** Somewhere in a text, and not within a character. */
function editIn(text: string, [at, count, added]: readonly [number, number, string]) {
  let offset = at % (text.length + 1)
  if (isInPair(text, offset)) offset--
  let end = Math.min(text.length, offset + count)
  if (isInPair(text, end)) end++
  return { offset, length: end - offset, text: added }
}

const step = fc.record({
  who: fc.constantFrom('one', 'two'),
  edit: fc.tuple(fc.nat(60), fc.nat(3), fc.constantFrom('', 'a', 'bc', '😀', '\n', 'ü')),
  waitMs: fc.constantFrom(0, 0, 1, 30, 400),
  compose: fc.constantFrom(false, false, true),
})

describe('a shared text in an editor', () => {
  test('each edit is the splice that was typed, at once', async () => {
    const { world, one, two } = await editors('aaa')
    one.type(put(1, 'a'))
    expect(valueOf(one.object)).toBe('aaaa')
    await world.settle()
    expect(world.sent('update').at(-1)?.message.body).toMatchObject({ changes: [[path, 1, 0, 'a']] })
    expect(two.made).toEqual([[put(1, 'a')]])
    expect(one.made).toEqual([])
  })

  test('several cursors that type at once are several splices', async () => {
    const { world, one, two } = await editors('ab\ncd')
    one.type(put(0, '- '), put(3, '- '))
    await world.settle()
    expect(valueOf(one.object)).toBe('- ab\n- cd')
    expect(two.text).toBe('- ab\n- cd')
  })

  test('an edit that would cut a character takes all of it', async () => {
    const { world, one, two } = await editors('a😀b')
    one.type(put(2, '\ude01', 1))
    await world.settle()
    expect(valueOf(one.object)).toBe('a😁b')
    expect(two.text).toBe('a😁b')
  })

  test.each([rebase, crdt, lastWriterWins, ownerOnly])(
    'whatever is typed by two at once, each editor shows what its object holds: $name',
    async (model) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(200), async (steps, delayMs) => {
          const both = await editors('one\ntwo 😀 three', model)
          both.world.bus.setDelay(delayMs)
          const composing = new Set<string>()
          for (const { who, edit, waitMs, compose } of steps) {
            const own = both[who as 'one' | 'two']
            if (compose) composing.add(who)
            else composing.delete(who)
            own.binding.compose(compose)
            expect(own.type(editIn(own.text, edit))).toBeUndefined()
            if (waitMs > 0) await both.world.settle(waitMs)
            for (const one of ['one', 'two'] as const)
              if (!composing.has(one)) expect(both[one].text).toBe(valueOf(both[one].object))
          }
          for (const own of [both.one, both.two]) own.binding.compose(false)
          await both.world.settle(20_000)
          expect(both.one.text).toBe(valueOf(both.one.object))
          expect(both.two.text).toBe(valueOf(both.two.object))
          expect(both.one.text).toBe(both.two.text)
        }),
        { numRuns: 20, seed: 4 },
      )
    },
  )

  test.each([rebase, crdt])(
    'whoever types on at the cursor types a word, whatever others type meanwhile: $name',
    async (model) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(12), { minLength: 40, maxLength: 40 }), fc.nat(30), async (waits, delayMs) => {
          const { world, one, two } = await editors('middle', model)
          world.bus.setDelay(delayMs)
          two.moveTo('middle'.length)
          const [first, last] = ['Alice was here. ', ' And so was Bob.']
          for (let index = 0; index < first.length; index++) {
            one.typeOn(first.charAt(index))
            await world.settle((waits[2 * index] as number) / 16)
            two.typeOn(last.charAt(index))
            await world.settle((waits[2 * index + 1] as number) / 16)
          }
          await world.settle(10_000)
          expect(one.text).toBe(`${first}middle${last}`)
          expect(two.text).toBe(one.text)
        }),
        { numRuns: 15, seed: 1 },
      )
    },
  )

  test('with naive each editor shows what its own object holds, the same or not', async () => {
    const { world, one, two } = await editors('text', naive)
    world.bus.setDelay(100)
    one.type(put(0, '1'))
    two.type(put(0, '2'))
    await world.settle(2000)
    expect([one.text, two.text]).toEqual(['21text', '12text'])
    expect([valueOf(one.object), valueOf(two.object)]).toEqual([one.text, two.text])
  })

  test('what others write around what is not settled comes as the smallest edit', async () => {
    const { world, one, two } = await editors('middle')
    world.bus.setDelay(100)
    two.type(put(6, ' end'))
    one.type(put(0, 'begin '))
    await world.settle(2000)
    expect(two.made).toEqual([[put(0, 'begin ')]])
    expect(two.text).toBe('begin middle end')
  })

  test('while a character is composed, what others write waits; then both are there', async () => {
    const { world, one, two } = await editors('ab')
    two.binding.compose(true)
    two.type(put(1, 'n'))
    two.type(put(1, 'ni', 1))
    one.type(put(0, 'X'))
    await world.settle()
    expect(two.text).toBe('anib')
    expect(valueOf(two.object)).toBe('Xab')
    two.type(put(1, '你', 2))
    two.binding.compose(false)
    expect(two.text).toBe('Xa你b')
    await world.settle()
    expect(one.text).toBe('Xa你b')
    expect(world.sent('update').filter(({ message }) => message.from.endsWith('bob'))).toHaveLength(1)
  })

  test('what is written elsewhere in the window is shown', async () => {
    const { world, one, two } = await editors('a')
    ;(one.object.data as { notes: string }).notes = 'a b'
    await world.settle()
    expect([one.text, two.text]).toEqual(['a b', 'a b'])
  })

  test('what is refused falls back in the text, and nothing else with it', async () => {
    const { world, alice, bob, todo, one, two } = await editors('mine', ownerOnly)
    void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: false })
    await world.settle()
    two.type(put(4, ', not'))
    expect(two.text).toBe('mine, not')
    one.type(put(0, 'all '))
    await world.settle()
    expect([one.text, two.text]).toEqual(['all mine', 'all mine'])
  })

  test('what is too much for one report is said, and is not there', async () => {
    const { world, one } = await editors('a')
    const failure = one.type(put(1, 'x'.repeat(17 * 1024 * 1024)))
    expect(failure).toContain('too much at once')
    expect(one.text).toBe('a')
    await world.settle()
    expect(valueOf(one.object)).toBe('a')
  })

  test('where the text is taken away, or becomes something else, that is told', async () => {
    const { world, one, two } = await editors('a')
    ;(one.object.data as { notes: unknown }).notes = 7
    await world.settle()
    expect([one.isGone, two.isGone]).toEqual([true, true])
    expect(two.type(put(0, 'late'))).toBeUndefined()
    expect(valueOf(two.object)).toBe(7)
  })

  test('texts with line ends of other kinds keep them, and are shown with one', async () => {
    const { world, one, two } = await editors('a\r\nb\rc\nd')
    expect(one.text).toBe('a\nb\nc\nd')
    one.type(put(6, '!'))
    two.type(put(1, '?'))
    await world.settle()
    expect(valueOf(one.object)).toBe('a?\r\nb\rc\n!d')
    expect([one.text, two.text]).toEqual(['a?\nb\nc\n!d', 'a?\nb\nc\n!d'])
    // the two halves of a line end meet
    one.type({ offset: 5, length: 1, text: '' })
    await world.settle()
    expect(valueOf(one.object)).toBe('a?\r\nb\r\n!d')
    expect(one.text).toBe('a?\nb\n!d')
    const text = 'a\r\nb\rc'
    expect([0, 1, 2, 3, 4].map((place) => placeInText(text, place))).toEqual([0, 1, 3, 4, 5])
    expect([0, 1, 3, 4, 5].map((place) => placeShown(text, place))).toEqual([0, 1, 2, 3, 4])
  })

  test('a thousand letters in a text of a megabyte are a thousand splices of one letter, and as many edits', async () => {
    const { world, one, two } = await editors('line of text\n'.repeat(80_000))
    for (let index = 0; index < 1000; index++) {
      one.type(put(500_000 + index, 'x'))
      if (index % 100 === 99) await world.settle(20)
    }
    await world.settle()
    expect(one.text).toBe(valueOf(one.object))
    expect(two.text).toBe(one.text)
    expect(one.made).toEqual([])
    expect(two.made.flat().reduce((sum, { length, text }) => sum + length + text.length, 0)).toBe(1000)
  })
})
