import { expect, test } from 'vitest'
import { callersOwn, executableName, keptName } from '../../scripts/electron-runtime.mjs'

test('the caller may name an Electron, or the folder of one', () => {
  const folder = import.meta.dirname
  expect(callersOwn({}, 'linux')).toBeUndefined()
  expect(callersOwn({ ELECTRON_EXEC_PATH: folder }, 'linux')).toBe(folder)
  expect(() => callersOwn({ ELECTRON_OVERRIDE_DIST_PATH: folder }, 'linux')).toThrow(`not there: ${folder}/electron`)
  expect(executableName('win32')).toBe('electron.exe')
})

test.each([
  ['Cypress/Cypress', 'electron'],
  ['Cypress/resources.pak', 'resources.pak'],
  ['Cypress/locales/en-US.pak', 'locales/en-US.pak'],
  ['Cypress/locales/de.pak', undefined],
  ['Cypress/resources/app/index.js', undefined],
  ['Cypress/browser_v8_context_snapshot.bin', undefined],
  ['Cypress/../../outside', undefined],
  ['Other/file', undefined],
])('of the repack, %s is kept as %s', (name, kept) => {
  expect(keptName(name)).toBe(kept)
})
