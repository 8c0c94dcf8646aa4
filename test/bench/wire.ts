/**
 * How many bytes of text a change is, on average, under each model, in reports of 64: out of the writer's window, from
 * Syncer to Syncer as the JSON of the whole message, and into the receiver's window.
 */
import { encodeFrame } from '../../core/codec.ts'
import { models } from '../../core/models/index.ts'
import { createOurs } from './ours.ts'
import { rowOf, type Row } from './row.ts'
import { workloads } from './workload.ts'

const bytesMax = 30
const changes = 20_000
const batch = 64

interface Wire {
  out: number
  message: number
  into: number
}

async function measureWire(model: string): Promise<Wire> {
  const wire: Wire = { out: 0, message: 0, into: 0 }
  const setting = { createRoot: workloads.mixed.createRoot, receivers: 1 }
  const peer = await createOurs(setting, {
    recording: 'none',
    model,
    onFrame(frame) {
      if (frame.kind === 'report') wire.out += Buffer.byteLength(encodeFrame(frame))
      if (frame.kind === 'changes') wire.into += Buffer.byteLength(encodeFrame(frame))
    },
    onMessage(message) {
      if (message.type === 'update') wire.message += Buffer.byteLength(JSON.stringify(message))
    },
  })
  await peer.run(workloads.mixed.createSteps(changes), batch)
  await peer.close()
  return { out: wire.out / changes, message: wire.message / changes, into: wire.into / changes }
}

/** The wider of the two that cross a port as text counts; a message stays within one process, where nobody writes it out. */
export async function wireBytes(): Promise<Row> {
  const all: { [model: string]: Wire } = {}
  for (const { name } of models) all[name] = await measureWire(name)
  console.log('bytes a change, out of the window, from Syncer to Syncer, into a window:')
  console.table(
    Object.entries(all).map(([model, { out, message, into }]) => ({
      model,
      out: out.toFixed(1),
      message: message.toFixed(1),
      into: into.toFixed(1),
    })),
  )
  const { out, into } = all['owner-only'] as Wire
  return rowOf('wire-bytes', { ours: Math.max(out, into), theirs: 1 }, bytesMax, 'bytes a change')
}
