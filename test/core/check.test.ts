import { beforeAll, describe, expect, it } from 'vitest'
import { copiesMax, objectsMax, recentMax } from '../../core/account.ts'
import { createJudgement, findingsMax, type Finding, type Judgement } from '../../core/check.ts'
import { checks } from '../../core/checks/index.ts'
import { underWayMax } from '../../core/deliveries.ts'
import type { SentEvent, SessionEvent } from '../../core/event.ts'
import { asksMax } from '../../core/asks.ts'
import { changesOf, objectUrl } from '../../core/message.ts'
import { busySession } from '../support/busy-session.ts'
import { calmSession, isNumbered, replaced, requestOf, stateOf, tookOf, type CalmSession } from '../support/planted.ts'

/** So many seeds are run; more by name: `CHECK_SEEDS=1000 npx vitest run test/core/check.test.ts`. */
const seeds = Number(process.env['CHECK_SEEDS'] ?? 100)

function judge(events: readonly SessionEvent[]): Judgement {
  const judgement = createJudgement(checks)
  for (const event of events) judgement.take(event)
  return judgement
}

const stateIn = (judgement: Judgement, name: string): string | undefined =>
  judgement.outcomes().find(({ check }) => check === name)?.state

let calm: CalmSession
let events: readonly SessionEvent[]
beforeAll(async () => {
  calm = await calmSession()
  events = calm.world.events
})

describe('healthy sessions', () => {
  it(`[CK1] raise no alarm, on ${seeds} seeds with cuts, crashes and delays`, { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { world } = await busySession(seed)
      const findings = judge(world.events).findings
      expect(findings.map(({ check, sentence }) => `seed ${seed}: ${check}: ${sentence}`)).toEqual([])
    }
  })

  it('[CK1] pass every check where all is recorded', () => {
    expect(judge(events).outcomes()).toEqual(checks.map(({ name }) => ({ check: name, state: 'pass', count: 0 })))
  })
})

/** The two events of a finding, as they stand in the session. */
const proof = (altered: readonly SessionEvent[], { events: [first, second] }: Finding): unknown[] => [
  altered[first - 1],
  altered[second - 1],
]

describe('a fault in what was recorded', () => {
  function only(altered: readonly SessionEvent[]): Finding {
    const { findings } = judge(altered)
    expect(findings).toHaveLength(1)
    return findings[0] as Finding
  }

  it('[CK3] a version that never took effect in a copy is a gap', () => {
    const { carol } = calm
    const altered = replaced(events, [tookOf(events, carol, 2), []], [stateOf(events, carol, 2), []])
    const finding = only(altered)
    expect(finding.check).toBe('gap')
    expect(finding.sentence).toBe("Carol's copy of todo was at version 1 and took 3; 2 never took effect there.")
    expect(proof(altered, finding)).toMatchObject([
      { kind: 'ended', to: carol.url, version: 1 },
      { kind: 'ended', to: carol.url, version: 3 },
    ])
  })

  it('[CK3] a window that says a version which its copy has not taken has a gap', () => {
    const { carol } = calm
    const altered = replaced(events, [tookOf(events, carol, 7), []])
    const finding = only(altered)
    expect(finding).toMatchObject({ check: 'gap', sentence: expect.stringContaining('says that it is at version 7') })
    expect(proof(altered, finding)).toMatchObject([
      { kind: 'ended', to: carol.url, version: 6 },
      { kind: 'state', who: carol.url, version: 7 },
    ])
  })

  it('[CK4] a version that takes effect twice is a duplicate application', () => {
    const took = tookOf(events, calm.carol, 2)
    const altered = replaced(events, [took, [took, { ...took }]])
    const finding = only(altered)
    expect(finding.check).toBe('duplicate-application')
    expect(finding.sentence).toBe("Carol's copy of todo took version 2 a second time.")
    expect(proof(altered, finding)).toMatchObject([
      { kind: 'ended', to: calm.carol.url, version: 2 },
      { kind: 'ended', to: calm.carol.url, version: 2 },
    ])
    expect(finding.events[1]).toBe(finding.events[0] + 1)
  })

  it('[CK5] a version that takes effect after a later one is a reordering, and no gap', () => {
    const { carol } = calm
    const [second, third] = [tookOf(events, carol, 2), tookOf(events, carol, 3)]
    const altered = replaced(
      events.filter((event) => event !== stateOf(events, carol, 2)),
      [second, []],
      [third, [third, second]],
    )
    const finding = only(altered)
    expect(finding).toMatchObject({
      check: 'reordering',
      sentence: "Carol's copy of todo took version 2 after 3.",
    })
    expect(proof(altered, finding)).toMatchObject([{ version: 3 }, { version: 2 }])
  })

  it('[CK6] a copy that holds something else at the same version has lost an update', () => {
    const state = stateOf(events, calm.carol, 3)
    const altered = replaced(events, [state, [{ ...state, hash: 'other' }]])
    const finding = only(altered)
    expect(finding).toMatchObject({
      check: 'lost-update',
      sentence: expect.stringMatching(
        /^Carol's copy of todo is at version 3 as (Alice|Bob)'s is, and holds something else\.$/,
      ),
    })
    const states = proof(altered, finding) as { who: string }[]
    expect(states).toMatchObject([
      { kind: 'state', version: 3 },
      { kind: 'state', version: 3 },
    ])
    expect(new Set(states.map(({ who }) => who)).size).toBe(2)
  })

  it('[CK6] a write that was taken and that nobody was sent is a lost update', () => {
    const numbered = events.find((event) => isNumbered(event, 4)) as SentEvent
    const { cause: _, ...without } = numbered
    const altered = replaced(events, [numbered, [without]])
    const { findings } = judge(altered)
    expect(findings.map(({ check }) => check)).toEqual(['lost-update'])
    expect(findings[0]?.sentence).toContain('Bob was told that a write to todo was taken')
    expect(proof(altered, findings[0] as Finding)).toMatchObject([
      { kind: 'sent', message: { type: 'update', from: calm.bob.url } },
      { kind: 'sent', message: { type: 'response', to: calm.bob.url } },
    ])
  })

  it('[CK7] a write that replaces what its author had not seen is a stale overwrite', () => {
    const request = requestOf(events, calm.bob)
    const altered = replaced(events, [request, [rebased(request, 0)]])
    const finding = only(altered)
    expect(finding).toMatchObject({
      check: 'stale-overwrite',
      sentence: 'Bob wrote /title in todo having seen version 0; that replaced what Alice had written as version 1.',
    })
    expect(proof(altered, finding)).toMatchObject([
      { message: { body: { version: 1 } } },
      { message: { body: { version: 4 } } },
    ])
  })

  it('[CK8] a write that brings back what its author had not seen deleted is a resurrection', () => {
    const request = requestOf(events, calm.bob, 1)
    const altered = replaced(events, [request, [rebased(request, 4)]])
    const finding = only(altered)
    expect(finding).toMatchObject({
      check: 'resurrection',
      sentence: 'Alice deleted /gone in todo as version 5; Bob, having seen version 4, brought it back.',
    })
    expect(proof(altered, finding)).toMatchObject([
      { message: { body: { version: 5 } } },
      { message: { body: { version: 6 } } },
    ])
  })

  it('[CK9] a window that shows an earlier version than before, and a number given twice, are non-monotonic', () => {
    const state = stateOf(events, calm.carol, 7)
    const finding = only(
      replaced(events, [state, [state, { ...state, version: 5, hash: stateOf(events, calm.carol, 5).hash }]]),
    )
    expect(finding.check).toBe('non-monotonic-read')
    expect(finding.sentence).toBe("Carol's window showed version 7 of todo, and then 5.")
    const numbered = events.find((event) => isNumbered(event, 7)) as SentEvent & { message: { body: object } }
    const back = { ...numbered, message: { ...numbered.message, body: { ...numbered.message.body, version: 5 } } }
    const found = judge(replaced(events, [numbered, [back as SentEvent]])).findings
    expect(found.map(({ check }) => check)).toContain('non-monotonic-read')
    expect(found.map(({ sentence }) => sentence)).toContain('Alice gave the number 5 in todo after 6.')
  })

  it('[CK10] a copy that sends a change back as it was sent is an echo', () => {
    const took = tookOf(events, calm.bob, 2)
    const numbered = events.find((event) => isNumbered(event, 2)) as SentEvent
    const { changes } = (numbered.message as { body: { changes: unknown } }).body
    const like = requestOf(events, calm.bob)
    const echo = {
      ...like,
      n: 1e6,
      deliveries: 0,
      message: { ...like.message, id: 99, body: { source: calm.bob.url, base: 2, changes } },
    } as unknown as SentEvent
    const altered = replaced(events, [took, [took, echo]])
    const finding = only(altered)
    expect(finding.check).toBe('ping-pong-echo')
    expect(finding.sentence).toBe('Bob was sent version 2 of todo, by Alice, and sent the same change of /count back.')
    expect(proof(altered, finding)).toMatchObject([
      { kind: 'ended', to: calm.bob.url, version: 2 },
      { kind: 'sent', message: { id: 99 } },
    ])
  })

  it('[CK11] a write that access refused and that takes effect is without the right', () => {
    const request = requestOf(events, calm.carol)
    const ended = events.find((event) => event.kind === 'ended' && event.of === request.n) as SessionEvent
    const altered = replaced(events, [ended, [{ ...ended, effect: 'applied' } as SessionEvent]])
    const { findings } = judge(altered)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      check: 'authority',
      sentence: "Access refused a write of Carol, and Alice's copy of todo took it.",
    })
    expect(proof(altered, findings[0] as Finding)).toMatchObject([
      { kind: 'sent' },
      { kind: 'ended', effect: 'applied' },
    ])
  })

  it('[CK11] a copy that keeps what was refused is without the right', () => {
    const state = events.findLast((event) => event.kind === 'state' && event.who === calm.carol.url) as SessionEvent
    const altered = replaced(events, [state, [{ ...state, hash: 'kept' } as SessionEvent]])
    // the states that Carol said between the refusal and now agree: the refusal is forgotten only by those
    const refused = events.filter(
      (event) => event.kind === 'state' && event.who === calm.carol.url && event.n > requestOf(events, calm.carol).n,
    )
    const kept = altered.filter(({ n }) => !refused.some((event) => event.n === n && event !== state))
    const found = judge(replaced(kept)).findings
    expect(found.map(({ check }) => check)).toEqual(['authority'])
  })
})

function rebased(request: SentEvent, base: number): SentEvent {
  const message = { ...request.message, body: { ...request.message.body, base } }
  return { ...request, message } as SentEvent
}

describe('what cannot be known', () => {
  it('[CK12] a part that is missing makes unknown what was found in order, and no alarm', () => {
    for (const { n } of events) {
      const judgement = judge(events.filter((event) => event.n !== n))
      if (n === events.length) continue
      expect(
        judgement.findings.map(({ sentence }) => sentence),
        `without ${n}`,
      ).toEqual([])
      expect(new Set(judgement.outcomes().map(({ state }) => state))).toEqual(new Set(['unknown']))
    }
    const judgement = judge(events)
    judgement.miss()
    expect(stateIn(judgement, 'gap')).toBe('unknown')
  })

  it('[CK12] a fault that is found stays found, whatever is missing after it', () => {
    const took = tookOf(events, calm.carol, 2)
    const judgement = judge(replaced(events, [took, [took, took]]))
    judgement.miss()
    expect(stateIn(judgement, 'duplicate-application')).toBe('fail')
    expect(stateIn(judgement, 'gap')).toBe('unknown')
  })
})

/** An update of Alice's, with so many deliveries under way. */
const update = (n: number, object: string, version: number, more: object = {}, deliveries = 0): SentEvent => ({
  kind: 'sent',
  n,
  at: n,
  hops: {},
  deliveries,
  rule: 'reporter-may-all',
  message: {
    id: n,
    type: 'update',
    from: 'hyperty://local/alice',
    to: changesOf(objectUrl(object)),
    body: { source: 'hyperty://local/alice', version, changes: [[['a'], n]], ...more },
  },
})

describe('memory', () => {
  const feed = (count: number, make: (n: number) => SessionEvent): Judgement => {
    const judgement = createJudgement(checks)
    for (let n = 1; n <= count; n++) judgement.take(make(n))
    return judgement
  }
  /** What is said of gaps at a bound, and with one more. */
  function around(max: number, make: (n: number) => SessionEvent): (string | undefined)[] {
    const judgement = feed(max, make)
    const before = stateIn(judgement, 'gap')
    judgement.take(make(max + 1))
    return [before, stateIn(judgement, 'gap')]
  }

  it(
    '[CK13] has a bound for objects, messages under way, requests and copies; beyond it nothing is said to be well',
    { timeout: 60_000 },
    () => {
      const objects = (n: number): SessionEvent => update(n, `o${n}`, 1)
      expect(around(objectsMax, objects)).toEqual(['pass', 'unknown'])
      const underWay = (n: number): SessionEvent => update(n, 'o', n, {}, 1)
      expect(around(underWayMax, underWay)).toEqual(['pass', 'unknown'])
      const asks = (n: number): SessionEvent => {
        const { version: _, ...body } = update(n, 'o', 1).message.body as { version?: number }
        const sent = update(n, 'o', 1)
        return { ...sent, message: { ...sent.message, to: objectUrl('o'), body } } as SessionEvent
      }
      expect(around(asksMax, asks)).toEqual(['pass', 'unknown'])
      const said = (n: number): SessionEvent => ({
        ...{ kind: 'state', n, at: n, who: `hyperty://local/h${n}`, object: objectUrl('o') },
        ...{ version: 1, hash: 'same' },
      })
      expect(around(copiesMax, said)).toEqual(['pass', 'unknown'])
    },
  )

  it('[CK13] what was written before the last versions is unknown, and is no alarm', () => {
    const late = (versions: number): Judgement =>
      feed(versions + 2, (n) => {
        if (n <= versions) return update(n, 'o', n, { changes: [[['b'], n]] })
        const request = update(n, 'o', 0)
        const { version: _, ...body } = request.message.body as { version?: number }
        const asked = { ...body, source: 'hyperty://local/bob', base: 0 }
        return n === versions + 1
          ? ({
              ...request,
              message: { ...request.message, to: objectUrl('o'), body: asked },
              rule: 'other',
            } as SentEvent)
          : { ...update(n, 'o', versions + 1, { author: 'hyperty://local/bob' }), cause: versions + 1 }
      })
    expect(stateIn(late(recentMax - 1), 'stale-overwrite')).toBe('pass')
    expect(stateIn(late(recentMax), 'stale-overwrite')).toBe('unknown')
    expect(late(recentMax).count).toBe(0)
  })

  it('[CK13] so many findings of a check are kept, and all are counted', () => {
    const again = feed(findingsMax + 11, (n) => update(n, 'o', 1))
    expect(again.count).toBe(findingsMax + 10)
    expect(again.findings).toHaveLength(findingsMax)
  })
})
