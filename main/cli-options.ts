/** Reads the words behind a command by its entry in the catalogue. Knows no command of its own. */
import { entryOf, type CommandEntry } from './cli-catalogue.ts'
import { UsageError } from './cli-words.ts'

export interface Words {
  readonly operands: readonly string[]
  /** What stands behind an option. */
  valueOf(option: string): string | undefined
  has(option: string): boolean
}

/** Wrong use of a command: what is wrong, and how it is used. */
export const wrongUse = ({ examples }: CommandEntry, reason: string): UsageError =>
  new UsageError(`${reason}\nFor example: npx syncscope ${examples[0] ?? ''}`)

/** The entry of a command that is there. */
export function ownEntry(name: string): CommandEntry {
  const entry = entryOf(name)
  if (!entry) throw new Error(`the catalogue has no ${name}`)
  return entry
}

/** @throws UsageError, with an example */
export function readWords(entry: CommandEntry, words: readonly string[]): Words {
  const { name: command, operands: wanted } = entry
  const given = new Map<string, string>()
  const operands: string[] = []
  let isOver = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (word === '--' && !isOver) isOver = true
    else if (isOver || !word.startsWith('--')) operands.push(word)
    else {
      const [, name = '', , value] = /^--([a-z]+)(=(.*))?$/s.exec(word) ?? []
      const option = entry.options.find((one) => one.name === name)
      const may = entry.options.map((one) => `--${one.name}`).join(', ')
      if (!option || (option.takes === undefined && value !== undefined))
        throw wrongUse(entry, `${command} has no ${JSON.stringify(word)}. It has: ${may}.`)
      if (given.has(name)) throw wrongUse(entry, `--${name} is given twice.`)
      const taken = option.takes === undefined ? '' : (value ?? words[++index])
      if (option.takes !== undefined && (!taken || taken.startsWith('--')))
        throw wrongUse(entry, `--${name} needs something after it.`)
      if (typeof option.takes === 'object' && !option.takes.includes(taken ?? ''))
        throw wrongUse(entry, `There is no ${name} ${JSON.stringify(taken)}. There are: ${option.takes.join(', ')}.`)
      given.set(name, taken ?? '')
    }
  }
  if (operands.length < wanted.least || operands.length > wanted.most)
    throw wrongUse(entry, `${command} takes ${wanted.names || 'nothing but its options'}; given: ${said(operands)}.`)
  const other = wanted.oneOf && operands.find((word) => !wanted.oneOf?.includes(word))
  if (other !== undefined) throw wrongUse(entry, `${command} takes ${wanted.names}, not ${JSON.stringify(other)}.`)
  return { operands, valueOf: (option) => given.get(option), has: (option) => given.has(option) }
}

const said = (operands: readonly string[]): string =>
  operands.length === 0 ? 'nothing' : operands.map((word) => JSON.stringify(word)).join(' ')
