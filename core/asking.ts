/**
 * What a hyperty may ask of an object without writing to a copy of its own: its value, once, and a write under a name
 * that the reporter takes or refuses. Knows nothing of how either is decided.
 */
import type { WireChange } from './change.ts'
import { decisionOf, lifeOf, type Desk, type Held, type Reply, type Ticket } from './desk.ts'
import { shortName, type Address } from './message.ts'
import type { Arrival } from './replica.ts'

export type Asking = ReturnType<typeof createAsking>

export function createAsking(desk: Desk, takeIn: (held: Held, arrival: Arrival<Ticket>) => void) {
  const { url, endpoint, objects, requests, now } = desk

  return {
    /** Asks once for the value of an object, whether it is followed here or not. */
    read(object: Address, answer: Reply): void {
      const body = { source: url, ...lifeOf({ life: endpoint.lifeOf(object) }) }
      requests.send({ type: 'read', to: object, body }, {}, (response, of) => {
        desk.answered(of, response.body.code < 300 ? undefined : decisionOf(response))
        const { code, reason, value, version } = response.body
        if (code !== 200 || !value || version === undefined)
          return answer(code === 200 ? 404 : code, reason ?? `${shortName(object)} could not be read.`)
        return answer(200, undefined, object, { value, version })
      })
    },
    /** Asks for a write; a copy that is followed here shows it when the reporter has taken it. */
    execute(
      {
        url: object,
        name,
        changes,
      }: { readonly url: Address; readonly name: string; readonly changes: readonly WireChange[] },
      answer: Reply,
    ): void {
      const asking = objects.get(object)
      const base = asking ? { base: asking.version } : {}
      const life = asking?.life ?? endpoint.lifeOf(object)
      const body = { source: url, method: 'write', name, changes, ...base, ...lifeOf({ life }) } as const
      requests.send({ type: 'execute', to: object, body }, {}, (response, of) => {
        const decision = decisionOf(response)
        const { code, reason, version } = response.body
        const made = response.body.changes ?? changes
        const held = objects.get(object)
        if (held?.spread || held?.life !== life) desk.answered(of, decision)
        else if (decision.allow && version !== undefined && held.role === 'observer' && held.status === 'active')
          takeIn(held, { version, author: url, changes: made, ticket: { of, received: now() } })
        else desk.answered(of, decision)
        answer(code, reason, object, { decision, ...(version === undefined ? {} : { version }) })
      })
    },
  }
}
