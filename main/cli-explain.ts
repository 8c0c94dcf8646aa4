/** `syncscope explain`: makes one page of a session, with why its copies are what they are, and the session in it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createBlameBook } from '../core/blame-book.ts'
import { bundleText, convergenceTest } from '../core/bundle.ts'
import { checks } from '../core/checks/index.ts'
import { play } from '../core/compare.ts'
import { createDivergenceAccount } from '../core/divergence.ts'
import { explained } from '../core/explained.ts'
import { isEvent } from '../core/event-guard.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import { svg } from '../core/formats/svg.ts'
import { InputsError, inputsOf, type Inputs } from '../core/inputs.ts'
import { shortName, type Address } from '../core/message.ts'
import { models } from '../core/models/index.ts'
import type { Step } from '../core/scenario.ts'
import { shrink } from '../core/shrink.ts'
import { isWritten, print, withSession } from './cli-input.ts'
import { ownEntry, readWords, wrongUse } from './cli-options.ts'
import { digests, savePlayed, sourceOfFile } from './saving.ts'
import { readParts } from './session-reading.ts'
import { tableOfFile, type SessionTable } from './session-table.ts'
import { judgeSession } from './cli-verdict.ts'

const codes = { written: 0, notWritten: 74 } as const

/** What is told of a session: its file, which may be that of a smaller run, and how it can be played again. */
interface Subject {
  readonly path: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly sentences: readonly string[]
  readonly test?: string
}

/** Does what the words after `explain` say. @throws UsageError */
export async function explainCommand(words: readonly string[]): Promise<number> {
  const { operands, valueOf } = readWords(ownEntry('explain'), words)
  const [file = ''] = operands
  const name = file === '-' ? 'standard input' : basename(file)
  return withSession(file, async (given) => {
    const folder = await mkdtemp(join(tmpdir(), 'syncscope-explain-'))
    try {
      const text = await pageOf(await subjectOf(given, name, folder), name, valueOf('object'), valueOf('path'))
      const out = valueOf('out')
      if (out === undefined) await print(text)
      else if (!(await isWritten(out, text))) return codes.notWritten
      return codes.written
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

/** The fewest steps that leave copies apart, played; or the session as it is, and why. */
async function subjectOf(path: string, name: string, folder: string): Promise<Subject> {
  const { verdict } = await judgeSession(path)
  const whole = (reason: string): Subject => ({ path, facts: [], sentences: [`${verdict.sentence}.`, reason] })
  if (verdict.state !== 'diverged') return whole('It is the whole session: its copies are not known to differ.')
  const inputs = inputsOrReason(await tableOfFile(path))
  if (typeof inputs === 'string') return whole(`It is the whole session: ${inputs}`)
  const model = models.find((one) => one.name === inputs.model)
  if (!model) return whole(`It is the whole session: there is no model ${String(inputs.model)} here.`)
  const seed = inputs.seed ?? 1
  const run = (steps: readonly Step[], isKept: boolean) =>
    play({ scenario: { name, text: `What was done in ${name}.`, steps }, checks }, model, seed, isKept)
  const differs = async (steps: readonly Step[]): Promise<boolean> => {
    const { score, problems } = await run(steps, false)
    return score.verdict.state === 'diverged' && problems.length === 0
  }
  if (!(await differs(inputs.steps)))
    return whole('It is the whole session: what was done in it, played again, leaves no copies apart.')
  const steps = await shrink(inputs.steps, differs)
  const { session, score } = await run(steps, true)
  if (!session) throw new Error('a run that was to be kept has left no session')
  const smaller = join(folder, 'smallest.ndjson')
  await savePlayed(session, ndjson, smaller)
  return {
    path: smaller,
    facts: [
      ['Model', model.name],
      ['Seed', String(seed)],
      ['Steps', `${steps.length} of ${inputs.steps.length}: none of them can be left out alone`],
      ...(inputs.leftOut.length > 0 ? [['Not played again', inputs.leftOut.join(', ')] as const] : []),
    ],
    sentences: [`${score.verdict.sentence}.`],
    test: convergenceTest({ title: `${name}, ${model.name}, seed ${seed}`, model: model.name, seed, steps }),
  }
}

function inputsOrReason({ columns, header }: SessionTable): Inputs | string {
  try {
    return inputsOf(columns, header)
  } catch (error) {
    if (error instanceof InputsError) return error.message
    throw error
  }
}

async function pageOf(
  { path, facts, sentences, test }: Subject,
  name: string,
  objectName: string | undefined,
  place: string | undefined,
): Promise<string> {
  const { columns, header } = await tableOfFile(path)
  const account = createDivergenceAccount()
  await readParts(path, (part) => {
    if (part.kind === 'event' && isEvent(part.event)) account.take(part.event)
  })
  const reason = account.reason()
  const objects = createBlameBook(columns).objects()
  const object =
    objectName === undefined ? (reason?.object ?? objects[0]) : objects.find((one) => isCalled(one, objectName))
  if (objectName !== undefined && object === undefined)
    throw wrongUse(
      ownEntry('explain'),
      `There is no object ${objectName}. There are: ${objects.map(shortName).join(', ')}.`,
    )
  const found = object === undefined ? undefined : explained(columns, object, place)
  let picture = ''
  for await (const { text } of svg.write(sourceOfFile(path), digests)) picture += text
  return bundleText({
    title: `What happened in ${name}`,
    sentences: [...sentences, ...(reason ? [reason.sentence] : [])],
    facts: [...facts, ['Events', columns.events.toLocaleString('en')], ['Recorded by', `Syncscope ${header.app}`]],
    chains: found?.chains ?? [],
    picture: picture.replace(/^<\?xml[^>]*\?>\n/, ''),
    test,
    session: (await readFile(path, 'utf8')).replace(/\n$/, '').split('\n'),
  })
}

const isCalled = (object: Address, name: string): boolean => object === name || shortName(object) === name
