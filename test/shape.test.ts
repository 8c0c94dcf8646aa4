// Holds the shape of the project: which folder may import which, what things may be called, how long a file may be.
// The rules are the tables in support/shape.ts; ARCHITECTURE.md draws them.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf, shapeProblems } from './support/shape.ts'

const root = join(import.meta.dirname, '..')

/** All that git knows, and what is new in our own folders; not what somebody's demo has left beside them. */
function projectFiles(): Map<string, string> {
  const folders = ['core', 'main', 'preload', 'renderer', 'test', 'scripts']
  const paths = [...listFiles('--cached'), ...listFiles('--others', '--exclude-standard', '--', ...folders)]
  const isText = (path: string): boolean => /\.(ts|vue|mjs|css)$/.test(path)
  const present = paths.filter((path) => path && existsSync(join(root, path)))
  return new Map(present.map((path) => [path, isText(path) ? readFileSync(join(root, path), 'utf8') : '']))
}

function listFiles(...words: readonly string[]): string[] {
  const git = ['-c', 'safe.directory=*', 'ls-files', '-z', ...words]
  return execFileSync('git', git, { cwd: root, encoding: 'utf8' }).split('\0')
}

function problemsOf(files: Readonly<Record<string, string>>): string[] {
  return shapeProblems(new Map(Object.entries(files)))
}

test('the project has its shape', () => {
  const files = projectFiles()
  expect(files.has('test/shape.test.ts')).toBe(true)
  expect(shapeProblems(files)).toEqual([])
})

test('imports of every form are seen, and words in strings and comments are not', () => {
  const text = `
    import type { A } from './a.ts'
    export { b } from './b.ts'
    export * from './c.ts'
    import './d.css'
    const e = await import('./e.ts')
    // import './no.ts'
    const no = "import './no.ts'"`
  expect(importsOf('core/x.ts', text)).toEqual(['./a.ts', './b.ts', './c.ts', './d.css', './e.ts'])
  const vue = `<script lang="ts">import './f.ts'</script>
    <script setup lang="ts">import './g.ts'</script>
    <template><p>import './no.ts'</p></template>`
  expect(importsOf('renderer/X.vue', vue)).toEqual(['./f.ts', './g.ts'])
})

test('what is allowed passes', () => {
  const files = {
    'core/model.ts': "import type { Change } from './change.ts'",
    'core/change.ts': '',
    'core/models/naive.ts': "import { a } from '../model.ts'\nimport { b } from './naive/part.ts'",
    'core/models/crdt.ts': "import * as Y from 'yjs'\nimport { tree } from './crdt/tree.ts'",
    'core/models/crdt/tree.ts': "import * as Y from 'yjs'",
    'core/models/naive/part.ts': "import { a } from '../../change.ts'",
    'core/models/index.ts': "import { naive } from './naive.ts'",
    'main/hub.ts': "import { models } from '../core/models/index.ts'\nimport { app } from 'electron'\nimport 'node:fs'",
    'preload/hyperty.ts': "import { ipcRenderer } from 'electron'\nimport { a } from '../core/change.ts'",
    'renderer/port.ts': "import { a } from '../core/change.ts'",
    'renderer/hyperty/Root.vue': `<script setup lang="ts">
      import { ref } from 'vue'
      import Button from '../components/Button.vue'
      import { port } from '../port.ts'
      import worker from 'monaco-editor/editor/editor.worker?worker'</script>`,
    'renderer/components/Button.vue': '',
    'test/core/change.test.ts': "import 'fast-check'\nimport '../../core/models/index.ts'\nimport '../../main/hub.ts'",
    '.ci/run': '',
  }
  expect(problemsOf(files)).toEqual([])
})

const broken: readonly (readonly [rule: string, files: Readonly<Record<string, string>>, problem: RegExp])[] = [
  ['core imports no package', { 'core/a.ts': "import 'yjs'" }, /core may not import yjs/],
  ['nor does a kind, but its own', { 'core/models/a.ts': "import 'yjs'" }, /core may not import yjs/],
  ['core imports no Node', { 'core/a.ts': "import { readFile } from 'node:fs'" }, /core may not import node:fs/],
  ['core imports only core', { 'core/a.ts': "import '../main/hub.ts'" }, /core may not import from main/],
  ['types count as well', { 'core/a.ts': "import type { A } from '../main/hub.ts'" }, /core may not import from main/],
  ['main knows no page', { 'main/a.ts': "import '../renderer/a.ts'" }, /main may not import from renderer/],
  ['main knows no Vue', { 'main/a.ts': "import { ref } from 'vue'" }, /main may not import vue/],
  ['a preload needs Electron only', { 'preload/a.ts': "import 'node:fs'" }, /preload may not import node:fs/],
  ['a page knows no machine', { 'renderer/a.ts': "import 'electron/renderer'" }, /may not import electron/],
  ['a Vue file is read', { 'renderer/a/A.vue': '<script setup>import "node:fs"</script>' }, /may not import node:fs/],
  ['the timeline has no Vue inside', { 'renderer/timeline/a.ts': "import 'vue'" }, /timeline may not import vue/],
  [
    'components read no store',
    { 'renderer/components/a.ts': "import '../stores/b.ts'" },
    /may not import from .*stores/,
  ],
  ['windows do not mix', { 'renderer/hyperty/a.ts': "import '../inspector/b.ts'" }, /may not import from .*inspector/],
  ['core reads no registry', { 'core/a.ts': "import './models/index.ts'" }, /only main, renderer and test read/],
  ['contracts know no kind', { 'core/model.ts': "import './models/naive.ts'" }, /does not know the kinds/],
  ['kinds know no other', { 'core/models/a.ts': "import './b.ts'" }, /never another kind/],
  ['nor of another shelf', { 'core/models/a.ts': "import '../formats/b.ts'" }, /never another kind/],
  [
    'no cycle',
    { 'core/a.ts': "import './b.ts'", 'core/b.ts': "import './a.ts'" },
    /core\/a.ts → core\/b.ts → core\/a.ts/,
  ],
  ['no import of itself', { 'core/a.ts': "import './a.ts'" }, /a cycle/],
  ['imports end in .ts', { 'core/a.ts': "import './b'", 'core/b.ts': '' }, /names no file/],
  ['no nameless folder', { 'main/utils/a.ts': '' }, /"utils" says nothing/],
  ['nothing new at the top', { 'lib/a.ts': '' }, /"lib" has no place/],
  ['no long file', { 'main/a.ts': '\n'.repeat(300) + 'x' }, /301 lines, more than 300/],
  ['no long test', { 'test/a.test.ts': '\n'.repeat(500) + 'x' }, /501 lines, more than 500/],
]

test.each(broken)('a broken rule is found: %s', (_, files, problem) => {
  expect(problemsOf(files).join('\n')).toMatch(problem)
})
