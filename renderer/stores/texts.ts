/** Which shared text of an object is shown, and who is in which: the tabs beside an object's JSON. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { pathText, valueAt, type Path } from '../../core/change.ts'
import type { Address } from '../../core/message.ts'
import { useHyperty } from './hyperty.ts'

/** Somebody else who is in a text. */
export interface Guest {
  readonly url: Address
  readonly name: string
  readonly index: number
}
export interface TextTab {
  readonly path: Path
  readonly pointer: string
  readonly guests: readonly Guest[]
}

export const useTexts = defineStore('texts', () => {
  const hyperty = useHyperty()
  /** By object, the pointer of the text; its JSON is shown where there is none. */
  const chosen = shallowRef<ReadonlyMap<Address, string>>(new Map())

  const tabs = computed((): readonly TextTab[] => {
    const url = hyperty.selectedUrl
    const info = hyperty.rows.find((row) => row.info.url === url)?.info
    const value = url && hyperty.object(url)?.value
    if (!url || !info || !value || info.status === 'invited') return []
    const cursors = hyperty.cursors.get(url) ?? []
    const all = info.texts ?? []
    return all
      .filter((path) => typeof valueAt(value, path) === 'string')
      .map((path) => {
        const pointer = pathText(path)
        const here = cursors.filter((cursor) => pathText(cursor.path) === pointer)
        const guests = here.map(({ who }) => ({ url: who, name: hyperty.nameOf(who), index: hyperty.indexOf(who) }))
        return { path, pointer, guests }
      })
  })
  const shown = computed(() => {
    const pointer = chosen.value.get(hyperty.selectedUrl ?? '')
    return tabs.value.find((tab) => tab.pointer === pointer)
  })

  function show(pointer: string | undefined): void {
    const next = new Map(chosen.value)
    const url = hyperty.selectedUrl ?? ''
    if (pointer === undefined) next.delete(url)
    else next.set(url, pointer)
    chosen.value = next
  }

  return {
    tabs,
    /** The text that is shown; the JSON where there is none. */
    shown,
    show,
    /** The next of the JSON and the texts, or the one before. */
    step(by: 1 | -1): void {
      const all = [undefined, ...tabs.value.map(({ pointer }) => pointer)]
      const at = all.indexOf(shown.value?.pointer)
      show(all[(at + by + all.length) % all.length])
    },
  }
})
