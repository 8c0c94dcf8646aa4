/** The registry of formats, in the order of the menu. */
import type { Format } from '../format.ts'
import { csv } from './csv.ts'
import { html } from './html.ts'
import { jsonPatch } from './json-patch.ts'
import { mermaid } from './mermaid.ts'
import { ndjson } from './ndjson.ts'
import { otlp } from './otlp.ts'
import { parquet } from './parquet.ts'
import { plantuml } from './plantuml.ts'
import { shiviz } from './shiviz.ts'
import { svg } from './svg.ts'
import { trace } from './trace.ts'

export const formats: readonly Format[] = [
  ndjson,
  mermaid,
  plantuml,
  svg,
  html,
  trace,
  shiviz,
  otlp,
  csv,
  parquet,
  jsonPatch,
]
