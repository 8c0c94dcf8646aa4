/**
 * The bounds of what comes from outside: how large, how deep, which keys. What is beyond is refused with a sentence.
 */
import { isForbiddenKey, type Json, type JsonObject } from './change.ts'
import type { Code } from './message.ts'

/** Bounds of what comes from outside. */
export const limits = {
  messageCharacters: 16 * 1024 * 1024,
  depth: 64,
  nodes: 200_000,
  pathSegments: 64,
  pathCharacters: 256,
  nameCharacters: 120,
  texts: 100,
} as const

/** A frame that was refused: `code` 400 for a wrong shape, 413 for a bound. Nothing of it was used. */
export class FrameError extends Error {
  readonly code: Code

  constructor(code: Code, reason: string) {
    super(reason)
    this.name = 'FrameError'
    this.code = code
  }
}

/** @throws FrameError */
export const refuse = (code: Code, reason: string): never => {
  throw new FrameError(code, reason)
}

/**
 * Refuses JSON that is too deep, too large or holds a key that reaches into prototypes.
 * @throws FrameError
 */
export function checkJson(value: Json, checkKeys = true): void {
  let nodes = 0
  const walk = (item: Json, depth: number): void => {
    if (++nodes > limits.nodes) refuse(413, `more than ${limits.nodes} values`)
    if (typeof item !== 'object' || item === null) return
    if (depth >= limits.depth) refuse(413, `nested deeper than ${limits.depth}`)
    if (Array.isArray(item)) {
      for (const entry of item as readonly Json[]) walk(entry, depth + 1)
      return
    }
    for (const key of Object.keys(item)) {
      if (checkKeys && isForbiddenKey(key)) refuse(400, `the key ${JSON.stringify(key)} is not allowed`)
      walk((item as JsonObject)[key] as Json, depth + 1)
    }
  }
  walk(value, 0)
}

/** @throws FrameError */
export function checkPath(path: unknown, checkKeys: boolean): void {
  if (!Array.isArray(path)) refuse(400, 'a change without a path')
  const keys = path as readonly unknown[]
  if (keys.length > limits.pathSegments) refuse(413, `a path of more than ${limits.pathSegments} steps`)
  let characters = 0
  for (const key of keys) {
    if (typeof key === 'string') {
      characters += key.length
      if (checkKeys && isForbiddenKey(key)) refuse(400, `the key ${JSON.stringify(key)} is not allowed in a path`)
    } else if (!Number.isInteger(key) || (key as number) < 0) {
      refuse(400, `a path holds ${JSON.stringify(key)}, which is neither a key nor an index`)
    }
  }
  if (characters > limits.pathCharacters) refuse(413, `a path of more than ${limits.pathCharacters} characters`)
}
