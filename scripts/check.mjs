// npm run check: all that needs no window: format, lint, types of every folder, shape and unit tests.
import { staticSteps, unitStep } from './all-steps.mjs'
import { script } from './run.mjs'
import { runSteps, sum, summary } from './steps.mjs'

await script(async () => {
  const total = sum([await runSteps(staticSteps, 2), await runSteps([unitStep], 1)])
  console.log(summary(total))
  return total.failed > 0 ? 1 : 0
})
