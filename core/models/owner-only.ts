/** The seed's default: the bus lets only the reporter write, or whom it granted it; its Syncer numbers every write. */
import { overlaps, pathText, type WireChange } from '../change.ts'
import { shortName } from '../message.ts'
import type { Numbered, NumberedModel, Settlement } from '../model.ts'

const accepted: Settlement = { allow: true, rule: 'numbered', code: 200, reason: 'The owner took it.' }

function conflict(changes: readonly WireChange[], since: readonly Numbered[]): Settlement | undefined {
  for (const earlier of since) {
    for (const other of earlier.changes) {
      const mine = changes.find((change) => overlaps(change, other))
      if (!mine) continue
      const reason = `${shortName(earlier.author)} changed ${pathText(other[0])} first.`
      return { allow: false, rule: 'changed-meanwhile', code: 409, reason }
    }
  }
  return undefined
}

export const ownerOnly: NumberedModel = {
  name: 'owner-only',
  way: 'numbered',
  defaultWriters: 'reporter',
  text: 'Only the owner writes; whom the owner grants it may, too, and is turned back where something changed meanwhile.',
  needs: 'order',
  promises: ['converges', 'order kept'],
  settle(changes, since) {
    if (!since)
      return {
        allow: false,
        rule: 'changed-meanwhile',
        code: 409,
        reason: 'Too much has changed since this was written.',
      }
    return since.length === 0 ? accepted : (conflict(changes, since) ?? accepted)
  },
}
