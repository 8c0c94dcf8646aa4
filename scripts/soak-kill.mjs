// npm run soak:kill [-- KILLS [SEED]]: kills the application's hub at random moments under load, 100 times by default,
// and holds that nothing is lost of which somebody was told. The short form of it is a unit test.
import { run, script, tool } from './run.mjs'

await script(async () => {
  const [kills = '100', seed = String(Date.now() % 100_000)] = process.argv.slice(2)
  console.log(`${kills} kills, seed ${seed}`)
  const env = { ...process.env, SYNCSCOPE_KILLS: kills, SYNCSCOPE_SEED: seed }
  return (await run(tool('vitest/vitest.mjs', 'run', '--project', 'node', 'test/main/kill.test.ts'), { env })).code
})
