/**
 * What the command line does with session files: writes them in another format, and judges them. Reads standard input as
 * `-`, writes to standard output where no file is named; PNG and PDF are made by Electron, which it only asks for.
 */
import { stat } from 'node:fs/promises'
import { createJudgement } from '../core/check.ts'
import { checks } from '../core/checks/index.ts'
import { isEvent } from '../core/event-guard.ts'
import type { Format } from '../core/format.ts'
import { formats } from '../core/formats/index.ts'
import { SessionError } from '../core/session.ts'
import { createConvergenceCheck } from '../core/verdict.ts'
import { fileWordsOf, pictureNames, type ExportWords, type VerdictWords } from './cli-file-words.ts'
import { print, withSession } from './cli-input.ts'
import { exportSession, sourceOfFile } from './exporting.ts'
import { digests } from './saving.ts'
import { noticeOf, surveySession } from './session-reading.ts'

const codes = { converged: 0, diverged: 1, unknown: 2, notWritten: 74 } as const
const jsonVersion = 1

/** Has a picture made by Electron; gives its exit code. */
export type Draw = (name: string, from: string, to: string) => Promise<number>

/** Does what the words after `export` or `verdict` say. @throws UsageError */
export async function fileCommand(words: readonly string[], draw: Draw): Promise<number> {
  const given = fileWordsOf(words)
  return withSession(given.file, (path) => (given.do === 'verdict' ? judge(given, path) : write(given, path, draw)))
}

async function write({ format: name, out, json }: ExportWords, path: string, draw: Draw): Promise<number> {
  if (out !== undefined && pictureNames.includes(name)) {
    // what is no session is said before Electron is started
    await surveySession(path)
    const code = await draw(name, path, out)
    return code === 0 ? say(json, { format: name, files: [out] }, out) : codes.notWritten
  }
  const format = formats.find((one) => one.name === name) as Format
  if (out === undefined) return printIn(format, path)
  try {
    const files = await exportSession({ from: path, format, to: out })
    const sizes = await Promise.all(files.map((file) => stat(file)))
    const bytes = sizes.reduce((sum, { size }) => sum + size, 0)
    return say(json, { format: name, files, bytes, losses: format.losses }, files.join('\n'))
  } catch (error) {
    if (error instanceof SessionError) throw error
    console.error(`${out} cannot be written: ${(error as Error).message}`)
    return codes.notWritten
  }
}

async function printIn(format: Format, path: string): Promise<number> {
  let documents = 0
  for await (const { document, text, bytes } of format.write(sourceOfFile(path), digests)) {
    documents = Math.max(documents, document + 1)
    await print(bytes ?? text)
  }
  if (documents > 1)
    console.error(`These are ${documents} diagrams, one after another. With --out FILE each is a file of its own.`)
  return codes.converged
}

function say(json: boolean, value: object, text: string): number {
  const head = { format: 'syncscope-export', version: jsonVersion }
  console.log(json ? JSON.stringify({ ...head, export: value }, null, 2) : text)
  return codes.converged
}

async function judge({ json }: VerdictWords, path: string): Promise<number> {
  const check = createConvergenceCheck()
  const judgement = createJudgement(checks)
  for await (const part of sourceOfFile(path).read()) {
    if (part.kind === 'gap') {
      check.miss()
      judgement.miss()
    } else if (part.kind === 'event') {
      if (isEvent(part.event)) {
        check.take(part.event)
        judgement.take(part.event)
      } else {
        check.miss()
        judgement.miss()
      }
    }
  }
  const { state, sentence } = check.verdict(true)
  const notice = noticeOf(await surveySession(path))
  const found = judgement.outcomes().filter(({ count }) => count > 0)
  const head = { format: 'syncscope-verdict', version: jsonVersion }
  if (json) {
    const rest = { verdict: state, sentence, notice: notice ?? null, checks: judgement.outcomes() }
    console.log(JSON.stringify({ ...head, ...rest }, null, 2))
  } else {
    console.log(`${state}\n${sentence}.`)
    if (found.length > 0) console.log(`found: ${found.map((one) => `${one.check} ${one.count}`).join(', ')}`)
    if (notice !== undefined) console.error(notice)
  }
  return state === 'converged' || state === 'diverged' ? codes[state] : codes.unknown
}
