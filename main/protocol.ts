/**
 * The only way in which pages reach the windows: app://syncscope/…, out of one folder, each answer with its policy.
 * Refuses whatever lies elsewhere, and knows nothing of what the pages do.
 */
import { net, protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { contentPolicy, pagePath, typeOf } from './page-path.ts'

/** What a development server needs on top: its news come by a socket. */
const developmentPolicy = contentPolicy.replace(
  "connect-src 'self'",
  "connect-src 'self' ws://localhost:* ws://127.0.0.1:*",
)

/** Has to be called before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the files of `folder`, or in development what `server` gives for the same path. */
export function servePages(folder: string, server?: string): void {
  protocol.handle('app', async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
    const path = pagePath(request.url, folder)
    if (server && path) return fromServer(server, request.url)
    const type = path && typeOf(path)
    if (!path || !type) return refuse(404)
    try {
      return answer(new Uint8Array(await readFile(path)), type, contentPolicy)
    } catch {
      return refuse(404)
    }
  })
}

export const refuse = (status: number): Response =>
  new Response(null, { status, headers: { 'content-security-policy': contentPolicy } })

/** A file of ours under a policy. */
export function answer(body: Uint8Array<ArrayBuffer> | ArrayBuffer, type: string, policy: string): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-security-policy': policy,
      // isolated pages have a clock that is twenty times as fine, which the hops are stamped with
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
  })
}

async function fromServer(server: string, address: string): Promise<Response> {
  const { pathname, search } = new URL(address)
  const given = await net.fetch(new URL(pathname + search, server).href)
  if (!given.ok) return refuse(given.status)
  return answer(await given.arrayBuffer(), given.headers.get('content-type') ?? 'text/plain', developmentPolicy)
}
