/** The panes of an inspector, and how one goes from one to the next. */

/** In the order in which F6 goes through them, and what takes the focus in each. */
const panes = [
  ['.page > header', 'button'],
  ['.lanes', 'button'],
  ['.canvases', '[role=application]'],
  ['[data-testid=side]', 'button'],
  ['.drawer', '.details button'],
] as const

/**
 * To the next pane in which there is something to be done.
 * @param tableFocus what focuses the table, while that stands in the drawer
 */
export function focusNextPane(tableFocus: () => (() => void) | false | undefined): void {
  const here = panes.findIndex(([place]) => document.activeElement?.closest(place))
  // from nowhere the lanes come first
  const start = here < 0 ? 0 : here
  for (let step = 1; step <= panes.length; step++) {
    const [place, first] = panes[(start + step) % panes.length] as (typeof panes)[number]
    const focusTable = place === '.drawer' ? tableFocus() : undefined
    if (focusTable) return focusTable()
    const next = document.querySelector<HTMLElement>(`${place} ${first}:not(:disabled)`)
    if (next) return next.focus()
  }
}
