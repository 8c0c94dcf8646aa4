// The shape of the project as tables, and a function that finds what breaks it. It knows files by path and text
// only, so that a test can hand it files that were never written.
import { posix } from 'node:path'
import ts from 'typescript'
import { parse as parseVue } from 'vue/compiler-sfc'

/** Paths from the repository's root, with the text of each file. */
export type Files = ReadonlyMap<string, string>

interface Layer {
  /** Which of the project's own folders it may import from, besides itself. */
  readonly folders: readonly string[]
  /** Which packages it may import: these only, or all but these. `node:` stands for all of Node's own. */
  readonly packages: readonly string[] | { readonly allBut: readonly string[] }
}

const pages = ['vue', 'pinia', 'monaco-editor', 'reka-ui', '@lucide/vue']
const machine = ['electron', 'node:']
const inside = (...names: readonly string[]): string[] => ['core', ...names.map((name) => `renderer/${name}`)]

/** Who may import whom. The longest name that fits a file is its layer. */
const layers: Readonly<Record<string, Layer>> = {
  core: { folders: [], packages: [] },
  main: { folders: ['core'], packages: { allBut: pages } },
  preload: { folders: ['core'], packages: ['electron'] },
  renderer: { folders: ['core'], packages: { allBut: machine } },
  'renderer/style': { folders: [], packages: { allBut: machine } },
  'renderer/timeline': { folders: inside('style'), packages: [] },
  'renderer/editor': { folders: inside('style'), packages: { allBut: [...machine, 'pinia'] } },
  'renderer/components': { folders: inside('style'), packages: { allBut: [...machine, 'pinia', 'monaco-editor'] } },
  'renderer/stores': { folders: inside('timeline', 'editor'), packages: { allBut: machine } },
  'renderer/commands': { folders: inside('stores', 'components'), packages: { allBut: machine } },
  'renderer/inspector': {
    folders: inside('timeline', 'editor', 'stores', 'components', 'commands', 'style'),
    packages: { allBut: machine },
  },
  'renderer/compare': {
    folders: inside('timeline', 'stores', 'components', 'commands', 'style'),
    packages: { allBut: machine },
  },
  'renderer/hyperty': {
    folders: inside('editor', 'stores', 'components', 'commands', 'style'),
    packages: { allBut: machine },
  },
  'renderer/scenario': {
    folders: inside('editor', 'stores', 'components', 'commands', 'style'),
    packages: { allBut: machine },
  },
  // where scripts of others run: nothing of a page is there
  'renderer/sandbox': { folders: inside(), packages: [] },
  test: { folders: ['core', 'main', 'preload', 'renderer', 'scripts'], packages: { allBut: [] } },
  scripts: { folders: [], packages: { allBut: pages } },
}

/** The pure packages that a kind on a shelf may use, and nothing else in core. */
const kindPackages: Readonly<Record<string, readonly string[]>> = {
  'core/models/crdt': ['yjs'],
  'core/formats/parquet': ['hyparquet-writer'],
}

const topLevel = new Set(
  [
    'package.json electron.vite.config.ts tsconfig.json main preload renderer core test',
    'README.md ARCHITECTURE.md LICENSE docs scripts package-lock.json vitest.config.ts playwright.config.ts',
  ].flatMap((names) => names.split(' ')),
)

const namelessFolders = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'types', 'misc'])

const linesMax = { source: 300, test: 500 }

/** One sentence for each thing that breaks the shape; none when all is well. */
export function shapeProblems(files: Files): string[] {
  const paths = [...files.keys()]
  return [
    ...paths.flatMap(nameProblems),
    ...[...files].flatMap(([path, text]) => sizeProblems(path, text)),
    ...[...files].flatMap(([path, text]) => importsOf(path, text).flatMap((name) => importProblems(files, path, name))),
    ...cycles(files),
  ]
}

function nameProblems(path: string): string[] {
  const [top = '', ...rest] = path.split('/')
  const problems = []
  if (!top.startsWith('.') && !topLevel.has(top)) problems.push(`${path}: "${top}" has no place at the top level`)
  const nameless = [top, ...rest].slice(0, -1).find((folder) => namelessFolders.has(folder))
  if (nameless) problems.push(`${path}: a folder called "${nameless}" says nothing about what is in it`)
  return problems
}

function sizeProblems(path: string, text: string): string[] {
  if (!/\.(ts|vue|mjs|css)$/.test(path)) return []
  const max = path.startsWith('test/') ? linesMax.test : linesMax.source
  const lines = text.trimEnd().split('\n').length
  return lines > max ? [`${path}: ${lines} lines, more than ${max}: one concept too many`] : []
}

/** What a file imports, exactly as written there; types too. */
export function importsOf(path: string, text: string): string[] {
  if (path.endsWith('.vue')) {
    const { descriptor } = parseVue(text)
    const blocks = [descriptor.script, descriptor.scriptSetup]
    return blocks.flatMap((block) => (block ? importsOf(`${path}.ts`, block.content) : []))
  }
  if (!/\.(ts|mjs)$/.test(path)) return []
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName)
}

function importProblems(files: Files, path: string, name: string): string[] {
  const from = layerOf(path)
  if (!from) return []
  if (!name.startsWith('.')) return mayUse(path, from, name) ? [] : [`${path}: ${from} may not import ${name}`]
  const target = resolve(path, name)
  const to = layerOf(target) ?? target
  const problems = shelfProblems(path, target)
  if (/\.(ts|vue|mjs)$/.test(path) && !files.has(target) && !/\.[a-z]+$/.test(target)) {
    problems.push(`${path}: ${name} names no file: an import ends in .ts`)
  }
  if (to !== from && !layers[from]?.folders.some((folder) => isWithin(target, folder)) && !isShared(from, to)) {
    problems.push(`${path}: ${from} may not import from ${to} (${name})`)
  }
  return problems
}

/** A file that lies in renderer/ itself belongs to every part of it. */
function isShared(from: string, to: string): boolean {
  return to === 'renderer' && from.startsWith('renderer/')
}

function layerOf(path: string): string | undefined {
  const fitting = Object.keys(layers).filter((name) => isWithin(path, name))
  return fitting.toSorted((one, other) => other.length - one.length)[0]
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`)
}

function resolve(path: string, name: string): string {
  return posix.join(posix.dirname(path), name.replace(/\?.*$/, ''))
}

function mayUse(path: string, layer: string, name: string): boolean {
  const packages = layers[layer]?.packages ?? []
  const isListed = (list: readonly string[]): boolean =>
    list.some((entry) => name === entry || name.startsWith(entry.endsWith(':') ? entry : `${entry}/`))
  return 'allBut' in packages
    ? !isListed(packages.allBut)
    : isListed([...packages, ...(kindPackages[kindOf(path)] ?? [])])
}

/** A shelf is a folder in core: its contract is the file beside it, its registry `index.ts`, the rest its kinds. */
function shelfProblems(path: string, target: string): string[] {
  const own = shelfPlace(path)
  const other = shelfPlace(target)
  if (!other) return []
  if (other.kind === 'index') {
    return /^(main|renderer|test)\//.test(path) ? [] : [`${path}: only main, renderer and test read ${target}`]
  }
  if (own?.shelf === other.shelf && (own.kind === other.kind || own.kind === 'index')) return []
  if (own) return [`${path}: a kind imports its contract, never another kind (${target})`]
  return path.startsWith('core/') ? [`${path}: core does not know the kinds on its shelves (${target})`] : []
}

/** A kind as the name of its file and of the folder beside it. */
function kindOf(path: string): string {
  const { shelf, kind } = shelfPlace(path) ?? {}
  return shelf && kind ? `core/${shelf}/${kind}` : ''
}

/** A kind that outgrows its file has a folder of its name beside it. */
function shelfPlace(path: string): { readonly shelf: string; readonly kind: string } | undefined {
  const [, shelf, kind] = /^core\/([^/]+)\/([^/]+)/.exec(path) ?? []
  return shelf && kind ? { shelf, kind: kind.replace(/\.ts$/, '') } : undefined
}

/** Each cycle of imports inside core, once, as the way around it. */
function cycles(files: Files): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path)
    if (start >= 0) found.push(`${[...way.slice(start), path].join(' → ')}: a cycle`)
    if (start >= 0 || done.has(path)) return
    const names = importsOf(path, files.get(path) ?? '').filter((name) => name.startsWith('.'))
    for (const name of names) visit(resolve(path, name), [...way, path])
    done.add(path)
  }
  for (const path of files.keys()) if (isWithin(path, 'core')) visit(path, [])
  return found
}
