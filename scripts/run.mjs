// Runs other programs, and ends ours plainly: whoever calls a script gets one sentence and an exit code.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's own folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Where the scripts leave what they build and write, apart from the cache. */
export const outFolder = join(root, 'out')

const killAfterMs = 5_000

/** Something the user can do something about: its message is all they are shown. */
export class Stop extends Error {}

/**
 * Runs the body of a script and sets the exit code.
 * @param {() => Promise<number | void>} body returns an exit code, 0 if it returns nothing
 */
export async function script(body) {
  try {
    process.exitCode = (await body()) ?? 0
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error)
    process.exitCode = 1
  }
}

/** @typedef {{ env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number, collect?: boolean }} RunOptions */

/**
 * Runs a program to its end. Its output is ours, or collected and returned. It and all it started end together:
 * when its time is over (in milliseconds), and when we are told to end.
 * @param {readonly string[]} words the program and its arguments
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(words, { env = process.env, cwd = root, timeoutMs, collect = false } = {}) {
  const [program = '', ...args] = words
  const group = process.platform !== 'win32'
  const stdio = collect ? 'pipe' : 'inherit'
  const child = spawn(program, args, { env, cwd, detached: group, stdio: ['ignore', stdio, stdio] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text))

  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    try {
      if (group && child.pid) process.kill(-child.pid, signal)
      else child.kill(signal)
    } catch {
      // It has ended already.
    }
  }
  const overdue = timeoutMs
    ? setTimeout(() => {
        output += `\nIt was ended after ${timeoutMs / 1000} s.\n`
        end('SIGTERM')
        setTimeout(() => end('SIGKILL'), killAfterMs).unref()
      }, timeoutMs)
    : undefined
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, end)

  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], output }))
  }).finally(() => {
    clearTimeout(overdue)
    for (const signal of signals) process.off(signal, end)
  })
}

/**
 * The words that run one of the tools in node_modules with this very Node.
 * @param {string} path below node_modules
 * @param {readonly string[]} args
 */
export function tool(path, ...args) {
  return [process.execPath, join(root, 'node_modules', path), ...args]
}

/**
 * The words that run npm: the one that runs us, where there is one.
 * @param {readonly string[]} args
 */
export function npm(...args) {
  const own = process.env.npm_execpath
  return own?.endsWith('npm-cli.js') ? [process.execPath, own, ...args] : ['npm', ...args]
}
