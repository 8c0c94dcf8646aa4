/**
 * Draws a session as PNG or PDF: the SVG of the export, shown in a window that nobody sees, which can reach nothing. A
 * long picture becomes several files, or several pages, cut between rows.
 */
import { BrowserWindow, session, type Session } from 'electron'
import { basename, dirname, extname, join } from 'node:path'
import { lifelinesOf } from '../core/format.ts'
import { drawPicture, rowHeight } from '../core/picture.ts'
import { lockedPreferences, lockSession } from './lockdown.ts'
import { pageOrigin } from './page-path.ts'
import { answer } from './protocol.ts'
import { sourceOfFile } from './saving.ts'
import { writeWhole } from './whole-file.ts'

interface PictureSize {
  readonly width: number
  readonly height: number
}

export type PictureName = 'png' | 'pdf'

/** A page of PDF is at most 200 inches high: so many rows of it. */
const pageHeightMax = 800 * rowHeight
const pixelsPerInch = 96
/** What is drawn at once, in pixels. */
const sliceHeightMax = 160 * rowHeight
const widthMax = 8_000
const policy = "default-src 'none'; style-src 'unsafe-inline'"

let own: Session | undefined
let page = ''

/** A session of its own, in memory, that serves one page and nothing else. */
function place(): Session {
  if (own) return own
  own = session.fromPartition('picture')
  lockSession(own)
  own.protocol.handle('app', () => answer(new TextEncoder().encode(page), 'text/html; charset=utf-8', policy))
  return own
}

let last: Promise<unknown> = Promise.resolve()

/** Draws the session in `from` into `to`; gives the files. @throws SessionError, Error */
export async function drawSession(name: PictureName, from: string, to: string): Promise<readonly string[]> {
  const source = sourceOfFile(from)
  // bounded: of too many elements it is a picture of density
  let svg = ''
  for await (const text of drawPicture(source, await lifelinesOf(source))) svg += text
  return drawSvg(name, svg, to)
}

/** Draws an SVG of ours into `to`; gives the files. One at a time. @throws Error */
export function drawSvg(name: PictureName, svg: string, to: string): Promise<readonly string[]> {
  const drawn = last.then(() => draw(name, svg, to))
  last = drawn.catch(() => undefined)
  return drawn
}

async function draw(name: PictureName, svg: string, to: string): Promise<readonly string[]> {
  const [, width, height] = /<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  const size = { width: Number(width), height: Number(height) }
  const window = new BrowserWindow({
    ...{ show: false, frame: false, useContentSize: true, enableLargerThanScreen: true, width: 800, height: 600 },
    webPreferences: { ...lockedPreferences(''), preload: '', session: place(), offscreen: name === 'png' },
  })
  try {
    return name === 'pdf' ? await printPages(window, svg, size, to) : await captureSlices(window, svg, size, to)
  } finally {
    window.destroy()
  }
}

async function show(window: BrowserWindow, style: string, content: string): Promise<void> {
  page = `<!doctype html><meta charset="utf-8"><style>body{margin:0;overflow:hidden}svg{display:block}${style}</style>${content}`
  await window.loadURL(`${pageOrigin}/picture.html`)
}

async function printPages(
  window: BrowserWindow,
  svg: string,
  { width, height }: PictureSize,
  to: string,
): Promise<readonly string[]> {
  const pageHeight = Math.min(height, pageHeightMax)
  await show(window, `@page{margin:0;size:${width}px ${pageHeight}px}body{overflow:visible}`, svg)
  const pdf = await window.webContents.printToPDF({
    pageSize: { width: width / pixelsPerInch, height: pageHeight / pixelsPerInch },
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    printBackground: true,
    preferCSSPageSize: true,
  })
  await writeWhole(to, pdf)
  return [to]
}

async function captureSlices(
  window: BrowserWindow,
  svg: string,
  { width, height }: PictureSize,
  to: string,
): Promise<readonly string[]> {
  const scale = Math.min(2, widthMax / width)
  const done: string[] = []
  for (let top = 0; top < height; top += sliceHeightMax) {
    const rest = Math.min(sliceHeightMax, height - top)
    const [w, h] = [Math.round(width * scale), Math.round(rest * scale)]
    const part = svg.replace(/<svg [^>]*?viewBox="[^"]*"/, (root) =>
      root
        .replace(/ width="[^"]*" height="[^"]*"/, ` width="${w}" height="${h}"`)
        .replace(/viewBox="[^"]*"/, `viewBox="0 ${top} ${width} ${rest}"`),
    )
    window.setContentSize(w, h)
    await show(window, '', part)
    // what was loaded has been painted when the second frame begins
    await window.webContents.executeJavaScript(
      'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(0))))',
    )
    const image = await window.webContents.capturePage({ x: 0, y: 0, width: w, height: h })
    const path = top === 0 ? to : join(dirname(to), `${basename(to, extname(to))}-${done.length + 1}${extname(to)}`)
    await writeWhole(path, image.toPNG())
    done.push(path)
  }
  return done
}
