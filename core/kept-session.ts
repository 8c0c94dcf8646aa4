/** Sessions that were recorded or opened, as a list for people; how long they are kept, and what is hidden in them. Shapes and bounds only. */

export interface KeptSession {
  /** By which it is named to main: its file's name in the folder of recordings, or the path of one from elsewhere. */
  readonly id: string
  readonly place: 'recorded' | 'opened'
  /** As somebody has called it, or undefined. */
  readonly name?: string
  readonly file: string
  /** When it began, in milliseconds since 1970; of one that names no time, when its file was changed last. */
  readonly startedMs: number
  readonly lengthMs: number
  readonly events: number
  readonly state:
    'running' | 'cut off' | 'converged' | 'diverged' | 'in flight' | 'unknown' | 'foreign log' | 'unreadable'
  readonly bytes: number
  readonly note: string
  /** Whether the limits leave it alone: somebody has named it or written something about it. */
  readonly isPinned: boolean
}

/** How much is kept, and for how long; by which rules values are hidden, a line each. */
export interface KeepingSettings {
  readonly megabytesMax: number
  readonly daysMax: number
  readonly redactions: string
}

export const keepingBounds = {
  megabytes: { least: 10, most: 1_000_000 },
  days: { least: 1, most: 3_650 },
  nameCharacters: 120,
  noteCharacters: 2_000,
  /** Sessions that were opened from elsewhere and are remembered. */
  recent: 20,
  /** Minutes that can be saved. */
  minutes: 24 * 60,
  rulesCharacters: 12_000,
} as const

export const usualKeeping: KeepingSettings = { megabytesMax: 1_024, daysMax: 30, redactions: '' }

export interface SessionList {
  readonly sessions: readonly KeptSession[]
  readonly settings: KeepingSettings
  readonly folder: string
  /** Of all recordings together. */
  readonly bytes: number
}
