/**
 * Judges a text: which value it stands for, or where and why it is none that a data object can hold; and what is
 * worth a remark although it can be held. Knows JSON and the bounds of core; knows no editor.
 */
import { parseTree, type Node, type ParseError } from 'jsonc-parser'
import { isForbiddenKey, type Json, type JsonObject } from '../../core/change.ts'
import { limits } from '../../core/bounds.ts'
import { numberRemark } from './number-text.ts'

/** Something to be said about a piece of the text. */
export interface Remark {
  readonly offset: number
  readonly length: number
  /** A sentence without its place. */
  readonly sentence: string
  /** What it is about; `json` means that the text is no JSON at all. */
  readonly about: 'json' | 'root' | 'key' | 'size' | 'number' | 'duplicate'
}

export type Judgement =
  | { readonly ok: true; readonly value: JsonObject; readonly tree: Node; readonly remarks: readonly Remark[] }
  | { readonly ok: false; readonly problem: Remark }

/** Most characters of a text: what a message can carry, less room for its envelope. */
export const textCharactersMax = limits.messageCharacters - 4096

// in the order of jsonc-parser's ParseErrorCode, which begins with 1
const syntaxReasons = [
  '',
  'this is no JSON value',
  'this is no number',
  'a key in double quotes is missing',
  'a value is missing',
  'a colon is missing',
  'a comma is missing',
  'a closing brace } is missing',
  'a closing bracket ] is missing',
  'there is something after the end',
  'JSON has no comments',
  'a comment does not end',
  'a quoted text does not end',
  'a number does not end',
  'after \\u four hexadecimal digits are missing',
  'a backslash stands before a wrong character',
  'this character must be written with a backslash',
]

/** A sentence for who wanted to put in more than fits. */
export const tooLarge = (characters: number): string =>
  `That would be ${megabytes(characters)} of text; a data object takes at most ${megabytes(textCharactersMax)}. Nothing was put in, and nothing is lost.`

const megabytes = (characters: number): string => `${Math.round(characters / 1024 / 1024)} MB`

/** Line and column, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}

/** The text of a value as an editor shows it first. */
export const textOf = (value: JsonObject): string => JSON.stringify(value, null, 2)

/** Judges a whole text. */
export function judge(text: string): Judgement {
  const size = sizeProblem(text)
  if (size) return { ok: false, problem: size }
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [error] = errors
  if (error || !tree) return { ok: false, problem: syntaxProblem(text, error) }
  if (tree.type !== 'object') {
    return refuse(tree, 'root', 'A data object is an object: its text begins with { and ends with }.')
  }
  const { problem, remarks } = walk(text, tree)
  if (problem) return { ok: false, problem }
  try {
    return { ok: true, value: parse(text), tree, remarks }
  } catch (reason) {
    return refuse(tree, 'json', (reason as Error).message)
  }
}

const refuse = ({ offset, length }: { offset: number; length: number }, about: Remark['about'], sentence: string) =>
  ({ ok: false, problem: { offset, length, about, sentence } }) as const

/** A zero has no sign on the wire, so it gets none here. */
function parse(text: string): JsonObject {
  const value: unknown = /-0/.test(text)
    ? JSON.parse(text, (_, item: unknown) => (Object.is(item, -0) ? 0 : item))
    : JSON.parse(text)
  return value as JsonObject
}

function syntaxProblem(text: string, error: ParseError | undefined): Remark {
  if (!error) return { offset: 0, length: text.length, about: 'json', sentence: 'a value is missing' }
  return {
    offset: error.offset,
    length: Math.max(error.length, 1),
    about: 'json',
    sentence: syntaxReasons[error.error] ?? 'this is no JSON',
  }
}

/** Bounds that must hold before a parser may build anything from the text. */
function sizeProblem(text: string): Remark | undefined {
  const remark = (offset: number, sentence: string): Remark => ({ offset, length: 1, about: 'size', sentence })
  if (text.length > textCharactersMax) {
    return remark(0, `The text has ${text.length} characters; at most ${textCharactersMax} fit into a data object.`)
  }
  let depth = 0
  let nodes = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === 92) at++
      else if (code === 34 || code === 10) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 123 || code === 91) {
      nodes++
      if (++depth > limits.depth) return remark(at, `This is nested deeper than ${limits.depth}.`)
    } else if (code === 125 || code === 93) depth--
    else if (code === 44 && ++nodes > limits.nodes) {
      return remark(at, `There are more than ${limits.nodes} values; no data object can hold them.`)
    }
  }
  return undefined
}

function walk(text: string, tree: Node): { problem?: Remark; remarks: Remark[] } {
  const remarks: Remark[] = []
  const waiting: Node[] = [tree]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { offset, length } = node
    if (node.type === 'number') {
      const sentence = numberRemark(text.slice(offset, offset + length))
      if (sentence && !Number.isFinite(node.value))
        return { problem: { offset, length, about: 'number', sentence }, remarks }
      if (sentence) remarks.push({ offset, length, about: 'number', sentence })
    }
    if (node.type === 'object') {
      const problem = walkKeys(node, remarks)
      if (problem) return { problem, remarks }
    }
    for (const child of node.children ?? []) waiting.push(child)
  }
  return { remarks: remarks.toSorted((a, b) => a.offset - b.offset) }
}

function walkKeys(node: Node, remarks: Remark[]): Remark | undefined {
  const seen = new Set<Json>()
  for (const property of node.children ?? []) {
    const key = property.children?.[0]
    if (!key) continue
    const { offset, length } = key
    const name = String(key.value)
    if (isForbiddenKey(name)) {
      const sentence = `The key "${name}" is not allowed: it would reach into the prototypes of those who receive it.`
      return { offset, length, about: 'key', sentence }
    }
    if (seen.has(name)) {
      remarks.push({
        offset,
        length,
        about: 'duplicate',
        sentence: `The key "${name}" stands here twice: the last one counts.`,
      })
    }
    seen.add(name)
  }
  return undefined
}
