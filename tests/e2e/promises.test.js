// The Promises day at the counter, with the keyboard only: the list, the words to say, kept, moved by telling first, not
// kept, and a day that does not end over one that nobody answered.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const key = (desk, name) => desk.page.keyboard.press(name)
const main = desk => desk.page.getByRole('main')
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const heading = (desk, name) => main(desk).getByRole('heading', { name, level: 1 }).waitFor()
const gone = desk => desk.page.getByRole('dialog').waitFor({ state: 'detached' })
const bar = desk => desk.page.getByRole('contentinfo').getByRole('button', { name: /promises/ })

async function handIsOn(desk, role, name) {
  await desk.page.getByRole(role, { name }).and(desk.page.locator(':focus')).waitFor()
}

/** The hand is on this person's line, and what is shown is about them. */
async function inHand(desk, name) {
  await desk.page.locator('main [data-row]:focus').filter({ hasText: name }).waitFor()
  await main(desk).getByRole('region', { name }).waitFor()
}

async function counter(t, more = {}) {
  const desk = await Desk.open(t, { practice: true, ...more })
  await desk.signIn('Jo')
  return desk
}

async function promised(desk, name, more) {
  const { people } = await desk.done('find', { query: name })
  return desk.done('make_promise', {
    patient_id: people[0].patient_id,
    what: 'call_back',
    by: '2026-11-20',
    ...more,
  })
}

test('a promise is told of before it is due, and is kept, moved or not kept; then the day may end', async t => {
  const desk = await counter(t)
  const kim = (await desk.done('staff')).find(each => each.given === 'Kim').id
  await promised(desk, 'Priya Nair', { by_minute: 10 * 60 + 40, sees_to: kim, channel: 'phone' })
  await promised(desk, 'Eric Paulson', { what: 'collect' })
  await promised(desk, 'Walter Lindgren', { what: 'other', words: 'the lab says when' })
  await promised(desk, 'Sam Keller', { what: 'follow_up', by: '2026-11-24' })
  await sees(desk, 'Promised to Priya Nair: We call, by 10:40 today.')
  await desk.screen('reminder')
  await desk.press('3')
  await heading(desk, 'Promises')
  await inHand(desk, 'Priya Nair')
  await sees(desk, 'Within the hour')
  await sees(desk, /Kim sees to it/)
  await sees(desk, '“I promised to call by 10:40 today, and here I am.”')
  await bar(desk).locator('b', { hasText: /^3$/ }).waitFor()
  await desk.screen('due')
  await desk.keepsItsWidth('the promises')

  // Moved: the new time, how they were told, and it stands under its new day.
  await key(desk, 'ArrowDown')
  await inHand(desk, 'Eric Paulson')
  await sees(desk, /I’m calling before then, so that you don’t come for nothing/)
  await desk.press('m')
  await desk.page.getByRole('dialog').locator('button:focus').filter({ hasText: /6:00/ }).waitFor()
  await desk.press('2')
  await handIsOn(desk, 'radio', 'By phone')
  await desk.screen('move')
  await key(desk, 'Enter')
  await sees(desk, 'Tell them first, then say how.')
  await key(desk, 'Space')
  await desk.page.getByRole('radio', { name: 'By phone', checked: true }).waitFor()
  await key(desk, 'Enter')
  await sees(desk, 'Moved. They know.')
  await gone(desk)
  await inHand(desk, 'Walter Lindgren')
  const moved = (await desk.done('promises_due')).find(each => each.name === 'Eric Paulson')
  assert.equal(moved.group, 'tomorrow')
  assert.ok(moved.moved_from)
  assert.equal(moved.channel, 'phone')

  // Ten minutes later the clock says that one is late, whatever anybody says.
  await desk.pass({ minutes: 11 })
  await desk.signIn('Jo')
  await bar(desk).getByText('2, 1 late').waitFor()
  await desk.press('3')
  // The hand is where it was before; what presses most is the first.
  await desk.page.locator('main [data-row]:focus').waitFor()
  await key(desk, 'Home')
  await inHand(desk, 'Priya Nair')
  await sees(desk, 'Late')
  await sees(desk, /I did not call in time, and I’m sorry/)
  assert.equal(
    await main(desk)
      .getByRole('button', { name: /^Move it/ })
      .count(),
    0,
    'too late to move it',
  )
  await sees(desk, 'Hard to call late? Words and choices:')
  await desk.screen('late')
  await desk.press('k')
  await sees(desk, 'Done, after its time. It counts as late.')

  // The day does not end over one that nobody answered.
  await inHand(desk, 'Walter Lindgren')
  await desk.press('e')
  await heading(desk, 'Before the day ends')
  await inHand(desk, 'Walter Lindgren')
  await sees(desk, /1 promise is due and nobody answered it/)
  assert.equal((await desk.ask('end_day')).refused.code, 'day_not_answered')
  await desk.screen('before-the-day-ends')
  await desk.press('b')
  await handIsOn(desk, 'button', /It was not kept/)
  await desk.screen('not-kept')
  await key(desk, 'Enter')
  await sees(desk, 'Kept as not kept. A word to them is next.')
  await gone(desk)
  await sees(desk, 'Every promise that was due is answered')
  await handIsOn(desk, 'button', /End the day/)
  await desk.screen('answered')
  await key(desk, 'Enter')
  await sees(desk, 'The day is over')
  await sees(desk, /Jo ended it at 10:41\. Today: 0 kept, 1 late, 1 moved, 1 not kept\./)
  await desk.screen('day-over')
  const counted = await desk.done('promises_kept', { from: '2026-11-20', to: '2026-11-20' })
  assert.deepEqual(counted, { made: 5, kept: 0, late: 1, broken: 1, moved: 1, open: 2, overdue: 0 })

  // Back to the list; Enter opens what it is about.
  await desk.press('e')
  await heading(desk, 'Promises')
  await sees(desk, '0 of 2 kept in time, last 30 days')
  await desk.screen('kept-rate')
  await inHand(desk, 'Eric Paulson')
  await key(desk, 'Enter')
  await heading(desk, /Paulson/)
})

test('an answer that comes late takes no hand out of the box where a name is typed', async t => {
  const desk = await counter(t)
  await promised(desk, 'Priya Nair')
  await promised(desk, 'Eric Paulson', { what: 'collect' })
  await desk.press('3')
  await heading(desk, 'Promises')
  await main(desk).locator('[data-row]:focus').waitFor()
  const typed = await desk.holdsBack('promises_due')
  await desk.press('k')
  // As a hand presses them: what comes faster is a scanner's.
  await desk.page.waitForTimeout(150)
  await desk.press('/')
  await type(desk, 'Walter')
  typed()
  await desk.page.waitForFunction(() => document.querySelectorAll('main [data-row]').length === 1)
  await type(desk, ' Lindgren')
  await desk.page
    .getByRole('option', { name: /Walter Lindgren/ })
    .first()
    .waitFor()
  await handIsOn(desk, 'combobox', /Find/)
  assert.equal(await desk.page.getByRole('combobox', { name: /Find/ }).inputValue(), 'Walter Lindgren')
  // Tab leads out of it, and Enter to who was found.
  await key(desk, 'Tab')
  await desk.page.locator('input[role="combobox"]:not(:focus)').waitFor()
  await key(desk, 'Shift+Tab')
  await handIsOn(desk, 'combobox', /Find/)
  await key(desk, 'Enter')
  await heading(desk, /Walter Lindgren/)
})

test('a promise moved to a closed day is asked about, with the next time that somebody can keep it', async t => {
  const desk = await counter(t)
  await promised(desk, 'Priya Nair', { by: '2026-11-21' })
  await desk.press('3')
  await inHand(desk, 'Priya Nair')
  // The times to choose from come late: whoever types a day by then goes on typing.
  const typed = await desk.holdsBack('promise_times')
  await desk.press('m')
  await desk.page.getByRole('dialog').locator('button:focus').waitFor()
  const day = desk.page.getByRole('dialog').getByLabel('Day', { exact: true })
  while (!(await day.evaluate(box => box === document.activeElement))) await key(desk, 'Tab')
  await type(desk, '1122')
  typed()
  await desk.page.getByRole('dialog').getByRole('button', { name: /:00/ }).first().waitFor()
  await type(desk, '2026')
  const told = desk.page.getByRole('radio', { name: 'By phone' })
  while (!(await told.evaluate(box => box === document.activeElement))) await key(desk, 'Tab')
  await key(desk, 'Space')
  await desk.page.getByRole('radio', { name: 'By phone', checked: true }).waitFor()
  await key(desk, 'Enter')
  await sees(desk, 'We are closed then.')
  await desk.screen('closed-then')
  const take = desk.page.getByRole('button', { name: /^Take Mon/ })
  while (!(await take.evaluate(box => box === document.activeElement))) await key(desk, 'Tab')
  await key(desk, 'Enter')
  await sees(desk, 'Moved. They know.')
  await gone(desk)
  const [moved] = await desk.done('promises_due')
  assert.equal(
    new Date(moved.said_at).toISOString(),
    '2026-11-23T22:00:00.000Z',
    'Monday, an hour before closing',
  )
})

test('the call that asks how it is has the words of that conversation; what they say is kept, and the panel is a key away', async t => {
  const desk = await counter(t)
  const { people } = await desk.done('find', { query: 'Priya Nair' })
  const { open_orders } = await desk.done('open_patient', { patient_id: people[0].patient_id })
  const order = open_orders[0].order
  const logged = await desk.done('log_discrepancy', {
    kind: 'late',
    order_id: order.id,
    patient_id: people[0].patient_id,
    line: 'a week late',
  })
  const { recovery } = await desk.done('start_recovery', { order_id: order.id, discrepancy_id: logged.id })
  await desk.done('end_recovery', { recovery_id: recovery.id, leaves: 'better', said_last: 'Thank you.' })
  await desk.press('3')
  await inHand(desk, 'Priya Nair')
  await desk.press('k')
  const dialog = desk.page.getByRole('dialog', { name: 'How is it for Priya Nair now?' })
  await dialog.locator('input[type=radio]:focus').waitFor()
  const { follow_up } = (await desk.done('open_scenario', { code: recovery.scenario })).now
  const plain = follow_up.ask.find(line => !line.includes('{'))
  await dialog.getByText(plain).waitFor()
  await key(desk, 'Enter')
  await dialog.getByRole('alert').waitFor()
  await key(desk, 'Space')
  await key(desk, 'ArrowRight')
  await dialog.getByRole('radio', { name: 'the same', checked: true }).waitFor()
  await key(desk, 'Tab')
  await type(desk, 'They still slide down.')
  await desk.screen('how-is-it')
  await key(desk, 'Enter')
  await sees(desk, 'Kept. It isn’t right for them yet.')
  await gone(desk)
  await key(desk, 'o')
  await handIsOn(desk, 'region', /^Say that it happened/)
  const page = await desk.done('open_discrepancy', { discrepancy_id: logged.id })
  const asked = page.promises.find(each => each.what === 'follow_up')
  assert.deepEqual([asked.leaves, asked.their_words, asked.ended], ['same', 'They still slide down.', 'kept'])
  await key(desk, 'F8')
  await desk.press('4')
  await heading(desk, 'Discrepancies')
  await main(desk).locator('[data-row]:focus').waitFor()
  await key(desk, 'Enter')
  await sees(desk, 'The same still.')
  await desk.screen('what-they-said')
})

test('at 200 % the promises keep their width, and who to call is at hand', async t => {
  const desk = await counter(t, { width: 640, height: 360 })
  for (const name of ['Priya Nair', 'Eric Paulson', 'Walter Lindgren', 'Sam Keller'])
    await promised(desk, name, {
      what: 'other',
      words: 'Donaudampfschifffahrtsgesellschaft '.repeat(6).trim(),
    })
  await desk.press('3')
  await inHand(desk, 'Priya Nair')
  await desk.keepsItsWidth('the promises at 200 %')
  await desk.screen('due-200')
  await desk.press('m')
  await desk.page.getByRole('dialog').locator('button:focus').waitFor()
  await desk.keepsItsWidth('moving at 200 %')
  await desk.screen('move-200')
})

test('a manager says when the clinic is open, and a holiday is a closed day', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  await desk.page.getByRole('button', { name: /menu/i }).press('Enter')
  await desk.page.getByRole('menuitem', { name: /Settings/ }).press('Enter')
  await main(desk).getByRole('heading', { name: 'When you are open' }).waitFor()
  const closes = desk.page.getByLabel('Wednesday closes')
  await closes.focus()
  await type(desk, '0730PM')
  await desk.page.getByLabel('Another closed day').focus()
  await type(desk, '11262026')
  await desk.page.getByRole('button', { name: 'Add', exact: true }).press('Enter')
  await sees(desk, 'Nov 26, 2026')
  await desk.page.getByRole('heading', { name: 'When you are open' }).scrollIntoViewIfNeeded()
  await desk.screen('hours')
  await desk.page.getByRole('button', { name: 'Keep these hours' }).press('Enter')
  await sees(desk, 'The hours are kept.')
  const { hours, closed_days, zone } = await desk.done('settings')
  assert.deepEqual(hours[2], { opens: 540, closes: 19 * 60 + 30 })
  assert.equal(hours[6], null)
  assert.deepEqual(closed_days, ['2026-11-26'])
  assert.equal(zone, 'America/New_York')
  const { people } = await desk.done('find', { query: 'Priya Nair' })
  const asked = { patient_id: people[0].patient_id, what: 'call_back', by: '2026-11-26' }
  assert.equal((await desk.ask('make_promise', asked)).refused.code, 'promise_when_closed')
  await desk.page.setViewportSize({ width: 640, height: 360 })
  await desk.page.getByRole('heading', { name: 'When you are open' }).scrollIntoViewIfNeeded()
  await desk.keepsItsWidth('the hours at 200 %')
  await desk.screen('hours-200')
})
