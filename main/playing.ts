/** Scenarios in the running application: the player with the real windows as its stage, and what pages ask about them. */
import { app, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import type { Address } from '../core/message.ts'
import { models } from '../core/models/index.ts'
import type { InspectorFrame } from '../core/port.ts'
import { phases } from '../core/scenarios/phases.ts'
import type { ConvergenceCheck } from '../core/verdict.ts'
import type { Hub } from './hub.ts'
import { createLiveStage } from './live-stage.ts'
import { openOwnScenarios } from './own-scenarios.ts'
import { createPlayer, type Play, type Player } from './player.ts'
import { createScenarioActions, type ScenarioActions } from './scenario-actions.ts'
import { createScriptSandbox } from './script-sandbox.ts'
import type { Windows } from './windows.ts'

/** Slow enough to be watched, or fast enough for nobody to wait. */
const paces = { watched: { keyMs: 70, stepMs: 1400 }, quick: { keyMs: 20, stepMs: 300 } }

const usualModel = models[0]?.name ?? ''
/** What the application shows of itself at first. */
export const threePhases: Play = {
  title: 'The three phases',
  steps: typeof phases.steps === 'function' ? [] : phases.steps,
  model: usualModel,
  speed: 'usual',
}

export interface Playing {
  readonly player: Player
  readonly scenarioActions: ScenarioActions
}

export function createPlaying(options: {
  readonly clock: Clock
  readonly hub: Hub
  readonly check: Pick<ConvergenceCheck, 'verdict'>
  readonly windows: Windows
  /** The window of a hyperty, opened where it is not there. */
  readonly windowOf: (name: string) => BrowserWindow
  readonly restart: (who: Address) => void
  readonly tell: (frame: InspectorFrame & { kind: 'phases' }) => void
  readonly onChange: () => void
  readonly quick: boolean
}): Playing {
  const { clock, hub, check, windows, windowOf, restart, tell, onChange, quick } = options
  const windowNow = (url: Address): BrowserWindow | undefined => windows.hyperty(url)?.window
  const stage = createLiveStage({ hub, check, windowOf, windowNow, restart, usualModel })
  const player = createPlayer({ clock, stage, tell, onChange, ...paces[quick ? 'quick' : 'watched'] })
  const data = app.getPath('userData')
  const scenarioActions = createScenarioActions({
    windows,
    player,
    own: openOwnScenarios(join(data, 'scenarios')),
    sandbox: createScriptSandbox({ folder: join(import.meta.dirname, '../renderer'), clock }),
    folder: join(data, 'simulated'),
    workerFile: new URL('simulation-worker.js', import.meta.url),
  })
  return { player, scenarioActions }
}
