// The calls of the day: whom, what to say, and how each ended.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

test('the list of calls says whom to phone and what to say, and each outcome is one key', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  const before = await desk.done('calls_today')
  await desk.press('1')
  await desk.page.getByRole('heading', { level: 1, name: 'Calls to make' }).waitFor()
  await desk.page.getByText('Sits for more than 14 days').waitFor()
  await desk.page.getByText('Not called within 3 days').waitFor()
  await desk.page.locator('main [data-row]:focus').waitFor()
  await desk.page.getByText(/Your glasses have been here for you since/).waitFor()
  await desk.screen('calls')

  const list = desk.page.getByRole('navigation', { name: 'Calls to make' })
  const current = () => list.locator('[aria-current=true] .name').textContent()
  for (const [key, outcome] of [
    ['r', 'reached'],
    ['m', 'message'],
    ['n', 'no_answer'],
  ]) {
    const name = await current()
    await desk.page.keyboard.press(key)
    const note = desk.page.getByLabel(/A note, if any/)
    await note.waitFor()
    await note.fill(`said: ${key} & “wait”`)
    if (key === 'r') await desk.screen('call-note')
    await desk.page.keyboard.press('Enter')
    await note.waitFor({ state: 'detached' })
    assert.notEqual(await current(), name, 'it goes on to the next')
    const { order_id } = before.lines.find(line => line.name === name)
    const [call] = (await desk.done('open_order', { order_id })).calls
    assert.equal(call.outcome, outcome)
    assert.equal(call.note, `said: ${key} & “wait”`)
  }
  const after = await desk.done('calls_today')
  assert.equal(after.to_make, before.to_make - 3)
  await desk.page.getByRole('contentinfo').getByText(String(after.to_make)).first().waitFor()
  await desk.page.getByText('Tried today').or(desk.page.getByText(/tried/i)).first().waitFor()
})

test('an outcome can be left again with Esc, and the order and the person are one key away', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.press('1')
  await desk.page.locator('main [data-row]:focus').waitFor()
  await desk.press('r')
  await desk.page.getByLabel(/A note, if any/).waitFor()
  await desk.page.keyboard.press('Escape')
  await desk.page.getByRole('button', { name: /^Reached/ }).waitFor()
  await desk.press('o')
  await desk.page.getByRole('heading', { level: 1, name: /order 26-/ }).waitFor()
  await desk.page.keyboard.press('Escape')
  await desk.page.locator('main [data-row]:focus').waitFor()
  await desk.press('p')
  await desk.page.getByRole('button', { name: /Change details/ }).waitFor()
})

test('at 200 % the list of calls scrolls in its own box, and whom to phone is at hand', async t => {
  const desk = await Desk.open(t, { practice: true, width: 640, height: 360 })
  await desk.signIn('Jo')
  await desk.press('1')
  const reached = desk.page.getByRole('button', { name: /^Reached/ })
  await reached.waitFor()
  const list = desk.page.getByRole('navigation', { name: 'Calls to make' })
  const [listed, shown] = await list.evaluate(each => [each.scrollHeight, each.clientHeight])
  assert.ok(listed > shown, 'the list stands whole above the call')
  assert.ok(shown < 180, `the list takes ${shown} of 360 pixels`)
  const [top, acts] = [await list.boundingBox(), await reached.boundingBox()]
  assert.ok(acts.y - top.y < 2 * 360, `the outcomes begin ${acts.y - top.y} pixels below the list’s top`)
  await desk.keepsItsWidth('calls at 200 %')
  await list.scrollIntoViewIfNeeded()
  await desk.screen('calls-200')
})
