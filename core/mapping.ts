/**
 * Which field of a foreign log of JSON lines plays which role: parsed from what somebody gives, guessed from first lines,
 * kept under a name. What is made of the fields is the affair of the import.
 */
import type { Json, JsonObject } from './change.ts'
import { timeUnits, type TimeUnit } from './time-reading.ts'

export type Role = (typeof roles)[number]['role']

/** What a field can say, in the order of a form; `names` are how it is often called, without signs and in small letters. */
export const roles = [
  {
    role: 'from',
    label: 'Lane (from)',
    text: 'where it happened, or who sent it',
    names: 'from sender src source node host replica process service actor client instance who logger pid',
  },
  {
    role: 'time',
    label: 'Time',
    text: 'when it happened; without one the order of the lines',
    names: 'time timestamp ts at sentat datetime date when t eventtime',
  },
  {
    role: 'to',
    label: 'To',
    text: 'for whom it is, or on a line about receiving who sent it',
    names: 'to receiver recipient dst dest destination target peer remote other',
  },
  {
    role: 'arrived',
    label: 'Time of arrival',
    text: 'when it came, where the same line says so',
    names: 'arrived receivedat arrivedat deliveredat arrival recvtime',
  },
  {
    role: 'id',
    label: 'Message id',
    text: 'what joins the line about sending with that about receiving',
    names: 'messageid msgid mid id correlationid requestid seq',
  },
  {
    role: 'direction',
    label: 'Direction',
    text: 'whether it was sent (send, out, tx …) or received (recv, in, rx …)',
    names: 'direction dir way action op phase',
  },
  {
    role: 'kind',
    label: 'Kind',
    text: 'what sort of thing it is; found by kind: in the filter',
    names: 'kind type messagetype msgtype event eventtype name method',
  },
  {
    role: 'text',
    label: 'Text',
    text: 'what is written at its arrow',
    names: 'text message msg description summary log',
  },
  {
    role: 'object',
    label: 'Object',
    text: 'what it is about',
    names: 'object doc document documentid key resource entity topic room table',
  },
  { role: 'path', label: 'Path', text: 'a place in the object, as /a/b or a.b', names: 'path pointer field property' },
  { role: 'value', label: 'Value', text: 'what was written there', names: 'value newvalue val payload data' },
  { role: 'version', label: 'Version', text: "the object's version", names: 'version rev revision term epoch' },
  {
    role: 'outcome',
    label: 'Outcome',
    text: 'what became of it: lost, refused, duplicate …',
    names: 'outcome result status effect',
  },
  { role: 'reason', label: 'Reason', text: 'why it was refused or lost', names: 'reason error err cause' },
] as const satisfies readonly { role: string; label: string; text: string; names: string }[]

export interface Mapping {
  /** The field of each role; a name, or names between dots for one that lies deeper. */
  readonly fields: Readonly<Partial<Record<Role, string>>>
  readonly unit: TimeUnit
}

export const mappingFormat = 'syncscope-mapping'
export const mappingVersion = 1
export const mappingLimits = { fieldCharacters: 200, nameCharacters: 60, kept: 50 } as const

/** A mapping that cannot be understood; says what is wrong and what would be right. */
export class MappingError extends Error {}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws MappingError */
export function parseMapping(value: unknown): Mapping {
  if (!isObject(value)) throw new MappingError(`A mapping is an object such as ${mappingExample}.`)
  const { format = mappingFormat, version = mappingVersion, fields, unit = 'auto' } = value
  if (format !== mappingFormat) throw new MappingError(`It is no mapping: its format is ${JSON.stringify(format)}.`)
  if (version !== mappingVersion)
    throw new MappingError(
      `This mapping is of version ${JSON.stringify(version)}; this application reads ${mappingVersion}.`,
    )
  const known = timeUnits.find((one) => one === unit)
  if (!known) throw new MappingError(`There is no unit ${JSON.stringify(unit)}. There are: ${timeUnits.join(', ')}.`)
  if (!isObject(fields)) throw new MappingError(`It names no fields. A mapping is an object such as ${mappingExample}.`)
  const found: Partial<Record<Role, string>> = {}
  for (const [role, field] of Object.entries(fields)) {
    const one = roles.find((each) => each.role === role)
    if (!one)
      throw new MappingError(
        `There is no role ${JSON.stringify(role)}. There are: ${roles.map((each) => each.role).join(', ')}.`,
      )
    if (typeof field !== 'string' || field === '' || field.length > mappingLimits.fieldCharacters)
      throw new MappingError(
        `The field of ${role} is a name of ${mappingLimits.fieldCharacters} characters at most, not ${JSON.stringify(field)}.`,
      )
    found[one.role] = field
  }
  if (found.from === undefined) throw new MappingError('Say which field is the lane: "from".')
  return { fields: found, unit: known }
}

/** Whether it can be parsed. */
export function isMapping(value: unknown): boolean {
  try {
    parseMapping(value)
    return true
  } catch {
    return false
  }
}

export const mappingExample =
  '{ "fields": { "time": "ts", "from": "node", "to": "peer", "kind": "type" }, "unit": "ms" }'

/** A mapping as a file has it. */
export const mappingText = ({ fields, unit }: Mapping): string =>
  `${JSON.stringify({ format: mappingFormat, version: mappingVersion, unit, fields }, null, 2)}\n`

/** What a field of a line holds; a key with dots in it goes before a way into the depth. */
export function fieldOf(line: JsonObject, field: string): Json | undefined {
  if (Object.hasOwn(line, field)) return line[field]
  for (let dot = field.indexOf('.'); dot >= 0; dot = field.indexOf('.', dot + 1)) {
    const key = field.slice(0, dot)
    const inner = Object.hasOwn(line, key) ? line[key] : undefined
    const found = isObject(inner) ? fieldOf(inner as JsonObject, field.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** So deep and so many fields are offered. */
const depthMax = 3
const fieldsMax = 80

export interface FoundField {
  readonly field: string
  /** What it holds somewhere, shortly. */
  readonly example: string
}

/** The fields of some lines, with an example of each. */
export function fieldsOf(lines: readonly JsonObject[]): readonly FoundField[] {
  const found = new Map<string, string>()
  const look = (object: JsonObject, before: string, depth: number): void => {
    for (const [key, value] of Object.entries(object)) {
      if (found.size >= fieldsMax) return
      const field = before + key
      if (isObject(value) && depth < depthMax) look(value as JsonObject, `${field}.`, depth + 1)
      else if (value !== null && !found.has(field)) found.set(field, JSON.stringify(value).slice(0, 40))
    }
  }
  for (const line of lines) look(line, '', 1)
  return [...found].map(([field, example]) => ({ field, example }))
}

const plain = (name: string): string => (name.split('.').at(-1) ?? name).toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** What the names of fields suggest; each field has one role. */
export function guessMapping(lines: readonly JsonObject[]): Mapping {
  const free = new Set(fieldsOf(lines).map(({ field }) => field))
  const fields: Partial<Record<Role, string>> = {}
  for (const { role, names } of roles) {
    const field = names.split(' ').flatMap((name) => [...free].find((one) => plain(one) === name) ?? [])[0]
    if (field === undefined) continue
    fields[role] = field
    free.delete(field)
  }
  return { fields, unit: 'auto' }
}
