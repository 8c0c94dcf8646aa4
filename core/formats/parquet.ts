/** The events of a session as a Parquet file, for DuckDB, pandas and their like. https://parquet.apache.org/docs/file-format */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { rowsOf, tableColumns, type Cell } from '../event-table.ts'
import type { Format, Piece, SessionSource } from '../format.ts'

/** Rows of a group: all that is held of them at once. */
const groupRows = 8_192

const types = { integer: 'INT64', number: 'DOUBLE', text: 'STRING' } as const
const columns = tableColumns.map(({ name, holds }) => ({ name, type: types[holds], nullable: name !== 'n' }))

async function* write(source: SessionSource): AsyncIterable<Piece> {
  const bytes = new ByteWriter()
  const schema = schemaFromColumnData({ columnData: columns.map((column) => ({ ...column, data: [] })) })
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'syncscope' })
  let group = newGroup()
  const taken = (): Piece => {
    const copy = bytes.getBytes().slice()
    bytes.index = 0
    return { document: 0, text: '', bytes: copy }
  }
  const put = (): void => {
    const columnData = tableColumns.map(({ name }, at) => ({ name, data: group[at] as Value[], offsetIndex: false }))
    void writer.write({ columnData, rowGroupSize: groupRows })
    group = newGroup()
  }
  for await (const row of rowsOf(source)) {
    tableColumns.forEach(({ name, holds }, at) => group[at]?.push(valueOf(row[name], holds === 'integer')))
    if (group[0]?.length !== groupRows) continue
    put()
    yield taken()
  }
  if (group[0]?.length !== 0) put()
  void writer.finish()
  yield taken()
}

type Value = Cell | bigint | null

const valueOf = (cell: Cell, isInteger: boolean): Value =>
  cell === undefined ? null : isInteger && typeof cell === 'number' ? BigInt(cell) : cell

const newGroup = (): Value[][] => tableColumns.map(() => [])

export const parquet: Format = {
  name: 'parquet',
  label: 'Parquet table',
  extension: 'parquet',
  losses: 'One row for each event: of the hops only how long a delivery took, and no verdict.',
  readings: 1,
  write,
}
