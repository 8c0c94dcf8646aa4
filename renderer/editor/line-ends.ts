/**
 * Texts as an editor shows them: with one kind of line end, whatever the data object holds. Knows where a place of the
 * one is in the other.
 */

/** As it is shown. */
export const shownText = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)

/** Where a place of the shown text is in the text itself; behind both signs of a line end. */
export function placeInText(text: string, shown: number): number {
  if (!text.includes('\r')) return shown
  let place = 0
  for (let left = shown; left > 0 && place < text.length; left--)
    place += text.charCodeAt(place) === 13 && text.charCodeAt(place + 1) === 10 ? 2 : 1
  return place
}

/** Where a place of the text is as it is shown. */
export const placeShown = (text: string, place: number): number =>
  text.includes('\r') ? shownText(text.slice(0, place)).length : place
