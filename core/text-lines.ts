/** A text that comes in pieces, as numbered lines, of which none is held that is longer than a bound. */

export interface NumberedLine {
  /** From 1. */
  readonly line: number
  readonly text: string
  /** It was longer than the bound; its text is how it begins. */
  readonly isTooLong: boolean
}

/** The lines of a text without their ends, `\n` or `\r\n`. An empty last one is none. */
export async function* numberedLines(
  pieces: AsyncIterable<string>,
  charactersMax: number,
): AsyncGenerator<NumberedLine> {
  let line = 0
  let rest = ''
  let isTooLong = false
  const end = (text: string): NumberedLine => {
    const whole = rest + text
    const given = {
      line: ++line,
      text: (whole.endsWith('\r') ? whole.slice(0, -1) : whole).slice(0, charactersMax),
      isTooLong: isTooLong || whole.length > charactersMax,
    }
    rest = ''
    isTooLong = false
    return given
  }
  for await (const piece of pieces) {
    let start = 0
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', start)) {
      yield end(piece.slice(start, at))
      start = at + 1
    }
    rest += piece.slice(start)
    if (rest.length > charactersMax) {
      isTooLong = true
      rest = rest.slice(0, charactersMax)
    }
  }
  if (rest !== '' || isTooLong) yield end('')
}
