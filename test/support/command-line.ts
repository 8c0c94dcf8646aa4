/** Runs the command line as somebody does: a process of its own, its output, its exit code. */
import { spawn } from 'node:child_process'

export interface Said {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

export function syncscope(words: readonly string[], input?: string | Uint8Array): Promise<Said> {
  return said(['scripts/syncscope.mjs', ...words], input)
}

/** What Node says of a program. Without a display, as it needs none. */
export function said(words: readonly string[], input?: string | Uint8Array): Promise<Said> {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env
  const child = spawn(process.execPath, words, { env })
  let [out, error] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text))
  child.stdin.end(input ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, error }))
  })
}
