/** Of what kind the events of a row are in the foreign log that they come from. Reads the lines of the session. */
import type { Columns } from './columns.ts'
import type { Imported } from './imported.ts'
import { importedOf, messageTypes } from './message.ts'
import { rowKinds } from './row.ts'

const [message, note] = [rowKinds.indexOf('message'), rowKinds.indexOf('note')]
const event = messageTypes.indexOf('event')

/** What the log said of what made a row; undefined for one of ours. A line that cannot have it is not parsed. */
export function importedOfRow(columns: Columns, row: number): Imported | undefined {
  const kind = columns.codes.kind.get(row)
  if (kind !== note && (kind !== message || columns.codes.type.get(row) !== event)) return undefined
  if (!columns.linesOf(row)[0].includes('"imported":{')) return undefined
  const made = columns.eventOf(row)
  return made?.kind === 'note' ? made.imported : made?.kind === 'sent' ? importedOf(made.message) : undefined
}

/** By what word it goes there: its kind, or where it has none what it is called. */
export function importedKindOf(columns: Columns, row: number): string | undefined {
  const said = importedOfRow(columns, row)
  return said?.kind ?? said?.text
}
