/**
 * The Host interface for the pages: who asks is checked, what they ask with is parsed, and what they get is plain
 * data. What a method does is passed in.
 */
import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import * as v from 'valibot'
import { parseBreakpoints } from '../core/breakpoint-parse.ts'
import { firstSeedMax, modelsMax, stripSeedsMax } from '../core/comparison.ts'
import { parseChoice } from '../core/experiment.ts'
import { hostMethods, type Host, type HostAnswer } from '../core/host.ts'
import { parseFaultOrder } from '../core/fault.ts'
import { parseLinkOrder, seedMax } from '../core/link-order.ts'
import { parseMapping } from '../core/mapping.ts'
import { queryMax } from '../core/query-parse.ts'
import { inputsCharactersMax } from './comparisons.ts'
import { keepingBounds } from '../core/kept-session.ts'
import { noteCharactersMax } from '../core/notes.ts'
import { crowdMax } from './crowd.ts'
import { keepingSchema } from './keeping-file.ts'
import { ownLimits } from './own-scenarios.ts'
import { pageAddress, pageOrigin } from './page-path.ts'
import { settingsChange } from './settings.ts'
import { pageOf, type OpenWindow } from './windows.ts'

/** Each method of Host, and who asks. */
export type HostActions = {
  readonly [K in keyof Host]: (asker: OpenWindow, ...args: Parameters<Host[K]>) => ReturnType<Host[K]>
}

/** What only the page of comparisons is answered. */
const comparing: ReadonlySet<string> = new Set<keyof Host>([
  ...(['runComparison', 'playSeeds', 'cancelComparison', 'openRun', 'openInputs', 'readInputs'] as const),
])
/** What every page may ask for. */
const everywhere = ['copyText', 'settings', 'changeSettings'] as const satisfies readonly (keyof Host)[]
/** What pages may ask for that may not ask for everything, as inspectors may. */
const granted: { readonly [K in OpenWindow['role']['kind']]?: ReadonlySet<string> } = {
  hyperty: new Set<string>(['newWindow', 'reopenWindow', 'raiseWindow', 'mendFaults', 'explainValue', ...everywhere]),
  compare: new Set<string>([...comparing, 'simulateScenarioSteps', ...everywhere]),
}

const text = (max: number) => v.pipe(v.string(), v.maxLength(max))
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120))
const url = v.pipe(text(512), v.regex(/^hyperty:\/\/\S+$/))
const object = v.pipe(text(512), v.regex(/^comm:\/\/\S+$/))
const key = v.union([v.string(), v.number()])
/** Of a comparison; the last of a strip of seeds that begins with the last one is a seed, too. */
const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(firstSeedMax + stripSeedsMax))
/** What a parser of core's takes; what it says against it is said. */
const readBy = <T>(parse: (value: unknown) => T) =>
  v.pipe(
    v.unknown(),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      try {
        return parse(dataset.value)
      } catch (error) {
        addIssue({ message: (error as Error).message })
        return NEVER
      }
    }),
  )
const eventNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff))
const exportOrder = v.strictObject({
  format: text(40),
  message: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  filter: v.optional(text(queryMax)),
})
/** How main has named a session to a page. */
const sessionId = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096))
const argumentsOf = {
  newWindow: v.pipe(v.array(name), v.maxLength(1)),
  reopenWindow: v.strictTuple([url]),
  raiseWindow: v.strictTuple([url]),
  addHyperties: v.strictTuple([v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(crowdMax))]),
  removeHyperties: v.strictTuple([]),
  startFresh: v.strictTuple([]),
  saveSession: v.strictTuple([text(40)]),
  listFormats: v.strictTuple([]),
  previewExport: v.strictTuple([exportOrder]),
  exportSession: v.strictTuple([exportOrder]),
  copyExport: v.strictTuple([exportOrder]),
  exportProgress: v.strictTuple([]),
  cancelExport: v.strictTuple([]),
  openSession: v.strictTuple([]),
  readLog: v.strictTuple([readBy(parseMapping)]),
  recoverSession: v.strictTuple([v.boolean()]),
  playPhases: v.strictTuple([]),
  stopPhases: v.strictTuple([]),
  playScenario: v.strictTuple([readBy(parseChoice)]),
  simulateScenario: v.strictTuple([readBy(parseChoice)]),
  simulateScenarioSteps: v.strictTuple([
    v.strictObject({ title: name, model: text(120), steps: v.pipe(v.array(v.unknown()), v.maxLength(10_000)) }),
  ]),
  listScenarios: v.strictTuple([]),
  readScenario: v.strictTuple([name]),
  saveScenario: v.strictTuple([name, text(ownLimits.characters)]),
  renameScenario: v.strictTuple([name, name]),
  deleteScenario: v.strictTuple([name]),
  editScenario: v.pipe(v.array(name), v.maxLength(1)),
  wantedScenario: v.strictTuple([]),
  checkScenario: v.strictTuple([
    text(ownLimits.characters),
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(seedMax)),
  ]),
  setSlowMotion: v.strictTuple([v.pipe(v.number(), v.minValue(0), v.maxValue(10_000))]),
  setLink: v.strictTuple([readBy(parseLinkOrder)]),
  setFault: v.strictTuple([readBy(parseFaultOrder)]),
  mendFaults: v.union([
    v.strictTuple([]),
    v.strictTuple([url]),
    v.strictTuple([url, v.picklist(['pause', 'crash', 'skew'])]),
  ]),
  setBreakpoints: v.strictTuple([readBy(parseBreakpoints)]),
  moveHold: v.strictTuple([v.picklist(['continue', 'step', 'pause'])]),
  changeHeld: v.strictTuple([v.pipe(v.number(), v.integer(), v.minValue(1)), v.unknown()]),
  restoreValue: v.strictTuple([
    v.strictObject({
      author: url,
      object,
      path: v.pipe(v.array(key), v.minLength(1), v.maxLength(64)),
      value: v.optional(v.unknown()),
      isPlace: v.boolean(),
    }),
  ]),
  explainValue: v.strictTuple([object, v.pipe(v.array(key), v.maxLength(64))]),
  addNote: v.strictTuple([v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2_000))]),
  noteEvent: v.strictTuple([
    v.strictObject({
      ...{ of: eventNumber, until: v.optional(eventNumber), text: text(noteCharactersMax) },
      removed: v.optional(v.literal(true)),
    }),
    v.strictObject({ n: eventNumber, at: v.pipe(v.number(), v.minValue(0), v.finite()) }),
  ]),
  openComparison: v.strictTuple([]),
  runComparison: v.strictTuple([
    v.strictObject({
      scenario: text(120),
      models: v.pipe(v.array(text(120)), v.maxLength(modelsMax)),
      preset: text(120),
      seed,
    }),
  ]),
  playSeeds: v.strictTuple([v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(stripSeedsMax))]),
  cancelComparison: v.strictTuple([]),
  openInputs: v.strictTuple([]),
  readInputs: v.strictTuple([name, text(inputsCharactersMax)]),
  openRun: v.strictTuple([
    v.strictObject({ model: text(120), seed, event: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))) }),
  ]),
  listSessions: v.strictTuple([]),
  openListed: v.strictTuple([sessionId]),
  renameSession: v.strictTuple([sessionId, v.pipe(v.string(), v.trim(), v.maxLength(keepingBounds.nameCharacters))]),
  noteSession: v.strictTuple([sessionId, text(keepingBounds.noteCharacters)]),
  deleteSession: v.strictTuple([sessionId]),
  revealSession: v.strictTuple([sessionId]),
  saveLast: v.strictTuple([v.pipe(v.number(), v.minValue(0), v.maxValue(keepingBounds.minutes))]),
  saveSanitised: v.union([v.strictTuple([v.boolean()]), v.strictTuple([v.boolean(), sessionId])]),
  setKeeping: v.strictTuple([keepingSchema]),
  settings: v.strictTuple([]),
  changeSettings: v.strictTuple([settingsChange]),
  copyText: v.strictTuple([text(16 * 1024 * 1024)]),
} satisfies Record<keyof Host, v.GenericSchema>

const refusal = (reason: string): HostAnswer<never> => ({ ok: false, reason })

/**
 * Hears what the pages ask.
 * @param windowOf the window of a page; nothing for what is none of ours
 * @param onReady a page says that it listens
 * @param onDropped somebody has dropped a file on an inspector; only its preload can say so, no page
 */
export function serveHost(
  actions: HostActions,
  windowOf: (contents: WebContents) => OpenWindow | undefined,
  onReady: (contents: WebContents) => void,
  onDropped: (path: string) => void,
): void {
  ipcMain.on('dropped', (event, path: unknown) => {
    const kind = askerOf(event, windowOf)?.role.kind
    if ((kind === 'inspector' || kind === 'viewer') && typeof path === 'string' && path !== '') onDropped(path)
  })
  ipcMain.on('ready', (event) => {
    if (askerOf(event, windowOf)) onReady(event.sender)
  })
  ipcMain.handle('host', async (event, name: unknown, args: unknown): Promise<HostAnswer<unknown>> => {
    const asker = askerOf(event, windowOf)
    if (!asker) return refusal('This page may not ask for anything.')
    if (!isMethod(name)) return refusal('There is no such request.')
    const { kind } = asker.role
    const isOpen = granted[kind]?.has(name) ?? !comparing.has(name)
    if (!isOpen) return refusal(`${kind === 'hyperty' ? 'A hyperty' : 'This window'} may not ask for ${name}.`)
    const parsed = v.safeParse(argumentsOf[name], withoutMissing(args))
    if (!parsed.success) return refusal(`${name} was asked with what it does not take: ${parsed.issues[0].message}`)
    // the schema of a method is that of its parameters, which the compiler cannot see through the union of names
    const action = actions[name] as (asker: OpenWindow, ...rest: readonly unknown[]) => Promise<HostAnswer<unknown>>
    try {
      return await action(asker, ...(parsed.output as readonly unknown[]))
    } catch (error) {
      return refusal((error as Error).message)
    }
  })
}

/** An optional argument that was not given may arrive as undefined. */
const withoutMissing = (args: unknown): unknown =>
  Array.isArray(args) && args.at(-1) === undefined ? args.slice(0, -1) : args

const isMethod = (name: unknown): name is keyof Host => hostMethods.includes(name as keyof Host)

/** The window that asks: one of ours, its main frame, showing the page that we gave it. */
function askerOf(
  event: IpcMainEvent | IpcMainInvokeEvent,
  windowOf: (contents: WebContents) => OpenWindow | undefined,
): OpenWindow | undefined {
  const frame = event.senderFrame
  const asker = windowOf(event.sender)
  if (!frame || !asker || frame !== event.sender.mainFrame || frame.origin !== pageOrigin) return undefined
  return frame.url === pageAddress[pageOf(asker.role)] ? asker : undefined
}
