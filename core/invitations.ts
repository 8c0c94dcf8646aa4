/**
 * Invitations as one who is invited sees them: they are accepted by themselves or wait for an answer, which can only be
 * given on line. What comes of one that is accepted is the affair of the observer.
 */
import type { Desk, Held, Reply } from './desk.ts'
import type { EndedHops } from './event.ts'
import type { Address, Message } from './message.ts'

export function createInvitations(
  desk: Desk,
  observer: {
    subscribe(held: Held, done?: Reply): void
    /** A new copy takes the place of one that was left or removed. */
    supersede(held: Held): void
  },
) {
  const { url, name, endpoint, recorder, models, objects, requests, now, decided, drop } = desk
  const waiting = new Map<Address, Message & { type: 'create' }>()
  let autoAccept = true
  desk.onDrop(({ url: object }) => waiting.delete(object))

  /** Who is off line cannot answer; the invitation stays. */
  function answerTo(held: Held, answer: Reply): (Message & { type: 'create' }) | undefined {
    const invitation = waiting.get(held.url)
    if (!invitation) answer(409, 'There is no invitation that waits for an answer.')
    else if (!endpoint.online) answer(503, `You are off line, and still invited to ${held.name}. Go on line to answer.`)
    else return invitation
    return undefined
  }

  function accept(held: Held, answer: Reply): void {
    const invitation = answerTo(held, answer)
    if (!invitation) return
    waiting.delete(held.url)
    held.status = 'active'
    requests.respond(invitation, { code: 200 })
    observer.subscribe(held, (code, reason) => {
      // nobody knows whether it follows: it may try again
      if (code === 408 && objects.get(held.url) === held && held.status === 'active') {
        waiting.set(held.url, invitation)
        held.status = 'invited'
        desk.passInfo(held)
        return answer(code, `${reason ?? ''} You are still invited to ${held.name}; try again.`.trim(), held.url)
      }
      return answer(code, reason, held.url)
    })
  }

  function reject(held: Held, answer: Reply): void {
    const invitation = answerTo(held, answer)
    if (!invitation) return
    requests.respond(invitation, { code: 403, reason: `${name} said no.`, rule: 'rejected', by: url })
    drop(held)
    answer(200)
  }

  function refuse(message: Message, of: number, hops: EndedHops, decision: ReturnType<typeof decided>): void {
    const { code, reason, rule, by } = decision
    requests.respond(message, { code, reason, rule, by }, of)
    recorder.ended(of, url, hops, 'refused', decision)
  }

  function onInvitation(message: Message & { type: 'create' }, of: number, hops: EndedHops): void {
    const { resource, name: objectName, model: modelName, version, value, epoch, onLeave, life = 0 } = message.body
    const { state, vector, texts } = message.body
    const model = models.find((kind) => kind.name === modelName)
    const known = objects.get(resource)
    if (known && known.life > life)
      return refuse(message, of, hops, decided(false, 'object-gone', 404, `There is another ${objectName} by now.`))
    if (known && known.life === life && known.status === 'active') {
      requests.respond(message, { code: 200 }, of)
      return recorder.ended(of, url, hops, 'duplicate')
    }
    if (!model) {
      const reason = `${name} does not know the concurrency model ${modelName}.`
      return refuse(message, of, hops, decided(false, 'unknown-model', 400, reason))
    }
    const status = autoAccept ? 'active' : 'invited'
    const start = { url: resource, name: objectName, model, reporter: message.from, role: 'observer', status } as const
    const more = { mayWrite: false, value, version, epoch, onLeave, life, state, vector, texts }
    const held = desk.open({ ...start, ...more })
    const made = now()
    observer.supersede(held)
    desk.passObject(held, { of, hops: { ...hops, made, watched: now() }, effect: 'applied', version })
    if (autoAccept) {
      requests.respond(message, { code: 200 }, of)
      observer.subscribe(held)
    } else {
      waiting.set(resource, message)
      requests.respond(message, { code: 100 }, of)
    }
    return undefined
  }

  return {
    accept,
    reject,
    onInvitation,
    /** What waits for an answer is withdrawn, with or without the object; false where nothing waits. */
    withdrawn(held: Held): boolean {
      const invitation = waiting.get(held.url)
      if (!invitation) return false
      requests.respond(invitation, { code: 404, reason: `${held.name} is not there any more.`, by: url })
      return true
    },
    setAutoAccept(on: boolean): void {
      autoAccept = on
    },
    acceptsByItself: (): boolean => autoAccept,
  }
}
