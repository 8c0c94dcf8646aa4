/** Which one of several things is open, as an `open` of its own for each of them. */
import { computed, type Ref, type WritableComputedRef } from 'vue'

/** True while this one is open; setting it opens it in the place of any other, or closes it. */
export function openOf<T extends string>(over: Ref<T | undefined>, what: T): WritableComputedRef<boolean> {
  return computed({
    get: () => over.value === what,
    set(on) {
      if (on) over.value = what
      else if (over.value === what) over.value = undefined
    },
  })
}
