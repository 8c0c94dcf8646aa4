/**
 * What commands the command line has, as plain data: their options, examples and exit codes. The help of each command,
 * the completion scripts and the reading of words go by it. Knows not what a command does.
 */
import { formats } from '../core/formats/index.ts'
import { linkPresets } from '../core/link-presets.ts'
import { models } from '../core/models/index.ts'
import { scenarios } from '../core/scenarios/index.ts'

export interface OptionEntry {
  readonly name: string
  /** What stands behind it; absent for one that stands alone. */
  readonly takes?: 'FILE' | 'FILTER' | 'N' | 'NAMES' | 'N:M' | 'N=JSON' | readonly string[]
  /** For people, in the help. */
  readonly text: string
}

export interface CommandEntry {
  readonly name: string
  /** What it does, in one sentence. */
  readonly text: string
  /** What stands behind it without a name of its own: none, or so many words at least and at most. */
  readonly operands: {
    readonly least: number
    readonly most: number
    readonly names: string
    /** Where it can be one of some words only. */
    readonly oneOf?: readonly string[]
  }
  readonly options: readonly OptionEntry[]
  readonly examples: readonly string[]
  /** How it ends, in one sentence. */
  readonly endings: string
}

const namesOf = (all: readonly { readonly name: string }[]): readonly string[] => all.map(({ name }) => name)

/** What Electron makes. */
export const pictureNames: readonly string[] = ['png', 'pdf']
export const formatNames: readonly string[] = [...namesOf(formats), ...pictureNames]

const json: OptionEntry = { name: 'json', text: 'says it as JSON' }
const scenario: OptionEntry = { name: 'scenario', takes: namesOf(scenarios), text: 'what people do' }
const model: OptionEntry = { name: 'model', takes: namesOf(models), text: 'how writes at one time are settled' }
const seed: OptionEntry = { name: 'seed', takes: 'N', text: 'repeats a run exactly; without it 1' }
const preset: OptionEntry = { name: 'preset', takes: namesOf(linkPresets), text: 'what the links are like' }
const conditions: OptionEntry = { name: 'conditions', takes: 'FILE', text: 'orders for links, as JSON' }
const session: OptionEntry = {
  name: 'session',
  takes: 'FILE',
  text: 'a recorded session in the place of a scenario; - is standard input',
}

const mapping: OptionEntry = {
  name: 'mapping',
  takes: 'FILE',
  text: 'which field of a foreign log of JSON lines is what, as JSON',
}

const none = { least: 0, most: 0, names: '' } as const
const oneFile = { least: 1, most: 1, names: 'FILE' } as const
const asCopies = '0 where all copies converged, 1 where some diverged, 2 where that cannot be told'

export const catalogue: readonly CommandEntry[] = [
  {
    name: 'list',
    text: 'Names the scenarios, the models and the presets of links.',
    operands: none,
    options: [json],
    examples: ['list', 'list --json'],
    endings: '0',
  },
  {
    name: 'run',
    text: 'Plays a scenario under a concurrency model, and says what came of it.',
    operands: none,
    options: [
      ...[scenario, model, seed, preset, conditions],
      { name: 'out', takes: 'FILE', text: 'keeps the session in a file' },
      json,
    ],
    examples: ['run --scenario both-at-once --seed 1 --out session.ndjson', 'run --scenario burst --preset lossy'],
    endings: `${asCopies}, 74 where the file could not be written`,
  },
  {
    name: 'record',
    text: 'Plays a scenario and writes its session to a file, or to standard output for another command.',
    operands: none,
    options: [
      ...[scenario, model, seed, preset, conditions],
      { name: 'out', takes: 'FILE', text: 'where to; without it standard output' },
      { ...json, text: 'says as JSON what came of it; with --out only' },
    ],
    examples: [
      'record --scenario both-at-once --out session.ndjson',
      "record --scenario burst --preset lossy | npx syncscope query - 'lost'",
    ],
    endings: '0 where the session is written, however its copies ended, 74 where it could not be written',
  },
  {
    name: 'compare',
    text: 'Sets concurrency models side by side, for a scenario or for what was done in a session.',
    operands: none,
    options: [
      ...[scenario, session],
      { name: 'models', takes: 'NAMES', text: 'which models, between commas; without it all' },
      seed,
      { name: 'seeds', takes: 'N', text: 'so many seeds, from that one on' },
      ...[preset, conditions, json],
    ],
    examples: ['compare --scenario counter --seeds 20', 'compare --session session.ndjson'],
    endings: `${asCopies}, 65 where the file is no session`,
  },
  {
    name: 'orders',
    text: 'Delivers what was written at one time in every order, and says how each copy can end.',
    operands: none,
    options: [
      ...[scenario, session, model, seed, preset, conditions],
      { name: 'events', takes: 'NAMES', text: 'which writes, by the numbers of their events, between commas' },
      { name: 'overtaken', text: 'what one sends may be overtaken by what it sends later' },
      json,
    ],
    examples: ['orders --scenario both-at-once --model naive', 'orders --session session.ndjson --events 12,14'],
    endings:
      '0 where all end alike, 1 where some can differ, 2 where nothing or not all was tried, 65 where the file is no session',
  },
  {
    name: 'export',
    text: 'Writes a session in another format.',
    operands: oneFile,
    options: [
      { name: 'format', takes: formatNames, text: 'which one' },
      { name: 'filter', takes: 'FILTER', text: 'only what matches, as query understands it' },
      { name: 'out', takes: 'FILE', text: 'where to; without it standard output' },
      ...[mapping, json],
    ],
    examples: [
      'export session.ndjson --format html --out report.html',
      "export session.ndjson --format mermaid --filter 'from:alice !presence'",
      'export - --format csv < session.ndjson > session.csv',
    ],
    endings: '0 where it is written, 65 where the file is no session, 74 where it could not be written',
  },
  {
    name: 'verdict',
    text: 'Says whether the copies of a session agree in the end, and what its checks found.',
    operands: oneFile,
    options: [
      { name: 'junit', takes: 'FILE', text: 'writes JUnit XML: a test case for convergence and one for each check' },
      ...[mapping, json],
    ],
    examples: ['verdict session.ndjson', 'verdict - < session.ndjson', 'verdict session.ndjson --junit verdict.xml'],
    endings: `${asCopies}, whatever the checks found; 65 where the file is no session, 74 where the report could not be written`,
  },
  {
    name: 'query',
    text: 'Shows the rows of a session that match a filter, as the filter bar of the inspector understands it.',
    operands: { least: 2, most: 2, names: "FILE 'FILTER'" },
    options: [
      { name: 'count', text: 'says only how many match' },
      mapping,
      { name: 'json', text: 'writes the events of the rows, one a line, as the session has them' },
    ],
    examples: [
      "query session.ndjson 'kind:update from:alice lat>50ms'",
      "query - 'lost || refused' --count < a.ndjson",
      "query raft.log 'kind:AppendEntries' --mapping raft.mapping.json",
    ],
    endings:
      '0 where some match, 1 where none does, 64 for a filter that cannot be read, 65 where the file is no session',
  },
  {
    name: 'replay',
    text: "Does again by today's code what was done in a session, under its model and seed, and compares how every copy ends.",
    operands: oneFile,
    options: [
      { ...model, text: 'another model than that of the session' },
      { name: 'skip', takes: 'N', text: 'leaves out what somebody did at event N, and compares with it done' },
      {
        name: 'move',
        takes: 'N:M',
        text: 'does what was done at event N just before that of event M, or just after it',
      },
      { name: 'edit', takes: 'N=JSON', text: 'has other edits written at event N: one of a scenario, or a list' },
      { name: 'out', takes: 'FILE', text: 'keeps the session that was played' },
      json,
    ],
    examples: [
      'replay session.ndjson',
      'replay session.ndjson --model rebase --json',
      'replay session.ndjson --skip 42 --out without-42.ndjson',
      `replay session.ndjson --edit '42={"kind":"set","path":["title"],"value":"Milk"}'`,
    ],
    endings:
      '0 where every copy ends with the hash that was recorded (or as without the change that was asked for), 1 where one differs, 2 where that cannot be told, 65 where the file is no session',
  },
  {
    name: 'explain',
    text: 'Makes one page of a session: what went wrong and why, a picture, a test that fails, and the smallest session that shows it, which every command reads out of the page.',
    operands: oneFile,
    options: [
      { name: 'object', takes: 'NAMES', text: 'of which object; without it one whose copies differ' },
      {
        name: 'path',
        takes: 'NAMES',
        text: 'of which value in it, as /list/0/title; without it the first that differs',
      },
      { name: 'out', takes: 'FILE', text: 'where to; without it standard output' },
    ],
    examples: ['explain session.ndjson --out explained.html', 'explain session.ndjson --object todo --path /title'],
    endings: '0 where it is written, 65 where the file is no session, 74 where it could not be written',
  },
  {
    name: 'diff',
    text: 'Sets two sessions side by side, event by event: same, only left (-), only right (+), later in one (~).',
    operands: { least: 2, most: 2, names: 'LEFT RIGHT' },
    options: [{ name: 'all', text: 'shows what is the same, too' }, mapping, json],
    examples: ['diff before.ndjson after.ndjson', 'diff before.ndjson - --json < after.ndjson'],
    endings: '0 where all is the same, 1 where something is not, 65 where a file is no session',
  },
  {
    name: 'soak',
    text: 'Plays one seed after another on all cores, judges every run, and prints what fails with the fewest steps, as a test.',
    operands: none,
    options: [
      { name: 'runs', takes: 'N', text: 'so many runs' },
      { name: 'minutes', takes: 'N', text: 'so long; without either 10' },
      { ...seed, text: 'the first seed; without it a fresh one' },
      { ...model, text: `${model.text}; without it the first` },
      { ...scenario, text: 'what people do; without it those that are drawn by chance, in turn' },
      ...[preset, json],
    ],
    examples: ['soak --minutes 1', 'soak --runs 1000 --seed 5 --model rebase --scenario mix'],
    endings: '0 where nothing failed, 1 where something did, 64 for wrong use',
  },
  {
    name: 'shrink',
    text: 'Plays a run of the soak again, and where it fails prints the fewest steps that still fail, as a test.',
    operands: none,
    options: [
      ...[scenario, model],
      { ...seed, text: 'the seed that failed' },
      preset,
      { name: 'out', takes: 'FILE', text: 'keeps the test in a file; without it standard output' },
      json,
    ],
    examples: [
      'shrink --scenario mix --model rebase --seed 5',
      'shrink --scenario mix --model rebase --seed 5 --out fails.test.ts',
    ],
    endings: '0 where nothing failed, 1 where it did, 64 for wrong use, 74 where the file could not be written',
  },
  {
    name: 'completion',
    text: 'Prints a script by which a shell completes commands, options and names.',
    operands: { least: 1, most: 1, names: 'bash|zsh|fish', oneOf: ['bash', 'zsh', 'fish'] },
    options: [],
    examples: ['completion bash', 'completion fish'],
    endings: '0',
  },
]

export const entryOf = (name: string | undefined): CommandEntry | undefined =>
  catalogue.find((entry) => entry.name === name)
