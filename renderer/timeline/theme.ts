/** The colours and fonts of the style sheet, as a canvas wants them; looked up anew when the system's choice changes. */

export interface Theme {
  readonly bg: string
  readonly raised: string
  readonly sunken: string
  readonly line: string
  readonly lineStrong: string
  readonly ink: string
  readonly inkSoft: string
  readonly inkFaint: string
  readonly accent: string
  readonly accentInk: string
  /** What led to the selected event, and what followed from it. */
  readonly cause: string
  readonly effect: string
  readonly good: string
  readonly bad: string
  readonly warn: string
  /** One for each hyperty, in order of arrival, over and over. */
  readonly hues: readonly string[]
  readonly font: string
  readonly mono: string
}

const colours = {
  bg: '--bg',
  raised: '--bg-raised',
  sunken: '--bg-sunken',
  line: '--line',
  lineStrong: '--line-strong',
  ink: '--ink',
  inkSoft: '--ink-soft',
  inkFaint: '--ink-faint',
  accent: '--accent',
  accentInk: '--accent-ink',
  cause: '--cause',
  effect: '--effect',
  good: '--good',
  bad: '--bad',
  warn: '--warn',
} as const

/** What a system with forced colours has, by its own names. */
const forced: Omit<Theme, 'font' | 'mono'> = {
  bg: 'Canvas',
  raised: 'Canvas',
  sunken: 'Canvas',
  line: 'GrayText',
  lineStrong: 'CanvasText',
  ink: 'CanvasText',
  inkSoft: 'CanvasText',
  inkFaint: 'GrayText',
  accent: 'Highlight',
  accentInk: 'HighlightText',
  cause: 'CanvasText',
  effect: 'CanvasText',
  good: 'CanvasText',
  bad: 'LinkText',
  warn: 'LinkText',
  hues: ['CanvasText'],
}

const hueCount = 6

export const hueOf = (theme: Theme, hue: number): string =>
  hue < 0 ? theme.inkSoft : (theme.hues[hue % theme.hues.length] ?? theme.ink)

/** Reads the theme; `place` is an element of the page, in which a probe is put for a moment. */
export function readTheme(place: HTMLElement): Theme {
  const probe = document.createElement('span')
  // a colour in transition is read as the one before it: the chart would be drawn in the colours of its ground
  probe.style.setProperty('transition', 'none', 'important')
  place.append(probe)
  try {
    const style = getComputedStyle(probe)
    const read = (property: 'color' | 'fontFamily', name: string): string => {
      probe.style[property] = `var(${name})`
      return style[property]
    }
    const fonts = { font: read('fontFamily', '--font'), mono: read('fontFamily', '--font-mono') }
    if (matchMedia('(forced-colors: active)').matches) return { ...forced, ...fonts }
    const named = Object.entries(colours).map(([key, name]) => [key, read('color', name)])
    const hues = Array.from({ length: hueCount }, (_, hue) => read('color', `--hue-${hue}`))
    return { ...(Object.fromEntries(named) as Record<keyof typeof colours, string>), hues, ...fonts }
  } finally {
    probe.remove()
  }
}

/** Calls back when the system turns dark or light, or forces its colours. Returns the way to stop. */
export function watchTheme(changed: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query))
  for (const query of queries) query.addEventListener('change', changed)
  return () => {
    for (const query of queries) query.removeEventListener('change', changed)
  }
}
