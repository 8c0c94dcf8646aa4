// The rules of a ShiViz log, as one sentence for each that is broken.
export interface ShivizEvent {
  readonly host: string
  readonly clock: { readonly [host: string]: number }
  readonly event: string
}

/** Reads a log as ShiViz does: by the expression in its first line, parted by what stands in its second. */
export function readShiviz(text: string): {
  readonly events: readonly ShivizEvent[]
  readonly problems: readonly string[]
} {
  const lines = text.split('\n')
  const problems: string[] = []
  const [pattern = '', delimiter = 'missing'] = lines
  for (const name of ['host', 'clock', 'event']) if (!pattern.includes(`(?<${name}>`)) problems.push(`no group ${name}`)
  if (pattern.includes('\\(') || pattern.includes('\\)')) problems.push('an escaped parenthesis')
  if (delimiter !== '') problems.push('a delimiter that parts nothing')
  const events: ShivizEvent[] = []
  const line = new RegExp(`^${pattern}$`)
  if (lines.at(-1) !== '') problems.push('no newline at the end')
  lines.slice(2, -1).forEach((one, at) => {
    const { host, clock, event } = line.exec(one)?.groups ?? {}
    if (!host || !clock || !event) return void problems.push(`line ${at + 3} does not match: ${one}`)
    try {
      events.push({ host, clock: JSON.parse(clock) as ShivizEvent['clock'], event })
    } catch {
      problems.push(`the clock of line ${at + 3} is not JSON: ${clock}`)
    }
    return undefined
  })
  return { events, problems: [...problems, ...clockProblems(events)] }
}

function clockProblems(events: readonly ShivizEvent[]): string[] {
  const problems: string[] = []
  const own = new Map<string, ShivizEvent['clock']>()
  for (const one of events) {
    const say = (what: string): void => void problems.push(`${what}: ${JSON.stringify(one)}`)
    const before = own.get(one.host)
    if (one.clock[one.host] !== (before?.[one.host] ?? 0) + 1) say('its own entry does not rise by one')
    for (const [host, count] of Object.entries(before ?? {}))
      if ((one.clock[host] ?? 0) < count) say('it has forgotten')
    for (const [host, count] of Object.entries(one.clock)) {
      if (!Number.isSafeInteger(count) || count < 1) say('an entry is no count')
      const known = host === one.host ? count : (own.get(host)?.[host] ?? 0)
      if (known < count) say(`it knows what ${host} has not done`)
    }
    own.set(one.host, one.clock)
  }
  return problems
}
