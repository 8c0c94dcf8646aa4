// npm run bench: runs test/bench/run.ts, ready to measure the built application in the real Electron as well.
//   npm run bench [-- NAME…] [-- --json FILE]
import { build } from './build.mjs'
import { needLibraries, underVirtualDisplay } from './display.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { bundleForNode } from './run-ts.mjs'
import { run, script } from './run.mjs'

await script(async () => {
  const executable = await electronRuntime()
  await needLibraries(executable)
  await build()
  const file = await bundleForNode('test/bench/run.ts')
  const args = process.argv.slice(2).filter((word) => word !== '--')
  const env = { ...process.env, ELECTRON_EXEC_PATH: executable, ELECTRON_RUN_AS_NODE: undefined }
  const words = [
    ...(await underVirtualDisplay()),
    process.execPath,
    '--expose-gc',
    '--enable-source-maps',
    file,
    ...args,
  ]
  return (await run(words, { env })).code
})
