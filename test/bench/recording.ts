/** How much of a run is recorded: nothing, a file as the application writes it, or that and all checks on it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createJudgement } from '../../core/check.ts'
import { checks } from '../../core/checks/index.ts'
import { createQuietRecorder } from '../../core/quiet-recorder.ts'
import { createSessionRecorder, type SessionRecorder } from '../../core/recorder.ts'
import { liveHeader } from '../../core/session.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { watchRecorder } from '../../core/watched-recorder.ts'
import { createSessionFile } from '../../main/session-file.ts'

export type RecordingKind = 'none' | 'file' | 'checked'

export interface Recording {
  readonly recorder: SessionRecorder
  flush(): Promise<void>
  close(): Promise<void>
}

export async function createRecording(kind: RecordingKind, now: () => number): Promise<Recording> {
  if (kind === 'none')
    return { recorder: createQuietRecorder(now), flush: async () => undefined, close: async () => undefined }
  const folder = await mkdtemp(join(tmpdir(), 'syncscope-bench-'))
  const file = await createSessionFile({ path: join(folder, 'session.ndjson'), header: liveHeader('bench', 0) })
  const plain = createSessionRecorder(now)
  plain.subscribe((line) => file.append(line))
  return {
    recorder: kind === 'checked' ? withChecks(plain) : plain,
    flush: () => file.flush(),
    async close() {
      await file.close('converged')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** As in the application: main judges the events as they are recorded. */
function withChecks(plain: SessionRecorder): SessionRecorder {
  const verdict = createConvergenceCheck()
  const judgement = createJudgement(checks)
  return watchRecorder(plain, (event) => {
    verdict.take(event)
    judgement.take(event)
  })
}
