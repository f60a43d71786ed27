// The recovery panel offers itself where it is needed, and never takes the hand by itself: after thirty minutes of waiting,
// while a hand-over is stopped and after it was refused, when they ask a second time, when a promise was not kept.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const key = (desk, name) => desk.page.keyboard.press(name)
const panel = desk => desk.page.getByRole('complementary', { name: 'Recovery' })
const main = desk => desk.page.getByRole('main')
const says = (desk, words) => panel(desk).getByText(words).filter({ visible: true }).first().waitFor()
const heading = (desk, name) => main(desk).getByRole('heading', { name, level: 1 }).waitFor()

async function handIsOn(desk, role, name) {
  await desk.page
    .getByRole(role, { name, exact: typeof name === 'string' })
    .and(desk.page.locator(':focus'))
    .waitFor()
}

async function counter(t) {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Jo')
  return desk
}

async function orderOf(desk, name) {
  const { people } = await desk.done('find', { query: name })
  const page = await desk.done('open_patient', { patient_id: people[0].patient_id })
  return page.open_orders[0].order
}

/** It stands there and leaves the hand alone; one key opens the panel on what the record says. */
async function offered(desk, name, title) {
  const offer = main(desk).getByRole('button', { name: /Recovery/ })
  await offer.waitFor()
  assert.equal(await panel(desk).count(), 0, 'it never opens by itself')
  await desk.screen(`${name}-offered`)
  await key(desk, 'F8')
  await handIsOn(desk, 'region', /^Say that it happened/)
  await says(desk, title)
  await desk.screen(`${name}-open`)
}

test('thirty minutes of waiting offer the panel, with the minutes in its lines', async t => {
  const desk = await counter(t)
  const before = (await desk.done('queue')).waiting.find(turn => turn.called === 'Sam')
  assert.ok(before, 'Sam waits')
  await desk.find('Sam Keller')
  await heading(desk, 'Sam Keller')
  assert.equal(
    await main(desk)
      .getByRole('button', { name: /Recovery/ })
      .count(),
    0,
    'not yet',
  )
  for (let minutes = 0; minutes < 16; minutes += 4) {
    await desk.pass({ minutes: 4 })
    await desk.done('still_here')
  }
  await offered(desk, 'wait', /part/i)
  const { open } = await desk.done('suggest_recovery', { visit_id: before.visit_id })
  const { facts } = await desk.done('recovery', { recovery_id: open })
  assert.ok(facts.minutes_waited >= 30, 'the record knows how long')
})

test('a stopped hand-over offers it in the recheck and after the refusal', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Eric Paulson')
  const over = await desk.done('start_hand_over', { order_id: order.id, visit_id: null })
  await desk.done('say_identifiers', { hand_over_id: over.id, name: 'Eric Paulson', born: '6/21/1979' })
  await desk.done('not_theirs', { hand_over_id: over.id, words: 'Everything swims' })
  await desk.find('Eric Paulson')
  await desk.press('h')
  await heading(desk, `Recheck of order ${order.number}`)
  await offered(desk, 'recheck', 'I believe you')
  await key(desk, 'Escape')
  await desk.page.locator('main:focus, main :focus').waitFor()
  await desk.press('d')
  const refused = main(desk).getByRole('button', { name: /not theirs/i })
  await refused.waitFor()
  await refused.focus()
  await key(desk, 'Enter')
  await desk.page.getByText('Nobody was given anything.').waitFor()
  await main(desk)
    .getByRole('button', { name: /Recovery/ })
    .waitFor()
  await desk.screen('refused-offered')
  await key(desk, 'F8')
  await handIsOn(desk, 'region', /^Say that it happened/)
})

test('a second ask offers it, and its lines say that they asked twice', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Priya Nair')
  let asked
  for (const words of ['You said today', 'Nobody has even sent it'])
    asked = await desk.done('ask_again', { order_id: order.id, words })
  await desk.find(asked.number)
  await main(desk).getByText('They had to ask more than once. Words and choices:').waitFor()
  await offered(desk, 'second-ask', 'The same thing went wrong again')
  await says(desk, /you told us twice/i)
})

test('a promise that was not kept offers it on its discrepancy’s page, and its lines say what was promised', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Walter Lindgren')
  const logged = await desk.done('log_discrepancy', {
    kind: 'wrong_lenses',
    line: 'Left lens half a diopter off',
    near_miss: false,
    order_id: order.id,
    injury: false,
    asked: false,
    again: false,
  })
  const made = await desk.done('make_promise', {
    patient_id: order.patient_id,
    order_id: order.id,
    discrepancy_id: logged.id,
    what: 'call_back',
    words: 'Kim calls',
    by: '2026-11-20',
    by_minute: 10 * 60 + 31,
  })
  await desk.pass({ minutes: 2 })
  assert.ok((await desk.done('promises_due')).find(line => line.id === made.id).late)
  await desk.find(logged.number)
  await main(desk).getByText('A promise to them was not kept. Words and choices:').waitFor()
  await offered(desk, 'promise', 'We did not keep a promise')
  await says(desk, /we gave you our word: /)
})
