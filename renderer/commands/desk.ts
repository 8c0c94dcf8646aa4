/**
 * What every page does with its commands: brings keys to them, keeps them at the keys that somebody has chosen, and
 * opens the palette and the list of keys. Knows no command but those two.
 */
import { onBeforeUnmount, onMounted, ref, watchEffect, type Ref } from 'vue'
import type { SettingsPage } from '../../core/settings.ts'
import { provideKeyNames } from '../components/key-names.ts'
import { useSettings } from '../stores/settings.ts'
import type { Commands } from './command.ts'
import type { DeskActions } from './desk-commands.ts'
import { dispatchKeys } from './dispatch.ts'

export interface Desk {
  readonly page: SettingsPage
  readonly commands: Commands
  readonly isChoosing: Ref<boolean>
  readonly isHelping: Ref<boolean>
}

/** To be called by a page as it is set up; `list` makes its commands. */
export function createDesk(page: SettingsPage, list: (actions: DeskActions) => Commands): Desk {
  const isChoosing = ref(false)
  const isHelping = ref(false)
  const store = useSettings()
  const commands = list({ palette: () => (isChoosing.value = true), help: () => (isHelping.value = true) })
  provideKeyNames(commands.keyOf)
  watchEffect(() => commands.rebind(store.settings.keys[page] ?? {}))

  let stopKeys: (() => void) | undefined
  onMounted(() => (stopKeys = dispatchKeys(commands)))
  onBeforeUnmount(() => stopKeys?.())
  return { page, commands, isChoosing, isHelping }
}
