/** Small choices that a page keeps for the next time; where nothing can be kept, it goes on without. */

const prefix = 'syncscope.'

export function readKept(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined
  } catch {
    return undefined
  }
}

export function writeKept(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value)
  } catch {
    // a full or forbidden storage is no reason to refuse the choice itself
  }
}
