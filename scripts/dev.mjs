// npm run dev: the application with pages that follow the sources while they are edited.
import { forgetBuild } from './build.mjs'
import { electronSwitches, hasDisplay, needLibraries, noDisplay } from './display.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { Stop, run, script, tool } from './run.mjs'

await script(async () => {
  if (!hasDisplay(process.env, process.platform)) throw new Stop(noDisplay)
  const executable = await electronRuntime()
  await needLibraries(executable)
  // It writes into out/ what is of no use without its server.
  await forgetBuild()
  const env = { ...process.env, ELECTRON_EXEC_PATH: executable }
  const words = tool('electron-vite/bin/electron-vite.js', 'dev', '--watch', '--', ...electronSwitches(env))
  const { code } = await run([...words, ...process.argv.slice(2)], { env })
  return code
})
