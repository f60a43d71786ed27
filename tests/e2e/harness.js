// The page in Chromium over the real core: each test gets a desk of its own (its own data folder, its own clock that
// stands still) and a page on it. A missing browser or host fails the test; nothing is skipped.
//
// What every test gets for free, at its end: the page went nowhere but to its own host, broke no rule of the content
// policy, and wrote no error to the console.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'

/** The top folder of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
// One lock file for all of npm: the browser's driver is among the page's own packages.
const require = createRequire(join(root, 'ui/package.json'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** A Friday morning in New York, the tests' own. */
export const MORNING = '2026-11-20T10:30:00-05:00'

const PICTURES = process.env.RIGHTFUL_PICTURES ?? join(root, 'target/pictures')
const HOST =
  process.env.RIGHTFUL_HOST ?? join(root, 'target/debug', process.platform === 'win32' ? 'host.exe' : 'host')
const LONG = Boolean(process.env.RIGHTFUL_LONG)

export { LONG }

function browserPath() {
  const places =
    process.platform === 'linux'
      ? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
      : process.platform === 'darwin'
        ? [
            '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
            '/Applications/Chromium.app/Contents/MacOS/Chromium',
          ]
        : [
            'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
            'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
          ]
  const found = [process.env.CHROMIUM, ...places].find(place => place && existsSync(place))
  assert.ok(
    found,
    `no Chromium here. Debian's package is chromium; elsewhere name it in CHROMIUM. Looked in ${places.join(', ')}`,
  )
  return found
}

let browser
before(async () => {
  assert.ok(existsSync(HOST), `the host is not built: no ${HOST}. Run \`cargo verify --only Chromium\`.`)
  browser = await chromium.launch({
    executablePath: browserPath(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
})
after(() => browser?.close())

/** Starts the host and waits for its port. The folder it is given stays when it stops. */
async function startHost({ now, practice, home }) {
  const args = ['--home', home, '--ui', join(root, 'ui/dist-e2e'), '--now', now, '--with-parent']
  const host = spawn(HOST, practice ? [...args, '--practice'] : args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const port = await new Promise((told, failed) => {
    host.stdout.once('data', line => told(Number(String(line).trim())))
    host.once('error', failed)
    host.once('exit', code => failed(new Error(`the host ended at once (${code}); the line above says why`)))
  })
  const ended = new Promise(resolve => host.once('exit', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      host.stdin.end()
      await ended
    },
  }
}

/** One desk and one page on it. */
export class Desk {
  #host
  #home
  #context
  #pictures
  #strays = []
  #errors = []
  /** What the page has asked its desk and is not answered yet. */
  #asked = new Set()

  /**
   * Opens a desk for this test and puts it away when the test ends.
   *
   * @param {import('node:test').TestContext} t
   * @param {{ now?: string, practice?: boolean, dark?: boolean, locale?: string, width?: number, height?: number,
   *   beside?: Desk }} options `beside`: a second desk on the same folder.
   */
  static async open(
    t,
    {
      now = MORNING,
      practice = false,
      dark = false,
      locale = 'en-US',
      width = 1280,
      height = 720,
      beside,
    } = {},
  ) {
    const desk = new Desk()
    desk.#home = beside ? beside.#home : mkdtempSync(join(tmpdir(), 'rightful-e2e-'))
    desk.#host = await startHost({ now, practice, home: desk.#home })
    desk.#pictures = join(
      PICTURES,
      `chromium-${basename(process.argv[1] ?? 'test').replace(/\.test\.js$/, '')}`,
    )
    desk.#context = await browser.newContext({
      viewport: { width, height },
      locale,
      timezoneId: 'America/New_York',
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    })
    desk.page = await desk.#context.newPage()
    desk.page.setDefaultTimeout(30_000)
    desk.page.on('request', request => {
      const url = request.url()
      if (!url.startsWith(`${desk.#host.url}/`) && !url.startsWith('blob:')) desk.#strays.push(url)
      if (url.endsWith('/call')) desk.#asked.add(request)
    })
    for (const end of ['requestfinished', 'requestfailed'])
      desk.page.on(end, request => desk.#asked.delete(request))
    desk.page.on('console', line => {
      if (line.type() === 'error' || /Content.Security.Policy/i.test(line.text()))
        desk.#errors.push(line.text())
    })
    desk.page.on('pageerror', error => desk.#errors.push(String(error)))
    // The page's own clock stands where the desk's stands; a key keeps the time at which it was pressed.
    await desk.page.addInitScript(() => {
      window.timeOfKeys = Object.getOwnPropertyDescriptor(Event.prototype, 'timeStamp')
    })
    await desk.page.clock.setFixedTime(new Date(now))
    await desk.page.addInitScript(() => {
      Object.defineProperty(Event.prototype, 'timeStamp', window.timeOfKeys)
      // A busy machine may bring a scan's keys late; the page's short waits wait for them.
      const { setTimeout, clearTimeout } = window
      const still = new Set()
      window.setTimeout = (act, ms = 0, ...given) => {
        const id = setTimeout(function once() {
          if (!still.has(id)) return
          if (window.scanning) setTimeout(once, 5)
          else if (still.delete(id)) act(...given)
        }, ms)
        still.add(id)
        return id
      }
      window.clearTimeout = id => {
        still.delete(id)
        clearTimeout(id)
      }
    })
    t.after(async () => {
      await desk.#context.close()
      await desk.#host.stop()
      if (!beside) rmSync(desk.#home, { recursive: true, force: true })
    })
    t.after(() => {
      assert.deepEqual(desk.#strays, [], 'the page asked somebody else than its host')
      assert.deepEqual(desk.#errors, [], 'the page broke something')
    })
    if (process.env.RIGHTFUL_LATE) await desk.#late()
    await desk.page.goto(desk.#host.url)
    return desk
  }

  /** The clinic's own file on the disk. */
  get file() {
    return join(this.#home, 'clinic', 'clinic.rightful')
  }

  /** Ends the host, does what is wanted with its files, and starts it on the same folder, as on the next morning. */
  async restart({ meanwhile = () => {} } = {}) {
    await this.page.goto('about:blank')
    await this.#host.stop()
    await meanwhile()
    this.#host = await startHost({ now: MORNING, practice: false, home: this.#home })
    await this.page.goto(this.#host.url)
  }

  /** Asks the core directly, past the page. */
  async ask(name, request = {}) {
    const response = await fetch(`${this.#host.url}/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, request, requestId: crypto.randomUUID() }),
    })
    return response.json()
  }

  /** Asks the core directly for something that must go through. */
  async done(name, request = {}) {
    const answer = await this.ask(name, request)
    assert.ok('done' in answer, `${name} must go through: ${JSON.stringify(answer)}`)
    return answer.done
  }

  /** Lets time pass: for the desk, and for the page. */
  async pass({ minutes = 0, seconds = 0 }) {
    const ms = (minutes * 60 + seconds) * 1000
    const now = await this.page.evaluate(() => Date.now())
    await this.page.clock.setFixedTime(new Date(now + ms))
    await fetch(`${this.#host.url}/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceMs: ms }),
    })
  }

  /** What the next folder dialog answers. */
  async nextFolder(name) {
    await fetch(`${this.#host.url}/folder-dialog`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    })
  }

  /** A lensmeter's cable: `plug` answers the port's name, `send` sends from the meter, `pull` pulls it out. */
  cable = {
    plug: async () => (await fetch(`${this.#host.url}/meter`, { method: 'POST' })).json(),
    send: async bytes => {
      const sent = await fetch(`${this.#host.url}/meter`, { method: 'PUT', body: bytes })
      assert.ok(sent.ok, 'the meter has a cable')
    },
    pull: () => fetch(`${this.#host.url}/meter`, { method: 'DELETE' }),
  }

  /** Signs somebody in at the practice clinic's door. */
  async signIn(name = 'Jo', pin = '1234') {
    await this.page.getByRole('textbox', { name: /PIN/ }).waitFor()
    const person = this.page
      .getByRole('radio', { name: new RegExp(name) })
      .or(this.page.getByRole('button', { name: new RegExp(name) }))
    if (await person.count()) await person.first().click()
    await this.page.getByRole('textbox', { name: /PIN/ }).fill(pin)
    await this.page.keyboard.press('Enter')
    await this.page.getByRole('textbox', { name: /PIN/ }).waitFor({ state: 'detached' })
  }

  /** Presses a key. A letter or digit waits, as a person does, until the screen shows it and the hand is out of every box. */
  async press(key) {
    if (/^[a-z0-9]$/.test(key)) {
      await this.page.locator(`[aria-keyshortcuts="${key}"]:visible`).first().waitFor()
      await this.page.waitForFunction(() => !document.activeElement?.matches('input[type="text"], textarea'))
    }
    await this.page.keyboard.press(key)
    // The desk waits a moment, as it may be a scanner's first: nothing is typed before the hand is in the box.
    if (key === '/') await this.page.locator('input[role="combobox"][aria-keyshortcuts="/"]:focus').waitFor()
  }

  /** A scanner's burst and its Enter: all keys are on their way before the page has seen the first, as from a scanner. */
  async scan(code) {
    const keyboard = await this.#context.newCDPSession(this.page)
    await this.page.evaluate(() => {
      window.scanning = true
    })
    const sent = []
    // Each key has its own time, five milliseconds after the one before, however long the machine takes to bring it.
    let timestamp = Date.now() / 1000
    for (const key of [...code, 'Enter']) {
      const text = key === 'Enter' ? '\r' : key
      timestamp += 0.005
      sent.push(keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text, timestamp }))
      sent.push(keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key, timestamp }))
    }
    await Promise.all(sent)
    await this.page.evaluate(() => {
      window.scanning = false
    })
    await keyboard.detach()
  }

  /** Finds a person, an order or a tray in the box that finds everything, and opens the first. */
  async find(text) {
    await this.press('/')
    await this.page.getByRole('combobox', { name: /Find/ }).fill(text)
    const first = this.page.getByRole('option').first()
    await first.waitFor()
    await this.page.keyboard.press('Enter')
    await first.waitFor({ state: 'detached' })
  }

  /** How far the page runs over its own width: nothing, at any zoom. */
  async keepsItsWidth(where) {
    const over = await this.page.evaluate(() =>
      [document.documentElement, document.getElementById('middle')]
        .filter(each => each !== null)
        .map(each => each.scrollWidth - each.clientWidth),
    )
    assert.ok(
      over.every(pixels => pixels <= 0),
      `${where} runs over its width by ${over.join(' and ')} pixels`,
    )
  }

  /** Everything the automatic accessibility rules can see (WCAG 2.2 AA) on what is shown now. */
  async breaksNoAccessibilityRule(where) {
    // Told to the page by the debugger, which the content policy does not bind.
    await this.page.evaluate(axe)
    const { violations, passes } = await this.page.evaluate(() =>
      globalThis.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations', 'passes'],
      }),
    )
    const told = violations.map(
      one => `${one.id}: ${one.help}\n    ${one.nodes.map(node => node.html.slice(0, 160)).join('\n    ')}`,
    )
    assert.ok(passes.length > 0, `${where}: no rule was applied, so nothing was checked`)
    assert.deepEqual(told, [], `${where} breaks accessibility rules:\n  ${told.join('\n  ')}`)
  }

  /** Keeps a picture of what is shown, in the theme that is on. */
  async picture(name) {
    mkdirSync(this.#pictures, { recursive: true })
    await this.page.evaluate(() => document.fonts.ready)
    await this.page.screenshot({
      path: join(this.#pictures, `${name}.png`),
      animations: 'disabled',
      caret: 'hide',
    })
  }

  /** Brings each reply late, as a busy machine does: what holds only on a quick one is found so, and not by a patient. */
  async #late() {
    await this.page.route('**/call', async route => {
      try {
        const reply = await route.fetch()
        await new Promise(resolve =>
          setTimeout(resolve, 30 + Math.random() * Number(process.env.RIGHTFUL_LATE)),
        )
        await route.fulfill({ response: reply })
      } catch {
        // The page has gone on, or has been closed.
      }
    })
  }

  /** Holds the page's own question of this name back until the answer of this call is called. */
  async holdsBack(name) {
    let letGo
    const until = new Promise(done => {
      letGo = done
    })
    await this.page.route('**/call', async route => {
      if (route.request().postDataJSON().name === name) await until
      await route.continue()
    })
    return letGo
  }

  /** Waits until what was asked for is on the screen: it has its heading, and nothing is still being read. A reply
   * that a test holds back is waited for a moment only. */
  async stands() {
    for (let quiet = 0, left = 120; quiet < 4 && left > 0; left--) {
      await this.page.locator('h1').first().waitFor({ state: 'attached' })
      quiet = this.#asked.size === 0 ? quiet + 1 : 0
      await this.page.waitForTimeout(25)
    }
  }

  /** Keeps pictures of what is shown in both themes, and checks both for accessibility. */
  async screen(name) {
    await this.stands()
    for (const colorScheme of ['light', 'dark']) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await this.picture(`${name}-${colorScheme}`)
      await this.breaksNoAccessibilityRule(`${name} (${colorScheme})`)
    }
    await this.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  }
}
