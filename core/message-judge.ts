/**
 * Judges messages by filters at the moment when the bus takes them: each is put into a small table as it would stand in
 * that of the session, with the row that each receiver would have. What happened before nothing was judged is not known to it.
 */
import type { TextCodec } from './column.ts'
import { createColumns } from './columns.ts'
import type { SentEvent } from './event.ts'
import type { Address } from './message.ts'
import { compileQuery, type RowTest } from './query-match.ts'
import { parseQuery } from './query-parse.ts'

export interface MessageJudge {
  /** Puts a message before the filters; what is asked next is asked of it. */
  show(event: SentEvent, to: readonly Address[]): void
  matches(filter: string): boolean
}

/** After so many messages it begins anew, so that it stays small. */
const messagesMax = 1_000

export function createMessageJudge(codec: TextCodec): MessageJudge {
  let columns = createColumns(codec)
  const tests = new Map<string, RowTest>()
  let first = 0
  let receivers: readonly Address[] = []

  function testOf(filter: string): RowTest {
    let test = tests.get(filter)
    if (!test) {
      const parsed = parseQuery(filter)
      tests.set(filter, (test = parsed.ok ? compileQuery(columns, parsed.query).matches : () => false))
    }
    return test
  }

  return {
    show(event, to) {
      if (columns.events >= messagesMax) {
        columns = createColumns(codec)
        tests.clear()
      }
      first = columns.count
      receivers = to
      columns.appendEvent(event, JSON.stringify(event))
    },
    matches(filter) {
      const test = testOf(filter)
      if (receivers.length === 0) return test(first)
      return receivers.some((receiver) => {
        columns.to.set(first, columns.addresses.idOf(receiver))
        return test(first)
      })
    },
  }
}
