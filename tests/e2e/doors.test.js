// The doors before the counter: first start, setting up, practice, signing in, and what is in the shipped bundle.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Desk, root } from './harness.js'

test('a first start offers to set up or to practice', async t => {
  const desk = await Desk.open(t)
  await desk.page.getByRole('button', { name: /Set up our clinic/ }).waitFor()
  await desk.page.getByRole('button', { name: /Open the practice clinic/ }).waitFor()
  await desk.screen('first-start')
})

test('the practice clinic opens with one click and lets somebody sign in', async t => {
  const desk = await Desk.open(t)
  await desk.page.getByRole('button', { name: /Open the practice clinic/ }).click()
  await desk.page.getByRole('textbox', { name: /PIN/ }).waitFor()
  await desk.screen('sign-in')
  await desk.signIn()
  assert.equal((await desk.done('desk_state')).stage, 'open')
  await desk.screen('counter')
})

test('nobody at the desk for the set time: it locks, also with a text half typed', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.press('/')
  await desk.page.keyboard.type('half a name')
  await desk.pass({ minutes: 6 })
  await desk.page.getByRole('textbox', { name: /PIN/ }).waitFor()
  assert.equal((await desk.done('desk_state')).stage, 'sign_in')
  assert.ok(!(await desk.page.content()).includes('half a name'), 'what was typed is still in the page')
})

test('somebody else is at the desk within two seconds, by the keyboard alone', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  const from = performance.now()
  await desk.page.keyboard.press('F12')
  await desk.page.getByRole('textbox', { name: /PIN/ }).waitFor()
  // As a hand types it: K for Kim, the PIN, Enter.
  await desk.page.keyboard.type('k1234', { delay: 80 })
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('textbox', { name: /PIN/ }).waitFor({ state: 'detached' })
  await desk.page.getByRole('navigation', { name: /Waiting|Queue/ }).waitFor()
  const took = performance.now() - from
  const now = await desk.done('desk_state')
  assert.equal(now.staff.find(each => each.id === now.who)?.given, 'Kim')
  t.diagnostic(`switched in ${Math.round(took)} ms, 400 of them typing`)
})

test('a wrong PIN is said calmly and nobody is let in', async t => {
  const desk = await Desk.open(t, { practice: true })
  const pin = desk.page.getByRole('textbox', { name: /PIN/ })
  await pin.fill('9876')
  await desk.page.keyboard.press('Enter')
  await desk.page
    .getByText(/does not match|not the PIN|wrong/i)
    .first()
    .waitFor()
  assert.equal((await desk.done('desk_state')).stage, 'sign_in')
  await desk.screen('wrong-pin')
})

test('the bundle that ships holds no way but the window’s own', () => {
  const read = folder =>
    readdirSync(join(root, 'ui', folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && /\.(js|html|css)$/.test(entry.name))
      .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n')
  // The progress bar's closing tag is no way anywhere.
  const [shipped, tried] = ['dist', 'dist-e2e'].map(folder => read(folder).replaceAll('</progress>', ''))
  for (const trace of ['/call', '/changed', '/progress', '/file?', 'EventSource', 'loopback', '127.0.0.1']) {
    assert.ok(!shipped.includes(trace), `ui/dist holds “${trace}”`)
  }
  // The same words are found where they must be: the search itself works.
  for (const trace of ['/call', '/changed', 'EventSource'])
    assert.ok(tried.includes(trace), `ui/dist-e2e lacks “${trace}”`)
  // Named but never asked: what SVG and Svelte call themselves, the window's own addresses, and the base that the
  // message catalogue's runtime reads addresses against, and its own name in its errors.
  const ours =
    /^https?:\/\/(www\.w3\.org|svelte\.dev|ipc\.localhost|tauri\.localhost|dummy\.com|paraglidejs\.com)/
  const named = [...shipped.matchAll(/https?:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+/gi)].map(found => found[0])
  assert.deepEqual(
    named.filter(place => !ours.test(place)),
    [],
    'ui/dist names a place outside',
  )
})
