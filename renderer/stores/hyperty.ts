/**
 * The state of a hyperty's page: its objects and people as frozen rows, what is selected, and how the last thing
 * ended. Data objects themselves stay outside of Vue, which would wrap their proxies again.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { encodeFrame, parseSyncerFrame } from '../../core/codec.ts'
import type { Change, JsonObject } from '../../core/change.ts'
import type { Cursor } from '../../core/cursors.ts'
import type { DataObject } from '../../core/data-object.ts'
import { createHyperty, type Answer, type Hyperty, type HypertyNews } from '../../core/hyperty.ts'
import { shortName, type Address, type Decision } from '../../core/message.ts'
import type { Action, ObjectInfo, Person, SyncerFrame, TextPlace } from '../../core/port.ts'
import type { TextState } from '../editor/editing.ts'
import { createFrames } from '../editor/frame.ts'
import type { SendMode } from '../editor/pace.ts'
import { openPort } from './connection.ts'

/** An object as the page shows it. */
export interface ObjectRow {
  readonly info: ObjectInfo
  /** Changes written and not settled. */
  readonly pending: number
}

/** How the last thing that happened to an object ended. */
export interface Outcome {
  readonly url: Address
  readonly decision: Decision
  /** What was turned back. */
  readonly changes: readonly Change[]
}

/** A sentence that the page shows until it is dismissed. */
export interface Announcement {
  readonly sentence: string
  readonly tone: 'info' | 'warn'
}

/** Whether the page's hyperty is paused, and by how much its clock is off. */
export type Health = SyncerFrame & { readonly kind: 'health' }

/** How a page stands to its Syncer. */
export type Connection =
  { readonly state: 'connecting' | 'open' } | { readonly state: 'closed'; readonly reason: string }

// in the storage of the window, not of the application: each hyperty decides for itself
const autoAcceptKey = 'syncscope.auto-accept'
const modeKey = 'syncscope.send-mode'
const modes: readonly SendMode[] = ['pause', 'keystroke', 'told']

const storedMode = (): SendMode => modes.find((mode) => mode === localStorage.getItem(modeKey)) ?? 'pause'

export const useHyperty = defineStore('hyperty', () => {
  const you = ref<Address>()
  const people = shallowRef<readonly Person[]>([])
  const rows = shallowRef<readonly ObjectRow[]>([])
  const selectedUrl = ref<Address>()
  const texts = shallowRef<ReadonlyMap<Address, TextState>>(new Map())
  /** Where the others are in shared texts, by object. */
  const cursors = shallowRef<ReadonlyMap<Address, readonly Cursor[]>>(new Map())
  const outcome = shallowRef<Outcome>()
  const notice = shallowRef<Announcement>()
  /** Absent until there is something to be said of it. */
  const health = shallowRef<Health>()
  const connection = shallowRef<Connection>({ state: 'connecting' })
  const autoAccept = ref(sessionStorage.getItem(autoAcceptKey) !== 'no')
  const mode = ref<SendMode>(storedMode())
  /** Objects in whose text one may type in spite of access. */
  const tried = shallowRef<ReadonlySet<Address>>(new Set())
  /** In order of arrival. Names and colours outlast those who had them: who has left is still spoken of. */
  const everyone = shallowRef<ReadonlyMap<Address, { readonly name: string; readonly index: number }>>(new Map())
  const turnedBack = new Map<Address, readonly Change[]>()
  const watched = new WeakSet<DataObject>()
  let hyperty: Hyperty | undefined
  const frames = createFrames()
  let isStale = false
  let isWaiting = false

  const me = computed(() => people.value.find((person) => person.url === you.value))
  const selected = computed(() => rows.value.find(({ info }) => info.url === selectedUrl.value))
  /** Whether the Syncer is there, and has said who this is. */
  const isConnected = computed(() => connection.value.state === 'open' && me.value !== undefined)
  /** Whether the text that is shown can be typed in. */
  const mayType = computed(() => {
    const info = selected.value?.info
    if (!info || info.status !== 'active' || connection.value.state === 'closed') return false
    return info.mayWrite || tried.value.has(info.url)
  })

  /** The name of a hyperty for people. */
  const nameOf = (url: Address): string => everyone.value.get(url)?.name ?? shortName(url)
  /** The place of a hyperty in the order of arrival, which is its colour. */
  const indexOf = (url: Address): number => everyone.value.get(url)?.index ?? 0
  const say = (sentence: string, tone: Announcement['tone'] = 'warn'): void => {
    notice.value = { sentence, tone }
  }
  const object = (url: Address | undefined): DataObject | undefined => (url ? hyperty?.objects.get(url) : undefined)

  function refresh(): void {
    if (isStale) return
    isStale = true
    // many changes in one turn are one picture
    queueMicrotask(() => {
      isStale = false
      rows.value = [...(hyperty?.objects.values() ?? [])].map((one) =>
        Object.freeze({ info: one.info, pending: one.pending }),
      )
      if (!object(selectedUrl.value)) selectedUrl.value = rows.value[0]?.info.url
    })
  }

  /** The same, at the next frame: changes may come faster than anybody can see. */
  function refreshSoon(): void {
    if (isWaiting) return
    isWaiting = true
    frames(() => {
      isWaiting = false
      refresh()
    })
  }

  function watchObjects(): void {
    for (const one of hyperty?.objects.values() ?? []) {
      if (watched.has(one)) continue
      watched.add(one)
      one.subscribe((happened) => {
        if (happened.why === 'turned-back') turnedBack.set(one.info.url, happened.changes)
        refreshSoon()
      })
    }
  }

  function onSettled({ url, decision }: HypertyNews & { kind: 'settled' }): void {
    if (decision.allow) {
      if (outcome.value?.url === url) outcome.value = undefined
      return
    }
    outcome.value = { url, decision, changes: turnedBack.get(url) ?? [] }
    tried.value = new Set([...tried.value].filter((one) => one !== url))
  }

  /** What has just come is shown at once, unless that would take a text away that is being typed. */
  function showNew(): void {
    const known = new Set(rows.value.map(({ info }) => info.url))
    const newest = [...(hyperty?.objects.keys() ?? [])].findLast((url) => !known.has(url))
    const text = selectedUrl.value && texts.value.get(selectedUrl.value)
    const isTyping = text && (text.problem !== undefined || text.draft.length > 0)
    if (newest && known.size > 0 && !isTyping) selectedUrl.value = newest
  }

  function onNews(news: HypertyNews): void {
    if (news.kind === 'people') {
      you.value = hyperty?.you
      people.value = Object.freeze([...(hyperty?.people ?? [])])
      const all = new Map(everyone.value)
      for (const { url, name } of people.value) all.set(url, { name, index: all.get(url)?.index ?? all.size })
      everyone.value = all
    } else if (news.kind === 'cursors') {
      cursors.value = new Map(cursors.value).set(news.url, hyperty?.cursorsOf(news.url) ?? [])
      return
    } else if (news.kind === 'answered') {
      // what was said while it waited is over
      if (notice.value?.tone === 'info') notice.value = undefined
      if (news.answer.code >= 300 && news.answer.reason) say(news.answer.reason)
      return
    } else if (news.kind === 'settled') {
      onSettled(news)
      return refreshSoon()
    } else {
      if (news.kind === 'objects') showNew()
      watchObjects()
    }
    refresh()
  }

  function onMessage(text: string): void {
    const frame = parseSyncerFrame(text)
    if (frame.kind === 'health') health.value = Object.freeze(frame)
    // an answer to no request is about the port itself
    if (frame.kind === 'answer' && frame.id === 0) {
      if (frame.code < 300) return
      const reason = frame.reason ?? 'The Syncer did not understand this window.'
      if (frame.code === 413) connection.value = { state: 'closed', reason }
      else say(reason)
      return
    }
    hyperty?.receive(frame)
  }

  async function connect(): Promise<void> {
    const port = await openPort()
    hyperty = createHyperty({
      send: (frame) => port.postMessage(encodeFrame(frame)),
      now: () => performance.timeOrigin + performance.now(),
      schedule: queueMicrotask,
      after(delayMs, run) {
        const timer = window.setTimeout(run, delayMs)
        return () => window.clearTimeout(timer)
      },
      autoAccept: autoAccept.value,
    })
    hyperty.subscribe(onNews)
    port.addEventListener('message', (event: MessageEvent<string>) => onMessage(event.data))
    port.addEventListener('close', () => {
      if (connection.value.state === 'closed') return
      connection.value = { state: 'closed', reason: 'The connection to the Syncer has ended.' }
    })
    port.start()
    connection.value = { state: 'open' }
  }

  /** The answer of a Syncer that is not there: nobody else would give one. */
  const noAnswer = (): Answer => ({
    code: 503,
    reason: connection.value.state === 'closed' ? 'The connection has ended.' : 'The Syncer has not answered yet.',
  })

  async function request(action: Action): Promise<Answer> {
    const answer = isConnected.value && hyperty ? await hyperty.request(action) : noAnswer()
    if (answer.code >= 300) say(answer.reason ?? `That ended with ${answer.code}.`)
    return answer
  }

  async function create(name: string, value: JsonObject, more: Parameters<Hyperty['create']>[2] = {}): Promise<Answer> {
    const answer = isConnected.value && hyperty ? await hyperty.create(name, value, more) : noAnswer()
    if (answer.code === 200 && answer.url) selectedUrl.value = answer.url
    return answer
  }

  return {
    you,
    people,
    rows,
    selectedUrl,
    selected,
    texts,
    cursors,
    outcome,
    notice,
    say,
    health,
    connection,
    isConnected,
    autoAccept,
    mode,
    tried,
    me,
    nameOf,
    indexOf,
    object,
    connect,
    request,
    create,
    mayType,
    setText(url: Address, state: TextState): void {
      texts.value = new Map(texts.value).set(url, state)
      refreshSoon()
    },
    dropText(url: Address): void {
      const next = new Map(texts.value)
      next.delete(url)
      texts.value = next
    },
    point: (url: Address, place?: TextPlace): void => hyperty?.point(url, place),
    setMode(next: SendMode): void {
      mode.value = next
      localStorage.setItem(modeKey, next)
    },
    async setAutoAccept(on: boolean): Promise<void> {
      autoAccept.value = on
      sessionStorage.setItem(autoAcceptKey, on ? 'yes' : 'no')
      const answer = await request({ do: 'auto-accept', on })
      if (answer.code >= 300) return
      say(
        on ? 'Invitations are accepted by themselves from now on.' : 'Invitations wait for your answer from now on.',
        'info',
      )
    },
    setOnline: (online: boolean) => request({ do: 'online', online }),
    tryWriting(url: Address): void {
      tried.value = new Set(tried.value).add(url)
      outcome.value = undefined
    },
  }
})
