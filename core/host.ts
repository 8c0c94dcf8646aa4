/**
 * What a page may ask of the machine. The interface is the wire: a method here and one in main/host.ts, and the
 * preload loops over the names. Answers are plain data; nothing throws across.
 */

import type { Breakpoint, HeldOrder, HoldMove } from './breakpoint.ts'
import type { ComparisonOrder, GivenInputs, RunOfOrder } from './comparison.ts'
import type { Path } from './change.ts'
import type { Choice } from './experiment.ts'
import type { FaultOrder } from './fault.ts'
import type { KeepingSettings, SessionList } from './kept-session.ts'
import type { LinkOrder } from './link-order.ts'
import type { Mapping } from './mapping.ts'
import type { NoteOrder } from './notes.ts'
import type { Lost } from './restoration.ts'
import type { Step } from './scenario.ts'
import type { SettingsChange, ToldSettings } from './settings.ts'

/** How a request of the machine ended; `reason` is a sentence for people. */
export type HostAnswer<T = null> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly cancelled?: boolean }

/** What a script gave: how large it is, and why it cannot be played in windows, if so; or what is wrong with it, and where. */
export type CheckedScenario =
  | {
      readonly ok: true
      readonly teaches: string
      readonly steps: number
      readonly people: number
      readonly edits: number
      readonly live?: string
    }
  | {
      readonly ok: false
      readonly reason: string
      readonly line?: number
      readonly column?: number
      readonly step?: number
    }

/** A value that was lost, of which object, and who wrote it. */
export type LostValue = Lost & { readonly author: string; readonly object: string }

/** A format, for somebody who chooses one. `isText`: it can be copied. */
export interface FormatChoice {
  readonly name: string
  readonly label: string
  /** What it leaves out; empty when nothing. */
  readonly losses: string
  readonly isText: boolean
}

/** What is to be exported: of the session shown all, or a message by the number of its event, and what followed from it; or what matches a filter. */
export interface ExportOrder {
  readonly format: string
  readonly message?: number
  readonly filter?: string
}

/** How an export begins; a picture is an SVG. */
export interface ExportPreview {
  readonly kind: 'text' | 'picture' | 'none'
  readonly text: string
  /** It goes on. */
  readonly isCut: boolean
}

export interface Host {
  /** Opens another hyperty window, under the given name or the next free one. */
  newWindow(name?: string): Promise<HostAnswer<{ name: string }>>
  /** Reopens the window of a hyperty whose window crashed. */
  reopenWindow(url: string): Promise<HostAnswer>
  /** Brings the window of a hyperty to the front. */
  raiseWindow(url: string): Promise<HostAnswer>
  /** Brings so many hyperties without windows, which follow what is shared; gives how many came. */
  addHyperties(count: number): Promise<HostAnswer<{ count: number }>>
  /** All hyperties without windows leave. */
  removeHyperties(): Promise<HostAnswer<{ count: number }>>
  /** Asks first; then all hyperties leave, what is stored is forgotten, and it begins as the first time. */
  startFresh(): Promise<HostAnswer>
  /** Saves the session shown in a format (`ndjson`, `mermaid`, `plantuml`); asks where unless `path` was given by the command line. */
  saveSession(format: string): Promise<HostAnswer<{ path: string }>>
  /** The formats of an export, in the order of the menu. */
  listFormats(): Promise<HostAnswer<readonly FormatChoice[]>>
  /** Shows how an export begins. */
  previewExport(order: ExportOrder): Promise<HostAnswer<ExportPreview>>
  /** Asks where, and writes there; one at a time for each window. */
  exportSession(order: ExportOrder): Promise<HostAnswer<{ paths: readonly string[] }>>
  /** Puts an export on the clipboard. */
  copyExport(order: ExportOrder): Promise<HostAnswer<{ characters: number }>>
  /** How many events an export of this window has read; null where none is under way. */
  exportProgress(): Promise<HostAnswer<{ events: number } | null>>
  /** Stops the export of this window; what was there before stays. */
  cancelExport(): Promise<HostAnswer>
  /** Asks for a session file and shows it in an inspector window of its own. */
  openSession(): Promise<HostAnswer<{ path: string }>>
  /** Reads the log of JSON lines that the window shows in another way. */
  readLog(mapping: Mapping): Promise<HostAnswer>
  /** Opens or forgets the session that was cut off. */
  recoverSession(open: boolean): Promise<HostAnswer>
  /** Plays the seed's three phases in the real windows. */
  playPhases(): Promise<HostAnswer>
  /** Stops whatever is being played. */
  stopPhases(): Promise<HostAnswer>
  /** Plays a scenario in the real windows, typing what a person would type; ends when it has ended. */
  playScenario(choice: Choice): Promise<HostAnswer>
  /** Plays a scenario under the simulator, and shows its session in an inspector window of its own. */
  simulateScenario(choice: Choice): Promise<HostAnswer<{ path: string; ending: string; sentence: string }>>
  /** Plays steps under the simulator, and shows their session as that of a scenario is shown. */
  simulateScenarioSteps(job: {
    readonly title: string
    readonly model: string
    readonly steps: readonly Step[]
  }): Promise<HostAnswer<{ path: string; ending: string; sentence: string }>>
  /** The scenarios that somebody has written, by name. */
  listScenarios(): Promise<HostAnswer<readonly { readonly name: string; readonly changedAtMs: number }[]>>
  readScenario(name: string): Promise<HostAnswer<string>>
  saveScenario(name: string, text: string): Promise<HostAnswer>
  renameScenario(from: string, to: string): Promise<HostAnswer>
  /** Asks first. */
  deleteScenario(name: string): Promise<HostAnswer>
  /** Opens the window in which scenarios are written, on this one or on a new one. */
  editScenario(name?: string): Promise<HostAnswer>
  /** Which one that window was opened for; once. */
  wantedScenario(): Promise<HostAnswer<string | null>>
  /** Runs a script where it can reach nothing, and says what it gave or what is wrong with it. */
  checkScenario(text: string, seed: number): Promise<HostAnswer<CheckedScenario>>
  /** Declares a delay for every link, 0 to 10,000 ms. */
  setSlowMotion(delayMs: number): Promise<HostAnswer>
  /** Orders conditions of a link, from now on or for a time; their bounds are those of `parseLinkOrder`. */
  setLink(order: LinkOrder): Promise<HostAnswer>
  /** Orders a fault of a hyperty, from now on or for a time; its bounds are those of `parseFaultOrder`. */
  setFault(order: FaultOrder): Promise<HostAnswer>
  /** Ends the faults of a hyperty, or of all, or those of one kind: resumes, restarts, sets clocks right. A hyperty may ask for its own only. */
  mendFaults(url?: string, fault?: FaultOrder['fault']): Promise<HostAnswer>
  /** Other breakpoints in the place of those that there are; their bounds are those of `parseBreakpoints`. */
  setBreakpoints(breakpoints: readonly Breakpoint[]): Promise<HostAnswer>
  /** The bus goes on, by one message or until the next breakpoint, or is held at the next message. */
  moveHold(move: HoldMove): Promise<HostAnswer>
  /** Says what is to become of a message that is held, by the number of its event. */
  changeHeld(n: number, order: HeldOrder): Promise<HostAnswer>
  /** Writes a value that was lost again, in its writer's window or in that of the object's owner. */
  restoreValue(lost: LostValue): Promise<HostAnswer<{ by: string }>>
  /** Shows in the inspector why a value of an object is what it is in the copy of the hyperty that asks. */
  explainValue(object: string, path: Path): Promise<HostAnswer>
  /** Puts a note into the running session. */
  addNote(text: string): Promise<HostAnswer>
  /** Puts a note on an event into the session shown, or takes it away; `last` is the last event that the page has of it. */
  noteEvent(note: NoteOrder, last: { readonly n: number; readonly at: number }): Promise<HostAnswer>
  /** Opens the window in which models are compared, or brings it to the front. */
  openComparison(): Promise<HostAnswer>
  /** Plays a scenario under several models on one seed; what comes of it is told through the port. */
  runComparison(order: ComparisonOrder): Promise<HostAnswer>
  /** Plays so many seeds of what was run last, from its seed on. */
  playSeeds(count: number): Promise<HostAnswer>
  /** Ends what of it is under way. */
  cancelComparison(): Promise<HostAnswer>
  /** Asks for a session file, whose inputs can be compared from then on. */
  openInputs(): Promise<HostAnswer<GivenInputs>>
  /** Takes the inputs of a session that is given as text. */
  readInputs(name: string, text: string): Promise<HostAnswer<GivenInputs>>
  /** Shows the session of a run of what was run last in an inspector window, at an event. */
  openRun(run: RunOfOrder): Promise<HostAnswer<{ path: string }>>
  /** The sessions that are kept, the newest first, and how much is kept. */
  listSessions(): Promise<HostAnswer<SessionList>>
  /** Shows one of them in an inspector window of its own. */
  openListed(id: string): Promise<HostAnswer>
  /** Calls it so in the list, or no longer so where the name is empty; its file keeps its name. */
  renameSession(id: string, name: string): Promise<HostAnswer>
  noteSession(id: string, note: string): Promise<HostAnswer>
  /** Asks first; deletes a recording, or takes one from elsewhere off the list. */
  deleteSession(id: string): Promise<HostAnswer>
  /** Shows its file in the system's file manager. */
  revealSession(id: string): Promise<HostAnswer>
  /** Saves the last minutes of the running session as one of their own; `fromMs` is when they begin in the running one. */
  saveLast(minutes: number): Promise<HostAnswer<{ path: string; fromMs: number }>>
  /** Saves a copy of a session, or of the one shown, with other values in it, and other names where that is wanted; asks where. */
  saveSanitised(names: boolean, id?: string): Promise<HostAnswer<{ path: string }>>
  /** How much is kept, and which values are hidden from now on. */
  setKeeping(settings: KeepingSettings): Promise<HostAnswer>
  /** What is chosen for all windows; when it changes, every window is told. */
  settings(): Promise<HostAnswer<ToldSettings>>
  changeSettings(change: SettingsChange): Promise<HostAnswer>
  /** Puts text on the clipboard. */
  copyText(text: string): Promise<HostAnswer>
}

/** The names of the methods, once, for the preload and for main; `satisfies` holds it against the interface. */
export const hostMethods = Object.keys({
  newWindow: 0,
  reopenWindow: 0,
  raiseWindow: 0,
  addHyperties: 0,
  removeHyperties: 0,
  startFresh: 0,
  saveSession: 0,
  listFormats: 0,
  previewExport: 0,
  exportSession: 0,
  copyExport: 0,
  exportProgress: 0,
  cancelExport: 0,
  openSession: 0,
  readLog: 0,
  recoverSession: 0,
  playPhases: 0,
  stopPhases: 0,
  playScenario: 0,
  simulateScenario: 0,
  simulateScenarioSteps: 0,
  listScenarios: 0,
  readScenario: 0,
  saveScenario: 0,
  renameScenario: 0,
  deleteScenario: 0,
  editScenario: 0,
  wantedScenario: 0,
  checkScenario: 0,
  setSlowMotion: 0,
  setLink: 0,
  setFault: 0,
  mendFaults: 0,
  setBreakpoints: 0,
  moveHold: 0,
  changeHeld: 0,
  restoreValue: 0,
  explainValue: 0,
  addNote: 0,
  noteEvent: 0,
  openComparison: 0,
  runComparison: 0,
  playSeeds: 0,
  cancelComparison: 0,
  openInputs: 0,
  readInputs: 0,
  openRun: 0,
  listSessions: 0,
  openListed: 0,
  renameSession: 0,
  noteSession: 0,
  deleteSession: 0,
  revealSession: 0,
  saveLast: 0,
  saveSanitised: 0,
  setKeeping: 0,
  settings: 0,
  changeSettings: 0,
  copyText: 0,
} satisfies Record<keyof Host, 0>) as readonly (keyof Host)[]
