/**
 * What somebody has chosen for themselves, in every window: keys, where panels stand, what was used lately. Plain data
 * and how it changes; who reads and keeps it is not known here.
 */

import type { Breakpoint } from './breakpoint.ts'
import { mappingLimits, type Mapping } from './mapping.ts'

/** The kinds of windows: each has commands, and so keys, of its own. */
export const settingsPages = ['inspector', 'hyperty', 'compare', 'scenario'] as const
export type SettingsPage = (typeof settingsPages)[number]

/** Where a panel stands, as far as that was chosen. */
export interface PanelState {
  /** Its height or width, in pixels. */
  readonly size?: number | undefined
  readonly hidden?: boolean | undefined
}

/** The keys of commands that have others than usual, by the ids of the commands; none stands for no key at all. */
export type KeyChoices = Readonly<Record<string, readonly string[]>>

export interface Settings {
  readonly keys: Readonly<Partial<Record<SettingsPage, KeyChoices>>>
  /** Ids of commands, the last one first. */
  readonly recent: Readonly<Partial<Record<SettingsPage, readonly string[]>>>
  /** Of the inspector, by name. */
  readonly panels: Readonly<Record<string, PanelState>>
  /** How logs of other systems are read, by name. */
  readonly mappings: Readonly<Record<string, Mapping>>
  /** Those of the last time; they are off when the application starts. */
  readonly breakpoints: readonly Breakpoint[]
}

/** What pages are told: the settings, and what somebody has to know of them. */
export interface ToldSettings {
  readonly settings: Settings
  readonly notice?: string | undefined
}

export type SettingsChange =
  /** Other keys for some commands; null is the usual ones. */
  | {
      readonly set: 'keys'
      readonly page: SettingsPage
      readonly keys: Readonly<Record<string, readonly string[] | null>>
    }
  /** The usual keys of a kind of window. */
  | { readonly set: 'usual-keys'; readonly page: SettingsPage }
  /** A command was used. */
  | { readonly set: 'recent'; readonly page: SettingsPage; readonly command: string }
  | { readonly set: 'panel'; readonly panel: string; readonly state: PanelState }
  /** Keeps how a log is read under a name, or forgets it. */
  | { readonly set: 'mapping'; readonly name: string; readonly mapping: Mapping | null }
  /** Others in the place of those that there are; said by main, which has parsed them. */
  | { readonly set: 'breakpoints'; readonly breakpoints: readonly Breakpoint[] }
  /** Panels as they are at first. */
  | { readonly set: 'usual-panels' }

/** The bounds of what is kept. */
export const settingsLimits = {
  commands: 400,
  keysOfCommand: 4,
  keyCharacters: 40,
  recent: 12,
  panels: 40,
  panelPixels: 10_000,
} as const

export const usualSettings: Settings = Object.freeze({
  keys: {},
  recent: {},
  panels: {},
  mappings: {},
  breakpoints: [],
})

/**
 * The settings after a change.
 * @throws Error with a sentence, where it would outgrow its bounds
 */
export function changedSettings(settings: Settings, change: SettingsChange): Settings {
  switch (change.set) {
    case 'keys':
      return {
        ...settings,
        keys: { ...settings.keys, [change.page]: changedKeys(settings.keys[change.page], change.keys) },
      }
    case 'usual-keys':
      return { ...settings, keys: { ...settings.keys, [change.page]: {} } }
    case 'recent': {
      const others = (settings.recent[change.page] ?? []).filter((id) => id !== change.command)
      const next = [change.command, ...others].slice(0, settingsLimits.recent)
      return { ...settings, recent: { ...settings.recent, [change.page]: next } }
    }
    case 'panel': {
      const panels = { ...settings.panels, [change.panel]: { ...settings.panels[change.panel], ...change.state } }
      if (Object.keys(panels).length > settingsLimits.panels)
        throw new Error(`The places of at most ${settingsLimits.panels} panels are kept.`)
      return { ...settings, panels }
    }
    case 'breakpoints':
      return { ...settings, breakpoints: change.breakpoints }
    case 'usual-panels':
      return { ...settings, panels: {} }
    case 'mapping': {
      const { [change.name]: _gone, ...others } = settings.mappings
      if (change.mapping === null) return { ...settings, mappings: others }
      if (Object.keys(others).length >= mappingLimits.kept)
        throw new Error(`At most ${mappingLimits.kept} ways to read a log are kept. Delete one first.`)
      return { ...settings, mappings: { ...others, [change.name]: change.mapping } }
    }
  }
}

function changedKeys(keys: KeyChoices = {}, changes: Readonly<Record<string, readonly string[] | null>>): KeyChoices {
  const next = Object.entries({ ...keys, ...changes }).filter(
    (entry): entry is [string, readonly string[]] => entry[1] !== null,
  )
  if (next.length > settingsLimits.commands)
    throw new Error(`The keys of at most ${settingsLimits.commands} commands are kept.`)
  return Object.fromEntries(next)
}
