// A program that records events as fast as it can until it is killed, and says how far it is: `<ms> <events> <durable>`.
// Run by cut-off.test.ts.
import { liveHeader } from '../../core/session.ts'
import { createSessionFile } from '../../main/session-file.ts'

const file = await createSessionFile({ path: process.argv[2] as string, header: liveHeader('0.1.0', 0) })
for (let n = 1; ;) {
  for (let count = 0; count < 20; count++, n++) {
    file.append(`${JSON.stringify({ n, at: n, kind: 'note', text: `note ${n}`, style: 'remark' })}\n`)
  }
  process.stdout.write(`${performance.now()} ${file.recorded} ${file.durable}\n`)
  await new Promise((resolve) => setTimeout(resolve, 1))
}
