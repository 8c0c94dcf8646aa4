// npm run test:e2e [-- a Playwright filter]: only the tests in real windows, on a fresh build.
import { build } from './build.mjs'
import { windowTestWords } from './all-steps.mjs'
import { needLibraries } from './display.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { run, script } from './run.mjs'

await script(async () => {
  const executable = await electronRuntime()
  await needLibraries(executable)
  await build()
  const env = { ...process.env, ELECTRON_EXEC_PATH: executable }
  return (await run(await windowTestWords(...process.argv.slice(2)), { env })).code
})
