/**
 * The editor for scripts: JavaScript in Monaco, with the words of the scenario language, and problems at their lines.
 * Runs nothing and saves nothing.
 */
import { editor, MarkerSeverity, Uri } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/parameterHints/register'
import 'monaco-editor/features/snippet/register'
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/features/suggest/register'
import 'monaco-editor/languages/definitions/javascript/register'
import { getJavaScriptWorker, javascriptDefaults } from 'monaco-editor/languages/features/typescript/register'
import ScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker?worker'
import { createJsonEditor, followSystemColours } from '../editor/monaco.ts'
import { scriptApi } from './script-api.ts'

/** Something that is wrong with a script, and where, from 1. */
export interface ScriptProblem {
  readonly reason: string
  readonly line: number
  readonly column: number
}

export interface ScriptEditor {
  text(): string
  /** Shows another script; its history begins anew. */
  show(text: string): void
  /** The first thing that keeps the script from being run at all, as the language service says. */
  firstError(): Promise<ScriptProblem | undefined>
  /** Marks what came of running it; nothing takes the mark away. */
  mark(problem: ScriptProblem | undefined): void
  goTo(line: number, column: number): void
  focus(): void
  dispose(): void
}

const owner = 'run'
const scriptUri = Uri.parse('file:///scenario.js')

/** It is loaded when the first script is shown; who asks before waits for it, so often. */
const looksMax = 100
const lookMs = 50

/** The language service with the text as it is now; undefined where it did not come. */
async function languageService() {
  for (let look = 0; look < looksMax; look++) {
    const found = await getJavaScriptWorker().catch(() => undefined)
    if (found) return found(scriptUri)
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
  return undefined
}

const sentenceOf = (text: string | { readonly messageText: string }): string =>
  typeof text === 'string' ? text : text.messageText

function prepareLanguage(): void {
  self.MonacoEnvironment = {
    getWorker: (_, label) =>
      label === 'javascript' || label === 'typescript' ? new ScriptWorker() : new EditorWorker(),
  }
  javascriptDefaults.setCompilerOptions({
    allowJs: true,
    allowNonTsExtensions: true,
    allowImportingTsExtensions: true,
    checkJs: true,
    // no page and no machine: what a script cannot reach is not offered
    lib: ['lib.es2022.d.ts'],
    // a script is a module of its own, though it imports nothing
    moduleDetection: 3,
    module: 99,
    noEmit: true,
    strict: true,
    target: 99,
  })
  javascriptDefaults.setDiagnosticsOptions({ noSemanticValidation: false, noSyntaxValidation: false })
  javascriptDefaults.setEagerModelSync(true)
  for (const [path, text] of Object.entries(scriptApi)) javascriptDefaults.addExtraLib(text, path)
}

export function createScriptEditor(element: HTMLElement, onTyped: () => void): ScriptEditor {
  prepareLanguage()
  const stopColours = followSystemColours()
  const model = editor.createModel('', 'javascript', scriptUri)
  const view = createJsonEditor(element, 'Script of the scenario')
  view.setModel(model)
  view.updateOptions({
    lineNumbersMinChars: 4,
    quickSuggestions: { other: true, comments: false, strings: true },
    suggestOnTriggerCharacters: true,
    suggest: { showWords: false, preview: false },
  })
  let isShowing = false
  const typing = model.onDidChangeContent(() => {
    if (isShowing) return
    editor.setModelMarkers(model, owner, [])
    onTyped()
  })
  return {
    text: () => model.getValue(),
    show(text) {
      isShowing = true
      editor.setModelMarkers(model, owner, [])
      model.setValue(text)
      isShowing = false
    },
    async firstError() {
      const service = await languageService()
      const found = (await service?.getSyntacticDiagnostics(scriptUri.toString())) ?? []
      const [first] = found.toSorted((one, other) => (one.start ?? 0) - (other.start ?? 0))
      if (!first) return undefined
      const { lineNumber: line, column } = model.getPositionAt(first.start ?? 0)
      return { reason: sentenceOf(first.messageText), line, column }
    },
    mark(problem) {
      if (!problem) return editor.setModelMarkers(model, owner, [])
      const startLineNumber = Math.min(problem.line, model.getLineCount())
      const endColumn = model.getLineMaxColumn(startLineNumber)
      editor.setModelMarkers(model, owner, [
        {
          message: problem.reason,
          severity: MarkerSeverity.Error,
          startLineNumber,
          startColumn: Math.min(problem.column, Math.max(1, endColumn - 1)),
          endLineNumber: startLineNumber,
          endColumn,
        },
      ])
    },
    goTo(line, column) {
      view.setPosition({ lineNumber: line, column })
      view.revealLineInCenterIfOutsideViewport(line)
      view.focus()
    },
    focus: () => view.focus(),
    dispose() {
      typing.dispose()
      view.dispose()
      model.dispose()
      stopColours()
    },
  }
}
