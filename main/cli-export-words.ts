/** Reads the words of `export`. Knows which there are, not what is done about them. */
import { formatNames, pictureNames } from './cli-catalogue.ts'
import { UsageError } from './cli-words.ts'

export interface ExportWords {
  /** `-` is standard input. */
  readonly file: string
  readonly format: string
  /** Standard output, where it is absent. */
  readonly out: string | undefined
  /** Only what matches it. */
  readonly filter: string | undefined
  /** Which field of a foreign log is what. */
  readonly mapping: string | undefined
  readonly json: boolean
}

const example = 'npx syncscope export session.ndjson --format mermaid --out chart.mmd'

/** @throws UsageError, with an example */
export function exportWordsOf(words: readonly string[]): ExportWords {
  const wrong = (reason: string): UsageError => new UsageError(`${reason}\nFor example: ${example}`)
  const options = new Map<string, string>()
  let file: string | undefined
  let json = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    const [, name = '', , given] = /^--([a-z]+)(=(.*))?$/s.exec(word) ?? []
    if (word === '--json') json = true
    else if (name === 'format' || name === 'out' || name === 'mapping' || name === 'filter') {
      const value = given ?? words[++index]
      if (!value || value.startsWith('--')) throw wrong(`--${name} needs something after it.`)
      if (options.has(name)) throw wrong(`--${name} is given twice.`)
      options.set(name, value)
    } else if (word.startsWith('-') && word !== '-') {
      throw wrong(`export has no ${JSON.stringify(word)}. It has: --format, --filter, --out, --mapping, --json.`)
    } else if (file === undefined) file = word
    else throw wrong(`export takes one file, and these are two: ${file} and ${word}.`)
  }
  if (!file) throw wrong('Which session file? Name one, or - for standard input.')
  const format = options.get('format')
  const named = options.get('out')
  const out = named === '-' ? undefined : named
  const names = formatNames.join(', ')
  if (format === undefined) throw wrong(`Which format? Say --format with one of: ${names}.`)
  if (!formatNames.includes(format)) throw wrong(`There is no format ${JSON.stringify(format)}. There are: ${names}.`)
  if (out === undefined && pictureNames.includes(format)) throw wrong(`A picture is a file: say --out with its name.`)
  if (out === undefined && json)
    throw wrong('With --json there is no room for the export itself: say --out with a file.')
  return { file, format, out, filter: options.get('filter'), mapping: options.get('mapping'), json }
}
