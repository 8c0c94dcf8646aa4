/**
 * The real windows as the stage of a scenario: what a person would type is typed, by key events of the system; what
 * cannot be typed is written by the page through its data object, or asked of the Syncer as its window would ask.
 */
import type { BrowserWindow } from 'electron'
import { isRight, rightClock } from '../core/fault.ts'
import { noConditions } from '../core/link-conditions.ts'
import type { LinkOrder } from '../core/link-order.ts'
import { peopleOf, withNames } from '../core/live-scenario.ts'
import { hypertyUrl, objectUrl, type Address } from '../core/message.ts'
import type { Action } from '../core/port.ts'
import type { Played, PlayedAnswer } from '../core/played.ts'
import type { Edit, Step } from '../core/scenario.ts'
import type { ConvergenceCheck } from '../core/verdict.ts'
import type { Hub } from './hub.ts'
import type { Play, Stage, Tempo } from './player.ts'
import { createTypist, type Typist } from './typist.ts'

export interface LiveStageOptions {
  readonly hub: Hub
  readonly check: Pick<ConvergenceCheck, 'verdict'>
  /** The window of a hyperty, opened where it is not there. */
  readonly windowOf: (name: string) => BrowserWindow
  /** That of one that is there. */
  readonly windowNow: (url: Address) => BrowserWindow | undefined
  /** Loads the page of a window anew. */
  readonly restart: (url: Address) => void
  /** The model of an object for which none is chosen. */
  readonly usualModel: string
}

/** A larger value is made without being typed. */
const typedCharactersMax = 240
const control = ['control'] as const
const controlShift = ['control', 'shift'] as const

const standing = (order: LinkOrder): boolean => order.time.kind === 'standing'
const everywhere = (conditions: LinkOrder['conditions']): LinkOrder => ({
  conditions,
  time: { kind: 'standing' },
  seed: 0,
})

/** What holds while a scenario plays, and what held before. */
interface Setting {
  readonly model: string
  readonly people: readonly string[]
  readonly delayMs: number
  readonly before: readonly LinkOrder[]
  readonly during: readonly LinkOrder[]
}

export function createLiveStage(options: LiveStageOptions): Stage {
  const { hub, check, windowOf, windowNow, restart, usualModel } = options
  let setting: Setting | undefined
  let isHeld = false

  /** Clears what is ordered of links and orders this instead; the first of a list decides, and is ordered last. */
  function orderLinks(orders: readonly LinkOrder[]): void {
    const { links } = hub.bus
    if (links.orders.length > 0) links.order(everywhere(noConditions))
    for (const order of [...orders].reverse()) links.order(order)
  }

  /** The name of an object, with a number where there is one of that name. */
  function freeName(wanted: string): string {
    for (let count = 1; ; count++) {
      const name = count === 1 ? wanted : `${wanted}-${count}`
      if (!hub.bus.access.facts(objectUrl(name))) return name
    }
  }

  async function at(name: string, tempo: Tempo): Promise<{ window: BrowserWindow; keys: Typist }> {
    const window = windowOf(name)
    await tempo.until(`${name}'s window`, () => hub.isConnected(hypertyUrl(name)))
    window.show()
    window.focus()
    window.webContents.focus()
    await tempo.wait(tempo.keyMs)
    return { window, keys: createTypist(window, () => tempo.wait(tempo.keyMs)) }
  }

  async function create(step: Step & { do: 'create' }, tempo: Tempo): Promise<void> {
    const { who, name, value } = step
    const model = setting?.model ?? usualModel
    const text = JSON.stringify(value)
    const url = objectUrl(name)
    if (text.length > typedCharactersMax || !isTypeable(text) || !isTypeable(name)) {
      hub.request(hypertyUrl(who), { do: 'create', name, value, model })
    } else {
      const { keys } = await at(who, tempo)
      await keys.press('N', [...controlShift])
      await tempo.wait(tempo.stepMs / 4)
      await keys.type(name)
      await keys.press('Tab')
      await keys.press('A', [...control])
      await keys.type(text)
      if (model !== usualModel) {
        await keys.press('Tab')
        // a list of choices goes to the one whose name is typed
        await keys.type(model)
      }
      await tempo.wait(tempo.stepMs / 4)
      await keys.press('Enter', [...control])
    }
    await tempo.until(`${name}, the new object,`, () => hub.bus.access.facts(url)?.reporter === hypertyUrl(who))
  }

  async function edit(who: string, url: Address, wanted: Edit, tempo: Tempo): Promise<void> {
    const { window, keys } = await at(who, tempo)
    const plan = await askPage(window, { do: 'plan', object: url, edit: wanted })
    await tempo.wait(tempo.keyMs * 2)
    if (!plan.typed) {
      await askPage(window, { do: 'write', object: url, edit: wanted })
      return
    }
    await keys.press('J', [...controlShift])
    await keys.type(plan.typed.pointer)
    await keys.press('Enter')
    await tempo.wait(tempo.stepMs / 4)
    await keys.type(plan.typed.text)
    await keys.press('Enter', [...control])
  }

  async function ask(who: string, action: Action, tempo: Tempo): Promise<void> {
    const model = setting?.model ?? usualModel
    if (action.do === 'share' && !action.to && hub.isConnected(hypertyUrl(who))) {
      const { window, keys } = await at(who, tempo)
      const shown = await askPage(window, { do: 'show', object: action.url })
      await tempo.wait(tempo.keyMs * 2)
      if (shown.isThere) return keys.press('S', [...controlShift])
    }
    hub.request(hypertyUrl(who), action.do === 'create' ? { model, ...action } : action)
  }

  async function carryOut(step: Step, tempo: Tempo): Promise<void> {
    if (step.do === 'note') return undefined
    if (step.do === 'delay') return hub.bus.setDelay(step.delayMs)
    if (step.do === 'link') {
      // what was there before is put back in the end
      if (setting) setting = { ...setting, during: [...setting.during, step.order] }
      return void hub.bus.links.order(step.order)
    }
    const url = hypertyUrl(step.who)
    switch (step.do) {
      case 'join':
        return void (await at(step.who, tempo))
      case 'create':
        return create(step, tempo)
      case 'edit':
        return edit(step.who, step.object, step.edit, tempo)
      case 'ask':
        return ask(step.who, step.action, tempo)
      case 'leave':
        windowNow(url)?.close()
        return tempo.until(`${step.who}'s leaving`, () => windowNow(url) === undefined)
      case 'crash':
        windowNow(url)?.webContents.forcefullyCrashRenderer()
        return tempo.until(`${step.who}'s crash`, () => !hub.isConnected(url))
      case 'restart':
        restart(url)
        return tempo.until(`${step.who}'s new window`, () => hub.isConnected(url))
      case 'pause':
      case 'halt':
        return hub.pause(url)
      case 'resume':
      case 'proceed':
        return hub.resume(url)
      case 'skew':
        return hub.skew(url, { skewMs: step.skewMs, driftPercent: step.driftPercent })
      case 'down':
      case 'up':
        throw new Error('It is for the simulator only.')
    }
  }

  return {
    prepare({ model, steps, link }: Play) {
      const before = hub.bus.links.orders.filter(standing)
      const during = link ? [link] : before
      setting = { model, people: peopleOf(steps), delayMs: hub.bus.delayMs, before, during }
      if (link) orderLinks(during)
      return withNames(steps, freeName)
    },
    isDone: (step) => step.do === 'join' && hub.isConnected(hypertyUrl(step.who)) && !!windowNow(hypertyUrl(step.who)),
    carryOut,
    hold(next) {
      if (!setting || next === isHeld) return
      isHeld = next
      orderLinks(next ? [everywhere({ ...noConditions, isHeld: true })] : setting.during)
    },
    isQuiet: () => check.verdict(false).state !== 'in flight',
    verdict: () => `Played to its end. ${check.verdict(false).sentence}.`,
    mend() {
      if (!setting) return
      const { people, delayMs, before, during } = setting
      setting = undefined
      if (isHeld || before !== during) orderLinks(before)
      isHeld = false
      hub.bus.setDelay(delayMs)
      const urls = people.map(hypertyUrl)
      for (const { who, state } of hub.ailing) if (state === 'paused' && urls.includes(who)) hub.resume(who)
      for (const { who, skewMs, driftPercent } of hub.ailing)
        if (urls.includes(who) && !isRight({ skewMs, driftPercent })) hub.skew(who, rightClock)
      for (const url of urls) if (windowNow(url) && !hub.isConnected(url)) restart(url)
      const isOffline = ({ url, online }: Hub['people'][number]): boolean => !online && urls.includes(url)
      for (const { url } of hub.people.filter(isOffline)) hub.request(url, { do: 'online', online: true })
    },
    note: (text, style) => hub.note(text, style),
  }
}

/** What a keyboard has. */
const isTypeable = (text: string): boolean => /^[\x20-\x7e]+$/.test(text)

/** Has the page of a hyperty do what only it can: show an object, say how an edit is typed, write through a data object. */
async function askPage(window: BrowserWindow, played: Played): Promise<PlayedAnswer> {
  const detail = JSON.stringify(played)
  const text: unknown = await window.webContents.executeJavaScript(
    `(() => { const event = new CustomEvent('syncscope-play', { detail: { played: ${JSON.stringify(detail)}, answer: '{}' } });` +
      ` window.dispatchEvent(event); return event.detail.answer })()`,
  )
  return JSON.parse(String(text)) as PlayedAnswer
}
