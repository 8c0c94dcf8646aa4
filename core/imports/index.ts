/** The registry of imports, in the order in which a file is offered to them: the particular ones first. */
import type { Import } from '../import.ts'
import { sessionFormat } from '../session.ts'
import { jsonLines } from './json-lines.ts'
import { otlp } from './otlp.ts'
import { shiviz } from './shiviz.ts'

export const imports: readonly Import[] = [shiviz, otlp, jsonLines]

/** So much of a file's beginning says what it is. */
export const headCharacters = 64 * 1024

/** The kind of foreign log that begins so; undefined for a session of ours, whole or not, and for what is none of them. */
export function importFor(head: string): Import | undefined {
  return isOurs(head) ? undefined : imports.find((one) => one.recognises(head))
}

/** A session, or one whose first line is missing. */
function isOurs(head: string): boolean {
  const [first = ''] = head.split('\n', 1)
  return (
    first.includes(`"${sessionFormat}"`) ||
    /^\{"n":\d+,"at":[\d.]+,"kind":"/.test(first) ||
    /^\{"seal":\d+,"crc":/.test(first)
  )
}
