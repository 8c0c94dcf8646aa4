// npm start: makes ready what is missing, and runs the application with the arguments given.
import { build } from './build.mjs'
import { electronSwitches, hasDisplay, needLibraries, noDisplay, underVirtualDisplay } from './display.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { Stop, root, run, script } from './run.mjs'

await script(async () => {
  const args = process.argv.slice(2)
  const playsByItself = args.some((word) => word === '--demo' || word.startsWith('--demo='))
  const display = hasDisplay(process.env, process.platform)
  if (!display && !playsByItself) throw new Stop(noDisplay)

  const executable = await electronRuntime()
  await needLibraries(executable)
  const prefix = display ? [] : await underVirtualDisplay()
  await build()

  const env = { ...process.env, ELECTRON_RUN_AS_NODE: undefined }
  const { code } = await run([...prefix, executable, ...electronSwitches(env), root, ...args], { env })
  return code
})
