/**
 * A session file of as many events as are wanted, made by the simulator: one run of some thousand events, told again and
 * again with later numbers and times, so that a million are made in seconds. Each round is a true run of its own, and the
 * file is whole: the recorder's own writer seals its blocks and ends it.
 */
import type { SessionEvent } from '../../core/event.ts'
import { models } from '../../core/models/index.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { simulate } from '../../core/simulator.ts'
import { createSessionFile } from '../../main/session-file.ts'

export interface LargeSession {
  readonly events: number
  readonly hyperties?: number
  readonly edits?: number
  readonly scenario?: string
  readonly model?: string
  readonly seed?: number
}

/** A sum of floats would have digits that no clock has said. */
const later = (at: number, byMs: number): number => Math.round((at + byMs) * 1000) / 1000

type Shifted = SessionEvent & { readonly of?: number; readonly cause?: number; readonly hops?: object }

/** The same event, so many numbers and milliseconds later. */
function shifted(event: Shifted, byEvents: number, byMs: number): string {
  const { of, cause, hops } = event
  const moved = Object.fromEntries(Object.entries(hops ?? {}).map(([hop, at]) => [hop, later(at as number, byMs)]))
  return JSON.stringify({
    ...event,
    n: event.n + byEvents,
    at: later(event.at, byMs),
    ...(of === undefined ? {} : { of: of + byEvents }),
    ...(cause === undefined ? {} : { cause: cause + byEvents }),
    ...(hops === undefined ? {} : { hops: moved }),
  })
}

/** Writes it; gives how many events it holds. */
export async function writeLargeSession(path: string, wanted: LargeSession): Promise<number> {
  const { events, hyperties = 4, edits = 500, scenario = 'mix', model = 'last-writer-wins', seed = 7 } = wanted
  const kind = scenarios.find(({ name }) => name === scenario)
  const way = models.find(({ name }) => name === model)
  if (!kind || !way) throw new Error(`there is no ${scenario} or no ${model}`)
  const run = await simulate({
    scenario: kind,
    model: way,
    seed,
    size: { hyperties, edits },
    record: true,
    judge: false,
  })
  const round = run.lines.map((line) => JSON.parse(line) as Shifted)
  const lastMs = Math.ceil(round.at(-1)?.at ?? 0) + 1000
  const file = await createSessionFile({ path, header: run.header })
  let written = 0
  for (let time = 0; written < events; time++) {
    const lines = round.slice(0, events - written)
    for (const event of lines) file.append(`${shifted(event, written, time * lastMs)}\n`)
    written += lines.length
    await file.flush()
  }
  await file.close('unknown')
  return written
}
