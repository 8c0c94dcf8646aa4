// The command line with a fault planted in core: a process of its own that finds what a healthy one never does.
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { said, type Said } from './command-line.ts'
import { loadPlanted, type Fault } from './planting.ts'

export type PlantedCommandLine = (...words: readonly string[]) => Promise<Said>

/** Compiles it into a folder that is there and empty. @throws Error where the fault's text is not there once */
export async function plantCommandLine(folder: string, planted: Fault): Promise<PlantedCommandLine> {
  await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  await loadPlanted(folder, ['main/cli.ts', 'main/soak-worker.ts'], [planted])
  // threads stand beside it under the names that they have in the bundle
  await writeFile(join(folder, 'main', 'soak-worker.mjs'), "import './soak-worker.js'\n")
  const program = join(folder, 'program.mjs')
  const url = pathToFileURL(join(folder, 'main', 'cli.js')).href
  await writeFile(program, `import { main } from '${url}'\nprocess.exitCode = await main(process.argv.slice(2))\n`)
  return (...words) => said([program, ...words])
}
