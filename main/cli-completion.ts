/** Help for one command, and scripts by which a shell completes them: both are written out of the catalogue. */
import { catalogue, entryOf, type CommandEntry, type OptionEntry } from './cli-catalogue.ts'
import { print } from './cli-input.ts'
import { ownEntry, readWords } from './cli-options.ts'

const placeOf = ({ takes }: OptionEntry): string =>
  takes === undefined ? '' : typeof takes === 'string' ? ` ${takes}` : ' NAME'

/** What stands behind `npx syncscope COMMAND --help`; undefined where there is no such command. */
export function commandHelp(name: string | undefined): string | undefined {
  const entry = entryOf(name)
  if (!entry) return undefined
  const { text, operands, options, examples, endings } = entry
  const width = Math.max(0, ...options.map((one) => one.name.length + placeOf(one).length))
  const namesOf = ({ takes }: OptionEntry): string => (typeof takes === 'object' ? `: ${takes.join(', ')}` : '')
  return [
    `${text}\n`,
    `  npx syncscope ${entry.name}${operands.names && ` ${operands.names}`}${options.length > 0 ? ' [options]' : ''}\n`,
    ...options.map((one) => `  --${(one.name + placeOf(one)).padEnd(width)}  ${one.text}${namesOf(one)}`),
    '\nExamples',
    ...examples.map((example) => `  npx syncscope ${example}`),
    `\nIt ends with ${endings}.`,
    '',
  ].join('\n')
}

/** Does what the words after `completion` say. @throws UsageError */
export async function completionCommand(words: readonly string[]): Promise<number> {
  const { operands } = readWords(ownEntry('completion'), words)
  await print(scripts[operands[0] as keyof typeof scripts]())
  return 0
}

const commandNames = (): string => catalogue.map(({ name }) => name).join(' ')
const optionNames = ({ options }: CommandEntry): string => options.map(({ name }) => `--${name}`).join(' ')
/** Options whose values are names, and the names. */
const valued = (): readonly (readonly [string, string])[] => {
  const found = new Map<string, string>()
  for (const { options } of catalogue)
    for (const { name, takes } of options) if (typeof takes === 'object') found.set(name, takes.join(' '))
  return [...found]
}

const bash = (): string => `# bash: eval "$(npx syncscope completion bash)"
_syncscope() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at=1
  COMPREPLY=()
  [[ "\${COMP_WORDS[0]}" == npx ]] && at=2
  if (( COMP_CWORD == at )); then COMPREPLY=($(compgen -W "${commandNames()}" -- "$word")); return; fi
  case "$before" in
${valued()
  .map(([name, names]) => `    --${name}) COMPREPLY=($(compgen -W "${names}" -- "$word")); return ;;`)
  .join('\n')}
  esac
  if [[ "$word" == -* ]]; then
    case "\${COMP_WORDS[at]}" in
${catalogue.map((entry) => `      ${entry.name}) COMPREPLY=($(compgen -W "${optionNames(entry)}" -- "$word")) ;;`).join('\n')}
    esac
  else
    [[ "\${COMP_WORDS[at]}" == completion ]] && COMPREPLY=($(compgen -W "${shells.join(' ')}" -- "$word")) && return
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _syncscope syncscope
`

const zsh = (): string => `#compdef syncscope
# zsh: eval "$(npx syncscope completion zsh)"
autoload -U +X bashcompinit && bashcompinit
${bash()}`

const inQuotes = (text: string): string => `'${text.replaceAll(/['\\]/g, (sign) => `\\${sign}`)}'`
const fishOption = (command: string, { name, takes, text }: OptionEntry): string => {
  const values = takes === undefined ? '' : typeof takes === 'object' ? ` -x -a ${inQuotes(takes.join(' '))}` : ' -r'
  return `complete -c syncscope -n '__fish_seen_subcommand_from ${command}' -l ${name}${values} -d ${inQuotes(text)}`
}
const fish = (): string =>
  [
    '# fish: npx syncscope completion fish | source',
    ...catalogue.flatMap((entry) => [
      `complete -c syncscope -f -n __fish_use_subcommand -a ${entry.name} -d ${inQuotes(entry.text)}`,
      ...entry.options.map((option) => fishOption(entry.name, option)),
    ]),
    `complete -c syncscope -f -n '__fish_seen_subcommand_from completion' -a '${shells.join(' ')}'`,
    '',
  ].join('\n')

const scripts = { bash, zsh, fish } as const
const shells = Object.keys(scripts)
