import { describe, expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { sealLine } from '../../core/sealed.ts'
import { parseHeader, SessionError } from '../../core/session.ts'
import { createPair } from '../support/world.ts'
import { collect, digests, headerLine, readText, sourceOf } from '../support/source.ts'

async function recorded(): Promise<string> {
  const { world, alice } = await createPair()
  for (let step = 0; step < 5; step++) {
    ;(alice.object('todo').data as { title: string }).title = `step ${step}`
    await world.settle()
  }
  const unknown = '{"kind":"from-the-future","n":1,"at":0}\n'
  return (await collect(ndjson.write(sourceOf([...world.lines, unknown]), digests)))[0] as string
}

/** The same events in blocks of a few lines, as a recorder flushes them. */
function inBlocks(text: string, size: number): string {
  const lines = text
    .split('\n')
    .filter((line) => line && !line.startsWith('{"seal"') && !line.startsWith('{"kind":"footer"'))
  let out = ''
  let crc = 0
  for (let from = 0; from < lines.length; from += size) {
    const block = lines
      .slice(from, from + size)
      .map((line) => `${line}\n`)
      .join('')
    crc = digests.crc32(block, crc)
    out += block + sealLine(from, digests.byteLength(block), crc)
  }
  return out
}

const eventsOf = (text: string): number[] =>
  readText(text).flatMap((part) => (part.kind === 'event' ? [part.event.n] : []))

describe('a session file', () => {
  it('[SE1] written again and read again is the same, byte for byte, with lines of unknown kinds', async () => {
    const text = await recorded()
    const parts = readText(text)
    const again = await collect(
      ndjson.write(
        {
          async *read() {
            yield* parts
          },
        },
        digests,
      ),
    )
    expect(again[0]).toBe(text)
    expect(parts.filter(({ kind }) => kind === 'unknown')).toHaveLength(1)
  })

  it('[SE2] its footer names the events and the sha256 of all above it', async () => {
    const text = await recorded()
    const footerAt = text.lastIndexOf('{"kind":"footer"')
    const footer = JSON.parse(text.slice(footerAt)) as { events: number; sha256: string }
    const sha = digests.sha256()
    sha.update(text.slice(0, footerAt))
    expect(footer.sha256).toBe(sha.hex())
    expect(footer.events).toBe(eventsOf(text).length)
  })

  it('[SE3] cut off anywhere, it gives all its whole lines up to there', async () => {
    const text = inBlocks(await recorded(), 4)
    const all = eventsOf(text)
    for (let end = headerLine.length; end <= text.length; end += 97) {
      const whole = text
        .slice(0, end)
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.includes('"at":') && !line.includes('from-the-future')).length
      const seen = eventsOf(text.slice(0, end))
      expect(seen.length).toBeGreaterThanOrEqual(whole)
      expect(seen).toEqual(all.slice(0, seen.length))
    }
  })

  it('[SE4] one damaged byte costs its block and no other, and the gap is named', async () => {
    const text = inBlocks(await recorded(), 4)
    const all = eventsOf(text)
    const at = text.indexOf('step 2') + 5
    const damaged = `${text.slice(0, at)}7${text.slice(at + 1)}`
    const parts = readText(damaged)
    const gap = parts.find((part) => part.kind === 'gap')
    expect(gap).toMatchObject({ lines: 4, reason: expect.stringContaining('seal') })
    const seen = eventsOf(damaged)
    expect(all.length - seen.length).toBeGreaterThan(0)
    expect(all.length - seen.length).toBeLessThanOrEqual(4)
    expect(seen.at(-1)).toBe(all.at(-1))
  })

  it('[SE6] its footer names the verdict that the events prove, and keeps it', async () => {
    const { world, alice } = await createPair()
    const footerOf = async (lines: readonly string[]): Promise<string> =>
      /"verdict":"([a-z ]+)"\}\n$/.exec((await collect(ndjson.write(sourceOf(lines), digests)))[0] as string)?.[1] ?? ''
    const unknown = `{"kind":"from-the-future","n":${world.lines.length + 1},"at":0}\n`
    expect(await footerOf(world.lines)).toBe('converged')
    expect(await footerOf([...world.lines, unknown])).toBe('converged')
    expect(await footerOf(world.lines.filter((_, index) => index !== 3))).toBe('unknown')
    expect(await footerOf([...world.lines, '{"n":1,"at":0,"kind":"state"}\n'])).toBe('unknown')
    const footer = '{"kind":"footer","events":1,"dropped":0,"sha256":"","verdict":"diverged"}\n'
    expect(await footerOf([...world.lines, footer])).toBe('diverged')
    world.bus.setDelay(5000)
    ;(alice.object('todo').data as { title: string }).title = 'slow'
    await world.settle()
    expect(await footerOf(world.lines)).toBe('in flight')
  })

  it('[SE9] its footer says what the checks found, or that they cannot tell, and keeps it', async () => {
    const { world } = await createPair()
    const footerOf = async (lines: readonly string[]): Promise<string> => {
      const source = { ...sourceOf(lines), checks }
      return ((await collect(ndjson.write(source, digests)))[0] as string).trimEnd().split('\n').at(-1) as string
    }
    const checksOf = async (lines: readonly string[]): Promise<unknown> =>
      (JSON.parse(await footerOf(lines)) as { checks?: unknown }).checks
    const found = (state: string) => checks.map(({ name }) => ({ check: name, state, count: 0 }))
    expect(await checksOf(world.lines)).toEqual(found('pass'))
    expect(await checksOf(world.lines.filter((_, index) => index !== 3))).toEqual(found('unknown'))
    const told = { check: 'gap', state: 'fail', count: 7 }
    const footer = { kind: 'footer', events: 1, dropped: 0, sha256: '', verdict: 'diverged', checks: [told] }
    expect(await checksOf([...world.lines, `${JSON.stringify(footer)}\n`])).toEqual([told])
    const old = { ...footer, checks: undefined }
    expect(await checksOf([...world.lines, `${JSON.stringify(old)}\n`])).toBeUndefined()
  })

  it('[SE5] what is no session, or of another version, is refused with what to do', () => {
    for (const line of ['', 'hello', '42', 'null', '{}', '{"format":"other"}']) {
      expect(() => parseHeader(line)).toThrow(SessionError)
      expect(() => parseHeader(line)).toThrow(/Choose a file saved by Syncscope/)
    }
    const newer = headerLine.replace('"version":1', '"version":9')
    expect(() => parseHeader(newer)).toThrow(/version 9; this application reads version 1/)
    expect(() => readText('')).toThrow(/first line|empty/)
  })
})
