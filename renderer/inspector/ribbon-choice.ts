/** Which two copies the ribbon compares: those of the selected hop, or of the first two lanes; of the object it is about. */
import type { useInspector } from '../stores/inspector.ts'

export function toggleRibbon(inspector: ReturnType<typeof useInspector>): void {
  const timeline = inspector.timeline()
  if (!timeline) return
  if (timeline.state.ribbon) return timeline.setRibbon(undefined)
  const columns = inspector.columns()
  const row = inspector.selected?.row
  const urls =
    row === undefined ? [] : [columns.from, columns.to].map((column) => columns.addresses.textOf(column.get(row)))
  const first = timeline.state.lanes.groups.flatMap(({ member }) => (member ? member.url : []))
  const [one, other] = [...new Set([...urls.filter((url) => first.includes(url)), ...first])]
  const about = row === undefined ? '' : columns.addresses.textOf(columns.object.get(row))
  const object = columns.touching(about).length > 0 ? about : inspector.blames().objects()[0]
  if (one === undefined || other === undefined || object === undefined)
    inspector.notice = 'Two participants who hold an object are needed: nothing is shared yet.'
  else timeline.setRibbon({ object, one, other }, inspector.replay())
}
