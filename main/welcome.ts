/** The application does not start empty: alice shares a small object, and bob follows it. */
import type { Clock } from '../core/clock.ts'
import type { JsonObject } from '../core/change.ts'
import { hypertyUrl, objectUrl } from '../core/message.ts'
import type { Hub } from './hub.ts'

export const welcomeName = 'welcome'
const value: JsonObject = { title: 'Edit me', done: false, items: ['one', 'two'] }
const lookMs = 50
/** After so many looks one of the windows will not come any more. */
const looksMax = 1_200

/** Does it as soon as both of them have a window that listens. */
export function welcome(hub: Hub, clock: Clock): void {
  const [alice, bob] = [hypertyUrl('alice'), hypertyUrl('bob')]
  const url = objectUrl(welcomeName)
  let looks = 0
  const tryNow = (): void => {
    if (!hub.isConnected(alice) || !hub.isConnected(bob)) {
      if (++looks < looksMax) clock.after(lookMs, tryNow)
      return
    }
    hub.request(alice, { do: 'create', name: welcomeName, value })
    hub.request(alice, { do: 'share', url })
  }
  tryNow()
}
