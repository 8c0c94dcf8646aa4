/** How everything that a user can do in a hyperty window is done: with its store, its editor, and what opens over it. */
import { nextTick, type Ref } from 'vue'
import { pathText, valueAt, type Path } from '../../core/change.ts'
import type { Answer } from '../../core/hyperty.ts'
import { isRight } from '../../core/fault.ts'
import { objectUrl, parentOf } from '../../core/message.ts'
import type { ObjectRule } from '../../core/object-rules.ts'
import { host } from '../stores/connection.ts'
import type { useHyperty } from '../stores/hyperty.ts'
import type { useTexts } from '../stores/texts.ts'
import type { PageActions } from './page-commands.ts'
import { focusPane } from './panes.ts'
import type { Strip } from './strip.ts'

/** What may be open over the page, one at a time. */
export type Over =
  'create' | 'follow' | 'go-to' | 'delete' | 'share' | 'followers' | 'why' | 'access' | 'read' | 'child' | 'texts'

/** What the page does with the editor. */
export interface EditorHands {
  send(): void
  discard(): void
  focus(): void
  /** The path of the string in the JSON at the cursor. */
  stringPath(): Path | undefined
  /** The path of the value at the cursor, in the JSON or in the text that is shown. */
  valuePath(): Path | undefined
}

export interface PageParts {
  readonly hyperty: ReturnType<typeof useHyperty>
  readonly texts: ReturnType<typeof useTexts>
  readonly editor: () => EditorHands | null | undefined
  readonly over: Ref<Over | undefined>
  readonly strip: () => Strip
}

/** What the page's own buttons do as well, beside its commands. */
export interface ObjectActions {
  share(to: string): void
  grant(to: string, write: boolean): void
  ask(what: 'unfollow' | 'delete' | 'accept' | 'reject' | 'take-over'): void
  handOver(to: string): void
  remove(from: string): void
  /** Gives the object a rule; says as a sentence why it cannot. */
  setRule(rule: ObjectRule): Promise<string | undefined>
  removeRule(id: string): void
  /** Makes these its shared texts, and no others. */
  shareTexts(texts: readonly Path[]): void
  /** Asks once for the value of an object by its name or URL. */
  read(name: string): Promise<Answer>
  /** Follows an object by its name or URL; says as a sentence why it cannot. */
  follow(name: string): Promise<string | undefined>
}

export function createObjectActions(hyperty: PageParts['hyperty']): ObjectActions {
  const info = () => hyperty.selected?.info
  return {
    async share(to) {
      const url = info()?.url
      if (!url) return
      const postedAt = performance.timeOrigin + performance.now()
      const action = { do: 'share', url, postedAt } as const
      const answer = await hyperty.request(to === 'all' ? action : { ...action, to: [to] })
      if (answer.code === 200 && answer.reason) hyperty.say(answer.reason)
    },
    grant(to, write) {
      const url = info()?.url
      if (url) void hyperty.request({ do: 'grant', url, to, write })
    },
    ask(what) {
      const url = info()?.url
      if (url) void hyperty.request({ do: what, url })
    },
    async handOver(to) {
      const url = info()?.url
      const answer = url && (await hyperty.request({ do: 'hand-over', url, to }))
      if (answer && answer.code === 200) hyperty.say(answer.reason ?? `${hyperty.nameOf(to)} owns it now.`, 'info')
    },
    remove(from) {
      const url = info()?.url
      if (url) void hyperty.request({ do: 'remove', url, from })
    },
    async setRule(rule) {
      const url = info()?.url
      const answer = url ? await hyperty.request({ do: 'rule-set', url, rule }) : undefined
      return answer && answer.code >= 300 ? (answer.reason ?? 'It could not be added.') : undefined
    },
    removeRule(id) {
      const url = info()?.url
      if (url) void hyperty.request({ do: 'rule-remove', url, id })
    },
    shareTexts(texts) {
      const url = info()?.url
      if (url) void hyperty.request({ do: 'texts', url, texts })
    },
    async read(name) {
      const answer = await hyperty.request({ do: 'read', url: name.includes('://') ? name : objectUrl(name) })
      hyperty.notice = undefined
      return answer
    },
    async follow(name) {
      if (!name) return 'Give the name of the object.'
      const url = name.includes('://') ? name : objectUrl(name)
      const answer = await hyperty.request({ do: 'follow', url })
      hyperty.notice = undefined
      if (answer.code >= 300) return answer.reason ?? 'It could not be followed.'
      hyperty.selectedUrl = url
      return undefined
    },
  }
}

export function createPageActions(
  { hyperty, texts, editor, over, strip }: PageParts,
  object: ObjectActions,
): Omit<PageActions, 'palette' | 'help'> {
  const info = () => hyperty.selected?.info
  const text = () => hyperty.selectedUrl && hyperty.texts.get(hyperty.selectedUrl)
  const open = (what: Over) => (): void => {
    over.value = what
  }
  return {
    isConnected: () => hyperty.isConnected,
    isClosed: () => hyperty.connection.state === 'closed' && hyperty.you !== undefined,
    hasObject: () => info() !== undefined,
    isOwner: () => info()?.role === 'reporter',
    hasDraft() {
      const shown = text()
      return shown !== undefined && shown !== '' && (shown.problem !== undefined || shown.draft.length > 0)
    },
    hasRefusal: () => strip().why === true,
    mayTry: () => hyperty.isConnected && info()?.status === 'active' && !info()?.mayWrite,
    create: open('create'),
    follow: open('follow'),
    share: () => object.share('all'),
    invite: open('share'),
    showFollowers: open('followers'),
    stopFollowing: () => object.ask('unfollow'),
    mayTakeOver() {
      const shown = info()
      if (!hyperty.isConnected || shown?.onLeave !== 'take over' || shown.role === 'reporter') return false
      return !hyperty.people.some(({ url, online }) => url === shown.reporter && online)
    },
    takeOver: () => object.ask('take-over'),
    markText() {
      const value = hyperty.object(hyperty.selectedUrl)?.value
      const path = texts.shown?.path ?? editor()?.stringPath()
      // what is typed and not written yet is no text of the object
      const isText = value && path?.every((key) => typeof key === 'string') && typeof valueAt(value, path) === 'string'
      if (!path || !isText) return open('texts')()
      const shared = info()?.texts ?? []
      const others = shared.filter((one) => pathText(one) !== pathText(path))
      const isNew = others.length === shared.length
      object.shareTexts(isNew ? [...others, path] : others)
      if (isNew) texts.show(pathText(path))
    },
    showTexts: open('texts'),
    hasTexts: () => texts.tabs.length > 0,
    nextText(step) {
      texts.step(step)
      void nextTick(() => editor()?.focus())
    },
    showAccess: open('access'),
    readOnce: open('read'),
    mayAdd: () => hyperty.isConnected && info()?.status === 'active' && parentOf(info()?.url ?? '') === undefined,
    createChild: open('child'),
    end: open('delete'),
    send: () => editor()?.send(),
    discard: () => editor()?.discard(),
    tryWriting() {
      if (!hyperty.selectedUrl) return
      hyperty.tryWriting(hyperty.selectedUrl)
      editor()?.focus()
    },
    why: open('why'),
    async blame() {
      const url = info()?.url
      const path = editor()?.valuePath()
      const answer = url && path && (await host.explainValue(url, path))
      if (answer && !answer.ok) hyperty.say(answer.reason)
    },
    goTo: open('go-to'),
    focusEditor: () => editor()?.focus(),
    nextPane: (step) => focusPane(step, () => editor()?.focus()),
    nextObject(step) {
      const urls = hyperty.rows.map((row) => row.info.url)
      const at = urls.indexOf(hyperty.selectedUrl ?? '')
      hyperty.selectedUrl = urls[(at + step + urls.length) % urls.length]
    },
    changeOnline: () => void hyperty.setOnline(!(hyperty.me?.online ?? true)),
    changeAutoAccept: () => void hyperty.setAutoAccept(!hyperty.autoAccept),
    newWindow: () => void host.newWindow(),
    async reopen() {
      if (!hyperty.you) return
      const answer = await host.reopenWindow(hyperty.you)
      if (!answer.ok) hyperty.say(answer.reason)
    },
    isAiling() {
      const { health, connection } = hyperty
      return health !== undefined && connection.state === 'open' && (health.isPaused || !isRight(health))
    },
    async mend() {
      const answer = await host.mendFaults(hyperty.health?.you)
      if (!answer.ok) hyperty.say(answer.reason)
    },
  }
}
