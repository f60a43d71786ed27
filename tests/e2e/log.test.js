// The discrepancy log at the counter: one key from any screen, the fewest keys to saved, asked again, and what a serious
// one needs before it can be closed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

/** As fast as a hand types: a scanner is faster, and would be taken for one. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const main = desk => desk.page.getByRole('main')
const dialog = desk => desk.page.getByRole('dialog')
const heading = (desk, name) => main(desk).getByRole('heading', { name, level: 1 }).waitFor()

/** Where the hand is: what is typed or pressed now goes there. */
async function handIsOn(desk, role, name) {
  // Looked up anew each time: what was drawn again is another element.
  await desk.page
    .getByRole(role, { name, exact: typeof name === 'string' })
    .and(desk.page.locator(':focus'))
    .waitFor()
}

const LINE = 'What happened, in one line'

/** The practice clinic's morning, with somebody at the desk. */
async function counter(t, who = 'Jo', options = {}) {
  const desk = await Desk.open(t, { practice: true, ...options })
  await desk.signIn(who)
  return desk
}

async function orderOf(desk, name) {
  const { people } = await desk.done('find', { query: name })
  const page = await desk.done('open_patient', { patient_id: people[0].patient_id })
  return page.open_orders[0].order
}

/** Opens a discrepancy by its number, from anywhere. */
async function openByNumber(desk, number) {
  await desk.find(number)
  await main(desk)
    .getByRole('heading', { level: 1, name: new RegExp(`${number}$`) })
    .waitFor()
}

const board = desk => desk.done('open_discrepancies')

test('from the queue to saved takes at most twelve keys besides the text', async t => {
  const desk = await counter(t)
  let keys = 0
  const press = async key => {
    keys += 1
    await desk.press(key)
  }
  const turn = desk.page
    .getByRole('navigation')
    .getByRole('button', { name: /Sam K\./ })
    .first()
  // The hand is in the queue, on the one who waits.
  await turn.focus()
  await press('Enter')
  await heading(desk, 'Sam Keller')
  await press('d')
  await handIsOn(desk, 'radio', 'Lost part')
  await dialog(desk)
    .getByText(/Sam Keller · order/)
    .waitFor()
  await press('l')
  await handIsOn(desk, 'textbox', LINE)
  await type(desk, 'Both lenses were on the finishing desk on Monday, now nobody knows')
  await desk.screen('log-lost-part')
  await press('Enter')
  await sees(desk, /^D-\d+ is logged\.$/)
  assert.ok(keys <= 12, `${keys} keys`)
  t.diagnostic(`${keys} keys from the queue to saved`)

  const [line] = await board(desk)
  const order = await orderOf(desk, 'Sam Keller')
  assert.equal(line.kind, 'part_lost')
  assert.equal(line.order_number, order.number)
  assert.equal(line.name, 'Sam Keller')
  const { discrepancy } = await desk.done('open_discrepancy', { discrepancy_id: line.id })
  const visit = (await desk.done('queue')).waiting.find(each => each.shown === 'Sam Keller')
  assert.equal(discrepancy.visit_id, visit.visit_id, 'the visit is filled in')
  assert.equal(discrepancy.patient_words, null)

  // It is on their page, and its number opens it.
  await main(desk)
    .getByRole('button', { name: new RegExp(`${line.number} · Part lost`) })
    .waitFor()
  await openByNumber(desk, line.number)
  await sees(desk, 'Both lenses were on the finishing desk on Monday, now nobody knows')
  await desk.screen('discrepancy-part-lost')
  await desk.keepsItsWidth('the page')
})

test('with nobody in view it is logged by an order’s number, or about nobody; arrows and Tab do the same', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Eric Paulson')
  await desk.press('d')
  await handIsOn(desk, 'radio', 'Lost part')
  // Without a kind or a line nothing is kept, and it says what is missing.
  await desk.press('Enter')
  await sees(desk, 'Press the letter of what went wrong.')
  await desk.press('ArrowDown')
  await desk.press('Enter')
  await handIsOn(desk, 'textbox', LINE)
  await desk.press('Enter')
  await sees(desk, 'One line says what happened.')
  await type(desk, 'Frame came with a scratch')
  const box = dialog(desk).getByRole('textbox', { name: 'Order or tray, if there is one' })
  await box.fill('26-9999')
  await desk.press('Enter')
  await sees(desk, /No order or tray has this number/)
  assert.equal((await board(desk)).length, 0, 'nothing is kept with a number that nobody knows')
  await box.fill(order.number)
  await desk.screen('log-nobody-in-view')
  await desk.press('Enter')
  // Another patient's order may be a breach: a manager is called, and that stays until it is seen.
  await dialog(desk).getByText('Call a manager now').waitFor()
  await desk.screen('call-a-manager')
  await desk.press('Enter')
  await main(desk).getByText('Call a manager now').waitFor()
  const [line] = await board(desk)
  assert.equal(line.order_number, order.number)
  assert.equal(line.severity, 'serious')
})

test('what was typed outlives Esc, and the lock of the desk', async t => {
  const desk = await counter(t)
  await desk.find('Priya Nair')
  await desk.press('d')
  await handIsOn(desk, 'radio', 'Lost part')
  await desk.press('t')
  await handIsOn(desk, 'textbox', LINE)
  await type(desk, 'Promised for Tuesday')
  await desk.press('Escape')
  await dialog(desk).waitFor({ state: 'detached' })
  await desk.press('F12')
  await desk.signIn('Jo')
  await desk.find('Priya Nair')
  await desk.press('d')
  await dialog(desk).waitFor()
  assert.equal(await dialog(desk).getByRole('textbox', { name: LINE }).inputValue(), 'Promised for Tuesday')
  await handIsOn(desk, 'radio', 'Too late')
})

test('a near miss is one key, without a line', async t => {
  const desk = await counter(t)
  await desk.find('Priya Nair')
  await desk.press('d')
  await handIsOn(desk, 'radio', 'Lost part')
  await desk.press('i')
  await dialog(desk)
    .getByRole('checkbox', { name: /Near miss/, checked: true })
    .waitFor()
  await desk.press('a')
  await handIsOn(desk, 'textbox', LINE)
  await desk.press('Enter')
  await sees(desk, /^D-\d+ is logged\.$/)
  const [line] = await board(desk)
  assert.equal(line.near_miss, true)
  assert.equal(line.severity, 'minor')
  assert.equal(line.line, null)
  assert.equal(await dialog(desk).count(), 0, 'a near miss calls nobody')
})

test('D before the record is read waits for it: what is logged is about them', async t => {
  const desk = await counter(t)
  const read = await desk.holdsBack('open_patient')
  await desk.find('Priya Nair')
  await desk.press('d')
  await desk.page.waitForTimeout(150)
  assert.equal(await dialog(desk).count(), 0, 'it is about nobody')
  read()
  await dialog(desk).getByText('Priya Nair').waitFor()
})

test('the same thing again is a second ask, and makes it worse by itself', async t => {
  const desk = await counter(t)
  await desk.find('Priya Nair')
  const log = async words => {
    await desk.press('d')
    await handIsOn(desk, 'radio', 'Lost part')
    await desk.press('t')
    await handIsOn(desk, 'textbox', LINE)
    await type(desk, 'Said for Tuesday, not here')
    await dialog(desk)
      .getByRole('textbox', { name: /In their own words/ })
      .fill(words)
    await desk.press('Enter')
  }
  await log('I need them for my trip')
  await sees(desk, /^D-\d+ is logged\.$/)
  const [first] = await board(desk)
  assert.equal(first.severity, 'minor')
  await log('You told me Tuesday, twice')
  await dialog(desk).getByText(`${first.number} is open about this`).waitFor()
  await desk.screen('log-already-open')
  await desk.press('a')
  await sees(desk, `${first.number}: asked about 2 times. Now it is moderate.`)
  // And once more from its page.
  await openByNumber(desk, first.number)
  await desk.press('a')
  await handIsOn(desk, 'textbox', /In their own words/)
  await type(desk, 'A third time')
  await desk.press('Enter')
  await sees(desk, `${first.number}: asked about 3 times. Now it is serious.`)
  await main(desk).getByText('Serious', { exact: true }).waitFor()
  await sees(desk, 'A third time')
  const after = await board(desk)
  assert.equal(after.length, 1, 'it is one discrepancy')
  assert.equal(after[0].asks, 3)
})

test('a serious one is closed only with a word to the patient, a cause and a change; what is missing is said', async t => {
  const desk = await counter(t, 'Jo')
  const [erics, derricks] = [await orderOf(desk, 'Eric Paulson'), await orderOf(desk, 'Derrick Paulsen')]
  const logged = await desk.done('log_discrepancy', {
    kind: 'wrong_patients_order',
    line: `Eric was given the spectacles of order ${derricks.number} and wore them for a day`,
    patient_words: 'I could not see a thing and you told me to get used to it',
    order_id: erics.id,
    other_order_id: derricks.id,
  })
  await openByNumber(desk, logged.number)
  await main(desk).getByText('Call a manager now').waitFor()
  await desk.screen('discrepancy-serious')
  await desk.keepsItsWidth('the page')

  await desk.press('x')
  const alert = main(desk).getByRole('alert')
  await alert.getByText(`Can’t close ${logged.number} yet.`).waitFor()
  const missing = await alert.textContent()
  for (const words of [
    /not all ticked/,
    /how it was put right/,
    /has not been told/,
    /why it happened/,
    /what changes/,
  ])
    assert.match(missing, words)
  await desk.screen('discrepancy-not-closed-yet')

  // What must be seen to at once, each by a named person.
  for (const item of [/A manager was called/, /What was seen/, /went astray/, /has been told/]) {
    const box = main(desk).getByRole('checkbox', { name: item })
    await box.click()
    await main(desk).getByRole('checkbox', { name: item, checked: true }).waitFor()
  }
  await main(desk).getByText('Jo,').first().waitFor()
  const report = main(desk).getByRole('checkbox', { name: /must be reported.*for a manager/ })
  assert.ok(await report.isDisabled(), 'whether it must be reported is a manager’s to look up')

  // Both sides: who has Derrick's now, and that it must come back.
  await desk.press('7')
  await handIsOn(desk, 'radio', 'We have it')
  await desk.press('ArrowRight')
  await desk.press('ArrowRight')
  await handIsOn(desk, 'radio', 'The other patient has it')
  await desk.screen('discrepancy-side')
  await desk.press('Enter')
  await sees(desk, `Order ${derricks.number} must come back to us.`)
  await desk.press('r')
  await handIsOn(desk, 'textbox', /What was done/)
  await type(desk, 'Eric has his own, checked')
  await desk.press('Enter')
  await dialog(desk)
    .getByText(new RegExp(`Order ${derricks.number} must come back to us first`))
    .waitFor()
  await desk.press('Escape')
  await dialog(desk).waitFor({ state: 'detached' })
  await desk.press('7')
  await handIsOn(desk, 'radio', 'The other patient has it')
  await desk.press('ArrowLeft')
  await desk.press('ArrowLeft')
  await handIsOn(desk, 'radio', 'We have it')
  await desk.press('Enter')
  await dialog(desk).waitFor({ state: 'detached' })

  // Put right: what was typed before is still there.
  await desk.press('r')
  await handIsOn(desk, 'textbox', /What was done/)
  await desk.press('Enter')
  await sees(desk, `${logged.number} is put right.`)
  await desk.press('t')
  await handIsOn(desk, 'textbox', 'What they were told')
  await type(desk, 'We gave you another order. We are sorry')
  await desk.press('Enter')
  await sees(desk, 'A manager says why it happened.')
  await desk.press('x')
  await alert.getByText(/Nobody said why it happened/).waitFor()
  assert.doesNotMatch(await alert.textContent(), /put right\.|has not been told/)

  // A manager reviews it, and then it can be closed.
  const { staff } = await desk.done('desk_state')
  const manager = staff.find(each => each.role === 'manager')
  await desk.press('F12')
  await desk.signIn(manager.given)
  const { day } = await desk.done('today')
  await desk.done('review_discrepancy', {
    discrepancy_id: logged.id,
    cause: (await desk.done('causes')).find(cause => cause.used && cause.parent !== cause.code).code,
    accountable: 'handing_over',
    corrective: 'The label is read aloud together',
    seen_to_by: manager.id,
    change_by: day,
  })
  await openByNumber(desk, logged.number)
  await sees(desk, 'See to the list above first, one after the other.')
  await main(desk)
    .getByRole('checkbox', { name: /must be reported/ })
    .click()
  await sees(desk, 'Everything is done. Close it.')
  await desk.press('x')
  await sees(desk, `${logged.number} is closed.`)
  await sees(desk, 'The label is read aloud together')
  await desk.screen('discrepancy-closed')

  // It was not done after all.
  await desk.press('r')
  await handIsOn(desk, 'textbox', 'Why, in a few words')
  await type(desk, 'The left lens is not his')
  await desk.press('Enter')
  await sees(desk, `${logged.number} is open again.`)
  await sees(desk, /opened again once/)
})

test('the board has the soonest promise first, and a promise is kept, moved or not kept', async t => {
  const desk = await counter(t)
  const [erics, sams, priyas] = [
    await orderOf(desk, 'Eric Paulson'),
    await orderOf(desk, 'Sam Keller'),
    await orderOf(desk, 'Priya Nair'),
  ]
  const log = (kind, order, line) => desk.done('log_discrepancy', { kind, line, order_id: order.id })
  const late = await log('late', erics, 'A week later than we said')
  const lost = await log('part_lost', sams, 'Both lenses are not where they were')
  const hurt = await log(
    'conduct',
    priyas,
    'Was asked about her reason for coming before the whole waiting room',
  )
  await desk.done('make_promise', {
    patient_id: sams.patient_id,
    order_id: sams.id,
    discrepancy_id: lost.id,
    what: 'search_on',
    by: '2026-11-20',
    by_minute: 15 * 60,
  })
  const me = (await desk.done('desk_state')).who
  await desk.done('change_discrepancy', { discrepancy_id: hurt.id, owner_id: me, waits_for: 'a manager' })
  await desk.press('4')
  await heading(desk, 'Open discrepancies')
  const rows = main(desk).getByRole('listitem')
  await rows.nth(2).waitFor()
  assert.match(await rows.nth(0).textContent(), new RegExp(`${lost.number}.*promised`, 's'))
  assert.match(await rows.nth(1).textContent(), new RegExp(hurt.number), 'then the worst')
  assert.match(await rows.nth(2).textContent(), new RegExp(late.number))
  await desk.screen('board')
  await desk.keepsItsWidth('the board')
  // Hours later the desk has locked itself.
  await desk.pass({ minutes: 6 * 60 })
  await desk.signIn('Jo')
  await desk.press('4')
  await heading(desk, 'Open discrepancies')
  await desk.page.waitForFunction(() => document.activeElement?.matches('[data-row]'))
  await main(desk).getByText(/late/).first().waitFor()

  await desk.press('Enter')
  await heading(desk, new RegExp(lost.number))
  await sees(desk, 'its time is over')
  await desk.screen('discrepancy-promise-late')
  // Late is what the clock says: kept after its time is late.
  await desk.press('k')
  await sees(desk, 'Done, after its time. It counts as late.')
  await desk.press('p')
  await handIsOn(desk, 'radio', 'we call')
  await desk.page.getByLabel('Day', { exact: true }).fill('2026-11-23')
  await desk.screen('discrepancy-promise')
  await desk.press('Enter')
  await sees(desk, /^Promised by/)
  await desk.press('k')
  await sees(desk, 'Kept.')
  const { promises } = await desk.done('open_discrepancy', { discrepancy_id: lost.id })
  assert.deepEqual(
    promises.map(each => each.ended),
    ['late', 'kept'],
  )
})

test('in a small window, and at twice the size, nothing runs over', async t => {
  const desk = await counter(t, 'Jo', { width: 640, height: 360 })
  const [erics, derricks] = [await orderOf(desk, 'Eric Paulson'), await orderOf(desk, 'Derrick Paulsen')]
  const { number } = await desk.done('log_discrepancy', {
    kind: 'wrong_patients_order',
    line: 'Averyveryverylongwordwithoutanyspaces'.repeat(4),
    patient_words: 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(4),
    order_id: erics.id,
  })
  await openByNumber(desk, number)
  // Whose the others are is often known later.
  await desk.press('e')
  await dialog(desk).waitFor()
  await dialog(desk).getByLabel('The other patient’s order').fill(derricks.number)
  await desk.page.keyboard.press('Enter')
  await dialog(desk).waitFor({ state: 'detached' })
  await main(desk).getByText('Derrick Paulsen').first().waitFor()
  await desk.keepsItsWidth('the page')
  await desk.screen('small-discrepancy')
  await desk.press('d')
  await dialog(desk).waitFor()
  await handIsOn(desk, 'radio', 'Lost part')
  await desk.keepsItsWidth('the log')
  await desk.screen('small-log')
  await desk.press('Escape')
  await dialog(desk).waitFor({ state: 'detached' })
  await desk.press('4')
  await heading(desk, 'Open discrepancies')
  await desk.keepsItsWidth('the board')
  await desk.screen('small-board')
})
