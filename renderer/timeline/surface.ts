/** The two canvases of a chart: their size, their pens, their colours and fonts. Knows nothing of what is painted. */
import { createPen, type Pen } from './pen.ts'
import { readTheme, watchTheme, type Theme } from './theme.ts'

export interface Surface {
  readonly pen: Pen
  readonly overlay: CanvasRenderingContext2D
  readonly theme: Theme
  close(): void
}

/** Finer than this nobody sees, and it costs. */
const ratioMax = 2

/**
 * Keeps the canvases as large as the element they lie in. `resized` is told of the size, at first too; `changed` when
 * colours or fonts have come or changed.
 */
export function createSurface(options: {
  readonly content: HTMLCanvasElement
  readonly overlay: HTMLCanvasElement
  readonly resized: (width: number, height: number) => void
  readonly changed: () => void
}): Surface {
  const { content, overlay, resized, changed } = options
  const place = content.parentElement as HTMLElement
  const pen = createPen(content.getContext('2d', { alpha: false }) as CanvasRenderingContext2D)
  const over = overlay.getContext('2d') as CanvasRenderingContext2D
  let theme = readTheme(place)

  function resize(): void {
    const ratio = Math.min(ratioMax, devicePixelRatio)
    const width = Math.max(1, place.clientWidth)
    const height = Math.max(1, place.clientHeight)
    for (const canvas of [content, overlay]) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
    }
    for (const context of [pen.context, over]) context.setTransform(ratio, 0, 0, ratio, 0, 0)
    pen.forget()
    resized(width, height)
  }

  const observer = new ResizeObserver(resize)
  observer.observe(place)
  const stopTheme = watchTheme(() => {
    theme = readTheme(place)
    changed()
  })
  // a canvas does not wait for a font: what was measured before it came was measured in another one
  const fontsChanged = (): void => {
    pen.forget()
    changed()
  }
  for (const family of [theme.font, theme.mono]) {
    for (const weight of [400, 600])
      void document.fonts.load(`${weight} 11px ${family}`).then(fontsChanged, () => undefined)
  }

  return {
    pen,
    overlay: over,
    get theme() {
      return theme
    },
    close() {
      observer.disconnect()
      stopTheme()
    },
  }
}
