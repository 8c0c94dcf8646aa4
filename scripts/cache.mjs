// What is made or fetched once and kept outside node_modules, so that `npm ci` does not throw it away.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as tar from 'tar'
import { Stop, npm, run } from './run.mjs'

const packMs = 900_000

/**
 * Where a thing is kept.
 * @param {string} name
 */
export function cachePlace(name) {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'syncscope', name)
}

/**
 * Makes a thing beside its place and moves it there whole, so that two at once, or one cut off, do no harm.
 * @param {string} name
 * @param {(work: string) => Promise<string>} make fills a folder inside the empty folder `work`, and returns its path
 * @returns {Promise<string>} the place
 */
export async function keep(name, make) {
  const place = cachePlace(name)
  if (existsSync(place)) return place
  await mkdir(dirname(place), { recursive: true })
  const work = await mkdtemp(`${place}-`)
  try {
    await rename(await make(work), place).catch((error) => {
      if (!existsSync(place)) throw error
    })
    return place
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * Fetches one version of a package of the npm registry and unpacks one file of it; another content than the one
 * that `integrity` names is refused.
 * @param {{ package: string, integrity: string, file: string }} wanted
 * @param {string} work the folder it is unpacked in
 * @returns {Promise<string>} the file's path
 */
export async function fetchFile(wanted, work) {
  const pack = npm('pack', wanted.package, '--pack-destination', work, '--silent')
  const { code, output } = await run(pack, { cwd: work, timeoutMs: packMs, collect: true })
  const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz'))
  if (code !== 0 || !tarball) throw new Stop(`${wanted.package} cannot be fetched from the npm registry:\n${output}`)
  const [algorithm = '', expected = ''] = wanted.integrity.split(/-(.*)/s)
  mustHash(wanted.package, await hashOf(join(work, tarball), algorithm, 'base64'), expected)
  await tar.extract({ file: join(work, tarball), cwd: work }, [wanted.file])
  return join(work, wanted.file)
}

/**
 * @param {string} file
 * @param {string} algorithm
 * @param {import('node:crypto').BinaryToTextEncoding} encoding
 */
export async function hashOf(file, algorithm, encoding) {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(file), hash)
  return hash.digest(encoding)
}

/**
 * @param {string} what
 * @param {string} actual
 * @param {string} expected
 */
export function mustHash(what, actual, expected) {
  if (actual !== expected) throw new Stop(`The hash of ${what} is ${actual}, not ${expected}: it is not used.`)
}
