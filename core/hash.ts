/** A short hash of JSON, the same whatever the order of keys: two replicas with one hash hold the same. */
import { isContainer, type Json, type JsonObject } from './change.ts'

/**
 * 16 hex digits (cyrb53's mixing over the canonical text, both halves kept). Not for secrets.
 * @example hashJson({ a: 1, b: 2 }) === hashJson({ b: 2, a: 1 }) // true
 */
export function hashJson(value: Json): string {
  let high = 0xdeadbeef
  let low = 0x41c6ce57

  const text = (part: string): void => {
    for (let index = 0; index < part.length; index++) {
      const unit = part.charCodeAt(index)
      high = Math.imul(high ^ unit, 2654435761)
      low = Math.imul(low ^ unit, 1597334677)
    }
  }
  const walk = (item: Json): void => {
    if (!isContainer(item)) return text(typeof item === 'string' ? JSON.stringify(item) : String(item))
    if (Array.isArray(item)) {
      text('[')
      for (const entry of item as readonly Json[]) {
        walk(entry)
        text(',')
      }
      return text(']')
    }
    text('{')
    for (const key of Object.keys(item).sort()) {
      text(JSON.stringify(key))
      text(':')
      walk((item as JsonObject)[key] as Json)
      text(',')
    }
    text('}')
  }
  walk(value)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')
}
