// PlantUML's own check, where it is installed.
import { spawnSync } from 'node:child_process'

/** The command that runs it; nothing where there is none. */
export function plantumlCommand(): string | undefined {
  const { error } = spawnSync('plantuml', ['-headless', '-version'], { stdio: 'ignore' })
  return error ? undefined : 'plantuml'
}

/** What it says against a diagram; nothing where it takes it. */
export function plantumlProblem(command: string, text: string): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, ['-headless', '-syntax'], { input: text, encoding: 'utf8' })
  return status === 0 && stdout.startsWith('SEQUENCE') ? undefined : `${stdout}${stderr}`
}
