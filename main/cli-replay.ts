/** `syncscope replay`: what was done in a session is done again by today's code, and the result set beside the recording. */
import { basename } from 'node:path'
import { checks } from '../core/checks/index.ts'
import { play, type Run } from '../core/compare.ts'
import { InputsError, inputsOf, type Inputs } from '../core/inputs.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import type { Model } from '../core/model.ts'
import { models } from '../core/models/index.ts'
import { shortName } from '../core/message.ts'
import { RevisionError, revise, type Revision } from '../core/revision.ts'
import { compareRerun, type FirstDifference, type Rerun, type Taking } from '../core/rerun.ts'
import type { Step } from '../core/scenario.ts'
import { complain, print, printJson, withSession } from './cli-input.ts'
import { ownEntry, readWords } from './cli-options.ts'
import { revisionOf } from './cli-revision.ts'
import { savePlayed } from './saving.ts'
import { noticeOf, surveySession } from './session-reading.ts'
import { tableOfFile, tableOfPlayed, type SessionTable } from './session-table.ts'

const codes = { same: 0, differs: 1, unknown: 2, notWritten: 74 } as const
const jsonVersion = 1

interface Answer {
  readonly outcome: Rerun['outcome']
  /** One sentence. */
  readonly reason: string
  readonly model?: string
  readonly seed?: number
  readonly leftOut: readonly string[]
  readonly rerun?: Rerun
  /** What was done otherwise than it was recorded: the others are compared with all being done again as it was. */
  readonly revision?: Revision
  /** What was played. */
  readonly session?: Played
}
type Played = NonNullable<Run['session']>

interface Asked {
  readonly name: string
  readonly modelName: string | undefined
  readonly revision: Revision | undefined
}

/** Does what the words after `replay` say. @throws UsageError */
export async function replayCommand(words: readonly string[]): Promise<number> {
  const read = readWords(ownEntry('replay'), words)
  const { operands, has, valueOf } = read
  const [file = ''] = operands
  const revision = revisionOf(read)
  const name = file === '-' ? 'standard input' : basename(file)
  return withSession(file, async (path) => {
    const survey = await surveySession(path)
    const notice = noticeOf(survey)
    if (notice !== undefined) complain(notice)
    const isWhole = survey.gaps.length === 0 && !survey.header.excerpt && !hidesValues(survey.header.redactions)
    const answer = isWhole
      ? await replayed(await tableOfFile(path), { name, modelName: valueOf('model'), revision })
      : unknown('A part of this session is missing or hidden, so that what was done in it cannot be done again.')
    const out = valueOf('out')
    if (out !== undefined && !(await isKept(answer.session, out))) return codes.notWritten
    if (has('json')) await printJson(jsonOf(answer))
    else await print(textOf(answer))
    return codes[answer.outcome]
  })
}

const hidesValues = (redactions: unknown): boolean => Array.isArray(redactions) && redactions.length > 0
const unknown = (reason: string): Answer => ({ outcome: 'unknown', reason, leftOut: [] })

async function replayed(table: SessionTable, { name, modelName, revision }: Asked): Promise<Answer> {
  const inputs = inputsOrReason(table)
  if (typeof inputs === 'string') return unknown(inputs)
  const wanted = modelName ?? inputs.model
  const model = models.find((one) => one.name === wanted)
  if (!model) return unknown(`There is no model ${String(wanted)} here. Say --model with another one.`)
  const seed = inputs.seed ?? 1
  const steps = revision ? revisedOrReason(inputs, revision) : inputs.steps
  if (typeof steps === 'string') return unknown(steps)
  const now = await runAgain(steps, name, model, seed)
  const before = revision ? (await runAgain(inputs.steps, name, model, seed)).table : table
  const rerun = compareRerun(before.columns, now.table.columns)
  const { leftOut } = inputs
  const head = { model: model.name, seed, leftOut, rerun, session: now.session, ...(revision ? { revision } : {}) }
  const differs = rerun.outcome === 'differs'
  if (revision) return { ...head, outcome: rerun.outcome, reason: revisedReasons[rerun.outcome] }
  if (differs && leftOut.length > 0)
    return { ...head, outcome: 'unknown', reason: 'It ends otherwise, and not all that was done could be done again.' }
  if (differs && inputs.steps.some((step) => step.do === 'crash' || step.do === 'down'))
    return { ...head, outcome: 'unknown', reason: 'It ends otherwise, and of crashes a session does not tell all.' }
  return { ...head, outcome: rerun.outcome, reason: reasons[rerun.outcome] }
}

function revisedOrReason(inputs: Inputs, revision: Revision): readonly Step[] | string {
  try {
    return revise(inputs, revision).steps
  } catch (error) {
    if (error instanceof RevisionError) return error.message
    throw error
  }
}

async function isKept(session: Played | undefined, path: string): Promise<boolean> {
  try {
    if (session) await savePlayed(session, ndjson, path)
    return true
  } catch (error) {
    complain(`${path} cannot be written: ${(error as Error).message}`)
    return false
  }
}

const revisedReasons: Readonly<Record<Rerun['outcome'], string>> = {
  same: 'Every copy ends as it does without that change.',
  differs: 'Copies end otherwise than without that change.',
  unknown: 'No copy says for certain how it ends without that change.',
}

const reasons: Readonly<Record<Rerun['outcome'], string>> = {
  same: 'Every copy ends as it was recorded.',
  differs: 'Copies end otherwise than they were recorded.',
  unknown: 'No copy in the recording says for certain how it ended.',
}

function inputsOrReason({ columns, header }: SessionTable): Inputs | string {
  try {
    return inputsOf(columns, header)
  } catch (error) {
    if (error instanceof InputsError) return error.message
    throw error
  }
}

async function runAgain(
  steps: readonly Step[],
  name: string,
  model: Model,
  seed: number,
): Promise<{ readonly table: SessionTable; readonly session: Played }> {
  const scenario = { name, text: `What was done in ${name}.`, steps }
  const { session } = await play({ scenario, checks }, model, seed, true)
  if (!session) throw new Error('a run that was to be kept has left no session')
  return { table: tableOfPlayed(session, name), session }
}

function textOf({ outcome, reason, model, seed, leftOut, rerun, revision }: Answer): string {
  const head = model === undefined ? outcome : `${outcome}  (under ${model}, seed ${seed})`
  const lines = [head, reason]
  if (leftOut.length > 0) lines.push(`Not done again: ${leftOut.join(', ')}.`)
  if (rerun?.hash !== undefined && outcome === 'same') lines.push(`hash ${rerun.hash}`)
  for (const { who, object, ...hashes } of rerun?.copies ?? []) {
    const [before, now] = [hashes.recorded ?? 'not known', hashes.replayed ?? 'no copy']
    const sign = hashes.recorded === undefined ? '?' : before === now ? '·' : 'X'
    lines.push(`  ${sign} ${shortName(object)} at ${shortName(who)}: ${before}${before === now ? '' : `, now ${now}`}`)
  }
  if (rerun?.first) lines.push(firstText(rerun.first, revision ? 'without' : 'recorded'))
  else if (outcome === 'differs')
    lines.push('What they took in is the same; only the hash that was recorded last is not.')
  return `${lines.join('\n')}\n`
}

function firstText({ who, object, recorded, replayed: now }: FirstDifference, before: string): string {
  const told = (taking: Taking | undefined): string =>
    taking ? `event ${taking.event}, ${taking.text}` : 'nothing more'
  const where = `The first difference is in ${shortName(object)} at ${shortName(who)}:`
  const to =
    recorded !== undefined && recorded.text === now?.text ? '\n  The same, and then it held another value.' : ''
  return `${where}\n  ${before.padEnd(8)}  ${told(recorded)}\n  now       ${told(now)}${to}`
}

const jsonOf = ({ outcome, reason, model, seed, leftOut, rerun, revision }: Answer): object => ({
  format: 'syncscope-replay',
  version: jsonVersion,
  outcome,
  reason,
  model: model ?? null,
  seed: seed ?? null,
  leftOut,
  revision: revision ?? null,
  hash: rerun?.hash ?? null,
  copies: (rerun?.copies ?? []).map((copy) => ({
    ...copy,
    recorded: copy.recorded ?? null,
    replayed: copy.replayed ?? null,
  })),
  first: rerun?.first
    ? { ...rerun.first, recorded: rerun.first.recorded ?? null, replayed: rerun.first.replayed ?? null }
    : null,
})
