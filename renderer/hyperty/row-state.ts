/** How an object stands, in a word or two, for the rail and the chip. */
import { models } from '../../core/models/index.ts'
import type { ObjectInfo } from '../../core/port.ts'
import type { ObjectRow } from '../stores/hyperty.ts'
import type { TextState } from '../editor/editing.ts'

export interface RowState {
  readonly text: string
  readonly tone: 'plain' | 'good' | 'warn' | 'bad'
}

/** What this hyperty is to an object, for the head of the window. */
export function partOf({ role, status, mayWrite }: ObjectInfo): string {
  if (status === 'invited') return 'Invited'
  if (status === 'deleted') return 'Deleted'
  if (status === 'left') return 'Owner left'
  if (status === 'removed') return 'Removed'
  return role === 'reporter' ? 'Owner' : mayWrite ? 'May write' : 'Follower'
}

/** Whether copies of it may differ although nothing is on its way: its model does not promise that they do not. */
export const mayDiffer = ({ model }: ObjectInfo): boolean =>
  models.find(({ name }) => name === model)?.promises.includes('converges') === false

/** How many changes are not sent: in the text, and on their way. */
export const unsentOf = (row: ObjectRow, text: TextState | undefined): number => row.pending + (text?.draft.length ?? 0)

/** What keeps a hyperty from being in step, whatever its objects hold. */
export type Away = 'offline' | 'paused' | 'cut off'

/** What the rail says of an object. */
export function rowStateOf(row: ObjectRow, text: TextState | undefined, away?: Away): RowState {
  const unsent = unsentOf(row, text)
  if (row.info.status === 'invited') return { text: 'invitation', tone: 'warn' }
  if (row.info.status === 'deleted') return { text: 'deleted', tone: 'bad' }
  if (row.info.status === 'left') return { text: 'owner left', tone: 'warn' }
  if (row.info.status === 'removed') return { text: 'removed', tone: 'bad' }
  if (row.info.offered) return { text: 'offered to you', tone: 'warn' }
  if (text?.problem) return { text: 'draft', tone: 'warn' }
  if (unsent > 0) return { text: `${unsent} not sent`, tone: 'warn' }
  if (away) return { text: away, tone: 'warn' }
  if (mayDiffer(row.info)) return { text: 'may differ', tone: 'plain' }
  return { text: 'in step', tone: 'good' }
}
