#!/usr/bin/env node
// npx syncscope: the command line. Bundles it from its sources when they are newer than what is there, and runs it here.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sourceState } from './build.mjs'
import { outFolder, root, script } from './run.mjs'

const entry = 'main/cli.ts'
const threads = ['main/soak-worker.ts']
const sources = ['core', 'main', 'scripts/run-ts.mjs', 'package.json', 'package-lock.json']

/** @returns {Promise<string>} the file to be run */
async function ready() {
  const file = join(outFolder, 'scripts', 'main-cli', 'index.mjs')
  const stamp = join(dirname(file), 'built-from.txt')
  const now = await sourceState(sources)
  if ((await readFile(stamp, 'utf8').catch(() => '')) === now) return file
  await rm(stamp, { force: true })
  // what bundles takes longer to load than all the rest
  const { bundleForNode } = await import('./run-ts.mjs')
  const built = await bundleForNode(
    join(root, entry),
    threads.map((file) => join(root, file)),
  )
  await writeFile(join(dirname(built), 'built-from.txt'), now)
  return built
}

/**
 * Has Electron draw a session, without a window that anybody sees.
 * @param {string} name
 * @param {string} from
 * @param {string} to
 * @returns {Promise<number>}
 */
async function draw(name, from, to) {
  const { startElectron } = await import('./start-electron.mjs')
  return startElectron(['--draw', name, '--session', resolve(from), '--out', resolve(to)])
}

// whoever reads what we say may have read enough
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  throw error
})

await script(async () => {
  const { main } = await import(pathToFileURL(await ready()).href)
  return main(process.argv.slice(2), draw)
})
