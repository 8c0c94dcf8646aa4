// Breakpoints as the application keeps them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OpenWindow } from '../../main/windows.ts'
import { createHoldActions } from '../../main/hold-actions.ts'
import { openSettings } from '../../main/settings.ts'
import { createWorld } from '../support/world.ts'

test('[BP10] breakpoints are there the next time, and off', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hold-'))
  try {
    const first = createWorld().bus.hold
    const actions = createHoldActions(first, await openSettings(folder))
    const asker = {} as OpenWindow
    expect(await actions.setBreakpoints(asker, [{ filter: 'kind:update', isOn: true, once: true }])).toMatchObject({
      ok: true,
    })
    expect(first.report().breakpoints).toMatchObject([{ filter: 'kind:update', isOn: true }])
    expect(await actions.changeHeld(asker, 7, { do: 'drop' })).toEqual({
      ...{ ok: false, reason: 'That message is not held any more.' },
    })
    const next = createWorld().bus.hold
    createHoldActions(next, await openSettings(folder))
    expect(next.report().breakpoints).toEqual([{ filter: 'kind:update', isOn: false, once: true, hits: 0 }])
    expect(next.isWatching).toBe(false)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
