/**
 * Where the focus goes when what opened over the page closes: back to where it was if a command has opened it, and
 * to its own button, which Reka does, if that was pressed.
 */
import { watch, type Ref } from 'vue'

export interface FocusReturn {
  /** Whether a command has opened it, and no button of its own. */
  readonly isByCommand: boolean
  /** Opens or closes it from within: by its button, by Escape. */
  setOpen(on: boolean): void
  /** For Reka's `close-auto-focus`. */
  onClosed(event: Event): void
}

export function createFocusReturn(open: Ref<boolean>): FocusReturn {
  let isByButton = false
  let isByCommand = false
  let before: Element | null = null

  watch(
    open,
    (isOpen) => {
      if (!isOpen) return
      isByCommand = !isByButton
      before = document.activeElement
    },
    // the focus must be noted before it goes
    { flush: 'sync' },
  )

  return {
    get isByCommand() {
      return isByCommand
    },
    setOpen(on) {
      isByButton = on
      open.value = on
      isByButton = false
    },
    onClosed(event) {
      if (!isByCommand) return
      event.preventDefault()
      const back = before
      window.setTimeout(() => {
        // whoever has clicked something else meanwhile wants to be there
        const isFree = document.activeElement === null || document.activeElement === document.body
        if (isFree && back instanceof HTMLElement) back.focus()
      })
    },
  }
}
