/** Words on a canvas: measured once, cut where there is no room. Knows no colours. */

export interface Pen {
  readonly context: CanvasRenderingContext2D
  /** The width of a text in the font that is set. */
  measure(text: string): number
  /** The text, cut with an ellipsis so that it is no wider than `width`. */
  clip(text: string, width: number): string
  setFont(font: string): void
  /** The canvas was resized and has lost its font, or a font has come. */
  forget(): void
}

const measuredMax = 5000
/** Beyond it no text is looked at: nobody could read it, and measuring costs. */
const charactersMax = 300

export function createPen(context: CanvasRenderingContext2D): Pen {
  let widths = new Map<string, number>()
  let font = ''

  function measure(text: string): number {
    const key = font + text
    const known = widths.get(key)
    if (known !== undefined) return known
    if (widths.size >= measuredMax) widths = new Map()
    const { width } = context.measureText(text)
    widths.set(key, width)
    return width
  }

  return {
    context,
    measure,
    setFont(next) {
      // setting it costs even when it is the same
      if (next !== font) context.font = font = next
    },
    forget() {
      font = ''
      widths = new Map()
    },
    clip(whole, width) {
      const text = whole.length > charactersMax ? whole.slice(0, charactersMax) : whole
      if (text === whole && measure(text) <= width) return text
      let low = 0
      let high = text.length
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (measure(`${text.slice(0, middle)}…`) <= width) low = middle
        else high = middle - 1
      }
      // half of a surrogate pair is no character
      const end = low > 0 && /[\uD800-\uDBFF]/.test(text[low - 1] ?? '') ? low - 1 : low
      return end > 0 ? `${text.slice(0, end)}…` : ''
    },
  }
}
