// npm run soak: fresh seeds of a scenario on all cores; what fails is printed with the fewest steps.
//   npm run soak -- [--minutes M] [--runs N] [--seed S] [--model NAME] [--scenario NAME] [--conditions PRESET]
import { bundleForNode } from './run-ts.mjs'
import { run, script } from './run.mjs'

await script(async () => {
  const file = await bundleForNode('test/simulation/soak.ts')
  const args = process.argv.slice(2).filter((word) => word !== '--')
  return (await run([process.execPath, '--enable-source-maps', file, ...args])).code
})
