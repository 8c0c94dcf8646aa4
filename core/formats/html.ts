/**
 * A session as a report in one HTML file: what came of it, a table that can be searched, and the picture. Opens without
 * a network, and may not reach one.
 */
import { toBase64 } from '../base64.ts'
import { rowsOf, type Row } from '../event-table.ts'
import { lifelinesOf, type Digests, type Format, type Lifelines, type Piece, type SessionSource } from '../format.ts'
import { markupText, shortText } from '../markup.ts'
import { drawPicture } from '../picture.ts'
import { reportScript, reportStyle } from '../report-page.ts'
import type { SessionFooter, SessionHeader } from '../session.ts'
import { createConvergenceCheck } from '../verdict.ts'
import { isEvent } from '../event-guard.ts'

/** So many rows a browser can hold and search. */
const rowsMax = 50_000
const contentMax = 160

const cell = (text: string, kind = ''): string => `<td${kind && ` class="${kind}"`}>${markupText(text)}</td>`

/** A digest in hex as base64, as a policy names it. */
const base64Of = (hex: string): string =>
  toBase64(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)))

function policyOf(digests: Digests): string {
  const hash = (text: string): string => {
    const sha = digests.sha256()
    sha.update(text)
    return `'sha256-${base64Of(sha.hex())}'`
  }
  return `default-src 'none'; style-src ${hash(reportStyle)}; script-src ${hash(reportScript)}; base-uri 'none'; form-action 'none'`
}

interface Summary {
  readonly header: SessionHeader | undefined
  readonly footer: SessionFooter | undefined
  readonly verdict: string
  readonly sentence: string
  readonly events: number
}

async function summaryOf(source: SessionSource): Promise<Summary> {
  const check = createConvergenceCheck()
  let header: SessionHeader | undefined
  let footer: SessionFooter | undefined
  let events = 0
  for await (const part of source.read()) {
    if (part.kind === 'header') header = part.header
    else if (part.kind === 'footer') footer = part.footer
    else if (part.kind === 'gap') check.miss()
    else if (part.kind === 'event') {
      events++
      if (isEvent(part.event)) check.take(part.event)
      else check.miss()
    }
  }
  const { state, sentence } = check.verdict(true)
  return { header, footer, verdict: footer?.verdict ?? state, sentence, events }
}

function headOf({ header, footer, verdict, sentence, events }: Summary, { list, arrows }: Lifelines): string {
  const found = (footer?.checks ?? []).flatMap((check) =>
    'count' in check && check.count > 0 ? [`${check.check} ${check.count}`] : [],
  )
  const people = [...new Set(list.map(({ group }) => group))]
  const facts: readonly (readonly [string, string])[] = [
    ['Start', header?.start ?? 'simulated'],
    ['Model', header?.models.join(', ') ?? ''],
    ...(header?.seed === null || header?.seed === undefined ? [] : ([['Seed', String(header.seed)]] as const)),
    ['Participants', shortText(people.join(', '), 1_000)],
    ['Events', `${events}, in ${arrows} arrows`],
    ...(found.length > 0 ? ([['Found', found.join(', ')]] as const) : []),
    ...((footer?.dropped ?? 0) > 0 ? ([['Dropped', String(footer?.dropped)]] as const) : []),
  ]
  const items = facts.map(([term, text]) => `<dt>${term}</dt><dd>${markupText(text)}</dd>`).join('\n')
  return `<h1>Syncscope session: <span class="${verdict.split(' ')[0]}">${markupText(verdict)}</span></h1>
<p class="soft">${markupText(sentence)}.</p>
<dl>${items}</dl>`
}

function rowText(row: Row, { nameOf }: Lifelines): string {
  const name = (address: unknown): string =>
    typeof address === 'string' && address !== '' ? shortText(nameOf(address), 60) : ''
  const effect = String(row.effect ?? '')
  const detail = shortText(String(row.reason ?? row.text ?? ''), contentMax)
  const content = shortText(String(row.content ?? ''), contentMax)
  const cells = [
    cell(String(row.n)) + cell(Number(row.at_ms).toFixed(2)),
    cell([row.kind, row.type].filter(Boolean).join(' ')),
    cell(name(row.from)) + cell(row.kind === 'sent' ? name(row.object) : name(row.to)),
    cell(row.version === undefined ? '' : String(row.version)),
    cell(effect, effect === 'refused' || effect === 'lost' ? effect : ''),
    cell([detail, content].filter(Boolean).join(' ')),
  ]
  return `<tr>${cells.join('')}</tr>\n`
}

async function* write(source: SessionSource, digests: Digests): AsyncIterable<Piece> {
  const put = (text: string): Piece => ({ document: 0, text })
  const summary = await summaryOf(source)
  const lifelines = await lifelinesOf(source)
  yield put(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(digests)}">
<meta name="viewport" content="width=device-width">
<title>Syncscope session: ${markupText(summary.verdict)}</title>
<style>${reportStyle}</style>
</head>
<body>
${headOf(summary, lifelines)}
<h2 id="events">Events</h2>
<div class="find"><input type="search" aria-label="Find events" placeholder="Find events ( / )"><output></output></div>
<table aria-labelledby="events"><thead><tr><th>Event</th><th>ms</th><th>What</th><th>From</th><th>To, or about</th><th>Version</th><th>Effect</th><th>Detail</th></tr></thead>
<tbody>
`)
  let rows = 0
  for await (const row of rowsOf(source)) {
    if (++rows > rowsMax) break
    yield put(rowText(row, lifelines))
  }
  const rest = rows > rowsMax ? `<p>Of ${summary.events} events the first ${rowsMax} are listed.</p>` : ''
  yield put(
    `</tbody></table>\n${rest}\n<h2>Chart</h2>\n<div class="chart" tabindex="0" role="group" aria-label="Chart">\n`,
  )
  for await (const text of drawPicture(source, lifelines)) yield put(text)
  yield put(`</div>\n<script>${reportScript}</script>\n</body>\n</html>\n`)
}

export const html: Format = {
  name: 'html',
  label: 'HTML report',
  extension: 'html',
  losses: `The first ${rowsMax.toLocaleString('en-US')} events in the table, values cut after ${contentMax} characters; of a long session the picture shows only how dense it is.`,
  readings: 6,
  write,
}
