/** The registry of the commands that read their words by the catalogue. */
import { completionCommand } from './cli-completion.ts'
import { diffCommand } from './cli-diff.ts'
import { queryCommand } from './cli-query.ts'
import { explainCommand } from './cli-explain.ts'
import { replayCommand } from './cli-replay.ts'
import { shrinkCommand } from './cli-shrink.ts'
import { soakCommand } from './cli-soak.ts'
import { verdictCommand } from './cli-verdict.ts'

/** Does what the words behind a command say; gives the exit code. @throws UsageError */
export type RunCommand = (words: readonly string[]) => Promise<number>

export const moreCommands: ReadonlyMap<string, RunCommand> = new Map([
  ['verdict', verdictCommand],
  ['query', queryCommand],
  ['replay', replayCommand],
  ['explain', explainCommand],
  ['diff', diffCommand],
  ['soak', soakCommand],
  ['shrink', shrinkCommand],
  ['completion', completionCommand],
])
