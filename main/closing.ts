/** Asks before a window goes whose session has notes that are in no file yet. */
import type { BrowserWindow } from 'electron'
import type { AddedNotes } from './added-notes.ts'
import { isConfirmed } from './asking.ts'
import type { WindowRole } from './windows.ts'

/** Gives whether a window may close at once; else somebody is asked, and what they have chosen is done. */
export function createClosing(added: AddedNotes) {
  const asking = new Set<BrowserWindow>()
  return (role: WindowRole, window: BrowserWindow): boolean => {
    const count = role.kind === 'viewer' ? added.unsaved(role.path) : 0
    if (role.kind !== 'viewer' || count === 0) return true
    if (asking.has(window)) return false
    asking.add(window)
    void isConfirmed(window, {
      title: 'Notes that are not saved',
      message: count === 1 ? 'One note is in no file yet.' : `${count} notes are in no file yet.`,
      detail: 'Cancel, and save the session with Ctrl+S to keep them. Its file has not been changed.',
      button: 'Close without them',
    }).then((isMeant) => {
      asking.delete(window)
      if (!isMeant) return
      added.saved(role.path)
      window.close()
    })
    return false
  }
}
