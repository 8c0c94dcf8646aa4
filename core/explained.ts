/** Why the copies of one value are what they are, in sentences, from a session's table alone. */
import { createObjectBlame, type Blame } from './blame.ts'
import { pathText, type Json, type Path } from './change.ts'
import type { Columns } from './columns.ts'
import { shortName, type Address } from './message.ts'
import { createReplay } from './replay.ts'

export interface Explained {
  readonly object: Address
  readonly path: Path
  readonly chains: readonly { readonly title: string; readonly steps: readonly string[] }[]
}

const piece = 10_000
const charactersMax = 200

/**
 * The value at a path (`/list/0/title`) in every copy of an object at the end. Without a path the first place at which two copies differ, or
 * the first value there is. Undefined where nobody holds the object.
 */
export function explained(columns: Columns, object: Address, path?: string): Explained | undefined {
  const blame = createObjectBlame(columns, object)
  while (!blame.advance(piece));
  const last = columns.lastEvent
  const replay = createReplay(columns)
  const copies = blame.hyperties().flatMap((who) => {
    const value = replay.after(object, who, last)?.value
    return value ? [{ who, value }] : []
  })
  const [first, ...others] = copies
  if (!first) return undefined
  const found = others.map(({ value }) => firstDifference(first.value, value)).find((one) => one !== undefined)
  const place = path === undefined ? (found ?? blame.leaves(first.who, last, 1)[0] ?? []) : pathIn(first.value, path)
  const chains = copies.map(({ who, value }) => ({
    title: `${pathText(place)} at ${shortName(who)}: ${textOf(at(value, place))}`,
    steps: stepsOf(blame.why(who, place, last)),
  }))
  return { object, path: place, chains }
}

function stepsOf(blame: Blame): readonly string[] {
  if (blame.missing !== undefined) return [`It cannot be told why: ${blame.missing} is missing.`]
  const author = blame.author === undefined ? 'somebody' : shortName(blame.author)
  const { replaced, decision } = blame
  const whose =
    replaced?.author === undefined ? '' : `, which ${shortName(replaced.author)} wrote in event ${replaced.write}`
  return [
    ...blame.links.map(
      ({ event, at: time, what, who }) => `${(time / 1000).toFixed(3)} s, event ${event}: ${shortName(who)}, ${what}`,
    ),
    ...(blame.isStart ? [`It stood there when ${author} first showed the object.`] : []),
    ...(blame.isEdited ? [`Somebody edited at a breakpoint what ${author} wrote.`] : []),
    ...(replaced ? [`It replaced ${textOf(replaced.value)}${whose}.`] : []),
    ...(decision ? [`Rule ${decision.rule}${'reason' in decision ? `: ${decision.reason}` : ''}`] : []),
    ...blame.lost.map((loss) => `What ${shortName(loss.author)} wrote there was ${loss.kind}, in event ${loss.event}.`),
  ]
}

/** A path as it is written; what is a number in it is a place only where there is a list. */
function pathIn(value: Json, text: string): Path {
  let here: Json | undefined = value
  return text
    .split('/')
    .filter((key, index) => index > 0 || key !== '')
    .map((key) => {
      const step = Array.isArray(here) && /^\d+$/.test(key) ? Number(key) : key
      here = at(here, [step])
      return step
    })
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text
}

function at(value: Json | undefined, path: Path): Json | undefined {
  let here = value
  for (const key of path)
    here = typeof here === 'object' && here !== null ? (here as { readonly [key: string]: Json })[key] : undefined
  return here
}

/** The first place at which two values are not the same. */
export function firstDifference(one: Json | undefined, other: Json | undefined): Path | undefined {
  if (Object.is(one, other)) return undefined
  const isTree = (value: Json | undefined): value is Json & object => typeof value === 'object' && value !== null
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other)) return []
  const [here, there] = [one, other] as { readonly [key: string]: Json }[]
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const below = firstDifference(here?.[key], there?.[key])
    if (below) return [Array.isArray(one) ? Number(key) : key, ...below]
  }
  return undefined
}
