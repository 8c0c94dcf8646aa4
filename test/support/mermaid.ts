// Mermaid's own parser, in Node: it looks for parts of a page when it is loaded.
type Dom = new (html: string) => { readonly window: Window & typeof globalThis }
type Mermaid = { parse(text: string): Promise<unknown> }

export async function loadMermaid(): Promise<Mermaid> {
  // jsdom brings no types of its own
  const { JSDOM } = (await import('jsdom' as string)) as { JSDOM: Dom }
  const { window } = new JSDOM('')
  for (const name of ['window', 'document', 'Option', 'Element', 'HTMLElement', 'SVGElement', 'DOMParser'] as const) {
    ;(globalThis as { [key: string]: unknown })[name] = name === 'window' ? window : window[name as 'document']
  }
  return ((await import('mermaid')) as unknown as { default: Mermaid }).default
}
