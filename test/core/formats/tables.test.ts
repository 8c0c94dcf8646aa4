// The tables, read back by libraries of others.
import { parse } from 'csv-parse/sync'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { rowsOf, tableColumns, type Row } from '../../../core/event-table.ts'
import { parquet } from '../../../core/formats/parquet.ts'
import { bytesOf, documentsOf, eventsOf, samples, type Sample } from '../../support/exported.ts'
import { digests, sourceOf } from '../../support/source.ts'

const names = tableColumns.map(({ name }) => name)

async function tableOf(sample: Sample): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of rowsOf(sample.source)) rows.push(row)
  return rows
}

describe('tables', () => {
  it('[FO7] a CSV export has a row for each event, with CRLF, and a cell gives back its text, whatever is in it', async () => {
    for (const sample of await samples()) {
      const [text = ''] = await documentsOf('csv', sample.source)
      const [head, ...records] = parse(text, { record_delimiter: '\r\n', relax_quotes: false }) as string[][]
      expect(head).toEqual(names)
      expect(text.endsWith('\r\n')).toBe(true)
      const rows = await tableOf(sample)
      expect(records.length, sample.name).toBe(eventsOf(sample).length)
      records.forEach((record, at) => {
        names.forEach((name, column) => {
          const cell = rows[at]?.[name]
          const wanted = Buffer.from(
            /^[=+\-@\t\r]/.test(String(cell)) && typeof cell === 'string' ? `'${cell}` : String(cell ?? ''),
          )
          // half of a character is none in UTF-8, and comes back as the sign for that
          expect(record[column]).toBe(wanted.toString())
        })
      })
    }
  })

  it('[FO7] no text in a CSV export begins like a formula', async () => {
    const sample = (await samples()).at(-1) as Sample
    const [text = ''] = await documentsOf('csv', sample.source)
    const cells = (parse(text) as string[][]).flat()
    expect(cells.filter((cell) => cell.startsWith("'=cmd()"))).not.toEqual([])
    expect(cells.filter((cell) => /^[=+@\t\r]|^-(?![\d.]+$)/.test(cell))).toEqual([])
  })

  it('[FO8] a Parquet export is read back as it was written, in groups of rows', async () => {
    for (const sample of await samples()) {
      const bytes = await bytesOf(parquet.write(sample.source, digests))
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
      const metadata = parquetMetadata(file)
      expect(Number(metadata.num_rows)).toBe(eventsOf(sample).length)
      const read = await parquetReadObjects({ file })
      const wanted = (await tableOf(sample)).map((row) =>
        Object.fromEntries(names.map((name) => [name, valueOf(row, name)])),
      )
      expect(read, sample.name).toEqual(wanted)
    }
  })

  it('[FO8] a long session makes more than one group, an empty one is still a table', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `{"n":${n + 1},"at":${n},"kind":"note","text":"=${n}"}\n`)
    const bytes = await bytesOf(parquet.write(sourceOf(lines), digests))
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    expect(parquetMetadata(file).row_groups.length).toBe(3)
    const read = await parquetReadObjects({ file })
    expect(read).toHaveLength(20_000)
    expect(read[12_345]).toMatchObject({ n: 12_346n, text: '=12345', at_ms: 12_345, object: null })
    const none = await bytesOf(parquet.write(sourceOf([]), digests))
    const empty = none.buffer.slice(none.byteOffset, none.byteOffset + none.byteLength) as ArrayBuffer
    expect(await parquetReadObjects({ file: empty })).toEqual([])
  })
})

function valueOf(row: Row, name: (typeof names)[number]): unknown {
  const cell = row[name]
  if (cell === undefined) return null
  if (typeof cell === 'string') return Buffer.from(cell).toString()
  return tableColumns.find((column) => column.name === name)?.holds === 'integer' ? BigInt(cell) : cell
}
