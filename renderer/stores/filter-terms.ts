/** Filters made of what stands in a session: the terms that a row gives, and how a term is added to a filter. */
import type { Columns } from '../../core/columns.ts'
import { shortName } from '../../core/message.ts'
import { literal, printQuery, type Query, type TextKey } from '../../core/query.ts'
import { splitPaths } from '../../core/row-paths.ts'

const pathsMax = 4

export const textTerm = (key: TextKey, text: string): Query => ({
  is: 'text',
  key,
  differs: false,
  value: literal(text),
})

/** What can be asked about a row, one term for each thing that it says. */
export function termsOf(columns: Columns, row: number): Query[] {
  const terms: Query[] = [textTerm('kind', columns.typeOf(row) ?? columns.kindOf(row))]
  const nameAt = (key: TextKey, id: number): void => {
    if (id !== 0) terms.push(textTerm(key, shortName(columns.addresses.textOf(id))))
  }
  nameAt('obj', columns.object.get(row))
  nameAt('from', columns.from.get(row))
  nameAt('to', columns.to.get(row))
  for (const path of splitPaths(columns.paths.textOf(columns.path.get(row))).slice(0, pathsMax))
    terms.push(textTerm('path', path))
  const effect = columns.effectOf(row)
  if (effect) terms.push(effect === 'duplicate' ? { is: 'word', word: 'dup' } : { is: 'word', word: effect })
  if (columns.rule.get(row) !== 0) terms.push(textTerm('rule', columns.rules.textOf(columns.rule.get(row))))
  return terms
}

/** An event with all that it followed from and all that followed from it. */
export function changeOf(columns: Columns, row: number): Query {
  const event = columns.n.get(columns.head.get(row))
  return {
    is: 'or',
    of: [
      { is: 'events', from: event, to: event },
      { is: 'related', how: 'causes', event },
      { is: 'related', how: 'causedby', event },
    ],
  }
}

/** A filter and a term; one that says the contrary gives way. */
export function withTerm(query: Query, term: Query, isLeftOut: boolean): Query {
  const added: Query = isLeftOut ? { is: 'not', of: term } : term
  const contrary = printQuery(isLeftOut ? term : { is: 'not', of: term })
  const parts = query.is === 'and' ? query.of : query.is === 'all' ? [] : [query]
  const kept = parts.filter((part) => ![contrary, printQuery(added)].includes(printQuery(part)))
  return kept.length === 0 ? added : { is: 'and', of: [...kept, added] }
}

/** Whether a filter asks for a kind by name, and not only for what is not of it. */
export function mentions(query: Query, kind: string): boolean {
  if (query.is === 'and' || query.is === 'or') return query.of.some((one) => mentions(one, kind))
  return query.is === 'text' && query.key === 'kind' && !query.differs && query.value.toLowerCase() === kind
}
