// Runs a TypeScript file with Node, which cannot do so itself before version 22: bundles it into out/scripts and runs that.
//   node scripts/run-ts.mjs [--node-switch …] ENTRY.ts [arguments]
// Paths in the program are best taken from process.cwd(), as the file runs from another folder than its source's.
import { parse, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { Stop, outFolder, root, run, script } from './run.mjs'

/**
 * Bundles a TypeScript file and all it imports, but not the packages of node_modules.
 * @param {string} entry
 * @param {readonly string[]} [threads] files that it starts as threads: they stand beside it, by their own names
 * @returns {Promise<string>} the path of the JavaScript file
 */
export async function bundleForNode(entry, threads = []) {
  const name = relative(root, resolve(entry))
    .replace(/\.[cm]?ts$/, '')
    .replaceAll(/[^\w-]+/g, '-')
  const folder = resolve(outFolder, 'scripts', name)
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: folder,
      target: 'node20.18',
      minify: false,
      sourcemap: 'inline',
      rolldownOptions: {
        input: {
          index: resolve(entry),
          ...Object.fromEntries(threads.map((file) => [parse(file).name, resolve(file)])),
        },
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-part.mjs' },
      },
    },
  })
  return resolve(folder, 'index.mjs')
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await script(async () => {
    const words = process.argv.slice(2)
    const at = words.findIndex((word) => !word.startsWith('-'))
    const entry = words[at]
    if (!entry) throw new Stop('usage: node scripts/run-ts.mjs [--node-switch …] ENTRY.ts [arguments]')
    const file = await bundleForNode(entry)
    const nodeSwitches = ['--enable-source-maps', ...words.slice(0, at)]
    return (await run([process.execPath, ...nodeSwitches, file, ...words.slice(at + 1)])).code
  })
}
