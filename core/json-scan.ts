/**
 * Reads large JSON in pieces: hands over the text of those values that are asked for, by where they stand, and holds nothing
 * else. Several documents may stand behind each other.
 */

/** A key, or `[]` for an element of a list; from the outside in. */
export type JsonPlace = readonly string[]

export interface JsonScan {
  take(piece: string): void
  /** False where the text ends in the middle. */
  end(): boolean
}

const depthMax = 200

/**
 * `wants` is asked of each object and list where it begins; `give` gets its text and the line on which it began, unless it
 * is longer than the bound, then nothing. `leave` hears where an object or list ends that nobody wanted.
 */
export function createJsonScan(options: {
  readonly wants: (place: JsonPlace) => boolean
  readonly give: (place: JsonPlace, text: string | undefined, line: number) => void
  readonly leave?: (place: JsonPlace) => void
  readonly charactersMax: number
}): JsonScan {
  const { wants, give, leave, charactersMax } = options
  /** The key or `[]` under which each open object or list stands. */
  const place: string[] = []
  const isList: boolean[] = []
  let line = 1
  let inText = false
  let isEscaped = false
  /** The last text that was read whole: a key, where a colon follows. */
  let word = ''
  let key = ''
  let kept: { depth: number; line: number; text: string; isTooLong: boolean } | undefined
  let isBroken = false

  function open(list: boolean): void {
    if (place.length >= depthMax) isBroken = true
    place.push(isList.length === 0 ? '' : isList.at(-1) ? '[]' : key)
    isList.push(list)
    key = ''
    if (!kept && wants(place.slice(1))) kept = { depth: place.length, line, text: '', isTooLong: false }
  }

  /** Gives what was wanted and ends here; `until` is what of it stands in this piece. */
  function close(until: () => string): void {
    if (place.length === 0) isBroken = true
    if (kept && kept.depth === place.length) {
      const { text, line: from, isTooLong } = kept
      kept = undefined
      give(place.slice(1), isTooLong ? undefined : text + until(), from)
    } else if (!kept) leave?.(place.slice(1))
    place.pop()
    isList.pop()
  }

  return {
    take(piece) {
      let from = 0
      let wordFrom = 0
      for (let at = 0; at < piece.length && !isBroken; at++) {
        const code = piece.charCodeAt(at)
        if (code === 0x0a) line++
        if (inText) {
          if (isEscaped) isEscaped = false
          else if (code === 0x5c) isEscaped = true
          else if (code === 0x22) {
            inText = false
            if (!kept) word += piece.slice(wordFrom, at)
          }
        } else if (code === 0x22) {
          inText = true
          word = ''
          wordFrom = at + 1
        } else if (code === 0x3a) key = word
        else if (code === 0x7b || code === 0x5b) {
          const was = kept
          open(code === 0x5b)
          if (kept && !was) from = at
        } else if (code === 0x7d || code === 0x5d) close(() => piece.slice(from, at + 1))
      }
      if (inText && !kept) word = (word + piece.slice(wordFrom)).slice(0, 1_000)
      if (kept && !kept.isTooLong) {
        kept.text += piece.slice(from)
        kept.isTooLong = kept.text.length > charactersMax
        if (kept.isTooLong) kept.text = ''
      }
    },
    end: () => !isBroken && place.length === 0 && !inText,
  }
}
