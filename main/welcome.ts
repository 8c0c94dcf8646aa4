/** The application does not start empty: Alice shares a small object, and Bob follows it. */
import type { JsonObject } from '../core/change.ts'
import type { ConvergenceCheck } from '../core/verdict.ts'
import type { Clock } from '../core/clock.ts'
import { hypertyUrl, objectUrl } from '../core/message.ts'
import type { Hub } from './hub.ts'

const name = 'welcome'
const value: JsonObject = { title: 'Edit me', done: false, items: ['one', 'two'] }
const lookMs = 50
/** After so many looks one of the windows will not come any more. */
const looksMax = 1_200

/** Does it as soon as both have a window that listens; resolves when they are in step, or will not be any more. */
export async function welcome({
  hub,
  clock,
  check,
}: {
  hub: Hub
  clock: Clock
  check: Pick<ConvergenceCheck, 'agreedVersion'>
}): Promise<void> {
  const [alice, bob] = [hypertyUrl('Alice'), hypertyUrl('Bob')]
  const url = objectUrl(name)
  const until = async (isSo: () => boolean): Promise<boolean> => {
    for (let looks = 0; !isSo(); looks++) {
      if (looks === looksMax) return false
      await new Promise<void>((resolve) => clock.after(lookMs, resolve))
    }
    return true
  }
  if (!(await until(() => hub.isConnected(alice) && hub.isConnected(bob)))) return
  hub.request(alice, { do: 'create', name, value })
  hub.request(alice, { do: 'share', url })
  await until(() => check.agreedVersion(url, [alice, bob]) !== undefined)
}
