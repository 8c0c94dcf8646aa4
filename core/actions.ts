/**
 * What a hyperty asks of its Syncer, and which of its parts does it. Each request is answered once; whether it may be
 * done at all is for the parts, and in the end for access, to say.
 */
import type { Asking } from './asking.ts'
import type { Desk, Reply } from './desk.ts'
import type { Handover } from './handover.ts'
import { shortName, type Address, type Code } from './message.ts'
import { ruleId, withRule } from './object-rules.ts'
import type { Observer } from './observer.ts'
import { markTexts } from './marking.ts'
import type { Action } from './port.ts'
import type { Reporter } from './reporter.ts'

export function createActions(
  desk: Desk,
  parts: {
    readonly reporter: Reporter
    readonly observer: Observer
    readonly handover: Handover
    readonly asking: Asking
  },
) {
  const { bus, endpoint, objects, port } = desk
  const { reporter, observer, handover, asking } = parts

  function act(id: number, action: Action): void {
    const { window } = port
    const answer: Reply = (code: Code, reason?: string, object?: Address, more = {}): void => {
      // the next window counts its requests anew: an answer would be taken for one to another
      if (port.window !== window) return
      const about = object === undefined ? {} : { url: object }
      port.tell({ kind: 'answer', id, code, ...(reason === undefined ? {} : { reason }), ...about, ...more })
    }
    switch (action.do) {
      case 'create':
        return reporter.create(action, answer)
      case 'online':
        setOnline(action.online)
        return answer(200)
      case 'auto-accept':
        observer.invitations.setAutoAccept(action.on)
        return answer(200)
      case 'follow':
        return observer.follow(action.url, answer)
      case 'read':
        return asking.read(action.url, answer)
      case 'execute':
        return asking.execute(action, answer)
      default:
    }
    const held = objects.get(action.url)
    if (held) handover.checkOwnership(held)
    if (!held) return answer(404, `There is no object ${shortName(action.url)} here.`)
    if (action.do === 'accept' || action.do === 'reject') {
      if (handover.reply(held, action.do === 'accept', answer)) return undefined
    }
    if (held.moving) return answer(409, `${held.name} is passing to another owner. Try again.`)
    if (action.do === 'take-over') return handover.takeOver(held, answer)
    if (action.do === 'accept') return observer.invitations.accept(held, answer)
    if (action.do === 'reject') return observer.invitations.reject(held, answer)
    if (action.do === 'unfollow') return observer.unfollow(held, answer)
    if (action.do === 'access') {
      const { access } = bus
      const defaults = access.rules.map(({ id, text }) => ({ id, text }))
      const decisions = access.lastDecisions(held.url)
      return answer(200, undefined, held.url, { access: { rules: held.rules, defaults, decisions } })
    }
    if (held.role !== 'reporter') return answer(403, 'Only its owner may do that.')
    if (action.do === 'share') return reporter.members.share(held, action, answer)
    if (action.do === 'texts') return markTexts(desk, reporter.say, held, action.texts, answer)
    if (action.do === 'rule-set') return reporter.setRules(held, withRule(held.rules, action.rule), answer)
    if (action.do === 'rule-remove') {
      const left = held.rules.filter((rule) => ruleId(rule) !== action.id)
      if (left.length === held.rules.length) return answer(404, `${held.name} has no rule "${action.id}".`)
      return reporter.setRules(held, left, answer)
    }
    if (action.do === 'hand-over') return handover.offer(held, action.to, answer)
    if (action.do === 'remove') return reporter.members.remove(held, action.from, answer)
    if (action.do === 'grant') return reporter.grant(held, action.to, action.write, answer)
    return reporter.end(held, answer)
  }

  function setOnline(online: boolean): void {
    if (endpoint.online === online) return
    if (online) for (const held of objects.values()) handover.checkOwnership(held)
    endpoint.setOnline(online)
    if (!online) return
    desk.unsaid.sayAll()
    for (const held of objects.values()) {
      const mayComeBack = held.status === 'invited' || (held.status === 'left' && held.onLeave === 'take over')
      if (held.status !== 'active' && !mayComeBack) {
        observer.giveUp(held)
        continue
      }
      if (held.role === 'reporter') reporter.resume(held)
      else observer.resume(held)
    }
    observer.onChance()
    reporter.endOrphans()
    reporter.members.welcome()
  }

  return { act }
}
