/** What an address of ours names, and of what type it is. Reads nothing: it only says which file may be read. */
import { extname, join, normalize, sep } from 'node:path'

export const pageOrigin = 'app://syncscope'

/** The pages that our windows show, and no others. */
export const pageAddress = {
  inspector: `${pageOrigin}/inspector/index.html`,
  hyperty: `${pageOrigin}/hyperty/index.html`,
  compare: `${pageOrigin}/compare/index.html`,
  scenario: `${pageOrigin}/scenario/index.html`,
  /** Where a script runs; no window of ours shows it. */
  sandbox: `${pageOrigin}/sandbox/index.html`,
} as const

export const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'"

/** What holds where a script runs: for the page, which starts one worker, and for all that runs in it. */
export const sandboxPolicy = {
  page: "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'none'",
  script: "default-src 'none'; script-src 'self'; worker-src 'none'; connect-src 'none'",
} as const

/** What an address is where a script runs: its page, the script itself, or code of ours; nothing else is there. */
export function sandboxPath(address: string): 'page' | 'script' | 'code' | undefined {
  if (address === pageAddress.sandbox) return 'page'
  if (address === `${pageOrigin}/user.js`) return 'script'
  return /^app:\/\/syncscope\/assets\/[\w.-]+\.js$/.test(address) ? 'code' : undefined
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** The content type of a file, by its name; undefined for one that no page needs. */
export const typeOf = (path: string): string | undefined => types[extname(path).toLowerCase()]

/**
 * The file that an address of ours names, below `folder`; undefined for another host and for everything outside.
 * @example pagePath('app://syncscope/hyperty/index.html', '/out') // '/out/hyperty/index.html'
 */
export function pagePath(address: string, folder: string): string | undefined {
  let url: URL
  let name: string
  try {
    url = new URL(address)
    name = decodeURIComponent(url.pathname)
  } catch {
    return undefined
  }
  if (`${url.protocol}//${url.host}` !== pageOrigin) return undefined
  if (name.includes('\0') || name.includes('\\') || name.split('/').includes('..')) return undefined
  const path = normalize(join(folder, name))
  return path.startsWith(normalize(folder) + sep) && !path.endsWith(sep) ? path : undefined
}
