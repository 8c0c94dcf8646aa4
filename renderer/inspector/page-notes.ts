/** Notes in an inspector's page: where one is, what is asked of main, and which note is being written. */
import { ref, shallowRef, type Ref } from 'vue'
import type { HostAnswer } from '../../core/host.ts'
import type { Note, NoteOrder } from '../../core/notes.ts'
import { host } from '../stores/connection.ts'
import { useFind } from '../stores/find.ts'
import { useInspector } from '../stores/inspector.ts'
import type { NoteHands } from './note-commands.ts'

export interface PageNotes {
  readonly hands: NoteHands
  /** Whether a note is being written, and the one as it stood. */
  readonly isWriting: Ref<boolean>
  readonly draft: Readonly<Ref<Note>>
  edit(note: Note): void
  keep(note: NoteOrder): void
  remove(note: Note): void
}

export function createPageNotes(page: {
  readonly show: (event: number) => void
  readonly togglePanel: () => void
  readonly ask: (asked: Promise<HostAnswer>) => Promise<void>
}): PageNotes {
  const inspector = useInspector()
  const find = useFind()
  const isWriting = ref(false)
  const draft = shallowRef<Note>({ of: 1, until: 1, text: '' })

  /** Of what is selected; else of the cursor. */
  function current(): number | undefined {
    const columns = inspector.columns()
    const row = find.current ?? (inspector.cursor === undefined ? undefined : columns.rowOf(inspector.cursor))
    return row === undefined || row >= columns.count ? undefined : columns.n.get(columns.head.get(row))
  }

  function put(order: NoteOrder): void {
    const { lastEvent: n, lastAt: at } = inspector.columns()
    void page.ask(host.noteEvent(order, { n, at }))
  }

  function edit(note: Note): void {
    draft.value = note
    isWriting.value = true
  }

  const remove = ({ of }: Note): void => put({ of, text: '', removed: true })

  return {
    ...{ isWriting, draft, edit, keep: put, remove },
    hands: {
      current,
      hasAny: () => inspector.notes.length > 0,
      toggle() {
        const of = current()
        if (of === undefined) return
        const note = inspector.columns().notes.of(of)
        // a text is not thrown away by a single key
        if (note && note.text !== '') edit(note)
        else if (note) remove(note)
        else put({ of, text: '' })
      },
      write() {
        const of = current()
        if (of === undefined) return
        const until = Math.max(of, inspector.cursor ?? of)
        edit(inspector.columns().notes.of(of) ?? { of, until, text: '' })
      },
      step(by) {
        const note = inspector.columns().notes.next(current() ?? (by === 1 ? 0 : Number.POSITIVE_INFINITY), by)
        if (note) page.show(note.of)
      },
      togglePanel: page.togglePanel,
    },
  }
}
