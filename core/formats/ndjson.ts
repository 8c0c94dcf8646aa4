/**
 * The session file itself, written anew: header, sealed blocks of events, footer. Lines of unknown kinds are kept, and
 * so are the verdict and what the checks said; where there is none of it yet, it is what the events prove.
 */
import { createJudgement } from '../check.ts'
import { createConvergenceCheck } from '../verdict.ts'
import type { Evidence } from '../evidence.ts'
import { isEvent, isUnknownEvent } from '../event-guard.ts'
import type { Digests, Format, Piece, SessionSource } from '../format.ts'
import { sealLine } from '../sealed.ts'
import { footerLine, type SessionFooter, type SessionPart } from '../session.ts'

/** A block is sealed when it has grown to so many characters. */
const blockCharacters = 256 * 1024

async function* write(source: SessionSource, digests: Digests): AsyncIterable<Piece> {
  const sha = digests.sha256()
  const check = createConvergenceCheck()
  const judgement = source.checks && createJudgement(source.checks)
  let block = ''
  let crc = 0
  let events = 0
  let lastEvent = 0
  let footer: SessionFooter | undefined
  let missing = 0

  const put = (text: string): Piece => {
    sha.update(text)
    return { document: 0, text }
  }
  const seal = (): Piece => {
    crc = digests.crc32(block, crc)
    const text = block + sealLine(lastEvent, digests.byteLength(block), crc)
    block = ''
    return put(text)
  }

  for await (const part of source.read()) {
    judge(check, part)
    if (judgement) judge(judgement, part)
    if (part.kind === 'footer') {
      footer = part.footer
      continue
    }
    if (part.kind === 'gap') {
      missing += part.lines
      continue
    }
    block += `${part.text}\n`
    if (part.kind === 'event') {
      events++
      lastEvent = part.event.n
    }
    if (block.length >= blockCharacters) yield seal()
  }
  if (block) yield seal()
  const dropped = (footer?.dropped ?? 0) + missing
  const verdict = footer?.verdict ?? check.verdict(true).state
  const checks = footer ? footer.checks : judgement?.outcomes()
  const said = { verdict, ...(checks ? { checks } : {}) }
  yield { document: 0, text: footerLine({ events, dropped, sha256: sha.hex(), ...said }) }
}

interface Judge {
  take(event: Evidence): void
  miss(): void
}

function judge(check: Judge, part: SessionPart): void {
  if (part.kind === 'gap') check.miss()
  else if (part.kind === 'event') {
    if (isEvent(part.event)) check.take(part.event)
    else check.miss()
  } else if (part.kind === 'unknown') {
    const value: unknown = JSON.parse(part.text)
    if (isUnknownEvent(value)) check.take({ kind: 'unknown', n: value.n })
  }
}

export const ndjson: Format = {
  name: 'ndjson',
  label: 'Session',
  extension: 'ndjson',
  losses: '',
  readings: 1,
  write,
}
