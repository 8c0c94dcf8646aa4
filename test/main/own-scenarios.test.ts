import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nameProblem, openOwnScenarios, ownLimits, type OwnScenarios } from '../../main/own-scenarios.ts'

let root = ''
let own: OwnScenarios
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'own-'))
  own = openOwnScenarios(join(root, 'scenarios'))
})
afterEach(() => rm(root, { recursive: true, force: true }))
const names = async (): Promise<string[]> => (await own.list()).map(({ name }) => name)

describe('scenarios of one’s own', () => {
  it('[SC9] are saved, listed, read, renamed and removed by their names', async () => {
    expect(await names()).toEqual([])
    await own.save('two writers', 'one')
    await own.save('Älter', 'two')
    await own.save('two writers', 'three')
    expect(await names()).toEqual(['Älter', 'two writers'])
    expect(await own.read('two writers')).toBe('three')
    await own.rename('two writers', 'Three')
    expect(await names()).toEqual(['Älter', 'Three'])
    await own.rename('Three', 'three')
    expect(await own.read('three')).toBe('three')
    await own.remove('three')
    expect(await names()).toEqual(['Älter'])
    await expect(own.read('three')).rejects.toThrow('There is no scenario three.')
    await expect(own.remove('three')).rejects.toThrow('There is no scenario three.')
  })

  it.each(['', '..', '../x', 'a/b', 'a\\b', '.hidden', 'a.js', 'con', 'LPT1', 'x'.repeat(61), 'a\0', ' a', 'a '])(
    '[SC9] are not called %j, and nothing is written elsewhere',
    async (name) => {
      expect(nameProblem(name)).toMatch(/\.$/)
      await expect(own.save(name, 'x')).rejects.toThrow()
      await expect(own.read(name)).rejects.toThrow()
      await own.save('there', 'x')
      await expect(own.rename('there', name)).rejects.toThrow()
      expect(await readdir(root)).toEqual(['scenarios'])
      expect(await readdir(join(root, 'scenarios'))).toEqual(['there.js'])
    },
  )

  it('[SC9] are not written over by renaming, and not without end', async () => {
    await own.save('one', '1')
    await own.save('two', '2')
    await expect(own.rename('one', 'two')).rejects.toThrow('There is a scenario two already.')
    await expect(own.rename('none', 'three')).rejects.toThrow('There is no scenario none.')
    expect(await own.read('two')).toBe('2')
    await own.save('large', 'x'.repeat(ownLimits.characters))
    await expect(own.save('larger', 'x'.repeat(ownLimits.characters + 1))).rejects.toThrow('at most')
    for (let count = 3; count < ownLimits.scenarios; count++)
      await writeFile(join(root, 'scenarios', `s${count}.js`), 'x')
    await expect(own.save('one more', 'x')).rejects.toThrow('already')
    await own.save('one', 'still')
    expect(await own.read('one')).toBe('still')
  })
})
