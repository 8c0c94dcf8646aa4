/**
 * Other names for hyperties and objects, the same for the same one all through a session: h1, h2 … and o1, o2 … in
 * their URLs, and wherever a sentence names them. Knows nothing of values.
 */
import { ofOtherNames } from './vector.ts'

/** A URL of a hyperty or an object within JSON, up to what cannot be part of it. */
const address = /(hyperty|comm):\/\/([^"\\\s#]+)/g
const topics = new Set(['changes', 'subscription', 'children'])
const wordsMax = 10_000

export interface Renaming {
  /** The value with its names replaced: of hyperties, of objects, and in sentences. */
  named(value: object): object
  /** The text with the URLs in it replaced. */
  addressed(text: string): string
}

export function createRenaming(): Renaming {
  /** By the part of the URL that names it, after `h ` or `o `. */
  const parts = new Map<string, string>()
  /** By the name in small letters. */
  const words = new Map<string, string>()
  const counts = { h: 0, o: 0 }

  function partOf(kind: 'h' | 'o', part: string): string {
    const known = parts.get(`${kind} ${part}`)
    if (known !== undefined) return known
    const made = `${kind}${++counts[kind]}`
    parts.set(`${kind} ${part}`, made)
    if (words.size < wordsMax) words.set(plain(part).toLowerCase(), made)
    return made
  }

  const addressed = (text: string): string =>
    text.replaceAll(address, (_, scheme: string, rest: string) => {
      const [domain = '', ...names] = rest.split('/')
      const kind = scheme === 'hyperty' ? 'h' : 'o'
      return [`${scheme}://${domain}`, ...names.map((name) => (topics.has(name) ? name : partOf(kind, name)))].join('/')
    })

  const renamed = (name: string, kind: 'h' | 'o'): string => {
    const made = partOf(kind, encodeURIComponent(name.toLowerCase()))
    return kind === 'h' ? made.toUpperCase() : made
  }

  const sentence = (text: string): string =>
    addressed(text).replaceAll(/[\p{L}\p{N}_-]+/gu, (word) => words.get(word.toLowerCase()) ?? word)

  function named(value: object): object {
    // every address is met before a sentence that names it
    addressed(JSON.stringify(value))
    return replaced(value, undefined) as object
  }

  function replaced(value: unknown, key: string | undefined): unknown {
    if (typeof value === 'string' && (key === 'reason' || key === 'rule')) return sentence(value)
    if (typeof value === 'string' && key === 'known') return `${ofOtherNames}${value}`
    if (typeof value !== 'object' || value === null || key === 'value' || key === 'changes' || key === 'made')
      return value
    if (Array.isArray(value)) return value.map((item) => replaced(item, key))
    const all = Object.entries(value).map(([name, item]) => [name, replaced(item, name)] as const)
    const object: { [key: string]: unknown } = Object.fromEntries(all)
    if (typeof object['name'] !== 'string') return object
    const isHyperty = 'url' in object
    const isObject = 'source' in object && !('method' in object)
    return isHyperty || isObject ? { ...object, name: renamed(object['name'], isHyperty ? 'h' : 'o') } : object
  }

  return { named, addressed }
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
