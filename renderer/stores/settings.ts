/** The settings of all windows, as this one knows them: asked for once, and told by main whenever they change. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { usualSettings, type SettingsChange, type ToldSettings } from '../../core/settings.ts'
import { host } from './connection.ts'

export const useSettings = defineStore('settings', () => {
  const settings = shallowRef(usualSettings)
  /** What somebody has to know of them. */
  const notice = ref<string>()
  /** Resolves when they are known. */
  const known = host.settings().then((answer) => {
    if (answer.ok) take(answer.value)
  })

  function take(told: ToldSettings): void {
    settings.value = Object.freeze(told.settings)
    notice.value = told.notice
  }

  window.addEventListener('message', ({ source, data }: MessageEvent<{ settings?: ToldSettings }>) => {
    // only main and this page itself can say so
    if (source === window && data?.settings) take(data.settings)
  })

  /** Says as a sentence why a change is not kept. */
  async function change(next: SettingsChange): Promise<string | undefined> {
    const answer = await host.changeSettings(next)
    return answer.ok ? undefined : answer.reason
  }

  return { settings, notice, known, change }
})
