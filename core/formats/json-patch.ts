/**
 * What each copy of each object showed, as JSON Patch (RFC 6902): a line for each event that changed it, with a test
 * before each change, so that whoever replays it notices a difference at once. https://www.rfc-editor.org/rfc/rfc6902
 */
import { isEvent } from '../event-guard.ts'
import { shownBy } from '../folding.ts'
import type { Format, Piece, SessionSource } from '../format.ts'
import { createHoldings } from '../holdings.ts'
import { patchBetween } from '../json-patch.ts'
import { copyJson, type JsonObject } from '../change.ts'

async function* write(source: SessionSource): AsyncIterable<Piece> {
  const holdings = createHoldings()
  const shown = new Map<string, JsonObject>()
  for await (const part of source.read()) {
    // messages and fates change copies; what a window says of its own is not taken in
    if (part.kind !== 'event' || !isEvent(part.event) || part.event.kind === 'state') continue
    const { event } = part
    for (const { object, hyperty } of holdings.take(event)) {
      const key = `${hyperty} ${object}`
      const held = holdings.of(object, hyperty)
      const state = held && shownBy(held)
      const before = shown.get(key)
      const after = state?.value
      const patch = patchBetween(before, after)
      if (patch.length === 0) continue
      if (after === undefined) shown.delete(key)
      else shown.set(key, copyJson(after))
      const head = { n: event.n, at: event.at, object, copy: hyperty }
      const rest = state ? { version: state.version, ...(state.exact ? {} : { exact: false }) } : { ended: true }
      yield { document: 0, text: `${JSON.stringify({ ...head, ...rest, patch })}\n` }
    }
  }
}

export const jsonPatch: Format = {
  name: 'json-patch',
  label: 'JSON Patch log',
  extension: 'patch.jsonl',
  losses:
    'What each copy showed and when it changed: no messages, no refusals, no notes. A shared text is replaced whole. Where the session does not hold all of a copy, "exact" is false.',
  readings: 1,
  write,
}
