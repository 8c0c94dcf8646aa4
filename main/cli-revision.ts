/** The words of `replay` that say what is to be done otherwise: one of skip, move and edit. Knows no sessions. */
import type { Revision } from '../core/revision.ts'
import { ownEntry, wrongUse, type Words } from './cli-options.ts'

const kinds = ['skip', 'move', 'edit'] as const

/** @throws UsageError */
export function revisionOf({ valueOf, has }: Words): Revision | undefined {
  const given = kinds.filter((kind) => has(kind))
  const [kind] = given
  if (kind === undefined) return undefined
  if (given.length > 1) throw wrong('Give one of --skip, --move and --edit.')
  const word = valueOf(kind) ?? ''
  if (kind === 'skip') return { do: kind, event: numberOf(kind, word) }
  const [, first = '', sign = '', second = ''] = /^(\d+)([:=])(.+)$/s.exec(word) ?? []
  if (sign !== (kind === 'move' ? ':' : '='))
    throw wrong(
      `--${kind} takes ${kind === 'move' ? 'two numbers of events, N:M' : 'N=JSON'}, not ${JSON.stringify(word)}.`,
    )
  const event = numberOf(kind, first)
  return kind === 'move' ? { do: kind, event, to: numberOf(kind, second) } : { do: kind, event, edit: jsonOf(second) }
}

function numberOf(kind: string, word: string): number {
  const number = Number(word)
  if (/^\d+$/.test(word) && number >= 1 && Number.isSafeInteger(number)) return number
  throw wrong(`--${kind} names an event by its number, from 1, not ${JSON.stringify(word)}.`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrong(`What stands behind --edit N= is not JSON: ${(error as Error).message}.`)
  }
}

const wrong = (reason: string): Error => wrongUse(ownEntry('replay'), reason)
