/** `syncscope verdict`: whether the copies of a session agree in the end, for people, as JSON, and for build servers. */
import { basename } from 'node:path'
import { createJudgement, type Finding, type Outcome } from '../core/check.ts'
import { checks } from '../core/checks/index.ts'
import { isEvent } from '../core/event-guard.ts'
import { importedFromOf, importedVerdict } from '../core/imported.ts'
import { createConvergenceCheck, type Verdict } from '../core/verdict.ts'
import { complain, isWritten, print, printJson, withSession } from './cli-input.ts'
import { junitText } from './cli-junit.ts'
import { ownEntry, readWords, wrongUse } from './cli-options.ts'
import { createSurvey, partsOf, noticeOf, type SessionSurvey } from './session-reading.ts'

const codes = { converged: 0, diverged: 1, unknown: 2, notWritten: 74 } as const
const jsonVersion = 1

/** Does what the words after `verdict` say. @throws UsageError */
export async function verdictCommand(words: readonly string[]): Promise<number> {
  const entry = ownEntry('verdict')
  const { operands, has, valueOf } = readWords(entry, words)
  const [file = ''] = operands
  const junit = valueOf('junit')
  if (junit === '-' && has('json')) throw wrongUse(entry, 'With --json there is no room for JUnit: name a file.')
  const sayVerdict = async (path: string): Promise<number> => {
    const judged = await judgeSession(path)
    if (junit !== undefined) {
      const text = junitOf(judged, file === '-' ? 'standard input' : basename(file))
      if (junit === '-') await print(text)
      else if (!(await isWritten(junit, text))) return codes.notWritten
    }
    if (has('json')) await printJson(jsonOf(judged))
    else if (junit !== '-') await print(textOf(judged))
    if (!has('json') && judged.notice !== undefined) complain(judged.notice)
    const { state } = judged.verdict
    return state === 'converged' || state === 'diverged' ? codes[state] : codes.unknown
  }
  return withSession(file, sayVerdict, valueOf('mapping'))
}

interface Judged {
  readonly verdict: Verdict
  readonly outcomes: readonly Outcome[]
  readonly findings: readonly Finding[]
  readonly notice: string | undefined
  readonly survey: SessionSurvey
  readonly durationMs: number
}

/** Judges a session file. @throws SessionError */
export async function judgeSession(path: string): Promise<Judged> {
  const check = createConvergenceCheck()
  const judgement = createJudgement(checks)
  const surveying = createSurvey(basename(path))
  let durationMs = 0
  for await (const part of partsOf(path)) {
    surveying.take(part)
    if (part.kind === 'event' && isEvent(part.event)) {
      check.take(part.event)
      judgement.take(part.event)
      durationMs = Math.max(durationMs, part.event.at)
    } else if (part.kind === 'gap' || part.kind === 'event') {
      check.miss()
      judgement.miss()
    }
  }
  const survey = surveying.end()
  const notice = noticeOf(survey)
  const from = importedFromOf(survey.header)
  if (from) {
    const outcomes = judgement
      .outcomes()
      .map(({ check: name }) => ({ check: name, state: 'unknown', count: 0 }) as const)
    return { verdict: importedVerdict(from), outcomes, findings: [], notice, survey, durationMs }
  }
  const { findings } = judgement
  return { verdict: check.verdict(true), outcomes: judgement.outcomes(), findings, notice, survey, durationMs }
}

const jsonOf = ({ verdict: { state, sentence }, outcomes, notice }: Judged): object => ({
  format: 'syncscope-verdict',
  version: jsonVersion,
  verdict: state,
  sentence,
  notice: notice ?? null,
  checks: outcomes,
})

function textOf({ verdict: { state, sentence }, outcomes }: Judged): string {
  const found = outcomes.filter(({ count }) => count > 0).map((one) => `${one.check} ${one.count}`)
  return `${state}\n${sentence}.\n${found.length > 0 ? `found: ${found.join(', ')}\n` : ''}`
}

const junitOf = ({ survey, ...judged }: Judged, name: string): string =>
  junitText({
    ...judged,
    name,
    start: survey.header.start,
    titleOf: (check) => checks.find((one) => one.name === check)?.title ?? check,
  })
