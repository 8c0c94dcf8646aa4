/** Which strings of an object can be shared texts, and what becomes of a shared text under each model, in words. */
import { limits } from '../../core/bounds.ts'
import { pathText, type Json, type Path } from '../../core/change.ts'
import { models } from '../../core/models/index.ts'

/** A string that may be a shared text. */
export interface StringPlace {
  readonly path: Path
  readonly pointer: string
  /** How it begins. */
  readonly start: string
}

const startMax = 40

/** The strings of a value, as many as can be marked: those under names, as a place in a list would move away. */
export function stringsOf(value: Json): readonly StringPlace[] {
  const found: StringPlace[] = []
  const walk = (at: Json, path: Path): void => {
    if (found.length >= limits.texts || path.length > limits.pathSegments) return
    if (typeof at === 'string' && path.length > 0) {
      const line = at.slice(0, startMax).replaceAll(/\s+/g, ' ')
      found.push({ path, pointer: pathText(path), start: at.length > startMax ? `${line}…` : line })
    } else if (typeof at === 'object' && at !== null && !Array.isArray(at)) {
      for (const [key, below] of Object.entries(at)) walk(below as Json, [...path, key])
    }
  }
  walk(value, [])
  return found
}

/** What two who type in one text at once should know, where not all of it stays. */
export interface TextCaution {
  readonly word: string
  readonly sentence: string
}

/** Nothing where a model keeps all that several type at once. */
export function cautionOf(modelName: string): TextCaution | undefined {
  const model = models.find(({ name }) => name === modelName)
  if (!model || model.rebases || model.promises.includes('intent kept')) return undefined
  if (model.way === 'numbered')
    return {
      word: 'one at a time',
      sentence: `With ${modelName} what is typed without having seen the other’s letters is turned back: one types, then the other.`,
    }
  if (model.promises.includes('converges'))
    return {
      word: 'one value',
      sentence: `With ${modelName} a text is one value: of two who type at once the later one’s whole text stands, the other’s letters are gone.`,
    }
  return {
    word: 'may differ',
    sentence: `With ${modelName} letters are put in where they come: who types at once with somebody may see another text than they do, for good.`,
  }
}
