// The rules of a Chrome trace with flows, as one sentence for each that is broken.
interface Entry {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly pid: number
  readonly tid: number
  readonly cat?: string
  readonly dur?: number
  readonly id?: number
  readonly bp?: string
}

const place = ({ pid, tid, ts, cat }: Entry): string => `${pid} ${tid} ${ts} ${cat}`

export function traceProblems(text: string): string[] {
  const problems: string[] = []
  const trace = JSON.parse(text) as { traceEvents: Entry[]; displayTimeUnit: string; otherData: object }
  if (trace.displayTimeUnit !== 'ms' || typeof trace.otherData !== 'object') problems.push('no unit, or no other data')
  const slices = new Set<string>()
  const begun = new Map<number, Entry>()
  const ended = new Set<number>()
  const named = new Set<string>()
  for (const entry of trace.traceEvents) {
    const say = (what: string): void => void problems.push(`${what}: ${JSON.stringify(entry)}`)
    if (!Number.isSafeInteger(entry.ts) || entry.ts < 0) say('a time is no whole number')
    if (!entry.name) say('it has no name')
    if (entry.ph === 'M') named.add(`${entry.name} ${entry.pid} ${entry.name === 'process_name' ? 0 : entry.tid}`)
    else if (!named.has(`process_name ${entry.pid} 0`)) say('its process has no name')
    if (entry.ph === 'X') {
      if (!Number.isSafeInteger(entry.dur) || (entry.dur ?? 0) < 1) say('a slice lasts less than 1')
      if (!named.has(`thread_name ${entry.pid} ${entry.tid}`)) say('its thread has no name')
      slices.add(place(entry))
    } else if (entry.ph === 's' || entry.ph === 'f') {
      const id = entry.id ?? Number.NaN
      if (!Number.isSafeInteger(id)) say('a flow has no whole number')
      if (!slices.has(place(entry))) say('a flow has no slice before it')
      if (entry.ph === 's' && begun.has(id)) say('a flow begins twice')
      if (entry.ph === 's') begun.set(id, entry)
      else {
        const start = begun.get(id)
        if (!start || ended.has(id)) say('a flow ends that has not begun, or twice')
        if (entry.bp !== 'e') say('a flow does not bind to the slice around it')
        if (start && start.ts >= entry.ts) say('a flow does not end after it begins')
        ended.add(id)
      }
    } else if (!['M', 'C', 'i'].includes(entry.ph)) say('of an unknown kind')
  }
  for (const id of begun.keys()) if (!ended.has(id)) problems.push(`flow ${id} does not end`)
  return [...problems, ...nestingProblems(trace.traceEvents)]
}

/** On a thread one slice lies within another, or apart from it. */
function nestingProblems(entries: readonly Entry[]): string[] {
  const problems: string[] = []
  for (const slices of byThread(entries).values()) {
    const stack: number[] = []
    slices.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    for (const slice of slices) {
      const end = slice.ts + (slice.dur ?? 0)
      while (stack.length > 0 && (stack.at(-1) as number) <= slice.ts) stack.pop()
      if (stack.length > 0 && (stack.at(-1) as number) < end) problems.push(`overlaps: ${JSON.stringify(slice)}`)
      stack.push(end)
    }
  }
  return problems
}

function byThread(entries: readonly Entry[]): Map<string, Entry[]> {
  const threads = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (entry.ph !== 'X') continue
    const key = `${entry.pid} ${entry.tid}`
    const slices = threads.get(key)
    if (slices) slices.push(entry)
    else threads.set(key, [entry])
  }
  return threads
}
