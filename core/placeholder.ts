/**
 * What stands in the place of values that are not to be shown: of the same type and length, so that a session keeps its
 * shape. A mask says nothing but the length; a stand-in is the same for the same value, and another one for another.
 */
import { createRandom, type Random } from './clock.ts'
import { hashJson } from './hash.ts'

const lower = 'abcdefghijklmnopqrstuvwxyz'

/** Whether a UTF-16 unit is part of a word; halves of a pair and letters of other scripts are. */
const isPlain = (unit: number): boolean =>
  unit < 0x80 && !(unit >= 48 && unit <= 57) && !(unit >= 65 && unit <= 90) && !(unit >= 97 && unit <= 122)

/** Unit by unit, so that what is masked before it is spliced is the same as after it. Blanks, line ends and signs stay. */
function mapUnits(text: string, unitOf: (kind: 'upper' | 'lower' | 'digit') => string): string {
  let out = ''
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (isPlain(unit)) out += text[index]
    else if (unit >= 48 && unit <= 57) out += unitOf('digit')
    else out += unitOf(unit >= 65 && unit <= 90 ? 'upper' : 'lower')
  }
  return out
}

const masks = { upper: 'X', lower: 'x', digit: '0' } as const

/** Letters become x, digits 0. @example maskText('Bob, 42') // 'Xxx, 00' */
export const maskText = (text: string): string => mapUnits(text, (kind) => masks[kind])

/** Nothing of it but its type, and of a text its length. @example blankOut('a b') // 'xxx' */
export function blankOut<V extends string | number | boolean | null>(value: V): V
export function blankOut(value: string | number | boolean | null): string | number | boolean | null {
  if (typeof value === 'string') return 'x'.repeat(value.length)
  if (typeof value === 'number') return 0
  return value === null ? null : false
}

const digitOf = (random: Random, from = 0): string => String(from + Math.floor(random() * (10 - from)))

function standInText(text: string, random: Random): string {
  const letter = (): string => lower[Math.floor(random() * lower.length)] as string
  return mapUnits(text, (kind) =>
    kind === 'digit' ? digitOf(random) : kind === 'upper' ? letter().toUpperCase() : letter(),
  )
}

/** The same digits before and after the point; undefined where what was drawn is written in another way. */
function standInNumber(value: number, random: Random): number | undefined {
  const text = String(value)
  const [, digits = '', rest = ''] = /^-?([\d.]+)(.*)$/.exec(text) ?? []
  let out = text.startsWith('-') ? '-' : ''
  for (let index = 0; index < digits.length; index++) {
    const isLeading = index === 0 && digits.length > 1 && digits[1] !== '.'
    out += digits[index] === '.' ? '.' : digitOf(random, isLeading ? 1 : 0)
  }
  const number = Number(out + rest)
  return String(number) === out + rest ? number : undefined
}

/** So many stand-ins are remembered; beyond it two values may get the same one. */
const rememberedMax = 200_000
const triesMax = 64
const hasWords = /[A-Za-z0-9\u0080-\uffff]/

export interface StandIns {
  text(text: string): string
  number(value: number): number
}

/** Stand-ins that nobody can guess back who does not know the salt. */
export function createStandIns(salt: string): StandIns {
  const known = new Map<string, string | number>()
  const used = new Set<string>()

  function standInOf<V extends string | number>(value: V, mask: V, make: (random: Random) => V | undefined): V {
    const key = `${typeof value} ${value}`
    const found = known.get(key)
    if (found !== undefined) return found as V
    let made = mask
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const drawn = make(createRandom(Number.parseInt(hashJson([salt, key, attempt]).slice(0, 8), 16)))
      if (drawn === undefined) continue
      made = drawn
      if (drawn !== value && !used.has(`${typeof drawn} ${drawn}`)) break
    }
    if (known.size < rememberedMax) {
      known.set(key, made)
      used.add(`${typeof made} ${made}`)
    }
    return made
  }

  return {
    text: (text) =>
      hasWords.test(text) ? standInOf(text, maskText(text), (random) => standInText(text, random)) : text,
    number: (value) => standInOf(value, 0, (random) => standInNumber(value, random)),
  }
}
