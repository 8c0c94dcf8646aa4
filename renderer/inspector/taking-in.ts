/** Takes an object's blame in by pieces, between which the page stays alive; for as long as somebody looks. */
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import type { ObjectBlame } from '../../core/blame.ts'

/** Entries of one piece: some milliseconds. */
const pieceEntries = 1_000

/**
 * `wanted` gives what is to be taken in, none while nobody looks; it is asked again when what it reads changes. Gives
 * the share that is taken in, and a number that grows when there is more to see.
 */
export function useTakingIn(wanted: () => readonly ObjectBlame[]): {
  readonly share: Ref<number>
  readonly seen: Ref<number>
} {
  const share = ref(0)
  const seen = ref(0)
  let timer: number | undefined

  function piece(blames: readonly ObjectBlame[]): void {
    timer = undefined
    const next = blames.find((blame) => !blame.advance(pieceEntries))
    share.value = blames.reduce((sum, blame) => sum + blame.share, 0) / Math.max(1, blames.length)
    seen.value++
    if (next) timer = window.setTimeout(() => piece(blames))
  }
  const stop = (): void => {
    if (timer !== undefined) window.clearTimeout(timer)
    timer = undefined
  }
  watch(
    wanted,
    (blames) => {
      stop()
      if (blames.length > 0) piece(blames)
    },
    { immediate: true },
  )
  onBeforeUnmount(stop)
  return { share, seen }
}
