/** How strongly a row is painted: by a filter, and by what it has to do with the selected event. Knows no colours. */
import type { Relation } from '../../core/cone.ts'
import type { RowOptions } from './rows.ts'

export type Tone = 'plain' | 'dim' | 'hit' | 'cause' | 'effect'

const tonesOfRelation: { readonly [R in Relation]: Tone } = {
  self: 'plain',
  cause: 'cause',
  effect: 'effect',
  concurrent: 'dim',
  beyond: 'dim',
}

/** What a filter dims stays dim, whatever it has to do with the selected event. */
export function toneOf(row: number, options: RowOptions, relationOf: ((row: number) => Relation) | undefined): Tone {
  const { match, emphasis } = options
  const isMatch = match?.(row)
  if (match && emphasis === 'dim' && !isMatch) return 'dim'
  if (relationOf) return tonesOfRelation[relationOf(row)]
  return match && emphasis === 'highlight' && isMatch ? 'hit' : 'plain'
}
