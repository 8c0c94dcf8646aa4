/** The events of a session as a table for spreadsheets: RFC 4180. https://www.rfc-editor.org/rfc/rfc4180 */
import { rowsOf, tableColumns, type Cell } from '../event-table.ts'
import type { Format, Piece, SessionSource } from '../format.ts'

/** Written in pieces of about so many characters. */
const pieceCharacters = 64 * 1024

/** A cell. What a spreadsheet would take for a formula begins with an apostrophe. */
function cellText(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function* write(source: SessionSource): AsyncIterable<Piece> {
  let text = `${tableColumns.map(({ name }) => name).join(',')}\r\n`
  for await (const row of rowsOf(source)) {
    text += `${tableColumns.map(({ name }) => cellText(row[name])).join(',')}\r\n`
    if (text.length < pieceCharacters) continue
    yield { document: 0, text }
    text = ''
  }
  yield { document: 0, text }
}

export const csv: Format = {
  name: 'csv',
  label: 'CSV table',
  extension: 'csv',
  losses:
    'One row for each event: of the hops only how long a delivery took, and no verdict. A text that begins like a formula begins with an apostrophe.',
  readings: 1,
  write,
}
