/**
 * What a scenario that is played in this window asks of its page: to show an object, to say how an edit is typed, to
 * write what cannot be typed through the data object. Only main can ask: no script but ours runs in the page.
 */
import { isContainer, valueAt, type Json } from '../../core/change.ts'
import type { DataObject } from '../../core/data-object.ts'
import type { Played, PlayedAnswer } from '../../core/played.ts'
import type { Edit } from '../../core/scenario.ts'
import { writeEdit } from '../../core/write-edit.ts'

export interface PlayedPage {
  object(url: string): DataObject | undefined
  show(url: string): void
}

/** A longer text is not typed: nobody would wait for it. */
const typedCharactersMax = 80

/** How an edit is typed over the value that is there; undefined where keys cannot do it. */
export function typedEdit(object: Pick<DataObject, 'value' | 'info'>, edit: Edit): PlayedAnswer['typed'] {
  if (!object.info.mayWrite || object.info.status !== 'active') return undefined
  if (edit.kind !== 'set' && edit.kind !== 'add' && edit.kind !== 'splice') return undefined
  const into = valueAt(object.value, edit.path.slice(0, -1))
  const key = edit.path.at(-1)
  if (typeof key !== 'string' || !isContainer(into) || Array.isArray(into) || !Object.hasOwn(into, key))
    return undefined
  const now = valueAt(into, [key])
  if (isContainer(now)) return undefined
  const value = typedValue(now, edit)
  if (value === undefined || isContainer(value)) return undefined
  const text = JSON.stringify(value)
  const pointer = `/${edit.path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
  const isTypeable = /^[\x20-\x7e]+$/.test(text + pointer) && text.length <= typedCharactersMax
  return isTypeable ? { pointer, text } : undefined
}

/** What stands there once it is typed. */
function typedValue(now: Json | undefined, edit: Edit & { kind: 'set' | 'add' | 'splice' }): Json | undefined {
  if (edit.kind === 'set') return edit.value
  if (edit.kind === 'add') return typeof now === 'number' ? now + edit.by : undefined
  if (typeof now !== 'string') return undefined
  return now.slice(0, edit.index) + edit.added + now.slice(edit.index + edit.removed)
}

export function answerPlayed(page: PlayedPage, played: Played): PlayedAnswer {
  const object = page.object(played.object)
  if (!object) return { isThere: false }
  page.show(played.object)
  if (played.do === 'write') writeEdit(object, played.edit)
  const typed = played.do === 'plan' ? typedEdit(object, played.edit) : undefined
  return { isThere: true, ...(typed ? { typed } : {}) }
}

/** Listens for as long as the page is there. */
export function hearPlayed(page: PlayedPage): void {
  window.addEventListener('syncscope-play', (event) => {
    const { detail } = event as CustomEvent<{ played: string; answer: string }>
    detail.answer = JSON.stringify(answerPlayed(page, JSON.parse(detail.played) as Played))
  })
}
