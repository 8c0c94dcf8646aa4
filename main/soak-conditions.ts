/** What links are like in a run of the soak, by the name of a preset: the same for its threads and for who plays one run again. */
import { everywhere, linkPresets } from '../core/link-presets.ts'
import type { Conditions } from '../core/simulator.ts'

/** From the start of a run; each run's luck is its own seed's. */
export function conditionsOf(preset: string | undefined): Partial<Conditions> {
  const found = linkPresets.find(({ name }) => name === preset)
  return found ? { links: [everywhere(found, 0)] } : {}
}
