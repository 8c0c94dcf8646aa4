// What a machine needs before Electron can open a window: system libraries and a display. As root it is installed;
// otherwise the exact command is named.
import { Stop, run } from './run.mjs'

const installMs = 600_000
const screen = '-screen 0 1440x900x24'

/** The names of Debian 12 and its like, then the names after the change to a 64-bit time. */
const packages = [
  'xvfb xauth libgtk-3-0 libnss3 libasound2 libgbm1',
  'xvfb xauth libgtk-3-0t64 libnss3 libasound2t64 libgbm1',
]

const isLinux = process.platform === 'linux'
const isRoot = isLinux && process.getuid?.() === 0

/** @param {string} names */
const installCommand = (names) => `apt-get install --no-install-recommends ${names}`

/**
 * Whether windows can be shown to somebody.
 * @param {Record<string, string | undefined>} environment
 * @param {string} platform
 */
export function hasDisplay(environment, platform) {
  return platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

/** What to tell a person who starts the application where there is no display. */
export const noDisplay = `There is no display here for Syncscope's windows: neither DISPLAY nor WAYLAND_DISPLAY is set.
  To run it under a virtual display:   xvfb-run -a -s "${screen}" npm start
  To let it play its demo by itself:   npm start -- --demo DIR
  If there is no xvfb-run:             sudo ${installCommand('xvfb xauth')}`

/**
 * The switches that Electron needs on this machine.
 * @param {Record<string, string | undefined>} environment
 */
export function electronSwitches(environment) {
  const wayland = isLinux && !environment.DISPLAY && environment.WAYLAND_DISPLAY
  return [...(isRoot ? ['--no-sandbox'] : []), ...(wayland ? ['--ozone-platform=wayland'] : []), '--log-level=3']
}

/**
 * The words that go before a command so that it runs under a virtual display of its own; none where no such thing is needed.
 * @returns {Promise<string[]>}
 */
export async function underVirtualDisplay() {
  if (!isLinux) return []
  if (!(await hasPrograms('xvfb-run', 'xauth'))) await install('a virtual display (xvfb-run)')
  return ['xvfb-run', '-a', '-s', screen]
}

/**
 * Makes sure that the system libraries of an Electron are there.
 * @param {string} executable
 */
export async function needLibraries(executable) {
  const missing = isLinux ? await missingLibraries(executable) : []
  if (missing.length === 0) return
  await install(`system libraries (${missing.join(', ')})`)
  const still = await missingLibraries(executable)
  if (still.length > 0) throw new Stop(`Electron still lacks system libraries: ${still.join(', ')}`)
}

/** @param {string} executable */
async function missingLibraries(executable) {
  if (!(await hasPrograms('ldd'))) return []
  return notFound((await run(['ldd', executable], { collect: true })).output)
}

/**
 * The libraries that a listing of `ldd` calls not found.
 * @param {string} listing
 */
export function notFound(listing) {
  return [...listing.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '')
}

/** @param {readonly string[]} names */
async function hasPrograms(...names) {
  const { code } = await run(['sh', '-c', names.map((name) => `command -v ${name}`).join(' && ')], { collect: true })
  return code === 0
}

/** @param {string} what */
async function install(what) {
  const [first = ''] = packages
  const advice = `Electron needs ${what}. On Debian and its like: sudo ${installCommand(first)}`
  if (!isRoot || !(await hasPrograms('apt-get'))) throw new Stop(advice)
  console.error(`[system] installing ${what}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  /** @param {string} command */
  const quietly = (command) => run(command.split(' '), { env, timeoutMs: installMs, collect: true })
  await quietly('apt-get -qq update')
  let output = ''
  for (const names of packages) {
    const result = await quietly(`${installCommand(names)} -y -qq`)
    if (result.code === 0) return
    output += result.output
  }
  throw new Stop(`${advice}\nInstalling it failed:\n${output}`)
}
