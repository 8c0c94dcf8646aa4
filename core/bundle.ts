/**
 * An explain bundle: one page to be sent to somebody, with what went wrong in words, a picture, a test that fails, and the
 * session itself, which every reader of sessions finds in it. No script in it runs. Text in, text out.
 */
import { ImportError, type Import } from './import.ts'
import { markupText } from './markup.ts'

export interface Bundle {
  readonly title: string
  /** What came of it, in sentences; the first is the verdict. */
  readonly sentences: readonly string[]
  /** Name and value, such as the seed. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** How the value came to where it stands, for each copy. */
  readonly chains: readonly { readonly title: string; readonly steps: readonly string[] }[]
  /** An SVG element. */
  readonly picture: string
  /** The source of a test; absent where the run cannot be played again. */
  readonly test?: string | undefined
  /** The lines of the session, without their newlines. */
  readonly session: readonly string[]
}

const mark = '<!doctype html><!-- syncscope bundle 1 -->'
const sessionStart = '<script type="application/x-ndjson" id="session">'
const sessionEnd = '</script>'
// as no line of ours writes it, so that it can be taken back exactly
const escaped = '\\u003C'

/** Whether a file that begins so is a bundle. */
export const isBundle = (head: string): boolean => head.startsWith(mark)

/** How a bundle goes where kinds of files are told apart; its session is taken out of it, and not read by this. */
export const bundleKind: Import = {
  name: 'bundle',
  label: 'explain bundle',
  recognises: isBundle,
  read: () => Promise.reject(new ImportError('A bundle holds a session as it is.')),
}

/** The lines of the session in the lines of a bundle; none where it was cut off before them. */
export async function* sessionIn(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let isWithin = false
  for await (const line of lines) {
    if (line === sessionStart) isWithin = true
    else if (line === sessionEnd) isWithin = false
    else if (isWithin) yield line.replaceAll(escaped, '<')
  }
}

const style = `
  :root { color-scheme: light dark; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; }
  h1 { font-size: 1.4rem; }
  h2 { margin-top: 2rem; font-size: 1.1rem; }
  table { border-collapse: collapse; }
  th { padding: 0.15rem 1rem 0.15rem 0; font-weight: 600; text-align: left; }
  pre { padding: 0.8rem; border: 1px solid #8886; border-radius: 6px; overflow: auto; }
  figure { margin: 0; padding: 0.5rem; border: 1px solid #8886; border-radius: 6px; background: #fff; overflow: auto; }
`

/** The page. What comes from the session is text in it and nothing else. */
export function bundleText({ title, sentences, facts, chains, picture, test, session }: Bundle): string {
  const list = (steps: readonly string[]): string => steps.map((step) => `<li>${markupText(step)}</li>`).join('\n')
  return `${mark}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${markupText(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${markupText(title)}</h1>
${sentences.map((sentence) => `<p>${markupText(sentence)}</p>`).join('\n')}
<table>
${facts.map(([name, value]) => `<tr><th>${markupText(name)}</th><td>${markupText(value)}</td></tr>`).join('\n')}
</table>
<h2>Play it again</h2>
<pre>npx syncscope replay FILE     # does the same again, and ends as it was recorded
npx syncscope verdict FILE    # 1 where the copies differ</pre>
${chains.map((chain) => `<h2>${markupText(chain.title)}</h2>\n<ol>\n${list(chain.steps)}\n</ol>`).join('\n')}
<h2>Picture</h2>
<figure>
${picture}
</figure>
${test === undefined ? '' : `<h2>A test that fails</h2>\n<pre>${markupText(test)}</pre>\n`}${sessionStart}
${session.map((line) => line.replaceAll('<', escaped)).join('\n')}
${sessionEnd}
</body>
</html>
`
}

/** A test for Vitest that says what is wrong: that the copies end alike. */
export function convergenceTest(run: {
  readonly title: string
  readonly model: string
  readonly seed: number
  readonly steps: readonly object[]
}): string {
  return `// to be kept in a file of test/simulation
import { expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import { models } from '../../core/models/index.ts'
import type { Step } from '../../core/scenario.ts'

it(${JSON.stringify(`${run.title}: the copies end alike`)}, async () => {
  const model = models.find(({ name }) => name === ${JSON.stringify(run.model)})
  if (!model) throw new Error('no such model')
  const steps = [
${run.steps.map((step) => `    ${JSON.stringify(step)},`).join('\n')}
  ] as readonly Step[]
  const { score } = await play({ scenario: { name: 'bundle', text: '', steps }, checks }, model, ${run.seed})
  expect(score.verdict.state, score.verdict.sentence).toBe('converged')
})
`
}
