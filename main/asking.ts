/** Asks a person whether something that cannot be taken back is meant. Knows nothing of what it is. */
import { dialog, type BrowserWindow } from 'electron'

/** Whether they chose `button`; Escape and Enter do not. */
export async function isConfirmed(
  window: BrowserWindow,
  { button, ...texts }: Record<'title' | 'message' | 'detail' | 'button', string>,
): Promise<boolean> {
  const buttons = ['Cancel', button]
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    ...texts,
    buttons,
    defaultId: 0,
    cancelId: 0,
  })
  return response === 1
}
