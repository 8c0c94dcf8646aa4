/** Holds what blame says of a run against what its windows hold. */
import { isContainer, pathText, sameJson, valueAt, type Json, type Path } from '../../core/change.ts'
import { createObjectBlame, type Blame } from '../../core/blame.ts'
import type { Columns } from '../../core/columns.ts'
import type { Model } from '../../core/model.ts'
import type { Scenario } from '../../core/scenario.ts'
import { simulate, type Conditions } from '../../core/simulator.ts'
import { columnsOf } from './columns.ts'

export interface BlameTrial {
  /** Leaves that were looked at, those of which blame says that it cannot tell, and what of it is wrong. */
  leaves: number
  unknown: number
  started: number
  losses: number
  readonly reasons: Map<string, number>
  readonly wrong: string[]
}

export const newTrial = (): BlameTrial => ({
  leaves: 0,
  unknown: 0,
  started: 0,
  losses: 0,
  reasons: new Map(),
  wrong: [],
})

/** Each value that holds no others, and each container that is empty. */
export function* leafPaths(value: Json, path: Path = []): Iterable<Path> {
  const keys = isContainer(value) ? (Array.isArray(value) ? [...value.keys()] : Object.keys(value)) : []
  if (keys.length === 0) return yield path
  for (const key of keys) yield* leafPaths(valueAt(value, [key]) as Json, [...path, key])
}

export async function blameRun(
  trial: BlameTrial,
  given: { scenario: Scenario; model: Model; seed: number; conditions?: Partial<Conditions> },
): Promise<void> {
  const run = await simulate({ ...given, record: true, judge: false })
  const columns = columnsOf(run.lines)
  const name = `${given.scenario.name} ${given.model.name} seed ${given.seed}`
  const blames = new Map<string, ReturnType<typeof createObjectBlame>>()
  for (const { state, url, hyperty } of run.hyperties.values()) {
    if (state === 'gone') continue
    for (const [object, { value }] of hyperty.objects) {
      let blame = blames.get(object)
      if (!blame) {
        blames.set(object, (blame = createObjectBlame(columns, object)))
        blame.advance(Number.POSITIVE_INFINITY)
        trial.losses += blame.losses.length
      }
      for (const path of leafPaths(value)) {
        trial.leaves++
        const said = blame.why(url, path, columns.lastEvent)
        const expected = valueAt(value, path)
        if (said.missing !== undefined) {
          trial.unknown++
          const reason = said.missing.replaceAll(/\d+/g, 'n').replaceAll(/\/\S+/g, '/…')
          trial.reasons.set(reason, (trial.reasons.get(reason) ?? 0) + 1)
        } else if (!sameJson(said.value, expected))
          trial.wrong.push(
            `${name}: ${url} ${pathText(path)} is ${JSON.stringify(expected)}, not ${JSON.stringify(said.value)}`,
          )
        else if (!didWrite(columns, said))
          trial.wrong.push(`${name}: ${url} ${pathText(path)} was not written by ${said.write}`)
        if (said.isStart) trial.started++
      }
    }
  }
}

/** Whether the write that is named put such a value there, or into something there. */
function didWrite(columns: Columns, { write, value, isStart, others }: Blame): boolean {
  const message = columns.sentOf(columns.rowOf(write ?? 0) ?? -1)?.message
  if (!message) return false
  const { body } = message
  if (isStart) return holds((body as { value?: Json }).value ?? null, value)
  const changes = message.type === 'update' || message.type === 'execute' ? (message.body.changes ?? []) : []
  // the last was taken out of it
  if (isContainer(value) && Object.keys(value).length === 0 && changes.some((change) => change.length !== 2))
    return true
  // a text is what several have made of it
  if (typeof value === 'string' && (others.length > 0 || changes.some((change) => change.length === 4))) return true
  return changes.some((change) =>
    change.length === 2
      ? holds(change[1], value)
      : change.length === 4 && [...change[3]].some((one) => holds(one, value)),
  )
}

const holds = (whole: Json, part: Json | undefined): boolean =>
  sameJson(whole, part) || (isContainer(whole) && Object.values(whole).some((one) => holds(one as Json, part)))
