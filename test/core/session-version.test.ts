import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ndjson } from '../../core/formats/ndjson.ts'
import { createSessionReader, SessionError, type SessionPart } from '../../core/session.ts'
import { canMigrate, createVersionReport, reportLinesMax, type Migration } from '../../core/session-version.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { isEvent } from '../../core/event-guard.ts'
import { collect, digests, headerLine, readText, sourceOf } from '../support/source.ts'
import { createPair } from '../support/world.ts'

const note = (n: number): string => `{"n":${n},"at":${n},"kind":"note","text":"note ${n}"}\n`

function read(text: string, steps?: readonly Migration[]): SessionPart[] {
  const parts: SessionPart[] = []
  const reader = createSessionReader(digests.crc32, (part) => parts.push(part), steps)
  for (const line of text.split('\n').slice(0, -1)) reader.line(line)
  reader.end()
  return parts
}

/** As a version might have been in which notes were called remarks, and hints were given. */
const step: Migration = {
  from: 0,
  header: ({ application, ...header }) => ({ ...header, app: application }),
  event: ({ kind, ...event }) => (kind === 'hint' ? undefined : { kind: kind === 'remark' ? 'note' : kind, ...event }),
}

describe('a session of another version', () => {
  it('[SE10] is refused with a report of what differs, in its header and in its lines', () => {
    const header = { ...JSON.parse(headerLine), version: 9, app: '4.5.6', colours: ['red'], seed: undefined }
    const lines = [
      JSON.stringify(header),
      note(1).trimEnd(),
      '{"n":2,"at":2,"kind":"hologram"}',
      '{"n":3,"at":3,"kind":"hologram"}',
      '{"n":4,"at":4,"kind":"sent","message":"by owl"}',
      '{"seal":4,"crc":"00000000","len":1}',
    ]
    const refused = (): unknown => read(`${lines.join('\n')}\n`)
    expect(refused).toThrow(SessionError)
    expect(refused).toThrow(/format version 9; this application reads version 1\./)
    expect(refused).toThrow(/header has colours, which .* Its header lacks seed\./)
    expect(refused).toThrow(/does not know: hologram \(2\)\. Events of another shape: sent \(1\)\./)
    expect(refused).toThrow(/Of the first 4 events this version could read 1\. Open it with .*4\.5\.6/)
  })

  it('[SE10] is looked at no further than a bound', () => {
    const reader = createSessionReader(digests.crc32, () => undefined)
    reader.line(headerLine.replace('"version":1', '"version":2').trimEnd())
    let lines = 0
    const readOn = (): void => {
      for (; lines < 2 * reportLinesMax; lines++) reader.line(note(lines + 1).trimEnd())
    }
    expect(readOn).toThrow(SessionError)
    expect(lines).toBeLessThan(reportLinesMax)
    const many = createVersionReport({})
    for (let n = 1; n <= 500; n++) many.line(`{"n":${n},"at":1,"kind":"kind ${n}"}`)
    expect(many.text()).toMatch(/kind 6 \(1\) and 94 more\./)
  })

  it('[SE11] that is older, and to which there is a way, is read as if it were of this one', async () => {
    const old = headerLine.replace('"version":1,"app"', '"version":0,"application"')
    const text = `${old}${note(1).replace('"note"', '"remark"')}{"n":2,"at":2,"kind":"hint"}\n${note(3)}`
    const parts = read(text, [step])
    expect(parts.map(({ kind }) => kind)).toEqual(['header', 'event', 'event'])
    expect(parts[0]).toMatchObject({ migratedFrom: 0, header: { version: 1, app: '0.1.0' } })
    const saved = (
      await collect(
        ndjson.write(
          {
            read: async function* () {
              yield* parts
            },
          },
          digests,
        ),
      )
    )[0] as string
    expect(readText(saved)[0]).toMatchObject({ kind: 'header', header: { version: 1 } })
    expect(readText(saved)[0]).not.toHaveProperty('migratedFrom')
    expect(() => read(text)).toThrow(/format version 0; this application reads version 1/)
  })

  it('[SE11] is not migrated over a step that is missing, nor backwards', () => {
    expect(canMigrate(0, 1, [step])).toBe(true)
    expect(canMigrate(0, 2, [step])).toBe(false)
    expect(canMigrate(2, 1, [step])).toBe(false)
    expect(canMigrate(1, 1, [step])).toBe(false)
  })

  it('[SE11] has its seals compared with what stands in the file, not with what it becomes', async () => {
    const { world } = await createPair()
    const whole = (await collect(ndjson.write(sourceOf(world.lines), digests)))[0] as string
    const parts = read(whole.replace('syncscope-session","version":1', 'syncscope-session","version":0'), [step])
    expect(parts.some(({ kind }) => kind === 'gap')).toBe(true)
  })
})

describe('sessions that were kept', () => {
  const folder = 'test/fixtures/sessions/kept'
  const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson'))

  it.each(files)('[SE12] %s opens, whole, with the verdict that it names', (name) => {
    const parts = readText(readFileSync(join(folder, name), 'utf8'))
    const events = parts.flatMap((part) => (part.kind === 'event' ? [part.event] : []))
    const footer = parts.at(-1)
    expect(parts.some(({ kind }) => kind === 'gap' || kind === 'unknown')).toBe(false)
    expect(events.filter((event) => !isEvent(event))).toEqual([])
    expect(footer?.kind).toBe('footer')
    if (footer?.kind !== 'footer') return
    expect(events).toHaveLength(footer.footer.events)
    const check = createConvergenceCheck()
    for (const event of events) check.take(event)
    expect(check.verdict(true).state).toBe(footer.footer.verdict)
  })

  it('[SE12] there are some of every model', () => expect(files.length).toBeGreaterThanOrEqual(6))
})
