/**
 * A verdict as JUnit XML, which build servers read: a test case for convergence and one for each check. What cannot be
 * told of convergence is an error, of a check it is skipped. Knows no files.
 * @see https://github.com/testmoapp/junitxml
 */
import type { Finding, Outcome } from '../core/check.ts'
import { markupText } from '../core/markup.ts'
import type { Verdict } from '../core/verdict.ts'

export interface JunitReport {
  /** What it is called: the name of the session's file. */
  readonly name: string
  /** When the session began, as its header says; null for a simulated one. */
  readonly start: unknown
  readonly durationMs: number
  readonly verdict: Pick<Verdict, 'state' | 'sentence'>
  readonly outcomes: readonly Outcome[]
  readonly findings: readonly Finding[]
  readonly titleOf: (check: string) => string
  /** What is wrong with the file itself. */
  readonly notice: string | undefined
}

interface Case {
  readonly name: string
  readonly seconds: string
  readonly tag?: 'failure' | 'error' | 'skipped'
  readonly type?: string
  readonly message?: string
  readonly details?: readonly string[]
}

/** So many findings of a check are told. */
const findingsShown = 20

export function junitText(report: JunitReport): string {
  const seconds = (report.durationMs / 1000).toFixed(3)
  const cases = [convergenceCase(report, seconds), ...report.outcomes.map((one) => checkCase(report, one))]
  const count = (tag: Case['tag']): number => cases.filter((one) => one.tag === tag).length
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`
  const suite = `name="${markupText(report.name)}" ${counts} time="${seconds}"${timestamp(report.start)}`
  const notice = report.notice === undefined ? [] : [`    <system-err>${markupText(report.notice)}</system-err>`]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="syncscope verdict" ${counts} time="${seconds}">`,
    `  <testsuite ${suite}>`,
    ...cases.map((one) => caseText(report.name, one)),
    ...notice,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function timestamp(start: unknown): string {
  const [whole] = (typeof start === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(start)) || []
  return whole === undefined ? '' : ` timestamp="${whole}"`
}

function convergenceCase({ verdict: { state, sentence } }: JunitReport, seconds: string): Case {
  const name = 'convergence: the copies agree in the end'
  if (state === 'converged') return { name, seconds }
  const tag = state === 'diverged' ? 'failure' : 'error'
  return { name, seconds, tag, type: state, message: `${sentence}.` }
}

function checkCase({ findings, titleOf }: JunitReport, { check, state, count }: Outcome): Case {
  const head = { name: `${check}: ${titleOf(check)}`, seconds: '0.000' }
  if (state === 'pass') return head
  if (state === 'unknown')
    return { ...head, tag: 'skipped', message: 'Nothing was found, and not all of the session was there to look at.' }
  const shown = findings.filter((one) => one.check === check).slice(0, findingsShown)
  const details = shown.map(({ sentence, events }) => `${sentence} (events ${events.join(' and ')})`)
  const more = count > shown.length ? [`and ${count - shown.length} more`] : []
  return { ...head, tag: 'failure', type: check, message: `Found ${count} times.`, details: [...details, ...more] }
}

function caseText(className: string, { name, seconds, tag, type, message = '', details = [] }: Case): string {
  const head = `    <testcase classname="${markupText(className)}" name="${markupText(name)}" time="${seconds}"`
  if (tag === undefined) return `${head}/>`
  const kind = type === undefined ? '' : ` type="${markupText(type)}"`
  const opened = `<${tag} message="${markupText(message)}"${kind}`
  const body = details.length > 0 ? `${opened}>${markupText(details.join('\n'))}</${tag}>` : `${opened}/>`
  return `${head}>\n      ${body}\n    </testcase>`
}
