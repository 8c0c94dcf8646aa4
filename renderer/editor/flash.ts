/** Lights what has just changed for a moment. Knows ranges only, not why they changed. */
import type { editor, Range } from './monaco.ts'

/** As long as the animation in flash.css. */
export const flashMs = 1400
/** Ranges lit at once; of a larger change the first ones. */
const rangesMax = 200
/** Waves of light at once; a stream of changes drops the oldest. */
const wavesMax = 20

export interface Flash {
  light(ranges: readonly Range[]): void
  clear(): void
}

export function createFlash(shown: editor.ICodeEditor): Flash {
  let waves: editor.IEditorDecorationsCollection[] = []

  function end(wave: editor.IEditorDecorationsCollection): void {
    wave.clear()
    waves = waves.filter((one) => one !== wave)
  }

  return {
    light(ranges) {
      const wave = shown.createDecorationsCollection(
        ranges.slice(0, rangesMax).map((range) => ({
          range,
          options: range.isEmpty()
            ? { className: 'flash-line', isWholeLine: true }
            : { className: 'flash', marginClassName: 'flash-margin' },
        })),
      )
      waves.push(wave)
      if (waves.length > wavesMax && waves[0]) end(waves[0])
      window.setTimeout(() => end(wave), flashMs)
    },
    clear() {
      for (const wave of waves) wave.clear()
      waves = []
    },
  }
}
