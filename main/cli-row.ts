/** A row of a session in a few words, for a line of a terminal. */
import { changesText } from '../core/change-text.ts'
import type { Columns } from '../core/columns.ts'
import { importedKindOf } from '../core/imported-kind.ts'
import { importedOf, shortName } from '../core/message.ts'

/** On one line, and without what a terminal would obey. */
// oxlint-disable-next-line no-control-regex
export const plain = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ')

/** What sort of thing it is; of what was imported in the word of its log. */
export const kindOf = (columns: Columns, row: number): string =>
  importedKindOf(columns, row) ?? columns.typeOf(row) ?? columns.kindOf(row)

/** What it was about, in a few words. */
export function whatOf(columns: Columns, row: number): string {
  const sent = columns.sentOf(row)
  if (sent) {
    const { body } = sent.message
    const said = importedOf(sent.message)
    if (said) return 'changes' in body && body.changes ? `${said.text}: ${changesText(body.changes)}` : said.text
    if ('changes' in body && body.changes) return changesText(body.changes)
    if ('code' in body) return 'reason' in body && body.reason ? `${body.code} ${body.reason}` : String(body.code)
    if ('news' in body) return body.news
    return 'method' in body && body.method !== undefined ? body.method : ''
  }
  const event = columns.eventOf(row)
  if (event?.kind === 'note') return event.text
  if (event?.kind === 'fault') return event.state === undefined ? event.fault : `${event.fault} ${event.state}`
  if (event?.kind === 'hyperty') return event.state
  return event?.kind === 'state' ? event.hash : ''
}

/** The event that made a row, or the one that ended it, in a line. */
export function rowText(columns: Columns, row: number, part: 'made' | 'ended'): string {
  const name = (id: number): string => (id === 0 ? '' : shortName(columns.addresses.textOf(id)))
  const [from, to, object] = [columns.from, columns.to, columns.object].map((column) => name(column.get(row)))
  const way = part === 'ended' ? `${from} → ${to} ${columns.effectOf(row) ?? ''}` : (from ?? '')
  const words = [kindOf(columns, row), way, object ?? '', whatOf(columns, row)]
  return words.filter((word) => word !== '').join('  ')
}
