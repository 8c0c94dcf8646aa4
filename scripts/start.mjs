// npm start: makes ready what is missing, and runs the application with the arguments given.
import { hasDisplay, noDisplay } from './display.mjs'
import { Stop, script } from './run.mjs'
import { startElectron } from './start-electron.mjs'

await script(async () => {
  const args = process.argv.slice(2)
  const playsByItself = args.some((word) => /^--(demo|draw)(=|$)/.test(word))
  if (!hasDisplay(process.env, process.platform) && !playsByItself) throw new Stop(noDisplay)
  return startElectron(args)
})
