/** What does not change in an HTML report: its style and its script, which finds rows. Both are in the page itself. */

export const reportStyle = `
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #5b6472; --bad: #b3261e; --good: #1b6e3c }
@media (prefers-color-scheme: dark) { :root { --line: #3a4150; --soft: #9aa4b5; --bad: #ff8a80; --good: #7bd6a0 } }
body { margin: 0 auto; max-width: 1400px; padding: 24px; font: 14px/1.45 Inter, 'Segoe UI', system-ui, sans-serif }
h1 { margin: 0 0 4px; font-size: 22px }
h2 { margin: 32px 0 8px; font-size: 17px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 12px 0 }
dt, .soft { color: var(--soft) }
dd { margin: 0 }
.diverged, td.refused, td.lost { color: var(--bad) }
.converged { color: var(--good) }
.find { position: sticky; top: 0; z-index: 1; display: flex; gap: 12px; align-items: baseline; padding: 8px 0; background: Canvas }
input { width: 24em; max-width: 100%; padding: 5px 8px; font: inherit }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
th { position: sticky; top: 46px; background: Canvas; text-align: left }
th, td { padding: 3px 10px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
td:nth-child(1), td:nth-child(2), th:nth-child(1), th:nth-child(2) { text-align: right; white-space: nowrap }
td:last-child { font-family: 'JetBrains Mono', ui-monospace, monospace; font-size: 12px }
.chart { overflow: auto; border: 1px solid var(--line); background: #fff }
.chart svg { display: block }
`

export const reportScript = `
const find = document.querySelector('input'), said = document.querySelector('output')
const rows = [...document.querySelectorAll('tbody tr')]
const texts = rows.map((row) => row.textContent.toLowerCase())
function show() {
  const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean)
  let count = 0
  rows.forEach((row, at) => {
    const fits = words.every((word) => texts[at].includes(word))
    row.hidden = !fits
    if (fits) count++
  })
  said.textContent = words.length > 0 ? count + ' of ' + rows.length + ' events' : rows.length + ' events'
}
find.addEventListener('input', show)
addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== find) { event.preventDefault(); find.focus() }
  if (event.key === 'Escape' && document.activeElement === find) { find.value = ''; show() }
})
show()
`
