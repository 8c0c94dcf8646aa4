import { describe, expect, it } from 'vitest'
import { judgeOne, mayWriteSome, ruleId, rulesMax, withRule, type ObjectRule } from '../../core/object-rules.ts'
import { ask, createPair, news, set } from '../support/world.ts'

const allow = (who: string, may: ObjectRule['may'], path?: readonly string[]): ObjectRule =>
  path ? { allow: true, who, may, path } : { allow: true, who, may }
const deny = (who: string, may: ObjectRule['may'], path?: readonly string[]): ObjectRule => ({
  ...allow(who, may, path),
  allow: false,
})

describe('rules of an object', () => {
  it('[AC6] an owner lets one hyperty write under a path, and nowhere else', async () => {
    const { world, alice, bob, todo } = await createPair()
    const rule = allow(bob.url, 'write', ['list'])
    expect(await ask({ world }, alice, { do: 'rule-set', url: todo, rule })).toMatchObject({ code: 200 })
    expect(bob.object('todo').info).toMatchObject({ mayWrite: true, rules: [rule] })
    expect(alice.object('todo').info.followers).toEqual([{ url: bob.url, mayWrite: true }])
    const heard = news(bob)
    ;(bob.object('todo').data['list'] as number[]).push(4)
    await world.settle()
    expect(alice.object('todo').value['list']).toEqual([1, 2, 3, 4])
    set(bob.object('todo'), { title: 'mine' })
    await world.settle()
    expect(alice.object('todo').value).toMatchObject({ title: 'a' })
    const decisions = heard.flatMap((one) => (one.kind === 'settled' ? [one.decision] : []))
    expect(decisions).toMatchObject([{ allow: true }, { allow: false, code: 403, rule: 'only-reporter-writes' }])
    expect(world.sent('update').find(({ message }) => message.from === bob.url)?.rule).toBe('allow bob write /list')
  })

  it('[AC6] the closest rule decides, and each decision names its rule', async () => {
    const { world, alice, bob, todo } = await createPair({ value: { title: 'a', open: { a: 1, secret: 2 } } })
    for (const rule of [allow('everyone', 'write'), deny('everyone', 'write', ['open', 'secret'])])
      await ask({ world }, alice, { do: 'rule-set', url: todo, rule })
    const heard = news(bob)
    const open = bob.object('todo').data['open'] as { [key: string]: number }
    open['a'] = 5
    await world.settle()
    open['secret'] = 5
    await world.settle()
    // a write above takes along what is denied
    set(bob.object('todo'), { open: { a: 1 } })
    await world.settle()
    expect(alice.object('todo').value['open']).toEqual({ a: 5, secret: 2 })
    const rules = heard.flatMap((one) => (one.kind === 'settled' ? [one.decision.rule] : []))
    expect(rules).toEqual(['numbered', 'deny everyone write /open/secret', 'deny everyone write /open/secret'])
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
  })

  it('[AC7] who may not read is not invited, cannot follow or read, and is removed where it followed', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'rule-set', url: todo, rule: deny(bob.url, 'read') })
    expect(bob.object('todo').info.status).toBe('removed')
    expect(await ask({ world }, bob, { do: 'read', url: todo })).toMatchObject({
      code: 403,
      reason: 'bob may not read.',
    })
    expect(await ask({ world }, bob, { do: 'follow', url: todo })).toMatchObject({ code: 403 })
    await ask({ world }, alice, { do: 'share', url: todo, to: [bob.url] })
    expect(bob.object('todo').info.status).toBe('removed')
    await ask({ world }, alice, { do: 'rule-remove', url: todo, id: 'deny bob read' })
    await ask({ world }, alice, { do: 'share', url: todo, to: [bob.url] })
    expect(bob.object('todo').info.status).toBe('active')
  })

  it('[AC6] a rule may let a hyperty ask for writes that it may not make itself', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'rule-set', url: todo, rule: allow(bob.url, 'execute', ['title']) })
    expect(bob.object('todo').info.mayWrite).toBe(false)
    set(bob.object('todo'), { title: 'written' })
    await world.settle()
    expect(alice.object('todo').value).toMatchObject({ title: 'a' })
    const asked = { do: 'execute', url: todo, name: 'rename', changes: [[['title'], 'asked']] } as const
    expect(await ask({ world }, bob, asked)).toMatchObject({ code: 200 })
    expect(alice.object('todo').value).toMatchObject({ title: 'asked' })
  })

  it('[AC8] only the owner edits rules; they are told, stay with the object, and are a hundred at most', async () => {
    const { world, alice, bob, todo } = await createPair()
    const rule = allow('everyone', 'write')
    expect(await ask({ world }, bob, { do: 'rule-set', url: todo, rule })).toMatchObject({ code: 403 })
    expect(await ask({ world }, alice, { do: 'rule-remove', url: todo, id: 'nothing' })).toMatchObject({ code: 404 })
    await ask({ world }, alice, { do: 'rule-set', url: todo, rule })
    await ask({ world }, alice, { do: 'rule-set', url: todo, rule: deny('everyone', 'write') })
    expect(bob.object('todo').info).toMatchObject({ mayWrite: false, rules: [deny('everyone', 'write')] })
    const carol = world.join('Carol')
    await world.settle()
    expect(carol.object('todo').info.rules).toEqual([deny('everyone', 'write')])
    await ask({ world }, alice, { do: 'hand-over', url: todo, to: bob.url })
    expect(await ask({ world }, bob, { do: 'rule-set', url: todo, rule })).toMatchObject({ code: 200 })
    expect(alice.object('todo').info).toMatchObject({ mayWrite: true, rules: [rule] })
    for (let count = 1; count < rulesMax; count++)
      await ask({ world }, bob, { do: 'rule-set', url: todo, rule: allow('everyone', 'write', [`key ${count}`]) })
    expect(bob.object('todo').info.rules).toHaveLength(rulesMax)
    const more = { do: 'rule-set', url: todo, rule: allow('everyone', 'write', ['more']) } as const
    expect(await ask({ world }, bob, more)).toMatchObject({ code: 413 })
  })

  it('[AC9] the last decisions about an object are there to be looked at, with their rules', async () => {
    const { world, alice, bob, todo } = await createPair()
    for (const title of ['x', 'y']) {
      set(bob.object('todo'), { title })
      await world.settle()
    }
    const { access } = await ask({ world }, alice, { do: 'access', url: todo })
    expect(access?.decisions).toMatchObject([
      { who: bob.url, type: 'update', times: 2, decision: { allow: false, rule: 'only-reporter-writes' } },
      { who: bob.url, type: 'subscribe', times: 1, decision: { allow: true, rule: 'anyone-may-follow' } },
    ])
    expect(access?.defaults.map(({ id }) => id)).toContain('only-reporter-writes')
    for (let count = 0; count < 60; count++)
      await ask({ world }, bob, {
        do: count % 2 ? 'read' : 'execute',
        url: todo,
        name: 'x',
        changes: [[['a'], 1]],
      } as never)
    expect((await ask({ world }, alice, { do: 'access', url: todo })).access?.decisions).toHaveLength(20)
  })

  it('[AC4] what is numbered already cannot be sent to an owner by one who may write', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    const body = { source: bob.url, version: 1, changes: [[['title'], 'forged'] as const] }
    const message = { id: 9999, type: 'update', from: bob.url, to: todo, body } as const
    expect(world.bus.access.decide(bob.url, message)).toMatchObject({ allow: false, rule: 'only-reporter-writes' })
  })

  it('[AC6] rules stand with the closest first, and one takes the place of its opposite', () => {
    const rules = [
      allow('everyone', 'write'),
      allow('hyperty://local/bob', 'write'),
      deny('everyone', 'write', ['a', 'b']),
    ]
    const ordered = rules.reduce<readonly ObjectRule[]>(withRule, [])
    expect(ordered.map(ruleId)).toEqual(['deny everyone write /a/b', 'allow bob write', 'allow everyone write'])
    expect(withRule(ordered, deny('everyone', 'write')).map(ruleId)).toContain('deny everyone write')
    expect(withRule(ordered, deny('everyone', 'write'))).toHaveLength(3)
    expect(judgeOne(ordered, 'hyperty://local/x', 'read')).toBeUndefined()
    expect(mayWriteSome([deny('everyone', 'write')], 'hyperty://local/x', true)).toBe(false)
    expect(mayWriteSome([], 'hyperty://local/x', true)).toBe(true)
  })
})
