/** `syncscope replay`: what was done in a session is done again by today's code, and the result set beside the recording. */
import { basename } from 'node:path'
import { checks } from '../core/checks/index.ts'
import { play } from '../core/compare.ts'
import { InputsError, inputsOf, type Inputs } from '../core/inputs.ts'
import type { Model } from '../core/model.ts'
import { models } from '../core/models/index.ts'
import { shortName } from '../core/message.ts'
import { compareRerun, type FirstDifference, type Rerun, type Taking } from '../core/rerun.ts'
import { complain, print, printJson, withSession } from './cli-input.ts'
import { ownEntry, readWords } from './cli-options.ts'
import { noticeOf, surveySession } from './session-reading.ts'
import { tableOfFile, tableOfPlayed, type SessionTable } from './session-table.ts'

const codes = { same: 0, differs: 1, unknown: 2 } as const
const jsonVersion = 1

interface Answer {
  readonly outcome: Rerun['outcome']
  /** One sentence. */
  readonly reason: string
  readonly model?: string
  readonly seed?: number
  readonly leftOut: readonly string[]
  readonly rerun?: Rerun
}

/** Does what the words after `replay` say. @throws UsageError */
export async function replayCommand(words: readonly string[]): Promise<number> {
  const { operands, has, valueOf } = readWords(ownEntry('replay'), words)
  const [file = ''] = operands
  return withSession(file, async (path) => {
    const survey = await surveySession(path)
    const notice = noticeOf(survey)
    if (notice !== undefined) complain(notice)
    const isWhole = survey.gaps.length === 0 && !survey.header.excerpt && !hidesValues(survey.header.redactions)
    const answer = isWhole
      ? await replayed(await tableOfFile(path), file === '-' ? 'standard input' : basename(file), valueOf('model'))
      : unknown('A part of this session is missing or hidden, so that what was done in it cannot be done again.')
    if (has('json')) await printJson(jsonOf(answer))
    else await print(textOf(answer))
    return codes[answer.outcome]
  })
}

const hidesValues = (redactions: unknown): boolean => Array.isArray(redactions) && redactions.length > 0
const unknown = (reason: string): Answer => ({ outcome: 'unknown', reason, leftOut: [] })

async function replayed(table: SessionTable, name: string, modelName: string | undefined): Promise<Answer> {
  const inputs = inputsOrReason(table)
  if (typeof inputs === 'string') return unknown(inputs)
  const wanted = modelName ?? inputs.model
  const model = models.find((one) => one.name === wanted)
  if (!model) return unknown(`There is no model ${String(wanted)} here. Say --model with another one.`)
  const seed = inputs.seed ?? 1
  const now = await runAgain(inputs, name, model, seed)
  const rerun = compareRerun(table.columns, now.columns)
  const head = { model: model.name, seed, leftOut: inputs.leftOut, rerun }
  const differs = rerun.outcome === 'differs'
  if (differs && inputs.leftOut.length > 0)
    return { ...head, outcome: 'unknown', reason: 'It ends otherwise, and not all that was done could be done again.' }
  if (differs && inputs.steps.some((step) => step.do === 'crash' || step.do === 'down'))
    return { ...head, outcome: 'unknown', reason: 'It ends otherwise, and of crashes a session does not tell all.' }
  return { ...head, outcome: rerun.outcome, reason: reasons[rerun.outcome] }
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

async function runAgain({ steps }: Inputs, name: string, model: Model, seed: number): Promise<SessionTable> {
  const scenario = { name, text: `What was done in ${name}.`, steps }
  const { session } = await play({ scenario, checks }, model, seed, true)
  if (!session) throw new Error('a run that was to be kept has left no session')
  return tableOfPlayed(session, name)
}

function textOf({ outcome, reason, model, seed, leftOut, rerun }: Answer): string {
  const head = model === undefined ? outcome : `${outcome}  (under ${model}, seed ${seed})`
  const lines = [head, reason]
  if (leftOut.length > 0) lines.push(`Not done again: ${leftOut.join(', ')}.`)
  if (rerun?.hash !== undefined && outcome === 'same') lines.push(`hash ${rerun.hash}`)
  for (const { who, object, ...hashes } of rerun?.copies ?? []) {
    const [before, now] = [hashes.recorded ?? 'not known', hashes.replayed ?? 'no copy']
    const sign = hashes.recorded === undefined ? '?' : before === now ? '·' : 'X'
    lines.push(`  ${sign} ${shortName(object)} at ${shortName(who)}: ${before}${before === now ? '' : `, now ${now}`}`)
  }
  if (rerun?.first) lines.push(firstText(rerun.first))
  else if (outcome === 'differs')
    lines.push('What they took in is the same; only the hash that was recorded last is not.')
  return `${lines.join('\n')}\n`
}

function firstText({ who, object, recorded, replayed: now }: FirstDifference): string {
  const told = (taking: Taking | undefined): string =>
    taking ? `event ${taking.event}, ${taking.text}` : 'nothing more'
  const where = `The first difference is in ${shortName(object)} at ${shortName(who)}:`
  const to =
    recorded !== undefined && recorded.text === now?.text ? '\n  The same, and then it held another value.' : ''
  return `${where}\n  recorded  ${told(recorded)}\n  now       ${told(now)}${to}`
}

const jsonOf = ({ outcome, reason, model, seed, leftOut, rerun }: Answer): object => ({
  format: 'syncscope-replay',
  version: jsonVersion,
  outcome,
  reason,
  model: model ?? null,
  seed: seed ?? null,
  leftOut,
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
