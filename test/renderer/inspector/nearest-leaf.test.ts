/** Of the values of an object, the one that somebody meant in a text. */
import { expect, test } from 'vitest'
import { nearestLeaf } from '../../../renderer/inspector/nearest-leaf.ts'

const leaves = [['title'], ['list', 0], ['list', 1], ['about', 'by'], ['about', 'at']]

test.each([
  ['the value itself', ['list', 1], 2, true],
  ['the first of what stands in it', ['about'], 3, true],
  ['what holds it, as a list does under some models', ['title', 3], 0, true],
  ['the first of all for the whole', [], 0, true],
  ['what stands beside it', ['about', 'new'], 3, false],
  ['nothing', ['new'], -1, false],
])('%s', (_, path, place, isIt) => {
  expect(nearestLeaf(leaves, path)).toEqual({ place, isIt })
})
