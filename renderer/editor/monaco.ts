/**
 * Brings Monaco into a page: only what a JSON editor needs of it, its workers from our own origin, its colours and
 * type from the tokens. Knows no data object.
 */
import { editor, MarkerSeverity, Position, Range, Selection } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeEditor/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/format/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/lineSelection/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/longLinesHelper/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/tokenization/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import { jsonDefaults } from 'monaco-editor/languages/features/json/register'

export { editor, MarkerSeverity, Position, Range, Selection }

self.MonacoEnvironment = {
  getWorker: (_, label) => (label === 'json' ? new JsonWorker() : new EditorWorker()),
}

// what is wrong with a text is judged by json-text.ts, at once and in our own words
jsonDefaults.setDiagnosticsOptions({ validate: false })

/** The value of a colour token as it is shown now, as Monaco wants it: `#rrggbb`. */
function colourOf(token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const parts = getComputedStyle(probe).color.match(/\d+/g)?.slice(0, 3) ?? []
  probe.remove()
  return `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`
}

function defineTheme(name: string, base: 'vs' | 'vs-dark'): void {
  const [ink, soft] = [colourOf('--ink'), colourOf('--ink-soft')]
  const [key, text, number, word] = ['--json-key', '--json-text', '--json-number', '--json-word'].map(colourOf)
  editor.defineTheme(name, {
    base,
    inherit: true,
    rules: [
      { token: 'string.key.json', foreground: key as string },
      { token: 'string.value.json', foreground: text as string },
      { token: 'number.json', foreground: number as string },
      { token: 'keyword.json', foreground: word as string },
      ...['delimiter', 'delimiter.bracket.json', 'delimiter.array.json'].map((token) => ({ token, foreground: soft })),
    ],
    colors: {
      'editor.background': colourOf('--bg'),
      'editor.foreground': ink,
      'editorLineNumber.foreground': colourOf('--ink-faint'),
      'editorLineNumber.activeForeground': ink,
      'editor.selectionBackground': colourOf('--bg-selection'),
      'editor.lineHighlightBorder': colourOf('--bg-raised'),
      'editorCursor.foreground': ink,
      'editorError.foreground': colourOf('--bad'),
      'editorWarning.foreground': colourOf('--warn'),
      'editorWidget.background': colourOf('--bg-raised'),
      'editorWidget.border': colourOf('--line-strong'),
      focusBorder: colourOf('--accent'),
      'menu.background': colourOf('--bg-raised'),
      'menu.foreground': ink,
      'menu.border': colourOf('--line-strong'),
      'menu.selectionBackground': colourOf('--bg-selected'),
      'menu.selectionForeground': ink,
      'menu.separatorBackground': colourOf('--line'),
    },
  })
  editor.setTheme(name)
}

/** Shows every editor in the colours of the system, light or dark, and follows it. Returns the way to stop. */
export function followSystemColours(): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const show = (): void =>
    defineTheme(dark.matches ? 'syncscope-dark' : 'syncscope-light', dark.matches ? 'vs-dark' : 'vs')
  show()
  dark.addEventListener('change', show)
  return () => dark.removeEventListener('change', show)
}

/** A property of the tokens as it is shown now. */
const tokenOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** An editor in an element, without a text yet. */
function createEditor(element: HTMLElement, ariaLabel: string, wordWrap: 'on' | 'off'): editor.IStandaloneCodeEditor {
  return editor.create(element, {
    model: null,
    ariaLabel,
    automaticLayout: true,
    autoSurround: 'never',
    bracketPairColorization: { enabled: false },
    contextmenu: true,
    fixedOverflowWidgets: true,
    folding: true,
    fontFamily: tokenOf('--font-mono'),
    fontSize: Number.parseInt(tokenOf('--text-m'), 10),
    glyphMargin: false,
    guides: { indentation: false },
    lineDecorationsWidth: 4,
    lineHeight: 19,
    lineNumbersMinChars: 3,
    links: false,
    minimap: { enabled: false },
    occurrencesHighlight: 'off',
    overviewRulerBorder: false,
    overviewRulerLanes: 0,
    padding: { top: 6, bottom: 6 },
    quickSuggestions: false,
    renderLineHighlight: 'line',
    renderLineHighlightOnlyWhenFocus: true,
    scrollBeyondLastLine: false,
    scrollbar: { verticalScrollbarSize: 9, horizontalScrollbarSize: 9, useShadows: false },
    stickyScroll: { enabled: false },
    suggestOnTriggerCharacters: false,
    tabSize: 2,
    unicodeHighlight: { ambiguousCharacters: false },
    unusualLineTerminators: 'off',
    // in a shadow tree its menu would have no style sheet of ours, nor of Monaco's
    useShadowDOM: false,
    wordBasedSuggestions: 'off',
    wordWrap,
  })
}

export const createJsonEditor = (element: HTMLElement, label: string): editor.IStandaloneCodeEditor =>
  createEditor(element, label, 'off')

export const createTextEditor = (element: HTMLElement, label: string): editor.IStandaloneCodeEditor =>
  createEditor(element, label, 'on')
