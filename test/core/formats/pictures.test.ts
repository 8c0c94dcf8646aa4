// The pictures and the report, read as XML and HTML.
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { elementsMax } from '../../../core/picture.ts'
import { documentsOf, samples, sourceOfText, type Sample } from '../../support/exported.ts'

interface Dom {
  readonly window: { readonly document: Document; readonly DOMParser: typeof DOMParser; close(): void }
}
let newDom: new (html: string, options?: object) => Dom

beforeAll(async () => {
  newDom = ((await import('jsdom' as string)) as { JSDOM: typeof newDom }).JSDOM
})

function readXml(text: string): Document {
  return new new newDom('').window.DOMParser().parseFromString(text, 'image/svg+xml')
}

/** The three phases as often as it takes to be so long. */
async function longSession(events: number): Promise<Sample> {
  const [sample] = (await samples()) as [Sample]
  const [header = '', ...lines] = sample.text.trimEnd().split('\n')
  const all = lines.map((line) => JSON.parse(line) as { n: number; at: number; of?: number; cause?: number })
  const span = all.at(-1)?.at ?? 0
  const text = [header]
  for (let n = 0; n < events; n++) {
    const event = all[n % all.length] as (typeof all)[number]
    const [base, time] = [Math.floor(n / all.length) * all.length, Math.floor(n / all.length) * (span + 1)]
    const moved = { ...event, n: n + 1, at: event.at + time }
    if (event.of !== undefined) moved.of = event.of + base
    if (event.cause !== undefined) moved.cause = event.cause + base
    text.push(JSON.stringify(moved))
  }
  return { ...sample, source: sourceOfText(`${text.join('\n')}\n`), text: text.join('\n') }
}

describe('pictures', () => {
  it('[FO13] an SVG export is well-formed, with a name and a title for each arrow, and nothing from elsewhere', async () => {
    for (const { name, source } of await samples()) {
      const [text = ''] = await documentsOf('svg', source)
      const document = readXml(text)
      expect(document.querySelector('parsererror'), name).toBeNull()
      const root = document.documentElement
      expect([root.tagName, root.getAttribute('role')]).toEqual(['svg', 'img'])
      expect(root.querySelector(':scope > desc')?.textContent).toMatch(/arrows/)
      expect(text).not.toMatch(/foreignObject|<image|<script|href|@font-face|url\(/i)
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
      expect(new Set(ids).size, name).toBe(ids.length)
      expect(root.querySelectorAll('*').length).toBeLessThanOrEqual(elementsMax)
      for (const group of document.querySelectorAll('g')) expect(group.firstElementChild?.tagName).toBe('title')
    }
  })

  it('[FO13] the same session is the same picture', async () => {
    const [sample] = (await samples()) as [Sample]
    expect(await documentsOf('svg', sample.source)).toEqual(await documentsOf('svg', sourceOfText(sample.text)))
  })

  it('[FO13] beyond 20,000 elements it shows how dense it is, and says so', async () => {
    const { source } = await longSession(20_000)
    const [text = ''] = await documentsOf('svg', source)
    const document = readXml(text)
    expect(document.querySelector('parsererror')).toBeNull()
    expect(document.querySelector('desc')?.textContent).toMatch(/too many to be drawn one by one/)
    expect(document.querySelectorAll('*').length).toBeLessThanOrEqual(elementsMax)
    expect(document.querySelectorAll('rect').length).toBeGreaterThan(100)
  })

  it('[FO14] an HTML report is one file that may reach nothing, with each event and the picture', async () => {
    for (const { name, source, text: session } of await samples()) {
      const [text = ''] = await documentsOf('html', source)
      const { document } = new newDom(text).window
      const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content') ?? ''
      expect(policy).toMatch(/^default-src 'none'; /)
      for (const kind of ['style', 'script']) {
        const parts = [...document.querySelectorAll(kind)]
        expect(parts.length, name).toBe(1)
        const hash = createHash('sha256')
          .update(parts[0]?.textContent ?? '')
          .digest('base64')
        expect(policy).toContain(`${kind}-src 'sha256-${hash}'`)
      }
      expect(document.querySelectorAll('tbody tr').length, name).toBe(session.trimEnd().split('\n').length - 1)
      expect(document.querySelectorAll('[src], [href], link, iframe, img, object, [style], [onclick]').length).toBe(0)
      expect(text.indexOf('<table')).toBeLessThan(text.indexOf('<svg'))
      expect(document.querySelector('svg')).not.toBeNull()
    }
  })

  it('[FO14] its rows can be searched', async () => {
    const [sample] = (await samples()) as [Sample]
    const [text = ''] = await documentsOf('html', sample.source)
    const { window } = new newDom(text, { runScripts: 'dangerously' })
    const { document } = window
    const shown = (): number =>
      [...document.querySelectorAll('tbody tr')].filter((row) => !(row as HTMLElement).hidden).length
    const all = shown()
    const input = document.querySelector('input') as HTMLInputElement
    input.value = 'Subscribe'
    input.dispatchEvent(new (window as unknown as { Event: typeof Event }).Event('input'))
    expect(shown()).toBeGreaterThan(0)
    expect(shown()).toBeLessThan(all)
    expect(document.querySelector('output')?.textContent).toBe(`${shown()} of ${all} events`)
    window.close()
  })

  it('[FO14] it takes at most 5 MB for 10,000 events', async () => {
    const { source } = await longSession(10_000)
    const [text = ''] = await documentsOf('html', source)
    expect(Buffer.byteLength(text)).toBeLessThan(5_000_000)
  })
})
