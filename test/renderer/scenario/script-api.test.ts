// What the editor says of a script, by the same language service and the same sources that it is given there.
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { firstScript, scriptOf } from '../../../core/scenario-script.ts'
import { stepsOf } from '../../../core/scenario.ts'
import { scenarios } from '../../../core/scenarios/index.ts'
import { scriptApi } from '../../../renderer/scenario/script-api.ts'

const pathOf = (uri: string): string => uri.replace('file://', '')
const files = new Map(Object.entries(scriptApi).map(([uri, text]) => [pathOf(uri), text]))
const script = '/scenario.js'

function serviceOf(text: string): ts.LanguageService {
  const all = new Map([...files, [script, text]])
  const options: ts.CompilerOptions = {
    ...{ allowJs: true, checkJs: true, strict: true, noEmit: true, allowImportingTsExtensions: true },
    ...{ lib: ['lib.es2022.d.ts'], target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, types: [] },
    moduleDetection: ts.ModuleDetectionKind.Force,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  }
  const read = (path: string): string | undefined => all.get(path) ?? ts.sys.readFile(path)
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...all.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot(path) {
      const found = read(path)
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found)
    },
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (path) => all.has(path) || ts.sys.fileExists(path),
    readFile: read,
  })
}

function problemsOf(text: string): string[] {
  const service = serviceOf(text)
  return [...service.getSyntacticDiagnostics(script), ...service.getSemanticDiagnostics(script)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
  )
}

/** What is offered at the | in a script. */
function offeredAt(text: string): string[] {
  const at = text.indexOf('|')
  const service = serviceOf(text.replace('|', ''))
  return service.getCompletionsAtPosition(script, at, {})?.entries.map(({ name }) => name) ?? []
}

describe('what the editor knows of a script', () => {
  it('[SC5] finds nothing wrong with the first script, nor with a copy of a built-in one', () => {
    expect(problemsOf(firstScript)).toEqual([])
    for (const scenario of scenarios.filter(({ steps }) => typeof steps !== 'function'))
      expect(problemsOf(scriptOf(scenario.text, stepsOf(scenario, 1))), scenario.name).toEqual([])
  }, 60_000)

  it('[SC5] says what is wrong with a step', () => {
    expect(problemsOf("scenario({ steps: [{ at: 0, who: 'Alice', do: 'fly' }] })").join()).toContain('"fly"')
    expect(problemsOf("scenario({ steps: [writes('now', 'Alice', objectUrl('x'), set('a', 1))] })").join()).toContain(
      'number',
    )
    expect(problemsOf('fetch("https://example.com")').join()).toContain("Cannot find name 'fetch'")
  }, 60_000)

  it('[SC5] offers the words of a scenario, the deeds of a step, the kinds of an edit', () => {
    expect(offeredAt('|')).toEqual(
      expect.arrayContaining(['scenario', 'opening', 'writes', 'set', 'phase', 'objectUrl']),
    )
    expect(offeredAt("scenario({ steps: [{ at: 0, who: 'Alice', do: '|' }] })")).toEqual(
      expect.arrayContaining(['join', 'leave', 'create', 'edit', 'pause']),
    )
    expect(offeredAt("writes(0, 'Alice', objectUrl('x'), { kind: '|' })")).toEqual(
      expect.arrayContaining(['set', 'delete', 'add', 'insert', 'remove']),
    )
    expect(offeredAt('opening({ | })')).toEqual(expect.arrayContaining(['people', 'name', 'value', 'delayMs']))
  }, 60_000)
})
