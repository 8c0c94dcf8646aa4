// Sessions to be exported: of every scenario, and one whose names and texts are as nasty as they may be.
import { checks } from '../../core/checks/index.ts'
import { play, type Run } from '../../core/compare.ts'
import type { SessionEvent } from '../../core/event.ts'
import { formats } from '../../core/formats/index.ts'
import type { Format, Piece, SessionSource } from '../../core/format.ts'
import type { Model } from '../../core/model.ts'
import { models } from '../../core/models/index.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { digests, readText } from './source.ts'

export interface Sample {
  readonly name: string
  readonly source: SessionSource
  readonly run: Run
  readonly text: string
}

/** What may be in a name, a text or a value, and has broken a format before or might. */
export const nastyTexts: readonly string[] = [
  'end',
  '=cmd()',
  '@import "x"',
  '+1; -1, "two"',
  'line one\nline two\r\nline three',
  '</script><script>alert(1)</script>',
  ']]> --> <!-- &amp; &#0;',
  '%%{init: {}}%% # ; : / \\ \\n `code`',
  '** // __ ~~ -- "" [[x]] <b>',
  'O\'Brien "Ann" {0} ${x} 100%',
  'ü 漢字 🦊 עברית \u2028 \u0001\u001f \ud800',
  '{"json":[1]} (?<host>x) \t tab',
  '-2+3',
]

const modelOf = (name: string): Model => models.find((model) => model.name === name) as Model

async function sampleOf(scenario: string, model = 'owner-only', seed = 1): Promise<Sample> {
  const found = scenarios.find(({ name }) => name === scenario)
  if (!found) throw new Error(`There is no scenario ${scenario}.`)
  const run = await play({ scenario: found, checks }, modelOf(model), seed, true)
  const text = `${JSON.stringify(run.session?.header)}\n${run.session?.lines.join('') ?? ''}`
  return { name: `${scenario} under ${model}`, run, text, source: sourceOfText(text) }
}

export function sourceOfText(text: string): SessionSource {
  const parts = readText(text)
  return {
    async *read() {
      yield* parts
    },
    checks,
  }
}

let kept: Promise<readonly Sample[]> | undefined

/** A session of each scenario, one of each model, and the nasty one. Played once for a test file. */
export const samples = (): Promise<readonly Sample[]> => (kept ??= playAll())

async function playAll(): Promise<readonly Sample[]> {
  const played: Sample[] = []
  for (const { name } of scenarios) played.push(await sampleOf(name))
  for (const { name } of models.slice(1)) played.push(await sampleOf('both-at-once', name))
  return [...played, nasty(played[0] as Sample)]
}

/** The events of its text. */
export const eventsOf = ({ text }: Sample): SessionEvent[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as SessionEvent)

/** The three phases, with nasty names, notes and values. */
export function nasty({ text, run }: Sample): Sample {
  let next = 0
  const take = (): string => nastyTexts[next++ % nastyTexts.length] as string
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line, index) => (index === 0 ? line : JSON.stringify(spoil(JSON.parse(line) as SessionEvent, take))))
  const spoilt = `${lines.join('\n')}\n`
  return { name: 'nasty names', run, text: spoilt, source: sourceOfText(spoilt) }
}

function spoil(event: SessionEvent, take: () => string): SessionEvent {
  if (event.kind === 'hyperty') return { ...event, name: take() }
  if (event.kind === 'note') return { ...event, text: take() }
  if (event.kind !== 'sent') return event
  const { message } = event
  if (message.type === 'create') return { ...event, message: { ...message, body: { ...message.body, name: take() } } }
  if (message.type !== 'update') return event
  const changes = message.body.changes.map((change) =>
    change.length === 2 && typeof change[1] === 'string' ? ([change[0], take()] as const) : change,
  )
  return { ...event, message: { ...message, body: { ...message.body, changes } } }
}

export const formatOf = (name: string): Format => {
  const found = formats.find((format) => format.name === name)
  if (!found) throw new Error(`There is no format ${name}.`)
  return found
}

/** The documents of an export as texts. */
export async function documentsOf(name: string, source: SessionSource): Promise<string[]> {
  const documents: string[][] = []
  for await (const { document, text } of formatOf(name).write(source, digests)) (documents[document] ??= []).push(text)
  return documents.map((pieces) => pieces.join(''))
}

/** An export as bytes, of a format that writes one document. */
export async function bytesOf(pieces: AsyncIterable<Piece>): Promise<Uint8Array> {
  const all: Buffer[] = []
  for await (const { text, bytes } of pieces) all.push(bytes ? Buffer.from(bytes) : Buffer.from(text))
  return Buffer.concat(all)
}
