/** `syncscope record`: plays a scenario and writes its session to a file, or to standard output where no file is named. */
import { checks } from '../core/checks/index.ts'
import { endingOf, play } from '../core/compare.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import type { LinkOrder } from '../core/link-order.ts'
import { complain, print, printJson } from './cli-input.ts'
import type { RecordWords } from './cli-words.ts'
import { digests, savePlayed, sourceOfPlayed } from './saving.ts'

const codes = { written: 0, notWritten: 74 } as const
const jsonVersion = 1

/** Does what the words say; gives the exit code. */
export async function recordRun(command: RecordWords, links: readonly LinkOrder[]): Promise<number> {
  const { scenario, model, seed, out, json } = command
  const { session, score, events, problems } = await play({ scenario, checks, links }, model, seed, true)
  if (!session) throw new Error('a run that was to be kept has left no session')
  const sentence = `${scenario.name} under ${model.name}, seed ${seed}: ${endingOf(score)}. ${score.verdict.sentence}.`
  const [problem] = problems
  if (problem) complain(problem.text)
  if (out === undefined) {
    for await (const { text } of ndjson.write(sourceOfPlayed(session), digests)) await print(text)
    complain(sentence)
    return codes.written
  }
  try {
    await savePlayed(session, ndjson, out)
  } catch (error) {
    complain(`${out} cannot be written: ${(error as Error).message}`)
    return codes.notWritten
  }
  const head = { format: 'syncscope-record', version: jsonVersion, file: out, scenario: scenario.name }
  if (json) await printJson({ ...head, model: model.name, seed, events, verdict: endingOf(score) })
  else await print(`${out}\n${sentence}\n`)
  return codes.written
}
