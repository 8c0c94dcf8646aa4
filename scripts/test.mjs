// npm test: everything. Makes ready what is missing, checks, builds, and tests in real windows. Its last line counts.
import { readySteps, staticSteps, unitStep, windowStep } from './all-steps.mjs'
import { script } from './run.mjs'
import { runSteps, sum, summary } from './steps.mjs'

await script(async () => {
  const checked = await runSteps(staticSteps, 2)
  const ready = await runSteps(readySteps, 2)
  const unit = await runSteps([unitStep], 1)
  const windows = await runSteps(ready.failed === 0 ? [windowStep] : [], 1)
  const total = sum([checked, ready, unit, windows])
  console.log(summary(total))
  return total.failed > 0 ? 1 : 0
})
