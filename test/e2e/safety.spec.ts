// Electron's checklist, item by item, asserted in the running application; each from inside the page, as an attacker
// would try it, where that can be done.
import { pageAddress, contentPolicy } from '../../main/page-path.ts'
import { expect, test } from '../support/electron.ts'
import { recorded, started, takeOver, titlesOf } from './application.ts'

test('every page is ours, by app:// and under the policy; its processes are isolated and sandboxed', async ({
  launchApp,
}) => {
  const { app, problems } = await launchApp()
  const { inspector, alice, bob } = await started(app)
  expect(inspector.url()).toBe(pageAddress.inspector)
  for (const page of [alice, bob]) expect(page.url()).toBe(pageAddress.hyperty)

  const preferences = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const known = contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      return known.getLastWebPreferences()
    }),
  )
  expect(preferences).toHaveLength(3)
  for (const one of preferences) {
    expect(one).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
    })
  }
  for (const page of [inspector, alice, bob]) {
    const answer = await page.evaluate(async () => {
      const { headers, status } = await fetch(location.href)
      return { status, policy: headers.get('content-security-policy'), sniff: headers.get('x-content-type-options') }
    })
    expect(answer).toEqual({ status: 200, policy: contentPolicy, sniff: 'nosniff' })
  }
  expect(problems).toEqual([])
})

test('a page has nothing of Electron or Node, only the two things of its preload', async ({ launchApp }) => {
  const { app } = await launchApp()
  const { inspector, alice } = await started(app)
  for (const page of [inspector, alice]) {
    const seen = await page.evaluate(() => {
      const own = window as unknown as { syncscope: object; [name: string]: unknown }
      const names = ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron']
      return { given: Object.keys(own.syncscope).sort(), found: names.filter((name) => own[name] !== undefined) }
    })
    expect(seen).toEqual({ given: ['host', 'ready'], found: [] })
  }
})

test('no script from text, from elsewhere, or from the page itself', async ({ launchApp }) => {
  const { app } = await launchApp()
  const { alice } = await started(app)
  const ran = await alice.evaluate(async () => {
    const own = window as unknown as { [name: string]: unknown }
    const tried: string[] = []
    // what the test itself evaluates is let through; what runs in a later turn is the page's own
    await new Promise((resolve) => setTimeout(resolve))
    try {
      // oxlint-disable-next-line no-eval -- it must not work
      eval('window.ranEval = true')
    } catch {
      tried.push('eval')
    }
    try {
      // oxlint-disable-next-line no-implied-eval, no-new-func, typescript/no-implied-eval -- it must not work
      new Function('window.ranFunction = true')()
    } catch {
      tried.push('Function')
    }
    const inline = document.createElement('script')
    inline.textContent = 'window.ranInline = true'
    const data = document.createElement('script')
    data.src = 'data:text/javascript,window.ranData=true'
    const blob = document.createElement('script')
    blob.src = URL.createObjectURL(new Blob(['window.ranBlob = true'], { type: 'text/javascript' }))
    document.body.append(inline, data, blob)
    const image = document.createElement('img')
    image.setAttribute('onerror', 'window.ranHandler = true')
    image.src = 'app://syncscope/none.png'
    document.body.append(image)
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { tried, ran: Object.keys(own).filter((name) => name.startsWith('ran')) }
  })
  expect(ran).toEqual({ tried: ['eval', 'Function'], ran: [] })
})

test('no page goes elsewhere, opens a window, embeds a page or a webview', async ({ launchApp }) => {
  const { app } = await launchApp()
  const { alice } = await started(app)
  await app.evaluate(({ shell }) => {
    const own = globalThis as unknown as { opened: string[] }
    own.opened = []
    shell.openExternal = (url) => Promise.resolve(void own.opened.push(url))
  })
  await alice.evaluate(async () => {
    window.open('https://example.com')
    window.open('app://syncscope/inspector/index.html')
    for (const [href, target] of [
      ['https://example.com/', '_blank'],
      ['https://example.com/', ''],
      ['app://syncscope/inspector/index.html', ''],
      ['file:///etc/passwd', ''],
      ['mailto:x@example.com', ''],
    ] as const) {
      const link = document.createElement('a')
      Object.assign(link, { href, target })
      document.body.append(link)
      link.click()
      link.remove()
    }
    for (const src of ['https://example.com/', 'app://syncscope/inspector/index.html', 'data:text/html,x']) {
      const frame = document.createElement('iframe')
      frame.src = src
      const view = document.createElement('webview')
      view.setAttribute('src', src)
      document.body.append(frame, view)
    }
    location.assign('https://example.com/')
    await new Promise((resolve) => setTimeout(resolve, 500))
  })
  expect(alice.url()).toBe(pageAddress.hyperty)
  const shown = alice.frames().map((frame) => frame.url())
  expect(shown.filter((url) => url.startsWith('http') || url.includes('inspector'))).toEqual([])
  expect(await titlesOf(app)).toHaveLength(3)
  const made = await app.evaluate(({ webContents }) => ({
    types: webContents.getAllWebContents().map((contents) => contents.getType()),
    opened: (globalThis as unknown as { opened: string[] }).opened,
  }))
  expect(made).toEqual({ types: ['window', 'window', 'window'], opened: [] })
})

test('nothing leaves by the network, and no file is read', async ({ launchApp }) => {
  const { app } = await launchApp()
  const { alice } = await started(app)
  const reached = await alice.evaluate(async () => {
    const tries: Record<string, () => Promise<unknown>> = {
      fetch: () => fetch('https://example.com/', { mode: 'no-cors' }),
      file: () => fetch('file:///etc/passwd'),
      beacon: async () => {
        if (!navigator.sendBeacon('https://example.com/', 'x')) throw new Error('refused')
        // a beacon says yes before the policy is asked; what the policy has blocked is told as an event
        await Promise.reject(new Error('blocked'))
      },
      socket: () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket('wss://example.com/')
          socket.addEventListener('open', resolve)
          socket.addEventListener('error', reject)
        }),
      image: () =>
        new Promise((resolve, reject) => {
          const image = new Image()
          image.addEventListener('load', resolve)
          image.addEventListener('error', reject)
          image.src = 'https://example.com/x.png'
        }),
      traversal: async () => {
        const { ok } = await fetch('app://syncscope/..%2fmain%2fmain.js')
        if (!ok) throw new Error('refused')
      },
      host: () => fetch('app://elsewhere/hyperty/index.html'),
      writing: async () => {
        const { ok } = await fetch('app://syncscope/hyperty/index.html', { method: 'POST', body: 'x' })
        if (!ok) throw new Error('refused')
      },
    }
    const done: string[] = []
    for (const [name, run] of Object.entries(tries)) {
      await run().then(
        () => done.push(name),
        () => undefined,
      )
    }
    return done
  })
  expect(reached).toEqual([])
})

test('every permission is refused', async ({ launchApp }) => {
  const { app } = await launchApp()
  const { inspector, alice } = await started(app)
  for (const page of [inspector, alice]) {
    const states = await page.evaluate(async () => {
      const refused = (work: Promise<unknown>): Promise<string> =>
        work.then(
          () => 'granted',
          () => 'refused',
        )
      return {
        camera: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
        screen: await refused(navigator.mediaDevices.getDisplayMedia({ video: true })),
        place: await refused(
          new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
        ),
        notes: await Notification.requestPermission(),
        clipboard: await refused(navigator.clipboard.readText()),
        devices: (await navigator.mediaDevices.enumerateDevices()).filter(({ label }) => label !== '').length,
      }
    })
    expect(states).toEqual({
      camera: 'refused',
      screen: 'refused',
      place: 'refused',
      notes: 'denied',
      clipboard: 'refused',
      devices: 0,
    })
  }
})

test('the machine is asked only by our own pages, by each for what it may, with what makes sense', async ({
  launchApp,
}) => {
  const { app } = await launchApp()
  const { inspector, alice } = await started(app)

  const refusedToHyperty = await alice.evaluate(async () => {
    const { host } = (
      window as unknown as { syncscope: { host: Record<string, (...args: unknown[]) => Promise<{ ok: boolean }>> } }
    ).syncscope
    const may = ['newWindow', 'reopenWindow', 'raiseWindow', 'copyText', 'settings']
    const answers = Object.keys(host).filter((name) => !may.includes(name))
    const oks = await Promise.all(answers.map((name) => (host[name] as () => Promise<{ ok: boolean }>)()))
    return oks.map(({ ok }) => ok)
  })
  expect(refusedToHyperty.length).toBeGreaterThan(5)
  expect(refusedToHyperty).not.toContain(true)

  const nonsense = await inspector.evaluate(async () => {
    const { host } = (
      window as unknown as { syncscope: { host: Record<string, (...args: unknown[]) => Promise<{ ok: boolean }>> } }
    ).syncscope
    const asked: readonly (readonly [string, ...unknown[]])[] = [
      ['newWindow', 3],
      ['newWindow', ''],
      ['newWindow', 'x'.repeat(200)],
      ['newWindow', 'a', 'b'],
      ['setSlowMotion', -1],
      ['setSlowMotion', '5'],
      ['setSlowMotion', 1e9],
      ['setSlowMotion', null],
      ['setLink', { conditions: { lossPercent: 101 }, seed: 1 }],
      ['setLink', { conditions: {}, seed: -1 }],
      ['setLink', 'all'],
      ['addNote', {}],
      ['addNote', ''],
      ['reopenWindow', 'file:///etc/passwd'],
      ['raiseWindow'],
      ['saveSession', '../../x'],
      ['recoverSession', 'yes'],
      ['copyText', ['x']],
      ['openSession', '/etc/passwd'],
    ]
    const answers = await Promise.all(
      asked.map(([name, ...args]) => (host[name] as (...rest: unknown[]) => Promise<{ ok: boolean }>)(...args)),
    )
    return answers.map(({ ok }, index) => `${asked[index]?.[0]} ${ok}`).filter((text) => text.endsWith('true'))
  })
  expect(nonsense).toEqual([])

  // a window that is none of ours, with our own preload and our own page
  const foreign = await app.evaluate(async ({ app: own, BrowserWindow }, address) => {
    const preload = `${own.getAppPath()}/out/preload/inspector.cjs`
    const answers: unknown[] = []
    for (const url of [address, 'data:text/html,x']) {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload, contextIsolation: true, sandbox: true },
      })
      await window.loadURL(url)
      answers.push(await window.webContents.executeJavaScript('window.syncscope.host.newWindow()'))
      window.destroy()
    }
    return answers
  }, pageAddress.inspector)
  expect(foreign).toEqual([
    { ok: false, reason: 'This page may not ask for anything.' },
    { ok: false, reason: 'This page may not ask for anything.' },
  ])
  expect(await titlesOf(app)).toHaveLength(3)
})

test('the basic prototypes are frozen in main and in the pages of hyperties', async ({ launchApp }) => {
  const { app } = await launchApp()
  const { alice } = await started(app)
  const look = (): boolean[] =>
    [Object.prototype, Array.prototype, Function.prototype, Error.prototype, Map.prototype, Promise.prototype].map(
      (one) => Object.isFrozen(one),
    )
  expect(await app.evaluate(look)).not.toContain(false)
  expect(await alice.evaluate(look)).not.toContain(false)
})

test('10,000 forged reports about what belongs to another: none is applied, each is refused in the record', async ({
  launchApp,
}) => {
  const { app, dataDir } = await launchApp()
  const { alice, bob } = await started(app)
  await takeOver(bob)
  await bob.evaluate(async () => {
    const { port } = window.raw as NonNullable<typeof window.raw>
    const head = '{"kind":"report","from":"hyperty://local/alice","url":"comm://local/welcome"'
    for (let seq = 1; seq <= 10_000; seq++) {
      port.postMessage(`${head},"seq":${seq},"base":9,"changedAt":0,"postedAt":0}\n[[["title"],"forged ${seq}"]]`)
      if (seq % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 60))
    }
  })
  const refusals = async (): Promise<number> =>
    (await recorded(dataDir)).filter(
      (event) => event.kind === 'ended' && event.decision?.rule === 'only-reporter-writes',
    ).length
  await expect.poll(refusals, { timeout: 20_000 }).toBeGreaterThanOrEqual(10_000)
  const events = await recorded(dataDir)
  expect(
    events.filter(
      (event) => event.kind === 'sent' && event.message.type === 'update' && event.message.body.version !== undefined,
    ),
  ).toEqual([])
  await expect(alice.getByText('Edit me').first()).toBeVisible()
  expect(await alice.getByText('forged').count()).toBe(0)
})
