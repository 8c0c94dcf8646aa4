// Builds the application into out/, unless what is there was built from the sources as they are now.
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Stop, outFolder, root, run, script, tool } from './run.mjs'

const buildMs = 600_000
const sources = ['core', 'main', 'preload', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json']
const stamp = join(outFolder, 'built-from.txt')

/**
 * @param {{ always?: boolean }} [options]
 * @returns {Promise<string>} what the build said; nothing when there was nothing to build
 */
export async function build({ always = false } = {}) {
  const now = await sourceState(sources)
  if (!always && (await readFile(stamp, 'utf8').catch(() => '')) === now) return ''
  await forgetBuild()
  const { code, output } = await run(tool('electron-vite/bin/electron-vite.js', 'build'), {
    timeoutMs: buildMs,
    collect: true,
  })
  if (code !== 0) throw new Stop(`The build failed:\n${output}`)
  await writeFile(stamp, now)
  return output
}

/** After this the next start builds anew. */
export async function forgetBuild() {
  await rm(stamp, { force: true })
}

/**
 * Every source file with the time it was written: another list, another build.
 * @param {readonly string[]} sources files and folders of the repository
 */
export async function sourceState(sources) {
  const lists = await Promise.all(sources.map((source) => fileTimes(join(root, source))))
  return lists.flat().join('\n')
}

/**
 * @param {string} path
 * @returns {Promise<string[]>}
 */
async function fileTimes(path) {
  const state = await stat(path).catch(() => undefined)
  if (!state) return []
  if (!state.isDirectory()) return [`${state.mtimeMs} ${path}`]
  const names = (await readdir(path)).toSorted()
  return (await Promise.all(names.map((name) => fileTimes(join(path, name))))).flat()
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await script(async () => console.log(await build({ always: true })))
}
