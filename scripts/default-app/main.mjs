// What `electron PATH` runs first: it finds the application in PATH and loads it. Only the fallback runtime needs it,
// which has no default application of its own. Top-level await matters: Electron holds `ready` back until it is over.
import { app } from 'electron'
import { readFileSync } from 'node:fs'
import Module from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The application's path is the first argument that is not a switch; `-r FILE` is loaded before it. */
function readArguments(words) {
  const preloads = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (word === '-v' || word === '--version') return { preloads, version: true }
    if (word === '-r' || word === '--require') preloads.push(words[(index += 1)])
    else if (!word.startsWith('-')) return { preloads, path: resolve(word) }
  }
  return { preloads }
}

function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    return undefined
  }
}

async function load(path) {
  const manifest = readManifest(path)
  if (manifest) {
    app.name = manifest.productName ?? manifest.name ?? app.name
    if (manifest.version) app.setVersion(manifest.version)
    if (process.platform === 'linux') app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`)
  }
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  const entry = Module._resolveFilename(path, null, true)
  app.setAppPath(manifest ? path : dirname(entry))
  await import(pathToFileURL(entry).href)
}

const { path, preloads, version } = readArguments(process.argv.slice(1))
if (version || !path) {
  console.log(version ? `v${process.versions.electron}` : 'usage: electron [options] PATH [arguments]')
  process.exit(version ? 0 : 1)
}
try {
  Module._preloadModules(preloads)
  await load(path)
} catch (error) {
  console.error('The application threw an error while it was loaded:', error)
  process.exit(1)
}
