/** What the command line says: tables, the list of what there is, the help. Knows scores, and nothing of how they come. */
import { endingOf, type Ending, type Run } from '../core/compare.ts'
import { linkPresets } from '../core/link-presets.ts'
import { models } from '../core/models/index.ts'
import { scenarios } from '../core/scenarios/index.ts'
import { measures, type Score } from '../core/scoreboard.ts'
import { formatNames } from './cli-catalogue.ts'

export const help = `Syncscope plays a scenario under a concurrency model on a virtual clock, and says what came of it.

  npx syncscope list
  npx syncscope run --scenario NAME [--model NAME] [--seed N] [--preset NAME | --conditions FILE] [--out FILE] [--json]
  npx syncscope record --scenario NAME [--model NAME] [--seed N] [--preset NAME | --conditions FILE] [--out FILE] [--json]
  npx syncscope compare --scenario NAME [--models A,B,…] [--seed N] [--seeds N] [--preset NAME | --conditions FILE] [--json]
  npx syncscope compare --session FILE [--models A,B,…] …
  npx syncscope orders --session FILE [--events N,N,…] [--model NAME] [--overtaken] [--json]
  npx syncscope orders --scenario NAME [--events N,N,…] [--model NAME] [--overtaken] [--seed N] …
  npx syncscope export FILE --format NAME [--filter FILTER] [--out FILE] [--mapping FILE] [--json]
  npx syncscope verdict FILE [--junit FILE] [--mapping FILE] [--json]
  npx syncscope query FILE 'FILTER' [--count] [--mapping FILE] [--json]
  npx syncscope replay FILE [--model NAME] [--skip N | --move N:M | --edit N=JSON] [--out FILE] [--json]
  npx syncscope explain FILE [--object NAME] [--path PATH] [--out FILE]
  npx syncscope diff LEFT RIGHT [--all] [--mapping FILE] [--json]
  npx syncscope soak [--runs N | --minutes M] [--seed N] [--model NAME] [--scenario NAME] [--preset NAME] [--json]
  npx syncscope shrink --scenario NAME --model NAME --seed N [--preset NAME] [--out FILE] [--json]
  npx syncscope completion bash|zsh|fish
  npx syncscope help COMMAND

  --scenario    what people do
  --session     a recorded session: what was done in it is done again, or what was written at the same time is taken
  --events      which writes, by the numbers of their events; without it all that were made at the same time
  --overtaken   what one sends may be overtaken by what it sends later
  --model       how writes at one time are settled; without it the first of the list
  --models      which models to set side by side; without it all of them
  --seed        repeats a run exactly; without it 1, for soak the first of fresh ones
  --seeds       so many seeds, from that one on
  --preset      what the links are like
  --conditions  a file with orders for links as JSON, one or a list of them, such as
                { "conditions": { "latencyMs": 50, "lossPercent": 5 }, "seed": 1 }
  --out         keeps the session in a file, which the application opens: npm start -- --session FILE
  --format      ${formatNames.slice(0, 7).join(', ')},
                ${formatNames.slice(7).join(', ')}
  --mapping     which field of a foreign log of JSON lines is what, as JSON, such as
                { "fields": { "time": "ts", "from": "node", "to": "peer", "kind": "type" }, "unit": "ms" }
  FILE          a session, a page of explain, a ShiViz log, OTLP JSON, or a log of JSON lines with --mapping; - is standard input. Without --out an export or a recording goes to standard output
  --json        says it as JSON

Examples
  npx syncscope run --scenario both-at-once --seed 1 --out session.ndjson
  npx syncscope run --scenario burst --preset lossy
  npx syncscope compare --scenario counter --seeds 20
  npx syncscope orders --scenario both-at-once --model naive
  npx syncscope export session.ndjson --format html --out report.html
  npx syncscope verdict - < session.ndjson

It ends with 0 where all copies converged, 1 where some diverged, 2 where that cannot be told, 64 where it was not
understood, 65 where a file is no session, and 74 where a file could not be written.
`

/** Lines of columns: the first one to the left, the others to the right. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)))
  const lineOf = (row: readonly string[]): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')
  return rows.map((row) => `  ${lineOf(row)}`.trimEnd()).join('\n')
}

/** A list of names, each with its sentence. */
const listOf = (title: string, all: readonly { readonly name: string; readonly text: string }[]): string => {
  const width = Math.max(...all.map(({ name }) => name.length))
  return [title, ...all.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`)].join('\n')
}

export const listText = (): string =>
  [listOf('Scenarios', scenarios), listOf('Models', models), listOf('Presets', linkPresets)].join('\n\n') + '\n'

const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 })
const milliseconds = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(0)} ms`)

export function runText(scenario: string, run: Run): string {
  const { score } = run
  const head = `${scenario} under ${run.model}, seed ${run.seed}: ${endingOf(score)}\n${score.verdict.sentence}.\n`
  const rows = measures.map(({ key, title }) => [title, count(score[key].count), proofText(score, key)])
  const time = ['time to converge', milliseconds(score.converged?.afterMs), '']
  const found = score.checks.filter((check) => check.count > 0).map((check) => `${check.check} ${check.count}`)
  return [head, tableLeft([...rows, time]), ...(found.length > 0 ? [`\n  found: ${found.join(', ')}`] : []), ''].join(
    '\n',
  )
}

/** Where somebody who wants to see it looks; for what went wrong only. */
function proofText(score: Score, key: (typeof measures)[number]['key']): string {
  if (key === 'edits' || key === 'messages' || key === 'bytes') return ''
  const shown = score[key].proofs.slice(0, 5).map((proof) => proof.join(' and '))
  if (shown.length === 0) return ''
  return `events ${shown.join('; ')}${score[key].count > shown.length ? '; …' : ''}`
}

/** A table whose last column is a text. */
function tableLeft(rows: readonly (readonly string[])[]): string {
  const table = tableOf(rows.map((row) => row.slice(0, -1))).split('\n')
  return table.map((line, at) => `${line}  ${rows[at]?.at(-1) ?? ''}`.trimEnd()).join('\n')
}

const endings: readonly Ending[] = ['converged', 'diverged', 'unknown']
const signs: Readonly<Record<Ending, string>> = { converged: '·', diverged: 'X', unknown: '?' }
/** So many seeds of a strip stand in one line. */
const stripMax = 100

/** Models side by side; of several seeds the mean of each number, and a strip of how each of them ended. */
export function comparisonText(scenario: string, runs: readonly Run[]): string {
  const names = [...new Set(runs.map(({ model }) => model))]
  const runsOf = (model: string): readonly Run[] => runs.filter((run) => run.model === model)
  const seeds = runsOf(names[0] ?? '').map(({ seed }) => seed)
  const isOne = seeds.length === 1
  const head = isOne
    ? `${scenario}, seed ${seeds[0]}`
    : `${scenario}, seeds ${seeds[0]} to ${seeds.at(-1)}: how many ended so, and the mean of the rest`
  const verdicts = isOne
    ? [['verdict', ...names.map((name) => runsOf(name).map(({ score }) => endingOf(score))[0] ?? '')]]
    : endings.map((ending) => [ending, ...names.map((name) => count(endedSo(runsOf(name), ending).length))])
  const numbers = measures.map(({ key, title }) => [
    title,
    ...names.map((name) => count(mean(runsOf(name).map(({ score }) => score[key].count)) ?? 0)),
  ])
  const times = names.map((name) =>
    milliseconds(mean(runsOf(name).flatMap(({ score }) => score.converged?.afterMs ?? []))),
  )
  const table = tableOf([['', ...names], ...verdicts, ...numbers, ['time to converge', ...times]])
  return [head, '', table, ...(isOne ? [] : ['', stripText(names, runsOf)]), ''].join('\n')
}

const endedSo = (runs: readonly Run[], ending: Ending): readonly Run[] =>
  runs.filter(({ score }) => endingOf(score) === ending)

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length

function stripText(names: readonly string[], runsOf: (model: string) => readonly Run[]): string {
  const width = Math.max(...names.map((name) => name.length))
  const strips = names.map((name) => {
    const runs = runsOf(name)
    const strip = runs.slice(0, stripMax).map(({ score }) => signs[endingOf(score)])
    const [first] = endedSo(runs, 'diverged')
    const more = runs.length > stripMax ? '…' : ''
    return `  ${name.padEnd(width)}  ${strip.join('')}${more}${first ? `  first diverged at seed ${first.seed}` : ''}`
  })
  return [...strips, `  ${''.padEnd(width)}  · converged  X diverged  ? unknown`].join('\n')
}
