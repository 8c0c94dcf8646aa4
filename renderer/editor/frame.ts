/**
 * Runs work at the next frame of the window, once however often it is asked for, and leaves the window time for
 * other things when the work is long. Knows not what the work is.
 */

/** The longest that work waits for a frame: a window that is not seen draws none. */
const frameMaxMs = 100
/**
 * A frame is asked for so much later: an idle window begins it at once, and on a machine of few processors its drawing
 * is then in the way of the very change that it is to show, on its way to the others.
 */
const headStartMs = 5

/** A scheduler; each piece of work is run once for each time it is handed in. */
export function createFrames(): (run: () => void) => void {
  let due: (() => void)[] = []
  let notBefore = 0
  let isAsked = false

  function run(): void {
    isAsked = false
    const work = due
    due = []
    const begun = performance.now()
    for (const one of work) one()
    const now = performance.now()
    // at most a third of the time
    notBefore = now + 2 * (now - begun)
  }

  function ask(): void {
    let done = false
    const once = (): void => {
      if (done) return
      done = true
      const left = notBefore - performance.now()
      if (left > 16) window.setTimeout(run, left)
      else run()
    }
    requestAnimationFrame(once)
    window.setTimeout(once, frameMaxMs)
  }

  return (work) => {
    due.push(work)
    if (isAsked) return
    isAsked = true
    window.setTimeout(ask, headStartMs)
  }
}
