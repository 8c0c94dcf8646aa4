// The chart when the system turns dark or light while it runs: drawn anew, in the colours of the other scheme.
import type { Page } from '@playwright/test'
import { expect, test } from '../support/electron.ts'
import { startedPair } from '../support/windows.ts'

interface Look {
  /** The colour of the ground, as three numbers. */
  readonly ground: readonly number[]
  /** How many points have another one. */
  readonly drawn: number
}

/** What a person sees where the chart is: decoded from a picture of the window, not from the canvas. */
async function lookAt(inspector: Page): Promise<Look> {
  const picture = (await inspector.locator('#chart').screenshot()).toString('base64')
  return inspector.evaluate(async (data) => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
    context.drawImage(image, 0, 0)
    const { data: points } = context.getImageData(0, 0, image.width, image.height)
    const counts = new Map<string, number>()
    for (let at = 0; at < points.length; at += 4) {
      const colour = points.slice(at, at + 3).join()
      counts.set(colour, (counts.get(colour) ?? 0) + 1)
    }
    const [ground = '', most = 0] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? []
    return { ground: ground.split(',').map(Number), drawn: points.length / 4 - most }
  }, picture)
}

const brightness = ({ ground }: Look): number => ground.reduce((sum, part) => sum + part, 0) / 3

for (const reducedMotion of ['no-preference', 'reduce'] as const)
  test(`the chart is drawn anew when the colours of the system change, and change back (motion: ${reducedMotion})`, async ({
    launchApp,
  }, info) => {
    const launched = await launchApp()
    const { inspector } = await startedPair(launched)
    const looks: Look[] = []
    for (const scheme of ['light', 'dark', 'light', 'dark'] as const) {
      await inspector.emulateMedia({ colorScheme: scheme, reducedMotion })
      // at once: the window may be behind others, where no frames are drawn
      const look = await lookAt(inspector)
      expect(look.drawn).toBeGreaterThan(2_000)
      expect(brightness(look) > 128).toBe(scheme === 'light')
      looks.push(look)
      await inspector.screenshot({ path: info.outputPath(`${looks.length}-${scheme}.png`) })
    }
    const [light, dark, lightAgain, darkAgain] = looks
    expect(lightAgain?.ground).toEqual(light?.ground)
    expect(darkAgain?.ground).toEqual(dark?.ground)
    expect(launched.problems).toEqual([])
  })
