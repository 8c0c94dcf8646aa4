/** `syncscope shrink`: plays one run as the soak does, and where it fails prints the fewest steps that still fail, as a test. */
import { seedMax } from '../core/link-order.ts'
import { models } from '../core/models/index.ts'
import { scenarios } from '../core/scenarios/index.ts'
import { trySeeds, type Failure } from '../core/soak.ts'
import { complain, isWritten, print, printJson } from './cli-input.ts'
import { ownEntry, readWords, wrongUse, type Words } from './cli-options.ts'
import { wholeOf } from './cli-words.ts'
import { conditionsOf } from './soak-conditions.ts'

const codes = { nothing: 0, failed: 1, notWritten: 74 } as const
const jsonVersion = 1

interface Asked {
  readonly scenario: string
  readonly model: string
  readonly seed: number
  readonly preset: string | undefined
}

/** Does what the words after `shrink` say. @throws UsageError */
export async function shrinkCommand(words: readonly string[]): Promise<number> {
  const read = readWords(ownEntry('shrink'), words)
  const asked = askedOf(read)
  const failure = await failureOf(asked)
  const out = read.valueOf('out')
  if (failure && out !== undefined && !(await isWritten(out, failure.test))) return codes.notWritten
  if (read.has('json')) await printJson(jsonOf(asked, failure))
  else await printText(asked, failure, out)
  return failure ? codes.failed : codes.nothing
}

/** All three are needed: a run that failed is named by them. */
function askedOf({ valueOf }: Words): Asked {
  const needed = (name: string): string => {
    const value = valueOf(name)
    if (value === undefined) throw wrongUse(ownEntry('shrink'), `Which ${name}? Say --${name}.`)
    return value
  }
  const [scenario, model] = [needed('scenario'), needed('model')]
  return { scenario, model, seed: wholeOf('seed', needed('seed'), 0, seedMax), preset: valueOf('preset') }
}

async function failureOf({ scenario: title, model: name, seed, preset }: Asked): Promise<Failure | undefined> {
  const scenario = scenarios.find((one) => one.name === title)
  const model = models.find((one) => one.name === name)
  if (!scenario || !model) throw new Error('the catalogue has let a name through that is not there')
  const { failures } = await trySeeds({ scenario, model, conditions: conditionsOf(preset), seeds: [seed] })
  return failures[0]
}

/** The test alone goes to standard output, so that it can be sent into a file. */
async function printText(asked: Asked, failure: Failure | undefined, out: string | undefined): Promise<void> {
  const { scenario, model, seed } = asked
  const run = `scenario ${scenario}, model ${model}, seed ${seed}`
  if (!failure) return print(`${run}: nothing failed, so that there is nothing to shrink\n`)
  const { problem, steps, test } = failure
  const sentence = `${run}: ${problem.kind}, with ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}\n  ${problem.text}`
  if (out !== undefined) return print(`${sentence}\n  the test is in ${out}\n`)
  complain(sentence)
  return print(test)
}

const jsonOf = ({ scenario, model, seed, preset }: Asked, failure: Failure | undefined): object => ({
  format: 'syncscope-shrink',
  version: jsonVersion,
  scenario,
  model,
  seed,
  preset: preset ?? null,
  failure: failure ? { problem: failure.problem, steps: failure.steps, test: failure.test } : null,
})
