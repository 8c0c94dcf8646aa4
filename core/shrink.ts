/**
 * Makes a failing run small: drops hyperties and steps as long as it still fails, always in the same order, and prints
 * what is left as a test. Knows steps and whether they fail, not why.
 */
import type { ProblemKind } from './run-check.ts'
import type { Step } from './scenario.ts'
import type { Conditions } from './simulator.ts'

/** Most runs that one failure is worth. */
const runsMax = 3000

/**
 * The fewest steps found that still fail: none of them can be left out alone. `fails` is asked at most `runsMax` times.
 * @see Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input (2002)
 */
export async function shrink(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let left = runsMax
  const stillFails = async (fewer: readonly Step[]): Promise<boolean> => left-- > 0 && (await fails(fewer))
  let kept = steps
  for (const who of new Set(steps.flatMap((step) => ('who' in step ? [step.who] : [])))) {
    const fewer = kept.filter((step) => !('who' in step) || step.who !== who)
    if (await stillFails(fewer)) kept = fewer
  }
  for (let size = Math.ceil(kept.length / 2), before = -1; ; size = Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length;) {
      const fewer = [...kept.slice(0, start), ...kept.slice(start + size)]
      if (await stillFails(fewer)) kept = fewer
      else start += size
    }
    // with the smallest piece it goes round until nothing more can be left out
    if (size === 1 && (before === kept.length || left <= 0)) break
    if (size === 1) before = kept.length
  }
  return simplerTimes(kept, stillFails)
}

/** Round moments are easier to read: as far as it still fails, steps are 1 s apart, or stand at whole milliseconds. */
async function simplerTimes(
  steps: readonly Step[],
  stillFails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  const spread = steps.map((step, index) => ({ ...step, at: index * 1000 }))
  if (await stillFails(spread)) return spread
  const whole = steps.map((step) => ({ ...step, at: Math.round(step.at) }))
  return (await stillFails(whole)) ? whole : steps
}

/** What a failure is printed with. */
export interface Failure {
  readonly scenario: string
  readonly model: string
  readonly seed: number
  readonly problem: { readonly kind: ProblemKind; readonly text: string }
  readonly conditions: Partial<Conditions>
}

/** A test for Vitest, to be pasted into a file of test/simulation. */
export function testText({ scenario, model, seed, problem, conditions }: Failure, steps: readonly Step[]): string {
  const title = `${scenario}, ${model}, seed ${seed}: ${problem.kind}`
  return `import { expect, it } from 'vitest'
import { models } from '../../core/models/index.ts'
import type { Step } from '../../core/scenario.ts'
import { simulate } from '../../core/simulator.ts'

// ${problem.text.split('\n')[0]}
it(${JSON.stringify(title)}, async () => {
  const model = models.find(({ name }) => name === ${JSON.stringify(model)})
  if (!model) throw new Error('no such model')
  const steps: readonly Step[] = [
${steps.map((step) => `    ${literal(step)},`).join('\n')}
  ]
  const scenario = { name: 'regression', text: '', steps }
  const { problems } = await simulate({ scenario, model, seed: ${seed}, conditions: ${literal(conditions)} })
  expect(problems).toEqual([])
})
`
}

/** A value as it is written in a program. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(
      ([key, item]) => `${/^[a-z_]\w*$/i.test(key) ? key : JSON.stringify(key)}: ${literal(item)}`,
    )
    return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}'
  }
  if (typeof value !== 'string') return JSON.stringify(value)
  return /['\\\n]/.test(value) ? JSON.stringify(value) : `'${value}'`
}
