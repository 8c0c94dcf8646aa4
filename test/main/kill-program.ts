// The hub with its store and hyperties without windows, as a program that is killed: says in words what it found when
// it started (`restored <json>`), then works until its end and says what each hyperty was told (`told …`).
// Run by kill.test.ts: `<folder> <seed> <bytes at which it compacts>`; with a fourth word it ends after `restored`.
import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { createRandom, type Clock } from '../../core/clock.ts'
import type { Hyperty } from '../../core/hyperty.ts'
import { hypertyUrl, objectUrl, shortName, type Address } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import { createSessionRecorder } from '../../core/recorder.ts'
import { createCrowd } from '../../main/crowd.ts'
import { createHub } from '../../main/hub.ts'
import { openStoredObjects } from '../../main/stored-objects.ts'

const [folder = '', seed = '1', fullBytes = '0', isLook] = process.argv.slice(2)
const names = ['Alice', 'Bob', 'Carol', 'Dave']
const random = createRandom(Number(seed))
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const say = (text: string): void => void writeSync(1, `${text}\n`)

const clock: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
const stored = await openStoredObjects({
  folder,
  startMs: Date.now(),
  fullBytes: Number(fullBytes),
  records: () => hub.records(),
  onNotice: () => say(`notice ${stored.notice}`),
})
const recorder = createSessionRecorder(clock.now)
const hub = createHub({ clock, recorder, models, store: stored.store, offsetGuessMs: 0 })
const crowd = createCrowd({ hub, clock, now: clock.now, onChange: () => undefined })
for (const problem of stored.problems) say(`notice ${problem}`)
hub.restore(stored.hyperties)
crowd.add(names)

const members = (): readonly [Address, Hyperty][] => [...crowd.members]

/** What everybody holds, by object: the one who reports it first. */
function held(): Record<string, Record<string, unknown>> {
  const all: Record<string, Record<string, unknown>> = {}
  for (const [who, { objects }] of members()) {
    for (const { info, value } of objects.values()) {
      const { role, version, status, followers } = info
      const copies = (all[info.name] ??= {})
      copies[shortName(who)] = { role, version, status, value, followers: followers.map(({ url }) => shortName(url)) }
    }
  }
  return all
}

/** Until nothing changes any more. */
async function quiet(): Promise<void> {
  let last = ''
  for (let same = 0; same < 5;) {
    await delay(20)
    const now = JSON.stringify([held(), hub.people.length])
    same = now === last && hub.people.length === names.length ? same + 1 : 0
    last = now
  }
}

await quiet()
say(`restored ${JSON.stringify(held())}`)
if (isLook) process.exit(0)

/** Counts on in an object, and says how far its writer was told that it had come. */
function watch(who: Address, hyperty: Hyperty): void {
  const own = shortName(who)
  hyperty.subscribe((news) => {
    if (news.kind !== 'settled' || !news.decision.allow) return
    const object = hyperty.objects.get(news.url)
    const count = object?.value[own]
    if (object?.pending === 0 && count !== undefined)
      say(`told count ${object.info.name} ${own} ${JSON.stringify(count)}`)
  })
}
for (const [who, hyperty] of members()) watch(who, hyperty)

let made = 0
async function work(who: Address, hyperty: Hyperty): Promise<void> {
  const own = shortName(who)
  const objects = [...hyperty.objects.values()].filter(({ info }) => info.status === 'active')
  const reported = objects.filter(({ info }) => info.role === 'reporter')
  const chance = random()
  if (reported.length === 0 || (chance < 0.02 && reported.length < 4)) {
    const name = `${own}-${seed}-${++made}`
    const { code } = await hyperty.create(name, { [own]: 0 })
    if (code === 200) say(`told made ${name}`)
    await hyperty.request({ do: 'share', url: objectUrl(name) })
  } else if (chance < 0.05) {
    const { url, name } = pick(reported).info
    const to = hypertyUrl(pick(names))
    if (to === who) return
    const { code } = await hyperty.request({ do: 'grant', url, to, write: true })
    if (code === 200) say(`told granted ${name} ${shortName(to)}`)
  } else if (chance < 0.06 && reported.length > 2) {
    const { url, name } = pick(reported).info
    // it may be done, and nobody told of it any more
    say(`told deleting ${name}`)
    const { code } = await hyperty.request({ do: 'delete', url })
    if (code === 200) say(`told deleted ${name}`)
  } else {
    const writable = objects.filter(({ info, pending }) => info.mayWrite && pending === 0)
    if (writable.length === 0) return
    const { data } = pick(writable)
    const values = data as Record<string, unknown>
    values[own] = Number(values[own] ?? 0) + 1
    if (random() < 0.2) values[`${own} text`] = 'x'.repeat(Math.floor(random() * 500))
  }
}

for (;;) {
  for (const [who, hyperty] of members()) {
    work(who, hyperty).catch((error: Error) => say(`notice ${error.stack}`))
  }
  await delay(random() < 0.5 ? 0 : 1)
}
