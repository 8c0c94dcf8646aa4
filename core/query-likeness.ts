/** When a text is what somebody typed: large and small letters are alike, and `*` stands for any characters. */

/** What is typed, with its stars; a star behind a backslash is a star. */
const globParts = (value: string): readonly string[] => value.match(/\\[\\*]|[^]/g) ?? []

/**
 * Whether a whole text is like a value. Stars next to each other are one, and no text is long, so it cannot take long.
 * @example likeness('to*')('todo') // true
 */
export function likeness(value: string, isPath = false): (text: string) => boolean {
  if (isPath) return isUnderPath(value)
  if (!/[*\\]/.test(value)) {
    const wanted = value.toLowerCase()
    return (text) => text.toLowerCase() === wanted
  }
  return globTest(globParts(value))
}

/** By going along the text once for each star, from left to right. */
function globTest(parts: readonly string[]): (text: string) => boolean {
  const pieces: string[] = ['']
  for (const part of parts) {
    if (part === '*') pieces.push('')
    else pieces[pieces.length - 1] += part.length === 2 ? part.slice(1) : part
  }
  const wanted = pieces.map((piece) => piece.toLowerCase())
  const first = wanted[0] as string
  const last = wanted.at(-1) as string
  if (wanted.length === 1) return (text) => text.toLowerCase() === first
  return (text) => {
    const low = text.toLowerCase()
    if (!low.startsWith(first) || !low.endsWith(last) || low.length < first.length + last.length) return false
    const end = low.length - last.length
    let at = first.length
    for (const piece of wanted.slice(1, -1)) {
      const found = low.indexOf(piece, at)
      if (found < 0 || found + piece.length > end) return false
      at = found + piece.length
    }
    return true
  }
}

/**
 * Whether a path is one that was typed, or lies below it. A star stands for characters of one step; what does not begin
 * with a slash may stand at any depth.
 * @example isUnderPath('/items/*')('/items/3/done') // true
 */
function isUnderPath(value: string): (path: string) => boolean {
  const isRooted = value.startsWith('/')
  const steps = value.split('/').filter((step) => step !== '')
  const tests = steps.map((step) => globTest(globParts(step)))
  return (path) => {
    const found = path.split('/').slice(1)
    const lastStart = isRooted ? 0 : found.length - tests.length
    for (let start = 0; start <= lastStart; start++) {
      if (found.length >= start + tests.length && tests.every((test, index) => test(found[start + index] as string)))
        return true
    }
    return false
  }
}
