// Files that were damaged in every way that a disk, a network or a person can think of: no crash, no event that was not
// written, and the gap named.
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../core/clock.ts'
import { createSessionReader, liveHeader, SessionError, type SessionPart } from '../../core/session.ts'
import { isEvent } from '../../core/event-guard.ts'
import { sealLine } from '../../core/sealed.ts'
import { createPair } from '../support/world.ts'

/** So many files; 10,000 by name: `DAMAGED_FILES=10000 npx vitest run test/properties/damaged-sessions.test.ts`. */
const files = Number(process.env['DAMAGED_FILES'] ?? 500)
const from = Number(process.env['DAMAGED_FROM'] ?? 1)

async function wholeSession(): Promise<Buffer> {
  const { world, alice } = await createPair()
  for (let step = 0; step < 12; step++) {
    ;(alice.object('todo').data as { title: string }).title = `step ${step} ✎`
    await world.settle()
  }
  let text = ''
  let crc = 0
  const lines = [`${JSON.stringify(liveHeader('0.1.0', 0))}\n`, ...world.lines]
  for (let at = 0; at < lines.length; at += 7) {
    const block = lines.slice(at, at + 7).join('')
    crc = crc32(block, crc)
    text += block + sealLine(Math.min(at + 6, world.lines.length), Buffer.byteLength(block), crc)
  }
  const footer = { kind: 'footer', events: world.lines.length, dropped: 0, sha256: '', verdict: 'converged' }
  return Buffer.from(`${text}${JSON.stringify(footer)}\n`)
}

const place = (random: Random, bytes: Buffer): number => Math.floor(random() * bytes.length)

function linesOf(bytes: Buffer): string[] {
  return bytes.toString('utf8').split('\n').slice(0, -1)
}

/** What may happen to a file; each gives other bytes. */
const damages: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  'a bit': (bytes, random) => {
    const copy = Buffer.from(bytes)
    const at = place(random, bytes)
    copy[at] = (copy[at] as number) ^ (1 << Math.floor(random() * 8))
    return copy
  },
  'cut off': (bytes, random) => bytes.subarray(0, place(random, bytes)),
  zeros: (bytes, random) => {
    const at = place(random, bytes)
    return Buffer.from(bytes).fill(0, at, Math.min(bytes.length, at + Math.floor(random() * 600)))
  },
  'a hole': (bytes, random) => {
    const at = place(random, bytes)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 600))])
  },
  'a piece twice': (bytes, random) => {
    const [at, length] = [place(random, bytes), Math.floor(random() * 900)]
    return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
  },
  'noise put in': (bytes, random) => {
    const at = place(random, bytes)
    const noise = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() * 256)))
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)])
  },
  'lines changed about': (bytes, random) => {
    const lines = linesOf(bytes)
    const [one, other] = [1 + Math.floor(random() * (lines.length - 1)), 1 + Math.floor(random() * (lines.length - 1))]
    ;[lines[one], lines[other]] = [lines[other] as string, lines[one] as string]
    return Buffer.from(`${lines.join('\n')}\n`)
  },
  'a line edited': (bytes, random) => {
    const lines = linesOf(bytes)
    const at = 1 + Math.floor(random() * (lines.length - 1))
    lines[at] = (lines[at] as string).replace(/\d+/g, (digits) => String(Number(digits) + 1))
    return Buffer.from(`${lines.join('\n')}\n`)
  },
  'seals left out': (bytes, random) =>
    Buffer.from(
      `${linesOf(bytes)
        .filter((line) => !line.startsWith('{"seal"') || random() < 0.5)
        .join('\n')}\n`,
    ),
  'a trap': (bytes, random) => {
    const lines = linesOf(bytes)
    const trap = [
      '{"__proto__":{"n":1}}',
      '{"kind":"footer"}',
      '{"seal":1e309}',
      '{"n":-1,"at":0,"kind":"note"}',
      `${'['.repeat(5000)}`,
    ]
    lines.splice(1 + Math.floor(random() * lines.length), 0, trap[Math.floor(random() * trap.length)] as string)
    return Buffer.from(`${lines.join('\n')}\n`)
  },
}

function read(bytes: Buffer): { parts: SessionPart[]; refused: unknown } {
  const parts: SessionPart[] = []
  const reader = createSessionReader(
    (text, seed) => crc32(text, seed),
    (part) => parts.push(part),
  )
  try {
    const lines = bytes.toString('utf8').split('\n')
    if (lines.at(-1) === '') lines.pop()
    for (const line of lines) reader.line(line)
    reader.end()
    return { parts, refused: undefined }
  } catch (error) {
    return { parts, refused: error }
  }
}

describe('a damaged session', () => {
  it(
    `[KE6] of ${files}: no crash, no event that was not written where a seal proves it, and what is missing is named`,
    { timeout: 60_000 + files * 100 },
    async () => {
      const whole = await wholeSession()
      const written = new Set(linesOf(whole))
      const names = Object.keys(damages)
      const told = new Map<string, number>()
      for (let seed = from; seed < from + files; seed++) {
        const random = createRandom(seed)
        const name = names[seed % names.length] as string
        const damaged = (damages[name] as (bytes: Buffer, random: Random) => Buffer)(whole, random)
        const about = `seed ${seed}: ${name}`
        const { parts, refused } = read(damaged)
        if (refused !== undefined) {
          expect(refused, about).toBeInstanceOf(SessionError)
          continue
        }
        const events = parts.flatMap((part) => (part.kind === 'event' ? [part] : []))
        const invented = events.filter(({ text, sealed }) => sealed && !written.has(text))
        expect(invented, about).toEqual([])
        const isWhole = events.length === linesOf(whole).filter((line) => line.startsWith('{"n":')).length
        const isNamed = parts.some(({ kind }) => kind === 'gap') || !parts.some(({ kind }) => kind === 'footer')
        const isUnsealed = events.some(({ sealed }) => !sealed)
        if (!isWhole) expect(isNamed || isUnsealed || damaged.equals(whole), about).toBe(true)
        told.set(name, (told.get(name) ?? 0) + 1)
        // whoever looks at unsealed events asks the guard, which takes or leaves them without a throw
        for (const { event } of events) isEvent(event)
      }
      expect([...told.keys()].sort()).toEqual(names.toSorted())
      expect(({} as { n?: unknown }).n).toBeUndefined()
    },
  )
})
