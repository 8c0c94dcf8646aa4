/** What the menu's items do: the actions of pages, in the name of the window in front. */
import { BrowserWindow, dialog } from 'electron'
import { randomInt } from 'node:crypto'
import type { HostAnswer } from '../core/host.ts'
import { seedMax } from '../core/link-order.ts'
import { everywhere } from '../core/link-presets.ts'
import type { Address } from '../core/message.ts'
import { showRefusal } from './actions.ts'
import type { Crowd } from './crowd.ts'
import type { HostActions } from './host.ts'
import type { Hub } from './hub.ts'
import { setMenu } from './menu.ts'
import type { Player } from './player.ts'
import type { OpenWindow, Windows } from './windows.ts'

export interface FrontMenu {
  /** Sets the menu as things are now. */
  refresh(): void
}

export function createFrontMenu(options: {
  readonly windows: Windows
  readonly hub: Hub
  readonly crowd: Crowd
  readonly player: Player
  readonly actions: HostActions
  /** Has the page ask what is to be exported, of a file or of the running session. */
  readonly askExport: (path: string | undefined) => void
  /** Whose window has crashed, with their names. */
  readonly crashed: ReadonlyMap<Address, string>
}): FrontMenu {
  const { windows, hub, crowd, player, actions, askExport, crashed } = options

  function inFront(act: (asker: OpenWindow) => Promise<HostAnswer<unknown>>): void {
    const front = BrowserWindow.getFocusedWindow()
    const asker = windows.all.find(({ window }) => window === front) ?? windows.all[0]
    if (!asker) return
    act(asker)
      .catch((error: Error): HostAnswer => ({ ok: false, reason: error.message }))
      .then((answer) => showRefusal(asker.window, answer))
      .catch((error: Error) => dialog.showErrorBox('Syncscope', error.message))
  }

  return {
    refresh() {
      const { delayMs: slowMotionMs } = hub.bus
      const gone = [...crashed].map(([url, name]) => ({ url, name }))
      setMenu(
        {
          newWindow: () => inFront((asker) => actions.newWindow(asker)),
          addHyperties: () => inFront((asker) => actions.addHyperties(asker, 10)),
          removeHyperties: () => inFront((asker) => actions.removeHyperties(asker)),
          startFresh: () => inFront((asker) => actions.startFresh(asker)),
          save: (format) => inFront((asker) => actions.saveSession(asker, format)),
          export: () =>
            inFront(async ({ role }) => {
              if (role.kind === 'hyperty') windows.showInspector()
              askExport(role.kind === 'viewer' ? role.path : undefined)
              return { ok: true, value: null }
            }),
          openSession: () => inFront((asker) => actions.openSession(asker)),
          showInspector: () => windows.showInspector(),
          compare: () => windows.showComparison(),
          playPhases: () => inFront((asker) => actions.playPhases(asker)),
          stopPhases: () => player.stop(),
          editScenarios: () => inFront((asker) => actions.editScenario(asker)),
          setSlowMotion: (delayMs) => inFront((asker) => actions.setSlowMotion(asker, delayMs)),
          setLinks: (preset) => inFront((asker) => actions.setLink(asker, everywhere(preset, randomInt(seedMax)))),
          reopen: (url) => inFront((asker) => actions.reopenWindow(asker, url)),
        },
        { slowMotionMs, playing: player.playing, crashed: gone, crowd: crowd.members.size },
      )
    },
  }
}
