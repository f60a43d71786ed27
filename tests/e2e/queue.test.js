// The queue at the counter, keys only: told, put back, ended, and what lies behind `?` and the menu.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const press = (desk, key) => desk.press(key)
/** As fast as a hand types: a scanner is faster, and would be taken for one. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const button = (desk, name) => desk.page.getByRole('main').getByRole('button', { name })

/** Where the hand is: what is typed or pressed now goes there. */
async function handIsOn(desk, role, name) {
  const there = desk.page.getByRole(role, { name, exact: typeof name === 'string' })
  await there.waitFor()
  await desk.page.waitForFunction(element => element === document.activeElement, await there.elementHandle())
}

/** The practice clinic's morning, with Jo at the desk and this person's page open. */
async function pageOf(t, name) {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Jo')
  await press(desk, '/')
  await handIsOn(desk, 'combobox', /Find/)
  await type(desk, name)
  await desk.page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .waitFor()
  await press(desk, 'Enter')
  await desk.page.getByRole('heading', { name, level: 1 }).waitFor()
  return desk
}

async function turnOf(desk, name) {
  const { waiting, with_us } = await desk.done('queue')
  return [...waiting, ...with_us].find(turn => turn.shown === name)
}
const order = async desk => (await desk.done('queue')).waiting.map(turn => turn.shown)

test('who waits too long hears the reason and how much longer, and it is kept what was said', async t => {
  const desk = await pageOf(t, 'Sam Keller')
  const { visit_id } = await turnOf(desk, 'Sam Keller')
  await press(desk, 't')
  await sees(desk, /I’m sorry, Sam\. You have waited 18 minutes, and that is too long\./)
  // The hand is on the minutes that are left; an arrow says five more.
  await handIsOn(desk, 'radio', '5 min')
  await press(desk, 'ArrowRight')
  await handIsOn(desk, 'radio', '10 min')
  await sees(desk, /About 10 more minutes\./)
  await press(desk, 'Tab')
  await handIsOn(desk, 'textbox', 'What was said, if worth keeping')
  await type(desk, 'Ruth calls the school')
  await desk.screen('tell')
  await press(desk, 'Enter')
  await sees(desk, 'Sam is up to date.')
  const { turn, updates } = await desk.done('visit', { visit_id })
  const told = updates.find(update => update.words === 'Ruth calls the school')
  assert.equal(told?.kind, 'apologized')
  assert.equal(told?.quoted_min, 10)
  assert.equal(turn.state, 'waiting')
  assert.notEqual(turn.prompt?.kind, 'tell', 'it still asks to be said')
  await desk.screen('told')
})

test('who is put back keeps the place and the wait, and why is kept', async t => {
  const desk = await pageOf(t, 'Sam Keller')
  const before = await turnOf(desk, 'Sam Keller')
  const places = await order(desk)
  await press(desk, 'w')
  await button(desk, /^Put back/).waitFor()
  assert.equal((await turnOf(desk, 'Sam Keller')).state, 'with_us')
  await desk.screen('called')

  await press(desk, 'b')
  await handIsOn(desk, 'radio', 'goes on waiting')
  await press(desk, 'Tab')
  await handIsOn(desk, 'textbox', 'Why, if worth keeping')
  await type(desk, 'Fetches his old pair')
  await desk.screen('put-back')
  // A step back leaves everything; the second time it is meant.
  await press(desk, 'Escape')
  await button(desk, /^Put back/).waitFor()
  assert.equal((await turnOf(desk, 'Sam Keller')).state, 'with_us')
  await press(desk, 'b')
  await handIsOn(desk, 'radio', 'goes on waiting')
  await press(desk, 'Tab')
  await type(desk, 'Fetches his old pair')
  await press(desk, 'Enter')
  await sees(desk, 'Sam waits again, in the same place.')

  const after = await turnOf(desk, 'Sam Keller')
  assert.equal(after.state, 'waiting')
  assert.equal(after.waited_from, before.waited_from, 'the wait begins anew')
  assert.deepEqual(await order(desk), places)
  const { updates } = await desk.done('visit', { visit_id: before.visit_id })
  assert.ok(updates.some(update => update.kind === 'put_back' && update.words === 'Fetches his old pair'))
  await desk.screen('waits-again')
})

test('a visit ends with how it ended, and a day where one was promised', async t => {
  const desk = await pageOf(t, 'Luca Marino')
  const { visit_id } = await turnOf(desk, 'Luca Marino')
  await press(desk, 'e')
  await handIsOn(desk, 'radio', 'served')
  await press(desk, 'ArrowRight')
  await press(desk, 'ArrowRight')
  await handIsOn(desk, 'radio', 'will come back')
  await desk.screen('end')
  // Without the day nothing ends.
  await press(desk, 'Enter')
  assert.equal((await desk.done('visit', { visit_id })).outcome, null)
  await desk.page.getByLabel('Comes back on').focus()
  await type(desk, '11272026')
  await press(desk, 'Enter')
  await sees(desk, /Luca comes back/)
  const { outcome } = await desk.done('visit', { visit_id })
  assert.equal(outcome, 'will_return')
  assert.ok(!(await order(desk)).includes('Luca Marino'))
  await desk.screen('ended')
})

test('? lists the keys of this screen, and Esc goes back to where the hand was', async t => {
  const desk = await pageOf(t, 'Sam Keller')
  await press(desk, '?')
  const list = desk.page.getByRole('dialog', { name: 'Keys of this screen' })
  await list.waitFor()
  for (const words of ['tell them', 'call now', 'lock the desk'])
    await list.getByText(words, { exact: false }).waitFor()
  await desk.screen('keys')
  // No key reaches what lies behind.
  await press(desk, 'w')
  assert.equal((await turnOf(desk, 'Sam Keller')).state, 'waiting')
  await press(desk, 'Escape')
  await list.waitFor({ state: 'detached' })
  await desk.page.getByRole('heading', { name: 'Sam Keller', level: 1 }).waitFor()
})

test('the menu opens with keys, shows the theme that is on, and leads to the settings', async t => {
  const desk = await pageOf(t, 'Sam Keller')
  const opener = desk.page.getByRole('banner').getByRole('button', { name: /menu/ })
  await opener.focus()
  await press(desk, 'Enter')
  const menu = desk.page.getByRole('menu')
  await menu.waitFor()
  await menu.getByRole('menuitem', { name: /Light or dark as this machine.*chosen/ }).waitFor()
  await desk.screen('menu')
  await press(desk, 'Escape')
  await menu.waitFor({ state: 'detached' })
  await desk.page.waitForFunction(element => element === document.activeElement, await opener.elementHandle())
  await press(desk, 'Enter')
  await menu.waitFor()
  const settings = menu.getByRole('menuitem', { name: 'Settings' })
  for (let step = 0; step < 12 && !(await settings.evaluate(item => item === document.activeElement)); step++)
    await press(desk, 'ArrowDown')
  await press(desk, 'Enter')
  await desk.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
})
