/** The registry of formats, in the order of the menu. */
import type { Format } from '../format.ts'
import { csv } from './csv.ts'
import { mermaid } from './mermaid.ts'
import { ndjson } from './ndjson.ts'
import { parquet } from './parquet.ts'
import { plantuml } from './plantuml.ts'

export const formats: readonly Format[] = [ndjson, mermaid, plantuml, csv, parquet]
