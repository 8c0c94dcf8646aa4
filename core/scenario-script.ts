/**
 * Writes the steps of a scenario as a script, in the words that a script has, so that a copy can be read and changed.
 * What it writes gives the same steps again.
 */
import type { Json } from './change.ts'
import { parentOf, shortName, childUrl, hypertyUrl, objectUrl, type Address } from './message.ts'
import type { Edit, Step } from './scenario.ts'

/** How a script begins that somebody writes from nothing. */
export const firstScript = `// A scenario is a list of steps, each at its moment in milliseconds.
scenario({
  text: 'What it teaches, in one sentence.',
  steps: [
    // Alice and Bob come, Alice makes an object, shares it, and lets Bob write.
    ...opening({ people: ['Alice', 'Bob'], name: 'list', value: { title: 'Groceries', done: false }, delayMs: 40 }),

    phase(1000, 'Both at once'),
    writes(1000, 'Alice', objectUrl('list'), set('title', 'by Alice')),
    writes(1000, 'Bob', objectUrl('list'), set('title', 'by Bob')),

    rests(2000),
  ],
})
`

/** The script of a scenario. */
export function scriptOf(text: string, steps: readonly Step[]): string {
  const lines = steps.map((step) => `    ${lineOf(step)},`)
  return `scenario({\n  text: ${quoted(text)},\n  steps: [\n${lines.join('\n')}\n  ],\n})\n`
}

const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

function lineOf(step: Step): string {
  const { at } = step
  if (step.do === 'note') {
    if (step.style === 'phase') return `phase(${at}, ${quoted(step.text)})`
    if (step.style === 'step') return `says(${at}, ${quoted(step.text)})`
    if (step.text === 'Quiet') return `rests(${at})`
  }
  if (step.do === 'edit') return `writes(${at}, ${quoted(step.who)}, ${addressOf(step.object)}, ${editOf(step.edit)})`
  if (step.do === 'ask') {
    const { action } = step
    if (action.do === 'online') return `online(${at}, ${quoted(step.who)}, ${action.online})`
    const name = 'to' in action && typeof action.to === 'string' ? shortName(action.to) : ''
    if (action.do === 'grant' && action.write && hypertyUrl(name) === action.to)
      return `grant(${at}, ${quoted(step.who)}, ${addressOf(action.url)}, ${quoted(name)})`
  }
  return valueOf(step as unknown as Json)
}

function editOf(edit: Edit): string {
  if (edit.kind === 'set' && edit.path.length === 1 && (typeof edit.value !== 'object' || edit.value === null))
    return `set(${valueOf(edit.path[0] as Json)}, ${valueOf(edit.value)})`
  if (edit.kind === 'splice' && edit.removed === 0 && edit.path.length === 1)
    return `types(${valueOf(edit.path[0] as Json)}, ${edit.index}, ${quoted(edit.added)})`
  return valueOf(edit as unknown as Json)
}

/** The address by its name, where that gives the same. */
function addressOf(url: Address): string {
  const parent = parentOf(url)
  const name = shortName(url)
  if (parent !== undefined && childUrl(parent, name) === url) return `childUrl(${addressOf(parent)}, ${quoted(name)})`
  return objectUrl(name) === url ? `objectUrl(${quoted(name)})` : quoted(url)
}

/** JSON as people write it in a script. */
function valueOf(value: Json): string {
  if (typeof value === 'string') return value.startsWith('comm://') ? addressOf(value) : quoted(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map((one: Json) => valueOf(one)).join(', ')}]`
  const parts = Object.entries(value).map(
    ([key, one]) => `${/^[a-z]\w*$/i.test(key) ? key : quoted(key)}: ${valueOf(one)}`,
  )
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}
