/**
 * The inspector's panels: how large each is and whether it is shown, as somebody has left it, the last time too. A new
 * panel is a line in the table, and a Splitter at its edge; what stands in it is not known here.
 */
import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { PanelState } from '../../core/settings.ts'
import { useSettings } from '../stores/settings.ts'

interface PanelKind {
  /** Which way its size is measured. */
  readonly way: 'height' | 'width'
  readonly usualPixels: number
  readonly leastPixels: number
  /** So much the others keep in that way. */
  readonly otherPixels: number
  /** Not shown until somebody asks for it. */
  readonly waits?: boolean
}

export const panels = {
  details: { way: 'height', usualPixels: 240, leastPixels: 120, otherPixels: 320 },
  oddities: { way: 'width', usualPixels: 340, leastPixels: 240, otherPixels: 320, waits: true },
  breakpoints: { way: 'width', usualPixels: 340, leastPixels: 260, otherPixels: 320, waits: true },
  notes: { way: 'width', usualPixels: 300, leastPixels: 220, otherPixels: 320, waits: true },
} as const satisfies Readonly<Record<string, PanelKind>>

export type PanelName = keyof typeof panels

export const useLayout = defineStore('layout', () => {
  const settings = useSettings()
  /** What was done here since the start; other inspectors have their own. */
  const own = shallowRef<Readonly<Partial<Record<PanelName, PanelState>>>>({})
  const kept = shallowRef<Readonly<Record<string, PanelState>>>({})
  const room = ref({ width: window.innerWidth, height: window.innerHeight })
  const measure = (): void => void (room.value = { width: window.innerWidth, height: window.innerHeight })
  window.addEventListener('resize', measure)
  onScopeDispose(() => window.removeEventListener('resize', measure))
  void settings.known.then(() => (kept.value = settings.settings.panels))

  const kindOf = (name: PanelName): PanelKind => panels[name]
  const stateOf = (name: PanelName): PanelState => ({ ...kept.value[name], ...own.value[name] })
  const maxOf = (name: PanelName): number => {
    const { way, leastPixels, otherPixels } = kindOf(name)
    return Math.max(leastPixels, room.value[way] - otherPixels)
  }
  /** Within what there is room for now; the size that was chosen is not forgotten. */
  const sizeOf = (name: PanelName): number => {
    const { usualPixels, leastPixels } = kindOf(name)
    return Math.max(leastPixels, Math.min(maxOf(name), stateOf(name).size ?? usualPixels))
  }
  const isShown = (name: PanelName): boolean => !(stateOf(name).hidden ?? kindOf(name).waits ?? false)

  function change(name: PanelName, state: PanelState): void {
    own.value = { ...own.value, [name]: { ...own.value[name], ...state } }
  }

  function keep(name: PanelName, state: PanelState): void {
    change(name, state)
    void settings.change({ set: 'panel', panel: name, state })
  }

  /** What the splitter of a panel is to know, and what it gives back. */
  const edgeOf = (name: PanelName) => ({
    modelValue: sizeOf(name),
    min: kindOf(name).leastPixels,
    max: maxOf(name),
    usual: kindOf(name).usualPixels,
    'onUpdate:modelValue': (size: number) => change(name, { size }),
    onSettled: (size: number) => keep(name, { size }),
  })

  return {
    isShown,
    sizeOf,
    edgeOf,
    toggle: (name: PanelName) => keep(name, { hidden: isShown(name) }),
    show: (name: PanelName) => keep(name, { hidden: false }),
    isUsual: computed(() => Object.keys(own.value).length === 0 && Object.keys(kept.value).length === 0),
    reset() {
      own.value = {}
      kept.value = {}
      void settings.change({ set: 'usual-panels' })
    },
  }
})
