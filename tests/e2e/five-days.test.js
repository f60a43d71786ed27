// The five days of PRODUCT.md at the counter, with the keyboard only, from what the desk says by itself to the review
// that says why, which process, what changes, who sees to it and by when.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

/** As fast as a hand types: a scanner is faster, and would be taken for one. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const key = (desk, name) => desk.page.keyboard.press(name)
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const main = desk => desk.page.getByRole('main')
const heading = (desk, name) => main(desk).getByRole('heading', { name, level: 1 }).waitFor()
const dialog = (desk, name) => desk.page.getByRole('dialog', { name })
const gone = desk => desk.page.getByRole('dialog').waitFor({ state: 'detached' })

/** Where the hand is: what is typed or pressed now goes there. */
async function handIsOn(desk, role, name) {
  // Looked up anew each time: what was drawn again is another element.
  await desk.page
    .getByRole(role, { name, exact: typeof name === 'string' })
    .and(desk.page.locator(':focus'))
    .waitFor()
}

/** Tab, until the hand is there: nobody needs a mouse. */
async function tabTo(desk, role, name) {
  const there = desk.page.getByRole(role, { name, exact: typeof name === 'string' }).first()
  await there.waitFor()
  const isThere = async () =>
    desk.page.evaluate(element => element === document.activeElement, await there.elementHandle())
  for (let tabs = 0; tabs < 80; tabs++) {
    if (await isThere()) return
    await key(desk, 'Tab')
  }
  assert.fail(`eighty times Tab do not reach ${name}`)
}

/** Picks one of several with the arrows, from wherever the hand is in them. */
async function arrowTo(desk, name, arrow = 'ArrowRight') {
  const there = desk.page.getByRole('radio', { name, exact: typeof name === 'string' })
  await there.waitFor()
  for (let steps = 0; steps < 20; steps++) {
    if (await there.isChecked()) return
    await key(desk, arrow)
    await desk.page.waitForTimeout(30)
  }
  assert.fail(`the arrows do not reach ${name}`)
}

async function counter(t) {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Jo')
  return desk
}

/** Finds a person, an order or a discrepancy from anywhere, as a hand does. */
async function open(desk, words, title) {
  await desk.press('/')
  await handIsOn(desk, 'combobox', /Find/)
  await type(desk, words)
  await desk.page
    .getByRole('option', { name: new RegExp(words) })
    .first()
    .waitFor()
  await key(desk, 'Enter')
  await heading(desk, title ?? words)
}
const openLog = (desk, number) => open(desk, number, new RegExp(`${number}$`))

async function orderOf(desk, name) {
  const { people } = await desk.done('find', { query: name })
  const page = await desk.done('open_patient', { patient_id: people[0].patient_id })
  return page.open_orders[0].order
}
async function staffNamed(desk, given) {
  return (await desk.done('staff')).find(each => each.given === given).id
}
/** A colleague does at another desk what this day is not about. */
async function meanwhile(desk, given, what) {
  await desk.done('sign_in', { staff_id: await staffNamed(desk, given), pin: '1234' })
  await what()
  await desk.done('sign_in', { staff_id: await staffNamed(desk, 'Jo'), pin: '1234' })
}

/** Logs it from the screen that is shown; the number it got. */
async function log(desk, letter, line, { words, complainant } = {}) {
  await desk.press('d')
  await handIsOn(desk, 'radio', 'Lost part')
  await desk.press(letter)
  await handIsOn(desk, 'textbox', 'What happened, in one line')
  await type(desk, line)
  if (words) {
    await tabTo(desk, 'textbox', 'In their own words, if they said something')
    await type(desk, words)
  }
  if (complainant) {
    await tabTo(desk, 'textbox', 'Who says so, if not the patient')
    await type(desk, complainant)
  }
  await key(desk, 'Enter')
  await sees(desk, /D-\d+ is logged\./)
  const board = await desk.done('open_discrepancies')
  return board.find(each => each.line === line)
}

/** One line in a box that a letter opens. */
async function oneLine(desk, letter, box, words, says) {
  await desk.press(letter)
  await handIsOn(desk, 'textbox', box)
  await type(desk, words)
  await key(desk, 'Enter')
  await sees(desk, says)
  await gone(desk)
}
const putRight = (desk, number, words) =>
  oneLine(desk, 'r', /What was done/, words, `${number} is put right.`)

async function tellThem(desk, words, how) {
  await desk.press('t')
  await handIsOn(desk, 'textbox', 'What they were told')
  if (how) {
    await key(desk, 'Shift+Tab')
    await arrowTo(desk, how)
    await key(desk, 'Tab')
  }
  await type(desk, words)
  await key(desk, 'Enter')
  await sees(desk, 'Kept what they were told.')
  await gone(desk)
}

async function promise(desk, what, { day, time, words } = {}) {
  await desk.press('p')
  await handIsOn(desk, 'radio', 'we call')
  await arrowTo(desk, what)
  if (day) {
    await tabTo(desk, 'textbox', 'Day')
    await type(desk, day)
  }
  if (time) {
    await tabTo(desk, 'textbox', /^Time/)
    await type(desk, time)
  }
  if (words) {
    await tabTo(desk, 'textbox', 'In words, if that says more')
    await type(desk, words)
  }
  await key(desk, 'Enter')
  await sees(desk, /^Promised by/)
  await gone(desk)
}

/** Kim takes the desk, says why and what changes, and closes it. */
async function reviewed(desk, number, { cause, below, changes, name, ready = true, by = /Tue, Nov 24/ }) {
  await desk.press('F12')
  await desk.signIn('Kim')
  await openLog(desk, number)
  if (!ready) {
    await tabTo(desk, 'checkbox', /must be reported/)
    await key(desk, 'Space')
    await main(desk)
      .getByRole('checkbox', { name: /must be reported/, checked: true })
      .waitFor()
    await sees(desk, 'A manager says why it happened.')
    // The hand goes from Tab and Space to a letter; faster than that is a scanner.
    await desk.page.waitForTimeout(160)
  }
  await desk.press('v')
  await dialog(desk, `Review ${number}`).waitFor()
  await desk.page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input[type=radio]'))
  await arrowTo(desk, cause)
  await key(desk, 'Tab')
  await key(desk, 'Space')
  await arrowTo(desk, below)
  await tabTo(desk, 'textbox', /What changes/)
  await type(desk, changes)
  await tabTo(desk, 'combobox', 'Who sees to it')
  await type(desk, 'Jan')
  if (by) await tabTo(desk, 'button', by)
  else {
    const first = () => document.activeElement?.matches('[role=dialog] [aria-keyshortcuts="1"]')
    for (let tabs = 0; tabs < 20 && !(await desk.page.evaluate(first)); tabs++) await key(desk, 'Tab')
    assert.ok(await desk.page.evaluate(first), 'Tab reaches the next working day')
  }
  await key(desk, 'Space')
  if (name) await desk.screen(`${name}-review`)
  await key(desk, 'Control+s')
  await gone(desk)
  await main(desk)
    .locator('dd', { hasText: /^Reviewed$/ })
    .waitFor()
  await sees(desk, changes)
  const { id } = await discrepancy(desk, number)
  const { discrepancy: it, history, missing } = await desk.done('open_discrepancy', { discrepancy_id: id })
  assert.equal(it.state, 'reviewed')
  assert.ok(it.cause && it.accountable && it.corrective && it.seen_to_by && it.change_by)
  assert.deepEqual(missing, [], 'nothing stands in the way of closing it')
  assert.ok(history.some(each => each.command === 'review_discrepancy'))
  if (name) await desk.screen(`${name}-reviewed`)
  await desk.press('x')
  await sees(desk, `${number} is closed.`)
}

const discrepancy = async (desk, number) =>
  (await desk.done('open_discrepancies')).find(each => each.number === number)

/** Its whole way stands on these people's and orders' pages. */
async function standsOn(desk, patients, orders) {
  for (const order_id of orders) {
    const { history } = await desk.done('open_order', { order_id })
    const told = history.map(each => each.command)
    for (const command of ['put_right', 'review_discrepancy', 'close_discrepancy'])
      assert.ok(told.includes(command), `${command} is on the order's page`)
  }
  for (const patient_id of patients) {
    const { history } = await desk.done('open_patient', { patient_id })
    assert.ok(
      history.some(each => each.command === 'review_discrepancy'),
      'and on the person’s',
    )
  }
}

test('the missing lenses: known at the door, searched for, found or made new, handed over, put right and reviewed', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Sam Keller')
  await open(desk, 'Sam Keller')
  await sees(desk, 'Both lenses not located')
  assert.equal((await desk.ask('notify_order', { order_id: order.id })).refused?.code, 'parts_missing')
  const { number, id } = await log(desk, 'l', 'Both lenses are not where they were kept', {
    words: 'You called and said it was in',
    complainant: 'his mother, Ruth',
  })

  // The hunt: not in the first place, the right one in the second. The left one is made new, with a day that she is told.
  await openLog(desk, number)
  await sees(desk, /^Search for the right lens and left lens/)
  await desk.screen('lenses-logged')
  await desk.press('s')
  await heading(desk, 'Search for the right lens and the left lens')
  const chosen = desk.page.locator('main [data-row][aria-current]')
  const first = await chosen.locator('.what').textContent()
  await desk.press('n')
  await main(desk)
    .locator('[data-row]', { hasText: first })
    .getByText(/not there · Jo/)
    .waitFor()
  await desk.press('y')
  await dialog(desk, 'Found: the right lens').waitFor()
  await desk.page.locator('[role=dialog] input:focus').waitFor()
  await key(desk, 'Enter')
  await gone(desk)
  await desk.press('x')
  await heading(desk, 'Search for the left lens')
  await desk.press('w')
  await dialog(desk, 'The left lens was not found').waitFor()
  await key(desk, 'ArrowRight')
  await desk.press('3')
  await sees(desk, /It is here for you by Wednesday, November 25/)
  await desk.screen('lenses-two-ways')
  await key(desk, 'Enter')
  await gone(desk)
  await sees(desk, 'A new one is made.')
  await desk.press('l')
  await heading(desk, new RegExp(`${number}$`))
  await sees(desk, /we make it new, by/i)
  await sees(desk, 'not located, no longer waited for')
  await desk.screen('lenses-waiting')

  // It comes; a dispenser checks it. They take it now, and it is fitted later.
  await meanwhile(desk, 'Jan', async () => {
    const { parts } = await desk.done('open_order', { order_id: order.id })
    const arrived = parts.filter(part => part.custody === 'not_made').map(part => part.id)
    await desk.done('receive_order', { order_id: order.id, tray: 'T017', arrived })
    await desk.done('verify_order', { order_id: order.id, verdict: 'passed' })
    await desk.done('call_visit', { visit_id: (await desk.done('queue')).waiting[0].visit_id })
  })
  await open(desk, 'Sam Keller')
  await desk.press('h')
  await sayAndSee(desk, 'Sam Keller', '3/4/2011')
  await upToTheLastKey(desk, 'T017')
  await key(desk, 'Enter')
  await sees(desk, new RegExp(`has order ${order.number}`))
  await desk.page.getByRole('button', { name: /Took it, fit later/ }).waitFor()
  await desk.press('f')
  await heading(desk, 'Sam Keller')
  await sees(desk, /fitting/i)

  await openLog(desk, number)
  await sees(desk, 'Give the patient what they should have, and write down what was done.')
  await putRight(desk, number, 'Right lens found, left one made new, handed over')
  await sees(desk, 'A promise is open. Say how it ended.')
  await desk.press('k')
  await sees(desk, 'Kept.')
  await tellThem(desk, 'We lost your lenses and made the left one new. We are sorry')
  await reviewed(desk, number, {
    cause: 'Keeping it here',
    below: 'in no tray',
    changes: 'What a family leaves here lies in the tray from the first day',
    name: 'lenses',
  })
  await standsOn(desk, [order.patient_id], [order.id])
  assert.equal(await discrepancy(desk, number), undefined)
  assert.equal((await desk.done('open_discrepancy', { discrepancy_id: id })).discrepancy.state, 'closed')
})

/** Says who they are, and reads the alerts: each has its own key. */
async function sayAndSee(desk, name, born) {
  await handIsOn(desk, 'textbox', 'Name, as they say it')
  await type(desk, name)
  await key(desk, 'Enter')
  await handIsOn(desk, 'textbox', 'Date of birth, as they say it')
  await type(desk, born)
  await key(desk, 'Enter')
  const tray = desk.page.getByRole('textbox', { name: 'Tray or order number' })
  const alert = desk.page.getByRole('button', { name: /Seen/ })
  const reason = desk.page.getByRole('textbox', { name: 'Reason, with your name' })
  for (let alerts = 0; alerts < 4; alerts++) {
    await tray.or(alert).or(reason).first().waitFor()
    if (await alert.isVisible()) {
      await desk.press('s')
      await alert.waitFor({ state: 'detached' })
    } else if (await reason.isVisible()) {
      await tabTo(desk, 'textbox', 'Reason, with your name')
      await type(desk, 'They know, and it is put right now')
      await key(desk, 'Enter')
      await reason.waitFor({ state: 'detached' })
    } else return
  }
}

/** From the tray to the last key: scanned, ticked, opened, looked. */
async function upToTheLastKey(desk, tray) {
  await handIsOn(desk, 'textbox', 'Tray or order number')
  await desk.scan(tray)
  const boxes = desk.page.getByRole('group', { name: 'Parts in the case' }).getByRole('checkbox')
  await boxes.first().waitFor()
  for (let left = await boxes.count(); left > 0; left--) {
    await desk.page.waitForFunction(() =>
      document.activeElement?.matches('input[type=checkbox]:not(:checked)'),
    )
    const before = await desk.page.evaluateHandle(() => document.activeElement)
    // A hand rests between two keys; without it they are a scanner's.
    await desk.page.waitForTimeout(80)
    await key(desk, ' ')
    await desk.page.waitForFunction(box => box !== document.activeElement, before)
  }
  await handIsOn(desk, 'checkbox', /They looked through them/)
  await desk.page.waitForTimeout(80)
  await key(desk, ' ')
  await handIsOn(desk, 'radio', /the patient/)
}

test('Eric and Derrick: frozen, whose they are, both sides, the checklist, the manager, reviewed', async t => {
  const desk = await counter(t)
  const [erics, derricks] = [await orderOf(desk, 'Eric Paulson'), await orderOf(desk, 'Derrick Paulsen')]
  await open(desk, 'Eric Paulson')
  await desk.press('h')
  await heading(desk, `Hand over order ${erics.number}`)
  await sayAndSee(desk, 'Eric Paulson', '6/21/1979')
  // Whatever lies in his tray is not his.
  await handIsOn(desk, 'textbox', 'Tray or order number')
  await desk.scan('T011')
  await desk.page.getByRole('group', { name: 'Parts in the case' }).getByRole('checkbox').first().waitFor()
  await desk.press('n')
  await heading(desk, `Recheck of order ${erics.number}`)

  // The lensmeter names Derrick's order.
  await tabTo(desk, 'textbox', 'Right')
  await type(desk, '-3.25 -0.50 x 88')
  await tabTo(desk, 'textbox', 'Left')
  await type(desk, '-3.00 -0.25 x 100')
  await sees(desk, 'These are not the lenses of this order.')
  const fits = desk.page.getByRole('region', { name: /They fit/ })
  await fits.getByText('Derrick P.').waitFor()
  await desk.screen('eric-whose-are-these')
  await tabTo(desk, 'button', /not theirs/i)
  await key(desk, 'Enter')
  await sees(desk, 'Nobody was given anything.')

  // Logged from here, both orders filled in; the manager is called.
  await desk.press('d')
  await handIsOn(desk, 'radio', 'Lost part')
  await desk.press('a')
  await handIsOn(desk, 'textbox', 'What happened, in one line')
  await type(desk, 'The trays were exchanged; Eric wore them for a minute')
  await tabTo(desk, 'textbox', /The other patient’s order or tray/)
  if ((await desk.page.getByRole('textbox', { name: /The other patient’s/ }).inputValue()) === '')
    await type(desk, derricks.number)
  await key(desk, 'Enter')
  await dialog(desk, /./).getByText('Call a manager now').waitFor()
  await desk.screen('eric-call-a-manager')
  await key(desk, 'Enter')
  await main(desk).getByText('Call a manager now').waitFor()
  const line = (await desk.done('open_discrepancies')).find(each => !each.near_miss)
  assert.deepEqual([line.order_number, line.other_order_number], [erics.number, derricks.number])
  await heading(desk, new RegExp(`${line.number}$`))
  for (const item of [/A manager was called/, /What was seen/, /went astray/, /has been told/]) {
    await tabTo(desk, 'checkbox', item)
    await key(desk, 'Space')
    await main(desk).getByRole('checkbox', { name: item, checked: true }).waitFor()
  }
  assert.ok(
    await main(desk)
      .getByRole('checkbox', { name: /must be reported/ })
      .isDisabled(),
  )
  await desk.screen('eric-checklist')
  await desk.press('7')
  await handIsOn(desk, 'radio', 'We have it')
  await key(desk, 'Enter')
  await gone(desk)
  await main(desk).getByText('We have it', { exact: true }).waitFor()
  await putRight(desk, line.number, 'Each pair is in its own tray again, and both were read')
  await tellThem(desk, 'You were right, they were another patient’s. We are sorry')
  await desk.screen('eric-told')
  await reviewed(desk, line.number, {
    cause: 'Keeping it here',
    below: 'in another tray',
    changes: 'The label is scanned when a pair goes into its tray',
    name: 'eric',
    ready: false,
  })
  await standsOn(desk, [erics.patient_id], [erics.id, derricks.id])
})

test('the order that was never made: listed by itself, worse when asked again, sent, reviewed', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Priya Nair')
  await desk.press('2')
  await heading(desk, 'Late or stuck')
  await desk.page.locator('main [data-row]:focus').waitFor()
  const lines = await desk.done('stalled_orders')
  assert.ok(
    lines.some(each => each.number === order.number),
    'before anybody asks',
  )
  const hers = desk.page.getByRole('region', { name: `order ${order.number}` })
  for (let steps = 0; steps < lines.length && !(await hers.isVisible()); steps++) {
    await key(desk, 'ArrowDown')
    await desk.page.waitForTimeout(50)
  }
  await hers.waitFor()
  await desk.screen('never-made-listed')
  for (const words of ['You said today', 'Nobody has even sent it']) {
    await desk.press('a')
    await dialog(desk, new RegExp(`asked about order ${order.number}`)).waitFor()
    await desk.page.locator('[role=dialog] input:focus').waitFor()
    await type(desk, words)
    await key(desk, 'Enter')
    await gone(desk)
  }
  await sees(desk, /is more serious now/)
  const line = (await desk.done('stalled_orders')).find(each => each.number === order.number)
  const number = line.discrepancy
  await desk.press('l')
  await heading(desk, new RegExp(`${number}$`))
  await main(desk).getByText('Serious', { exact: true }).waitFor()
  await desk.screen('never-made-asked-twice')

  // Sent at last, from the order's page.
  await open(desk, order.number, new RegExp(order.number)).catch(() => {})
  await desk.press('o')
  await heading(desk, new RegExp(order.number))
  await desk.press('o')
  await desk.page.getByRole('dialog').waitFor()
  await desk.page.locator('[role=dialog] input:focus, [role=dialog] button:focus').waitFor()
  await key(desk, 'Enter')
  await gone(desk)
  assert.equal((await desk.done('open_order', { order_id: order.id })).order.state, 'ordered')

  await openLog(desk, number)
  await promise(desk, 'it can be collected', { day: '11242026' })
  await tellThem(desk, 'We never sent it, and we are sorry. It is here on Tuesday')
  await putRight(desk, number, 'Sent to the lab by hand, two days')
  await desk.press('k')
  await sees(desk, 'Kept.')
  await reviewed(desk, number, {
    cause: 'Sending it',
    below: 'it was not sent',
    changes: 'The morning list is worked before the door opens',
    name: 'never-made',
  })
  await standsOn(desk, [order.patient_id], [order.id])
})

test('promises: made, moved by telling first, broken by the clock, an exception with what is owed, reviewed', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Walter Lindgren')
  await open(desk, 'Lindgren', /Lindgren/)
  const { number, id } = await log(desk, 'w', 'Left lens half a diopter off', { words: 'We fly on Tuesday' })
  await openLog(desk, number)
  await promise(desk, 'we call', { time: '1130AM', words: 'Kim calls' })
  await promise(desk, 'as said', { day: '11232026', words: 'the lab says when' })
  await desk.screen('promises-made')
  // Kim's call is the first due; it is moved by telling them before.
  await desk.press('m')
  await dialog(desk, 'Move the promise').locator('button:focus').filter({ hasText: /6:00/ }).waitFor()
  await desk.press('1')
  await handIsOn(desk, 'radio', 'By phone')
  await key(desk, ' ')
  await desk.page.getByRole('radio', { name: 'By phone', checked: true }).waitFor()
  await key(desk, 'Enter')
  await sees(desk, 'Moved. They know.')
  await gone(desk)
  // And then forgotten until seven in the evening: the desk locked itself, and the clock says so.
  await desk.pass({ minutes: 8 * 60 + 30 })
  await desk.signIn('Jo')
  await desk.press('4')
  await heading(desk, 'Open discrepancies')
  await main(desk).getByText(/late/).first().waitFor()
  await openLog(desk, number)
  await sees(desk, 'its time is over')
  await desk.screen('promises-late')
  await desk.press('k')
  await sees(desk, 'Done, after its time. It counts as late.')
  // He asked when it was logged, and now twice more.
  await oneLine(desk, 'a', /In their own words/, 'You said noon', /asked about 2 times/)
  await oneLine(desk, 'a', /In their own words/, 'Again nobody called', /asked about 3 times/)

  // The exception: he takes the frame along, and what is owed is a promise of its own.
  await promise(desk, 'as said', { day: '11272026', words: 'frame to come back by Friday, Jan allowed it' })
  await open(desk, order.number, /Lindgren/)
  await desk.press('o')
  await heading(desk, new RegExp(order.number))
  await desk.press('m')
  await dialog(desk, 'Move a part').waitFor()
  await desk.page.locator('[role=dialog] input[type=radio]:focus').waitFor()
  await arrowTo(desk, 'With the patient')
  await tabTo(desk, 'textbox', /[Nn]ote/)
  await type(desk, 'lenses are mounted elsewhere for the holiday')
  await key(desk, 'Enter')
  await gone(desk)
  const { parts } = await desk.done('open_order', { order_id: order.id })
  assert.deepEqual(
    parts.filter(part => part.custody === 'with_patient').map(part => part.kind),
    ['frame'],
  )
  await openLog(desk, number)
  await desk.screen('promises-what-is-owed')
  await desk.press('x')
  await main(desk).getByRole('alert').getByText('A promise is still open.').waitFor()
  await desk.press('k')
  await sees(desk, 'Kept.')
  await keptButtons(desk, 1)
  await desk.press('k')
  await keptButtons(desk, 0)
  const { promises } = await desk.done('open_discrepancy', { discrepancy_id: id })
  assert.deepEqual(promises.map(each => each.ended).sort(), ['kept', 'kept', 'late', 'moved'])
  await putRight(desk, number, 'Left lens made again and checked')
  await tellThem(desk, 'We did not call when we said. That has changed', 'By phone')
  await reviewed(desk, number, {
    cause: 'Telling the patient',
    below: 'a promise was not noted',
    changes: 'A call is promised in the app, not on paper',
    name: 'promises',
  })
  await standsOn(desk, [order.patient_id], [order.id])
})

test('the ridiculed child: about him, said by his parent, what would make it right, call and gift, reviewed, did it help', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Luca Marino')
  await open(desk, 'Luca Marino')
  const { number, id } = await log(desk, 'c', 'Laughed at before a full waiting room', {
    words: 'They all looked at me',
    complainant: 'his father, Paolo',
  })
  await openLog(desk, number)
  await sees(desk, 'Says so: his father, Paolo')
  // "What would make this right?": the answer is kept with their own words.
  await desk.press('e')
  await dialog(desk, /./).waitFor()
  await tabTo(desk, 'textbox', 'In their own words, if they said something')
  await key(desk, 'End')
  await type(desk, '. To make it right: look him in the eye, a hand, an apology')
  await desk.screen('child-what-would-make-it-right')
  await key(desk, 'Enter')
  await gone(desk)
  await sees(desk, /look him in the eye/)
  await promise(desk, 'we call', { words: 'Kim calls Luca himself' })
  await promise(desk, 'as said', { day: '11242026', words: 'a small gift goes to Luca by post' })
  await putRight(desk, number, 'Looked Luca in the eye, gave him a hand, said sorry to him by name')
  await tellThem(desk, 'Luca, I am sorry. You did nothing wrong')
  await desk.screen('child-promises')
  for (const left of [1, 0]) {
    await desk.press('k')
    await keptButtons(desk, left)
  }
  await reviewed(desk, number, {
    cause: 'Between people',
    below: 'unkind words',
    changes: 'What a patient looks like is nobody’s talk in the room',
    name: 'child',
  })
  await standsOn(desk, [order.patient_id], [order.id])
  await sees(desk, 'Not known yet.')
  await desk.pass({ minutes: 91 * 24 * 60 })
  await desk.signIn('Kim')
  await openLog(desk, number)
  await sees(desk, 'Yes: not again in 90 days.')
  await desk.screen('child-it-helped')
  assert.equal((await desk.done('open_discrepancy', { discrepancy_id: id })).helped.said, 'yes')
})

// The same five days once more, with the conversation in the middle: the panel that the record picks, a choice and its
// promise in one breath, an apology on paper, the call that asks whether it worked; and nothing is left open.

const panel = desk => desk.page.getByRole('complementary', { name: 'Recovery' })
const says = (desk, words) => panel(desk).getByText(words).filter({ visible: true }).first().waitFor()
const step = (desk, name) => handIsOn(desk, 'region', new RegExp(`^${name}`))

/** F8, and nobody chooses: the record says what it is about, and its first words hold what the record knows. */
async function recovery(desk, title, fact) {
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await panel(desk).getByRole('heading', { name: title, level: 2 }).waitFor()
  await says(desk, fact)
}

/** How they are, and what would make it right in their own words; up to what can be offered. */
async function heard(desk, mood, wish, fact) {
  await desk.press('m')
  await handIsOn(desk, 'button', 'calm')
  const digit = await panel(desk)
    .getByRole('button', { name: mood, exact: true })
    .getAttribute('aria-keyshortcuts')
  await desk.press(digit)
  await says(desk, `They are: ${mood}`)
  if (fact) await says(desk, fact)
  await step(desk, 'Say that it happened')
  await key(desk, 'Enter')
  await handIsOn(desk, 'textbox', 'What would make this right?')
  await type(desk, wish)
  await key(desk, 'Enter')
  await step(desk, 'Thank them and own it')
}

/** They take it; where it needs somebody, that person agrees with their PIN. */
async function takes(desk, title, agrees) {
  await step(desk, 'Offer, and let them choose')
  const choice = panel(desk).getByRole('button', { name: title })
  await desk.press(await choice.getAttribute('aria-keyshortcuts'))
  const form = panel(desk).getByRole('button', { name: /They take it/ })
  const taken = choice.getByText('taken')
  await form.or(taken).first().waitFor()
  if (await form.isVisible()) {
    if (agrees) {
      await panel(desk)
        .getByLabel(new RegExp(`PIN.*${agrees}|${agrees}.*PIN`))
        .waitFor()
      await key(desk, 'Enter')
      await desk.page.locator('input[type=password]:focus').waitFor()
      await type(desk, '1234')
    } else await desk.page.waitForFunction(() => document.activeElement?.matches('input'))
    await key(desk, 'Enter')
  }
  await taken.waitFor()
}

/** The rest of the steps, what they said at the end, and how they left. */
async function theyLeave(desk, words, agreed) {
  await step(desk, 'Offer, and let them choose')
  await key(desk, 'Enter')
  await step(desk, 'Agree on the plan')
  if (agreed) await says(desk, agreed)
  for (const next of ['Do it now', 'Ask later', 'See what changes here']) {
    await key(desk, 'Enter')
    await step(desk, next)
  }
  await key(desk, 'Enter')
  await handIsOn(desk, 'radio', 'better')
  await key(desk, 'Space')
  await key(desk, 'Tab')
  await handIsOn(desk, 'textbox', 'What they said at the end')
  await type(desk, words)
  await key(desk, 'Enter')
  await says(desk, 'It has ended.')
}

/** The apology on paper, from the panel's end: as it was made, kept, printed; and back to where it is about. */
async function letter(desk, number, made, { card = false, name } = {}) {
  await desk.page.evaluate(() => {
    globalThis.print = () => {}
  })
  await desk.press('l')
  await heading(desk, 'Apology')
  await handIsOn(desk, 'textbox', 'Text')
  if (card) {
    await tabBack(desk, 'radio', 'Letter')
    await arrowTo(desk, 'Card')
  }
  const text = await desk.page.getByRole('textbox', { name: 'Text' }).inputValue()
  for (const words of made) assert.match(text, words)
  assert.doesNotMatch(text, /[{}]|undefined|null/)
  assert.equal(await main(desk).locator('mark').count(), 0, 'our own words blame nobody')
  if (name) await desk.screen(name)
  await key(desk, 'Control+s')
  await heading(desk, 'As it was sent')
  await handIsOn(desk, 'article', 'As it was sent')
  await key(desk, 'Enter')
  await heading(desk, new RegExp(`${number}$`))
  await sees(desk, card ? /^Card to .*, kept/ : /^Letter to .*, kept/)
}
async function tabBack(desk, role, name) {
  const there = desk.page.getByRole(role, { name, exact: true })
  for (let tabs = 0; tabs < 10; tabs++) {
    if (await there.evaluate(each => each === document.activeElement)) return
    await key(desk, 'Shift+Tab')
  }
  assert.fail(`ten times Shift Tab do not reach ${name}`)
}

/** Lets the days pass to a morning; the desk has locked itself. */
async function itIs(desk, morning) {
  const now = await desk.page.evaluate(() => Date.now())
  await desk.pass({ minutes: (new Date(morning) - now) / 60_000 })
  await desk.signIn('Jo')
}

/** Waits until so many promises on the screen can still be kept. */
const keptButtons = (desk, many) =>
  desk.page.waitForFunction(
    count =>
      [...document.querySelectorAll('main button')].filter(each => /^Kept/.test(each.textContent.trim()))
        .length === count,
    many,
  )

/** Kept from list 3, the first that is due to this person and says this. */
async function keepsFromTheList(desk, name, words) {
  await desk.press('3')
  await heading(desk, 'Promises')
  await desk.page.locator('main [data-row]:focus').waitFor()
  await key(desk, 'Home')
  const line = desk.page.locator('main [data-row]:focus').filter({ hasText: name }).filter({ hasText: words })
  for (let steps = 0; steps < 10 && !(await line.count()); steps++) {
    await key(desk, 'ArrowDown')
    await desk.page.waitForTimeout(50)
  }
  await line.waitFor()
  const left = (await desk.done('promises_due')).length - 1
  await desk.press('k')
  if (words === 'We ask how it is') {
    // What they say is asked for, and kept in their words.
    await desk.page.locator('dialog, [role=dialog]').locator('input[type=radio]:focus').waitFor()
    await key(desk, 'Space')
    await desk.page.getByRole('radio', { name: 'better', checked: true }).waitFor()
    await key(desk, 'Tab')
    await type(desk, 'All as it should be.')
    await key(desk, 'Enter')
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await desk.page.waitForFunction(open => document.querySelectorAll('main [data-row]').length === open, left)
}

/** The call some working days later is due and holds the evening up; it is made, and then nothing is owed. */
async function askedWhetherItWorked(desk, name) {
  const isAsked = async () => (await desk.done('promises_due')).filter(line => line.what === 'follow_up')
  const [{ said_at }] = await isAsked()
  const morning = new Date(said_at).setUTCHours(15, 30)
  if (morning - (await desk.page.evaluate(() => Date.now())) > 12 * 3_600_000) await itIs(desk, morning)
  const [asks, ...more] = await isAsked()
  assert.deepEqual([asks.group, asks.late, more], ['today', false, []])
  assert.equal(
    (await desk.ask('end_day')).refused?.code,
    'day_not_answered',
    'a call that nobody made holds the day',
  )
  await keepsFromTheList(desk, name, 'We ask how it is')
  await sees(desk, 'Nothing is promised')
}

/** Closed, with cause, change and word to the patient; and no promise and no conversation is left open. */
async function nothingIsLeft(desk, id, began = 'start_recovery') {
  const { discrepancy: it, history } = await desk.done('open_discrepancy', { discrepancy_id: id })
  assert.equal(it.state, 'closed')
  assert.ok(it.cause && it.corrective)
  for (const command of [began, 'choose', 'keep_letter', 'end_recovery', 'tell_patient'])
    assert.ok(
      history.some(each => each.command === command),
      `${command} stands with it`,
    )
  assert.deepEqual(await desk.done('promises_due'), [], 'nothing is owed')
}

test('the ridiculed child, put right: in the panel to him, three choices that Kim agrees to, a card with his name, all kept', async t => {
  const desk = await counter(t)
  await open(desk, 'Luca Marino')
  const { number, id } = await log(desk, 'c', 'Laughed at before a full waiting room', {
    words: 'They all looked at me',
    complainant: 'his father, Paolo',
  })
  await openLog(desk, number)
  await recovery(desk, 'A child was shamed here', /his father, Paolo, we made Luca feel small/i)
  await heard(
    desk,
    'a child',
    'look him in the eye, a hand, an apology',
    /Hello Luca\. What we said to you was not okay/,
  )
  await key(desk, 'Enter')
  await step(desk, 'Offer, and let them choose')
  await says(desk, 'look him in the eye, a hand, an apology')
  await takes(desk, /Manager says sorry to the child/, 'Kim')
  await takes(desk, /Manager calls the child/, 'Kim')
  await takes(desk, /A small gift by mail/, 'Kim')
  await desk.screen('child-chosen')
  await theyLeave(desk, 'He smiled', /Manager calls the child/)
  await letter(desk, number, [/^Hi Luca,/, /You did nothing wrong\.\n\nIt was our mistake\.\n/], {
    card: true,
    name: 'child-card',
  })
  await desk.screen('child-card-kept')

  await keepsFromTheList(desk, 'Luca', 'Manager calls the child')
  await keepsFromTheList(desk, 'Luca', 'A small gift by mail')
  await openLog(desk, number)
  await putRight(desk, number, 'Kim looked Luca in the eye, gave him a hand, said sorry to him')
  await tellThem(desk, 'Luca, you did nothing wrong')
  await askedWhetherItWorked(desk, 'Luca')
  await reviewed(desk, number, {
    cause: 'Between people',
    below: 'unkind words',
    changes: 'What a patient looks like is nobody’s talk in the room',
    by: null,
  })
  await nothingIsLeft(desk, id)
})

/** They come in and are called; whoever came before hears why. */
async function comesIn(desk, name) {
  await open(desk, name)
  await desk.press('c')
  await desk.page.getByRole('radio', { name: 'collecting' }).waitFor()
  await key(desk, 'Enter')
  await desk.page.getByRole('button', { name: /^Call now/ }).waitFor()
  await desk.press('w')
  const reason = desk.page.getByRole('textbox', { name: 'Reason, in words for everybody to hear' })
  const called = desk.page.getByRole('button', { name: /Put back/ })
  await reason.or(called).first().waitFor()
  if (await reason.isVisible()) {
    await handIsOn(desk, 'textbox', 'Reason, in words for everybody to hear')
    await type(desk, 'It takes a moment')
    await key(desk, 'Enter')
  }
  await called.waitFor()
}

/** With their own name and birth date said, from their own tray, with every part ticked; and they go home with it. */
async function goesHomeWith(desk, name, born, tray, number, { served = true } = {}) {
  await desk.press('h')
  await sayAndSee(desk, name, born)
  await upToTheLastKey(desk, tray)
  await key(desk, 'Enter')
  await sees(desk, new RegExp(`has order ${number}`))
  if (!served) return
  await desk.page.getByRole('button', { name: /Served/ }).waitFor()
  await key(desk, 'Enter')
  await heading(desk, name)
}
const stateOf = async (desk, order) => (await desk.done('open_order', { order_id: order.id })).order.state

test('the missing lenses, put right: after thirty minutes the panel with what is missing, a search with its time, a letter, his glasses, all kept', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Sam Keller')
  for (let minutes = 0; minutes < 16; minutes += 4) {
    await desk.pass({ minutes: 4 })
    await desk.done('still_here')
  }
  await open(desk, 'Sam Keller')
  // It offers itself; what happened is logged first.
  await main(desk)
    .getByRole('button', { name: /Recovery/ })
    .waitFor()
  const { number, id } = await log(desk, 'l', 'Both lenses are not where they were kept', {
    words: 'You called and said it was in',
    complainant: 'his mother, Ruth',
  })
  await openLog(desk, number)
  await recovery(desk, 'We lost a part of it', /Sam, I can't find your right and left lens/)
  await says(desk, /I assumed you had the lenses/)
  await heard(desk, 'not the patient', 'glasses for school next week')
  await says(desk, /We last saw it .*finishing desk/)
  await key(desk, 'Enter')
  await takes(desk, /Search until a set time/)
  const by = (await desk.done('promises_due'))[0]
  assert.equal(by.what, 'search_on')
  await desk.screen('lenses-chosen')
  await theyLeave(desk, 'Thank you for being straight with me', /I will call you, found or not/)
  await letter(
    desk,
    number,
    [/^Dear Sam,/, /We did not keep it safe/, /glasses for school next week/, /We go on looking/],
    { name: 'lenses-letter' },
  )

  // She comes back on Tuesday.
  await open(desk, 'Sam Keller')
  await desk.press('e')
  await arrowTo(desk, 'will come back')
  await tabTo(desk, 'textbox', /./)
  await type(desk, '11242026')
  await key(desk, 'Enter')
  await sees(desk, /comes back/)

  // One is found; the other is made new, with a day. The search has ended: that promise is kept.
  await openLog(desk, number)
  await desk.press('s')
  await heading(desk, 'Search for the right lens and the left lens')
  await desk.press('y')
  await dialog(desk, 'Found: the right lens').waitFor()
  await desk.page.locator('[role=dialog] input:focus').waitFor()
  await key(desk, 'Enter')
  await gone(desk)
  await desk.press('x')
  await heading(desk, 'Search for the left lens')
  await desk.press('w')
  await dialog(desk, 'The left lens was not found').waitFor()
  await key(desk, 'ArrowRight')
  await desk.press('3')
  await sees(desk, /It is here for you by Wednesday, November 25/)
  await key(desk, 'Enter')
  await gone(desk)
  await sees(desk, 'A new one is made.')
  const { promises } = await desk.done('open_discrepancy', { discrepancy_id: id })
  assert.equal(promises.find(each => each.what === 'search_on').ended, 'kept')

  // It is here before its day and is checked; they come in, and it is theirs.
  await itIs(desk, '2026-11-24T10:30:00-05:00')
  await meanwhile(desk, 'Jan', async () => {
    const { parts } = await desk.done('open_order', { order_id: order.id })
    const arrived = parts.filter(part => part.custody === 'not_made').map(part => part.id)
    await desk.done('receive_order', { order_id: order.id, tray: 'T017', arrived })
    await desk.done('verify_order', { order_id: order.id, verdict: 'passed' })
  })
  await comesIn(desk, 'Sam Keller')
  await goesHomeWith(desk, 'Sam Keller', '3/4/2011', 'T017', order.number)
  assert.equal(await stateOf(desk, order), 'collected')
  await keepsFromTheList(desk, 'Sam Keller', /new/i)
  await askedWhetherItWorked(desk, 'Sam Keller')
  await openLog(desk, number)
  await putRight(desk, number, 'One found, one made new, handed over')
  await tellThem(desk, 'What you leave here lies in its own tray from now on')
  await reviewed(desk, number, {
    cause: 'Keeping it here',
    below: 'in no tray',
    changes: 'What a family leaves here lies in the tray from the first day',
    by: null,
  })
  await nothingIsLeft(desk, id)
  assert.deepEqual(
    (await desk.done('owed_visits')).filter(each => each.order_number === order.number),
    [],
  )
})

test('Eric and Derrick, put right: he is believed in the recheck, whose mistake it was is said, and both go home with their own', async t => {
  const desk = await counter(t)
  const [erics, derricks] = [await orderOf(desk, 'Eric Paulson'), await orderOf(desk, 'Derrick Paulsen')]
  await comesIn(desk, 'Eric Paulson')
  await desk.press('h')
  await sayAndSee(desk, 'Eric Paulson', '6/21/1979')
  await handIsOn(desk, 'textbox', 'Tray or order number')
  await desk.scan('T011')
  await desk.page.getByRole('group', { name: 'Parts in the case' }).getByRole('checkbox').first().waitFor()
  await desk.press('n')
  await heading(desk, `Recheck of order ${erics.number}`)
  // Nobody insists: the first thing he hears is that he is believed.
  await main(desk)
    .getByRole('button', { name: /Recovery/ })
    .waitFor()
  await recovery(desk, /not mine/i, 'I believe you')
  await says(desk, 'Thank you for saying so, Eric.')
  await desk.screen('eric-believed')
  await heard(desk, 'upset', 'tell me who saw my name')
  await key(desk, 'Enter')
  await takes(desk, /Check together/)
  await key(desk, 'Escape')
  await desk.page.locator('main:focus, main :focus').waitFor()
  await desk.press('d')
  await tabTo(desk, 'button', /not theirs/i)
  await key(desk, 'Enter')
  await sees(desk, 'Nobody was given anything.')
  await desk.press('d')
  await handIsOn(desk, 'radio', 'Lost part')
  await desk.press('a')
  await handIsOn(desk, 'textbox', 'What happened, in one line')
  await type(desk, 'He wore Derrick’s for a minute; the trays were exchanged')
  await tabTo(desk, 'textbox', /The other patient’s order or tray/)
  if ((await desk.page.getByRole('textbox', { name: /The other patient’s/ }).inputValue()) === '')
    await type(desk, derricks.number)
  await key(desk, 'Enter')
  await dialog(desk, /./).getByText('Call a manager now').waitFor()
  await key(desk, 'Enter')
  const { number, id } = (await desk.done('open_discrepancies')).find(each => !each.near_miss)
  await heading(desk, new RegExp(`${number}$`))

  // The same conversation goes on; now the record knows what happened, and has other words for it.
  await key(desk, 'F8')
  await step(desk, 'Offer, and let them choose')
  await desk.press('c')
  await handIsOn(desk, 'textbox', 'Type a word of it')
  await type(desk, 'another patient')
  await key(desk, 'Enter')
  await panel(desk).getByRole('heading', { name: "Another patient's order went home", level: 2 }).waitFor()
  await step(desk, 'Offer, and let them choose')
  await key(desk, 'b')
  await step(desk, 'Thank them and own it')
  await says(desk, `Your pair is number ${erics.number}.`)
  await key(desk, 'Enter')
  await takes(desk, /Swap it now/, 'Jan')
  await takes(desk, /The manager calls about privacy/, 'Kim')
  await theyLeave(desk, 'I knew it. Thank you for not arguing')
  await letter(desk, number, [/^Dear Eric,/, /tell me who saw my name/, /We call you by/], {
    name: 'eric-letter',
  })

  // Each pair is in its own tray again. Both say who they are, and go home with their own.
  await open(desk, 'Eric Paulson')
  await goesHomeWith(desk, 'Eric Paulson', '6/21/1979', 'T011', erics.number)
  await open(desk, 'Derrick Paulsen')
  await goesHomeWith(desk, 'Derrick Paulsen', '9/2/1981', 'T014', derricks.number, { served: false })
  for (const order of [erics, derricks]) assert.equal(await stateOf(desk, order), 'collected')
  await keepsFromTheList(desk, 'Eric Paulson', /manager calls/i)

  await openLog(desk, number)
  for (const item of [/A manager was called/, /What was seen/, /went astray/, /has been told/]) {
    await tabTo(desk, 'checkbox', item)
    await key(desk, 'Space')
    await main(desk).getByRole('checkbox', { name: item, checked: true }).waitFor()
  }
  await desk.page.waitForTimeout(160)
  await putRight(desk, number, 'Each has his own, and both were read')
  await tellThem(desk, 'You were right, and we are sorry')
  await askedWhetherItWorked(desk, 'Eric Paulson')
  await reviewed(desk, number, {
    cause: 'Keeping it here',
    below: 'in another tray',
    changes: 'The label is scanned when a pair goes into its tray',
    ready: false,
    by: null,
  })
  // It began before anything was logged.
  await nothingIsLeft(desk, id, 'change_recovery')
})

test('the order that was never made, put right: the panel knows they asked twice, it is sent, made, checked, told and handed over', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Priya Nair')
  const openOrder = async () => {
    await open(desk, 'Priya Nair')
    await desk.press('o')
    await heading(desk, /order 26-/)
  }
  // She asked this morning, and now stands here.
  const { number, discrepancy_id } = await desk.done('ask_again', {
    order_id: order.id,
    words: 'You said today',
  })
  const id = discrepancy_id ?? (await discrepancy(desk, number)).id
  await openLog(desk, number)
  await oneLine(desk, 'a', /In their own words/, 'Nobody has even sent it', /asked about 2 times/)
  await main(desk).getByText('They had to ask more than once. Words and choices:').waitFor()
  await recovery(desk, 'The same thing went wrong again', /Priya, you told us twice/)
  await heard(desk, 'angry', 'one name, and a day that holds')
  await says(desk, "That's me, Jo.")
  await key(desk, 'Enter')
  await takes(desk, /The manager owns it now/, 'Kim')
  await takes(desk, /Fix it another way/, 'Jan')
  await desk.screen('never-made-chosen')
  await theyLeave(desk, 'We will see')
  await letter(
    desk,
    number,
    [/^Dear Priya,/, /one name, and a day that holds/, /We make it new for you by/],
    { name: 'never-made-letter' },
  )

  // Sent at last, and Kim has called before she had to.
  await openOrder()
  await desk.press('o')
  await desk.page.getByRole('dialog').waitFor()
  await desk.page.locator('[role=dialog] input:focus, [role=dialog] button:focus').waitFor()
  await key(desk, 'Enter')
  await gone(desk)
  assert.equal(await stateOf(desk, order), 'ordered')
  await keepsFromTheList(desk, 'Priya Nair', /manager owns/i)

  // On Tuesday it has been made and is here: every part ticked, a tray, and a dispenser's check.
  await itIs(desk, '2026-11-24T10:00:00-05:00')
  await desk.press('F12')
  await desk.signIn('Jan')
  await openOrder()
  await desk.press('r')
  await dialog(desk, /Receive order/).waitFor()
  const boxes = dialog(desk, /Receive order/).getByRole('checkbox')
  for (let box = 0; box < (await boxes.count()); box++) {
    for (let tabs = 0; tabs < 20; tabs++) {
      if (await boxes.nth(box).evaluate(each => each === document.activeElement)) break
      await key(desk, 'Tab')
    }
    if (!(await boxes.nth(box).isChecked())) await key(desk, 'Space')
  }
  await tabTo(desk, 'textbox', 'Tray')
  await type(desk, 'T900')
  await key(desk, 'Enter')
  await gone(desk)
  await desk.press('v')
  await dialog(desk, /Verify order/).waitFor()
  await desk.page.locator('[role=dialog] input:focus').waitFor()
  await key(desk, 'Space')
  await key(desk, 'Enter')
  await gone(desk)
  await desk.press('t')
  await desk.page.getByText(/Can be taken back for/).waitFor()
  await desk.screen('never-made-told')

  // Half an hour later nobody takes it back: she is phoned from list 1, and comes.
  await itIs(desk, '2026-11-24T10:31:00-05:00')
  await desk.press('1')
  await heading(desk, 'Calls to make')
  await desk.page.locator('main [data-row]:focus').waitFor()
  const hers = desk.page.locator('main [data-row]:focus').filter({ hasText: 'Priya Nair' })
  for (let steps = 0; steps < 30 && !(await hers.count()); steps++) {
    await key(desk, 'ArrowDown')
    await desk.page.waitForTimeout(30)
  }
  await hers.waitFor()
  await desk.press('r')
  await handIsOn(desk, 'textbox', /A note, if any/)
  await key(desk, 'Enter')
  await desk.page.getByLabel(/A note, if any/).waitFor({ state: 'detached' })
  const [call] = (await desk.done('open_order', { order_id: order.id })).calls
  assert.equal(call.outcome, 'reached')
  await comesIn(desk, 'Priya Nair')
  await goesHomeWith(desk, 'Priya Nair', '11/30/1990', 'T900', order.number)
  assert.equal(await stateOf(desk, order), 'collected')
  await keepsFromTheList(desk, 'Priya Nair', /another way/i)
  assert.ok(
    !(await desk.done('stalled_orders')).some(each => each.number === order.number),
    'it stands still no more',
  )

  await openLog(desk, number)
  await putRight(desk, number, 'Sent, made, checked, and it is hers')
  await tellThem(desk, 'We never sent it. The list is worked each morning now')
  await askedWhetherItWorked(desk, 'Priya Nair')
  await reviewed(desk, number, {
    cause: 'Sending it',
    below: 'it was not sent',
    changes: 'The morning list is worked before the door opens',
    by: null,
  })
  await nothingIsLeft(desk, id)
})

test('promises, put right: the clock says it was not kept, their own time is, the exception comes back, and his glasses are his', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Walter Lindgren')
  await open(desk, 'Lindgren', /Lindgren/)
  const { number, id } = await log(desk, 'w', 'Left lens half a diopter off', { words: 'We fly on Tuesday' })
  await openLog(desk, number)
  await promise(desk, 'we call', { time: '1040AM', words: 'Kim calls' })
  await desk.pass({ minutes: 11 })
  await desk.signIn('Jo')
  await openLog(desk, number)
  await main(desk).getByText('A promise to them was not kept. Words and choices:').waitFor()
  await recovery(desk, 'We did not keep a promise', /we gave you our word: .*10:40/)
  await heard(desk, 'on the phone', 'a time that I can choose')
  await key(desk, 'Enter')
  await takes(desk, /A call at a time they choose/)
  const theirs = (await desk.done('promises_due')).find(line => line.words === 'A call at a time they choose')
  assert.deepEqual([theirs.late, theirs.channel], [false, 'phone'])
  await desk.screen('promises-chosen')
  await theyLeave(desk, 'We will see')
  await letter(
    desk,
    number,
    [/^Dear Walt/, /a time that I can choose/, /We promise you:\n– We call you by/],
    {
      name: 'promises-letter',
    },
  )
  // What was late stays late; what was said now is kept.
  await keepsFromTheList(desk, 'Lindgren', 'Kim calls')
  await sees(desk, 'Done, after its time. It counts as late.')
  await keepsFromTheList(desk, 'Lindgren', 'A call at a time they choose')

  // The exception: he takes the frame along, and it is owed until Tuesday.
  await openLog(desk, number)
  await promise(desk, 'as said', { day: '11242026', words: 'frame to come back, Jan allowed it' })
  const movesTheFrame = async (to, box, words) => {
    await open(desk, 'Lindgren', /Lindgren/)
    await desk.press('o')
    await heading(desk, /order 26-/)
    await desk.press('m')
    await dialog(desk, 'Move a part').waitFor()
    await desk.page.locator('[role=dialog] input[type=radio]:focus').waitFor()
    await arrowTo(desk, to)
    await tabTo(desk, 'textbox', box)
    await type(desk, words)
    await key(desk, 'Enter')
    await gone(desk)
  }
  const withHim = async () =>
    (await desk.done('open_order', { order_id: order.id })).parts
      .filter(part => part.custody === 'with_patient')
      .map(part => part.kind)
  await movesTheFrame('With the patient', /[Nn]ote/, 'mounted elsewhere for the holiday')
  assert.deepEqual(await withHim(), ['frame'])

  // It comes back, with the lenses right; he is asked how it is, and takes them home for good.
  await itIs(desk, '2026-11-23T10:30:00-05:00')
  await movesTheFrame('Here', /^Place/, 'T009')
  assert.deepEqual(await withHim(), [])
  await keepsFromTheList(desk, 'Lindgren', 'frame to come back')
  await open(desk, 'Lindgren', /Lindgren/)
  await goesHomeWith(desk, 'Walter Lindgren', '2/14/1952', 'T009', order.number, { served: false })
  assert.equal(await stateOf(desk, order), 'collected')
  await askedWhetherItWorked(desk, 'Lindgren')
  const counted = await desk.done('promises_kept', { from: '2026-11-20', to: '2026-11-27' })
  assert.deepEqual([counted.kept, counted.late, counted.broken, counted.open], [3, 1, 0, 0])

  await openLog(desk, number)
  await putRight(desk, number, 'Left lens made again and checked')
  await tellThem(desk, 'We did not call when we said. That has changed', 'By phone')
  await reviewed(desk, number, {
    cause: 'Telling the patient',
    below: 'a promise was not noted',
    changes: 'A call is promised in the app, not on paper',
    by: null,
  })
  await nothingIsLeft(desk, id)
})
