/** The keys of an inspector window: no two commands answer to one, whoever has added them. */
import { describe, expect, test } from 'vitest'
import { chordText } from '../../../renderer/commands/key.ts'
import { createFindCommands, type FindActions } from '../../../renderer/inspector/find-commands.ts'
import { createPageCommands, type PageActions } from '../../../renderer/inspector/page-commands.ts'

/** Actions that do nothing: only what the commands are called is looked at. */
const nothing = <T extends object>(): T => new Proxy({}, { get: () => () => undefined }) as T

describe('the keys of an inspector window', () => {
  test('are all different', () => {
    const commands = createPageCommands(nothing<PageActions>(), createFindCommands(nothing<FindActions>()))
    const keys = commands.all.flatMap(({ id }) => commands.chordsOf(id).map(chordText))
    expect(keys.length).toBeGreaterThan(60)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })
})
