/** Which piece of a line of JSON the cursor is in. Knows one line of text at a time: no token of JSON is longer. */
import { createScanner } from 'jsonc-parser'

interface Token {
  readonly start: number
  readonly end: number
  readonly isValue: boolean
}

const [firstPunctuation, lastPunctuation, eof, firstTrivia] = [1, 6, 17, 12]

function tokensOf(line: string): Token[] {
  const scanner = createScanner(line, false)
  const tokens: Token[] = []
  for (let kind: number = scanner.scan(); kind !== eof; kind = scanner.scan()) {
    const start = scanner.getTokenOffset()
    const isPunctuation = kind >= firstPunctuation && kind <= lastPunctuation
    const isTrivia = kind >= firstTrivia && kind < eof - 1
    tokens.push({ start, end: start + scanner.getTokenLength(), isValue: !isPunctuation && !isTrivia })
  }
  return tokens
}

/**
 * Where the token at `column` (from 0) begins. At the border of two, the one that is a value or a key.
 * @example tokenStart('"a": 12,', 7) // 5: the number, not the comma behind it
 */
export function tokenStart(line: string, column: number): number {
  const touching = tokensOf(line).filter((token) => token.start <= column && column <= token.end)
  const chosen = touching.find((token) => token.isValue) ?? touching[0]
  return chosen?.start ?? 0
}
