/** The panes of the page, which F6 goes through: each element with `data-pane`, in the order of the document. */

const places = 'button, select, input, [tabindex="0"]'

const isSeen = (element: HTMLElement): boolean => element.offsetParent !== null && !element.matches(':disabled')

/** Brings the focus to the next pane, or the one before, that has a place for it. The editor takes it by itself. */
export function focusPane(step: 1 | -1, focusEditor: () => void): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  const here = panes.findIndex((pane) => pane.contains(document.activeElement))
  const first = here < 0 && step < 0 ? 0 : here
  for (let count = 1; count <= panes.length; count++) {
    const pane = panes[(first + step * count + panes.length) % panes.length]
    if (!pane) return
    if (pane.querySelector('.monaco-editor') && isSeen(pane)) return focusEditor()
    const place = [...pane.querySelectorAll<HTMLElement>(places)].find(isSeen)
    if (place) return place.focus()
  }
}
