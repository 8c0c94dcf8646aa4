// Help for each command, completion scripts in a real shell, and the example of a workflow.
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../main/cli-catalogue.ts'
import { commandHelp } from '../../main/cli-completion.ts'
import { help } from '../../main/cli-text.ts'
import { syncscope } from '../support/command-line.ts'

/** What bash would offer for these words, the last one unfinished. */
function completed(script: string, words: readonly string[]): readonly string[] {
  const list = words.map((word) => `'${word}'`).join(' ')
  const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _syncscope; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr, status } = spawnSync('bash', ['-c', `${script}\n${ask}`], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.split('\n').filter((word) => word !== '')
}

describe('syncscope', () => {
  it('[CL19] says of each command its options, examples and exit codes', async () => {
    for (const { name, options, examples } of catalogue) {
      const text = commandHelp(name) ?? ''
      for (const option of options) expect(text).toContain(`  --${option.name}`)
      for (const example of examples) expect(text).toContain(`\n  npx syncscope ${example}\n`)
      expect(text).toMatch(/\nIt ends with 0/)
      expect(help, name).toContain(`  npx syncscope ${name}`)
    }
    const asked = await syncscope(['help', 'query'])
    expect(asked).toEqual({ code: 0, out: commandHelp('query'), error: '' })
    expect(await syncscope(['query', '--help'])).toEqual(asked)
  })

  it('[CL19] completes commands, options and names in bash', async () => {
    const { code, out } = await syncscope(['completion', 'bash'])
    expect(code).toBe(0)
    expect(completed(out, ['syncscope', 'ver'])).toEqual(['verdict'])
    expect(completed(out, ['syncscope', 'verdict', '--'])).toEqual(['--junit', '--mapping', '--json'])
    expect(completed(out, ['syncscope', 'run', '--model', 'reb'])).toEqual(['rebase'])
    expect(completed(out, ['syncscope', 'completion', ''])).toEqual(['bash', 'zsh', 'fish'])
  })

  it('[CL19] prints a script for each shell, and knows no other', async () => {
    for (const shell of ['zsh', 'fish']) {
      const { out } = await syncscope(['completion', shell])
      for (const { name } of catalogue) expect(out).toContain(name)
    }
    const { code, error } = await syncscope(['completion', 'tcsh'])
    expect([code, error]).toEqual([64, expect.stringContaining('bash|zsh|fish, not "tcsh"')])
  })

  it('[CL20] the example of a workflow runs here, and fails where copies diverge', async () => {
    const text = await readFile('docs/ci-example.yml', 'utf8')
    const [play = '', judge = ''] = [...text.matchAll(/run: npx syncscope (.*)/g)].map((match) => match[1] ?? '')
    expect(judge).not.toContain('||')
    const folder = await mkdtemp(join(tmpdir(), 'cli-ci-'))
    const inFolder = (words: string): readonly string[] =>
      words
        .split(' || ')[0]
        ?.replaceAll(/\S+\.(ndjson|xml)/g, (name) => join(folder, name))
        .split(' ') ?? []
    try {
      for (const [model, code] of [
        ['rebase', 0],
        ['naive', 1],
      ] as const) {
        await syncscope(inFolder(play.replace('rebase', model).replace('--seed 1', '--seed 3')))
        expect((await syncscope(inFolder(judge))).code, model).toBe(code)
        expect(await readFile(join(folder, 'verdict.xml'), 'utf8')).toContain('<testsuites')
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }, 60_000)
})
