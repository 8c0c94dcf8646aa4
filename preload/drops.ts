/**
 * Tells main of files that somebody drops on the page. Stands in the preload, so that the page learns no path and can
 * name none: only a drop that a person made counts.
 */
import { ipcRenderer, webUtils } from 'electron'

/** So many files are opened at once. */
const filesMax = 8

export function tellDrops(): void {
  window.addEventListener(
    'drop',
    (event) => {
      if (!event.isTrusted) return
      const files = [...(event.dataTransfer?.files ?? [])].slice(0, filesMax)
      for (const file of files) ipcRenderer.send('dropped', webUtils.getPathForFile(file))
    },
    { capture: true },
  )
}
