/** How a run ended, in words for people. */
import type { Ending } from '../../core/compare.ts'

export const endingWords: Readonly<Record<Ending, string>> = {
  converged: 'Converged',
  diverged: 'Diverged',
  unknown: 'Cannot tell',
}
