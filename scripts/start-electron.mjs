// Starts the built application with some arguments, under a virtual display where there is none.
import { build } from './build.mjs'
import { electronSwitches, hasDisplay, needLibraries, underVirtualDisplay } from './display.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { root, run } from './run.mjs'

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function startElectron(args) {
  const executable = await electronRuntime()
  await needLibraries(executable)
  const prefix = hasDisplay(process.env, process.platform) ? [] : await underVirtualDisplay()
  await build()
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: undefined }
  return (await run([...prefix, executable, ...electronSwitches(env), root, ...args], { env })).code
}
