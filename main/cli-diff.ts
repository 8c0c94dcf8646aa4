/** `syncscope diff`: two sessions event by event, as text or as JSON. */
import type { Columns } from '../core/columns.ts'
import type { SessionEvent } from '../core/event.ts'
import { sessionDiff, type DiffEntry, type DiffState, type SessionDiff } from '../core/session-diff.ts'
import { shortText } from '../core/markup.ts'
import { complain, print, printJson, withSession } from './cli-input.ts'
import { ownEntry, readWords, wrongUse } from './cli-options.ts'
import { plain, rowText } from './cli-row.ts'
import { toldTableOfFile } from './session-table.ts'

const codes = { same: 0, differs: 1 } as const
const jsonVersion = 1

/** Does what the words after `diff` say. @throws UsageError */
export async function diffCommand(words: readonly string[]): Promise<number> {
  const entry = ownEntry('diff')
  const { operands, has, valueOf } = readWords(entry, words)
  const [left = '', right = ''] = operands
  if (left === '-' && right === '-') throw wrongUse(entry, 'Standard input is one session: name a file for the other.')
  const compare = async (leftPath: string, rightPath: string): Promise<number> => {
    const [one, other] = [await columnsOf(leftPath, left), await columnsOf(rightPath, right)]
    const found = sessionDiff(eventsOf(one), eventsOf(other))
    if (has('json')) await printJson(jsonOf(found, has('all')))
    else await printText(found, one, other, has('all'))
    return found.isSame ? codes.same : codes.differs
  }
  const mapping = valueOf('mapping')
  const withRight = (leftPath: string): Promise<number> =>
    withSession(right, (rightPath) => compare(leftPath, rightPath), mapping)
  return withSession(left, withRight, mapping)
}

async function columnsOf(path: string, name: string): Promise<Columns> {
  const { columns, notice } = await toldTableOfFile(path)
  if (notice !== undefined) complain(`${name}: ${notice}`)
  return columns
}

function* eventsOf(columns: Columns): Generator<SessionEvent> {
  for (let n = 1; n <= columns.lastEvent; n++) {
    const row = columns.rowOf(n)
    if (row === undefined) continue
    const isMade = columns.n.get(columns.head.get(row)) === n
    const event = isMade ? columns.eventOf(columns.head.get(row)) : columns.endedOf(row)
    if (event) yield event
  }
}

const signs: Readonly<Record<DiffState, string>> = { same: ' ', 'only left': '-', 'only right': '+', later: '~' }
const numberWidth = 7
const textMax = 100

const shown = ({ entries }: SessionDiff, isAll: boolean): readonly DiffEntry[] =>
  isAll ? entries : entries.filter(({ state }) => state !== 'same')

async function printText(found: SessionDiff, left: Columns, right: Columns, isAll: boolean): Promise<void> {
  const { counts } = found
  const told = (Object.keys(signs) as DiffState[]).map((state) => `${counts[state]} ${state}`).join(', ')
  await print(`${found.isSame ? 'same' : 'different'}: ${told}\n`)
  for (const one of shown(found, isAll)) {
    const numbers = [one.left, one.right].map((n) => String(n ?? '').padStart(numberWidth)).join('')
    const text = one.left === undefined ? eventText(right, one.right ?? 0) : eventText(left, one.left)
    await print(`${signs[one.state]}${numbers}  ${shortText(plain(text), textMax)}\n`)
  }
}

/** An event in a few words, by its row. */
function eventText(columns: Columns, n: number): string {
  const row = columns.rowOf(n)
  if (row === undefined) return ''
  const isMade = columns.n.get(columns.head.get(row)) === n
  return rowText(columns, row, isMade ? 'made' : 'ended')
}

const jsonOf = (found: SessionDiff, isAll: boolean): object => ({
  format: 'syncscope-diff',
  version: jsonVersion,
  isSame: found.isSame,
  counts: found.counts,
  entries: shown(found, isAll),
})
