// Handing over at the counter, keys only: the day of Eric and Derrick, the day of the missing lenses, and every way in
// which the gate says no. The practice clinic holds both days up to the moment before they go wrong.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

/** The practice clinic with Jo at the desk. */
async function counter(t, options = {}) {
  const desk = await Desk.open(t, { practice: true, ...options })
  await desk.signIn('Jo')
  return desk
}

const heading = (desk, name) => desk.page.getByRole('heading', { name, level: 1 }).waitFor()
const sees = (desk, words) => desk.page.getByRole('main').getByText(words).first().waitFor()
const press = (desk, key) => desk.press(key)
/** As fast as a hand types: a scanner is faster, and would be taken for one. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 55 })
const scan = (desk, code) => desk.scan(code)
const text = desk => desk.page.getByRole('main').textContent()

/** Where the hand is: what is typed now goes there. */
async function handIsOn(desk, role, name) {
  // Looked up anew each time: what was drawn again is another element.
  await desk.page.getByRole(role, { name }).and(desk.page.locator(':focus')).waitFor()
}

/** Finds somebody from anywhere. */
async function open(desk, name) {
  await press(desk, '/')
  await handIsOn(desk, 'combobox', /Find/)
  await type(desk, name)
  await desk.page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .waitFor()
  await press(desk, 'Enter')
  await heading(desk, name)
}

async function say(desk, name, born) {
  await handIsOn(desk, 'textbox', 'Name, as they say it')
  await type(desk, name)
  await press(desk, 'Enter')
  await handIsOn(desk, 'textbox', 'Date of birth, as they say it')
  await type(desk, born)
  await press(desk, 'Enter')
}

/** The alert is read, and its own key says so. */
async function seen(desk) {
  await desk.page.getByRole('button', { name: /Seen/ }).waitFor()
  await press(desk, 's')
}

/** Ticks down the list: every part, and that the case was opened together. */
async function tickAll(desk) {
  const boxes = desk.page.getByRole('group', { name: 'Parts in the case' }).getByRole('checkbox')
  await boxes.first().waitFor()
  for (let open = await boxes.count(); open > 0; open--) {
    await desk.page.waitForFunction(() =>
      document.activeElement?.matches('input[type=checkbox]:not(:checked)'),
    )
    const before = await desk.page.evaluateHandle(() => document.activeElement)
    // A hand rests between two keys; without it they are a scanner's.
    await desk.page.waitForTimeout(80)
    await press(desk, ' ')
    await desk.page.waitForFunction(box => box !== document.activeElement, before)
  }
}

/** From the tray to the last key: scanned, ticked, opened, looked. */
async function upToTheLastKey(desk, tray) {
  await handIsOn(desk, 'textbox', 'Tray or order number')
  await scan(desk, tray)
  await tickAll(desk)
  await handIsOn(desk, 'checkbox', /They looked through them/)
  await desk.page.waitForTimeout(80)
  await press(desk, ' ')
  await handIsOn(desk, 'radio', /the patient/)
}

const settled = view => view.findings.filter(found => found.settled)
const nearMisses = async desk => (await desk.done('open_discrepancies')).filter(line => line.near_miss)
async function orderOf(desk, name) {
  const { people } = await desk.done('find', { query: name })
  const page = await desk.done('open_patient', { patient_id: people[0].patient_id })
  return page.open_orders[0].order
}
async function stateOf(desk, order) {
  return (await desk.done('open_order', { order_id: order.id })).order.state
}

/** A patient of our own with one pair of spectacles here in this tray, not checked yet. */
async function spectaclesReceived(desk, given, family, born, tray) {
  const { patient_id } = await desk.done('add_patient', { details: { given, family, born } })
  const { order_id } = await desk.done('add_order', {
    patient_id,
    kind: 'spectacles',
    lens_type: 'SV',
    frame: 'Pier 2 51-18 Amber',
    frame_source: 'ours',
    lab: 'Northlab',
    powers: { right: { sphere: -175, cyl: -50, axis: 90 }, left: { sphere: -150 } },
  })
  const { parts } = await desk.done('open_order', { order_id })
  await desk.done('move_order', { order_id, to: 'ordered' })
  await desk.done('move_order', { order_id, to: 'at_lab' })
  await desk.done('receive_order', { order_id, tray, arrived: parts.map(part => part.id) })
  return { patient_id, order_id, parts }
}

test('the day of Eric and Derrick: what is wrong stops on the screen, and Eric goes home with his own', async t => {
  const desk = await counter(t)
  const [erics, derricks] = [await orderOf(desk, 'Eric Paulson'), await orderOf(desk, 'Derrick Paulsen')]

  // He comes in, is called, and his order is opened: a key each.
  await open(desk, 'Eric Paulson')
  await press(desk, 'c')
  await desk.page.getByRole('radio', { name: 'collecting' }).waitFor()
  await press(desk, 'Enter')
  await desk.page.getByRole('button', { name: /^Call now/ }).waitFor()
  await press(desk, 'w')
  // Others came before him, and hear why he goes first.
  await handIsOn(desk, 'textbox', 'Reason, in words for everybody to hear')
  await type(desk, 'It only takes a moment')
  await press(desk, 'Enter')
  await desk.page.getByRole('button', { name: /Put back/ }).waitFor()
  await press(desk, 'h')
  await heading(desk, `Hand over order ${erics.number}`)
  assert.doesNotMatch(
    await text(desk),
    /Eric|Derrick|1979/,
    'a name or a birth date is shown before it is said',
  )
  await desk.screen('hand-over-begins')

  // Whoever says Derrick's name is not Eric, and nobody is told what is right.
  await say(desk, 'Derrick Paulsen', '9/2/1981')
  await sees(desk, 'Stop: neither the name nor the date of birth matches')
  assert.doesNotMatch(await text(desk), /Eric|1979|1981/, 'the right answer is shown')
  await desk.screen('identifiers-wrong')

  // Asked again, he is understood. A name to be careful with must be seen by somebody.
  await press(desk, 'Enter')
  await say(desk, 'Eric Paulson', '6/21/1979')
  await heading(desk, 'Hand over to Eric Paulson')
  await sees(
    desk,
    new RegExp(`Derrick Paulsen has order ${derricks.number} in tray T014: .*one letter apart`),
  )
  // The second Enter of a quick hand is not "seen"; its own key is.
  await press(desk, 'Enter')
  await desk.page.waitForTimeout(160)
  await press(desk, 'Enter')
  await desk.screen('look-alike')
  await desk.page.getByRole('button', { name: /Seen/ }).waitFor()
  const hand = await desk.done('start_hand_over', { order_id: erics.id })
  assert.deepEqual([hand.name_match, settled(hand)], ['match', []], 'nobody has said that they saw it')
  await press(desk, 's')

  // The wrong tray in hand.
  await handIsOn(desk, 'textbox', 'Tray or order number')
  await scan(desk, 'T014')
  await sees(desk, 'Stop: this is another patient’s tray')
  await sees(desk, `T014 is Derrick P.’s order ${derricks.number}. This order is in tray T011.`)
  await desk.screen('wrong-tray')

  // "These are not mine." One key, and nobody argues.
  await press(desk, 'n')
  await heading(desk, `Recheck of order ${erics.number}`)
  await sees(desk, 'You’re right to stop me.')
  await desk.screen('recheck')
  for (const key of ['s', 'd', 'd']) {
    await desk.page.keyboard.press(key)
    await desk.page.waitForTimeout(80)
  }
  await desk.page.getByRole('textbox', { name: 'In their own words' }).fill('Mine are black')
  await press(desk, 'Enter')
  await desk.screen('recheck-differs')
  await press(desk, 'Enter')
  await sees(desk, 'Nobody was given anything.')
  await sees(desk, `Put ${derricks.number} back into tray T014.`)
  await desk.screen('refused')
  const [miss, ...more] = await nearMisses(desk)
  assert.deepEqual(more, [], 'one hand-over, one near miss')
  assert.deepEqual(
    [miss.kind, miss.order_number, miss.other_order_number, miss.patient_words],
    ['wrong_patients_order', erics.number, derricks.number, 'Mine are black'],
  )

  // The right tray, from the first question.
  await press(desk, 'Enter')
  await say(desk, 'Eric Paulson', '6/21/1979')
  await seen(desk)
  await desk.page.getByRole('textbox', { name: 'Tray or order number' }).waitFor()
  await desk.screen('scan')
  await upToTheLastKey(desk, 'T011')
  await desk.screen('who-takes-it-home')
  await press(desk, 'Enter')
  await sees(desk, `Eric Paulson has order ${erics.number}`)
  await desk.screen('handed-over')
  assert.equal(await stateOf(desk, erics), 'collected')
  assert.notEqual(await stateOf(desk, derricks), 'collected')

  // And the visit is over with one more key.
  await desk.page.getByRole('button', { name: /Served/ }).waitFor()
  await press(desk, 'Enter')
  await heading(desk, 'Eric Paulson')
  await desk.page.getByRole('navigation').getByText('Eric P.').waitFor({ state: 'detached' })
})

test('the day of the missing lenses: the desk knows at the door, and nothing half goes out unseen', async t => {
  const desk = await counter(t)
  const order = await orderOf(desk, 'Sam Keller')
  await open(desk, 'Sam Keller')
  await sees(desk, 'Both lenses not located')
  await sees(desk, /finishing desk/)
  await desk.screen('missing-lenses')
  const told = await desk.ask('notify_order', { order_id: order.id })
  assert.equal(told.refused?.code, 'parts_missing', 'nobody is told to come')

  // Trying all the same stops before anything is asked, with both lenses named; the end is kept.
  await press(desk, 'h')
  await heading(desk, `Hand over order ${order.number}`)
  await sees(desk, 'Stop: not everything is here')
  await sees(desk, /Right lens: not located.*Left lens: not located/)
  await desk.screen('part-missing')
  await desk.page.getByRole('button', { name: 'End here, hand nothing over' }).click()
  await sees(desk, 'Nobody was given anything.')
  const [miss] = await nearMisses(desk)
  assert.deepEqual([miss.kind, miss.order_number], ['part_lost', order.number])
  await press(desk, 'Escape')
  await heading(desk, 'Sam Keller')

  // Found in the tray before: said once for each lens, from the same screen.
  for (const [line, lens] of [
    ['Both lenses not located', /right lens/i],
    ['Left lens not located', /left lens/i],
  ]) {
    await sees(desk, line)
    await press(desk, 's')
    const dialog = desk.page.getByRole('dialog', { name: lens })
    await handIsOn(desk, 'radio', 'Here')
    await dialog.getByRole('button', { name: 'finishing desk' }).click()
    await dialog.getByRole('button', { name: /^Found it/ }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await sees(desk, 'Here, not checked yet')
  await desk.done('sign_in', { staff_id: await staffNamed(desk, 'Jan'), pin: '1234' })
  await desk.done('verify_order', { order_id: order.id, verdict: 'passed' })
  await desk.done('sign_in', { staff_id: await staffNamed(desk, 'Jo'), pin: '1234' })

  // His mother takes them now; they are fitted another day, and that is owed.
  await desk.done('call_visit', { visit_id: (await desk.done('queue')).waiting[0].visit_id })
  await press(desk, 'h')
  await say(desk, 'Sam Keller', '3/4/2011')
  await seen(desk)
  await handIsOn(desk, 'textbox', 'Tray or order number')
  await scan(desk, 'T017')
  await tickAll(desk)
  await desk.page.getByRole('button', { name: 'Somebody else collects' }).click()
  await desk.page.getByRole('radio', { name: 'Ruth Keller, parent' }).waitFor()
  await desk.screen('his-mother-takes-them')
  await press(desk, 'Enter')
  await sees(desk, `Ruth Keller (parent) has order ${order.number}`)
  await desk.page.getByRole('button', { name: /Took it, fit later/ }).waitFor()
  await press(desk, 'f')
  await heading(desk, 'Sam Keller')
  await sees(desk, /fitting/i)
  const owed = await desk.done('owed_visits')
  assert.ok(
    owed.some(each => each.order_number === order.number && each.what === 'fitting'),
    'the fitting is owed',
  )
  await desk.screen('fitting-owed')
})

async function staffNamed(desk, given) {
  return (await desk.done('staff')).find(each => each.given === given).id
}

test('a date that may be a slip is asked about, a torn label too, and both reasons stay with the order', async t => {
  const desk = await counter(t)
  const { order_id } = await spectaclesReceived(desk, 'Alma', 'Quist', '1980-04-12', 'T090')
  await desk.done('sign_in', { staff_id: await staffNamed(desk, 'Jan'), pin: '1234' })
  await desk.done('verify_order', { order_id, verdict: 'passed' })
  await open(desk, 'Alma Quist')
  await press(desk, 'h')
  await say(desk, 'Alma Quist', '4/13/1980')
  await sees(desk, 'The date of birth does not match. It may be a slip.')
  assert.doesNotMatch(await text(desk), /1980|Apr/, 'the right answer is shown')
  await handIsOn(desk, 'textbox', 'Reason, with your name')
  await desk.screen('a-slip')
  await type(desk, 'Showed an ID')
  await press(desk, 'Enter')
  await handIsOn(desk, 'textbox', 'Tray or order number')
  await scan(desk, 'Z-999')
  await sees(desk, /No tray and no order is called Z-999/)
  await desk.screen('unknown-label')
  await desk.page.getByRole('button', { name: 'The label is torn, the number was read' }).click()
  await tickAll(desk)
  await handIsOn(desk, 'checkbox', /They looked through them/)
  await desk.page.getByRole('button', { name: 'They won’t look now' }).click()
  await handIsOn(desk, 'textbox', 'Why they did not look')
  await desk.screen('will-not-look')
  await type(desk, 'Drops in her eyes')
  await press(desk, 'Enter')
  await handIsOn(desk, 'radio', /the patient/)
  await press(desk, 'Enter')
  await sees(desk, 'Alma Quist has order')
  assert.equal(await stateOf(desk, { id: order_id }), 'collected')
})

test('a stop is let pass by a second person only, with PIN and reason', async t => {
  const desk = await counter(t)
  const { order_id } = await spectaclesReceived(desk, 'Alma', 'Quist', '1980-04-12', 'T090')
  await open(desk, 'Alma Quist')
  await press(desk, 'h')
  await sees(desk, 'Stop: nobody has checked it yet')
  await desk.screen('not-verified')
  await press(desk, 'o')
  const dialog = desk.page.getByRole('dialog', { name: 'A colleague decides' })
  await dialog.waitFor()
  await handIsOn(desk, 'radio', /^Jan/)
  assert.equal(await dialog.getByText('Jo', { exact: false }).count(), 0, 'whoever asks is not asked')
  await dialog
    .getByRole('textbox', { name: 'Why it may go all the same' })
    .fill('Checked by eye, she travels today')
  await dialog.getByRole('textbox', { name: /PIN/ }).fill('9999')
  await press(desk, 'Enter')
  await dialog
    .getByText(/does not match|not the PIN|wrong/i)
    .first()
    .waitFor()
  await desk.screen('override-wrong-pin')
  await dialog.getByRole('textbox', { name: /PIN/ }).fill('1234')
  await press(desk, 'Enter')
  await dialog.waitFor({ state: 'detached' })
  await say(desk, 'Alma Quist', '4/12/1980')
  await upToTheLastKey(desk, 'T090')
  await sees(desk, /Checked by eye, she travels today/)
  await desk.screen('overridden')
  await press(desk, 'Enter')
  await sees(desk, 'Alma Quist has order')
  assert.equal(await stateOf(desk, { id: order_id }), 'collected')
})

test('a hand-over is taken back with a reason and a place, and both stay in the history', async t => {
  const desk = await counter(t)
  const luca = await orderOf(desk, 'Luca Marino')
  await open(desk, 'Luca Marino')
  await press(desk, 'h')
  await say(desk, 'Luca Marino', '5/19/2017')
  if (await desk.page.getByRole('button', { name: /Seen/ }).count()) await seen(desk)
  await upToTheLastKey(desk, luca.tray)
  await press(desk, 'Enter')
  await sees(desk, `Luca Marino has order ${luca.number}`)
  await press(desk, 'Control+z')
  const dialog = desk.page.getByRole('dialog', { name: `Take the hand-over of ${luca.number} back` })
  await dialog.waitFor()
  await press(desk, 'Enter')
  await dialog.getByText('Say why, in a few words.').waitFor()
  await desk.screen('take-back')
  await type(desk, 'Pressed too soon')
  await press(desk, 'Enter')
  await sees(desk, 'Taken back.')
  await desk.screen('taken-back')
  const page = await desk.done('open_order', { order_id: luca.id })
  assert.deepEqual([page.order.state, page.order.tray], ['verified', luca.tray])
  const happened = page.history.map(line => line.command ?? line.what)
  assert.ok(JSON.stringify(page.history).includes('take_back_hand_over'), `both acts are kept: ${happened}`)
  assert.ok(JSON.stringify(page.history).includes('finish_hand_over'), `both acts are kept: ${happened}`)
})

test('the same order scanned by two people: the second is told who has it, and nothing happens twice', async t => {
  const desk = await counter(t)
  const luca = await orderOf(desk, 'Luca Marino')
  await open(desk, 'Luca Marino')
  await press(desk, 'h')
  await say(desk, 'Luca Marino', '5/19/2017')
  if (await desk.page.getByRole('button', { name: /Seen/ }).count()) await seen(desk)
  await upToTheLastKey(desk, luca.tray)

  // Somebody else at the same desk is quicker by a second, before this page has heard of it.
  const { id } = await desk.done('start_hand_over', { order_id: luca.id })
  let quicker = false
  await desk.page.route('**/call', async route => {
    if (!quicker && route.request().postDataJSON().name === 'finish_hand_over') {
      quicker = true
      await desk.done('finish_hand_over', { hand_over_id: id, receiver: 'patient' })
    }
    await route.continue()
  })
  await press(desk, 'Enter')
  await sees(desk, `Luca Marino has order ${luca.number}`)
  assert.equal((await desk.done('open_order', { order_id: luca.id })).parts.length, 4)

  // And whoever scans it after that is told to whom it went.
  await desk.page.getByRole('button', { name: /Served/ }).waitFor()
  await press(desk, 'Enter')
  await heading(desk, 'Luca Marino')
  await scan(desk, luca.number)
  await heading(desk, 'Luca Marino')
  await sees(desk, /handed over/i)
  await desk.screen('scanned-twice')
})

test('a wrong answer is kept even when somebody walks off, and a misheard one says so', async t => {
  const desk = await counter(t)
  const luca = await orderOf(desk, 'Luca Marino')
  await open(desk, 'Luca Marino')
  await press(desk, 'h')
  await say(desk, 'Luca Marino', '5/19/1987')
  await sees(desk, 'Stop: the date of birth does not match')
  await sees(desk, 'Kept as near miss')
  await press(desk, 'Escape')
  await heading(desk, 'Luca Marino')
  assert.deepEqual(
    (await nearMisses(desk)).map(miss => [miss.order_number, miss.facts]),
    [[luca.number, 'born_differs']],
  )
  await press(desk, 'h')
  await sees(desk, 'Stop: the date of birth does not match')
  await press(desk, 'Enter')
  await say(desk, 'Luca Marino', '5/19/2017')
  await heading(desk, 'Hand over to Luca Marino')
  await press(desk, 'Escape')
  await heading(desk, 'Luca Marino')
  await press(desk, '4')
  await heading(desk, 'Open discrepancies')
  await sees(desk, /D-1 · Misheard at first/)
  await sees(desk, 'the birth date given did not match · both were right when asked again')
  await desk.screen('misheard')
})

test('a label nobody knows does not put the wrong tray down', async t => {
  const desk = await counter(t)
  const [erics, derricks] = [await orderOf(desk, 'Eric Paulson'), await orderOf(desk, 'Derrick Paulsen')]
  await open(desk, 'Eric Paulson')
  await press(desk, 'h')
  await say(desk, 'Eric Paulson', '6/21/1979')
  await seen(desk)
  await handIsOn(desk, 'textbox', 'Tray or order number')
  await scan(desk, derricks.tray)
  await sees(desk, 'Stop: this is another patient’s tray')
  await scan(desk, 'Z-999')
  await sees(desk, 'Z-999 is not a tray or an order we know.')
  await sees(desk, 'Stop: this is another patient’s tray')
  await sees(desk, `${derricks.tray} is Derrick P.’s order ${derricks.number}.`)
  await desk.screen('wrong-tray-then-unknown')
  await scan(desk, erics.tray)
  await desk.page.getByText('Stop: this is another patient’s tray').waitFor({ state: 'detached' })
  await desk.page.getByRole('group', { name: 'Parts in the case' }).waitFor()
})

test('who comes back with them later today is believed: one key from the page of the person or of the order', async t => {
  const desk = await counter(t)
  const luca = await orderOf(desk, 'Luca Marino')
  await open(desk, 'Luca Marino')
  await press(desk, 'h')
  await say(desk, 'Luca Marino', '5/19/2017')
  if (await desk.page.getByRole('button', { name: /Seen/ }).count()) await seen(desk)
  await upToTheLastKey(desk, luca.tray)
  await press(desk, 'Enter')
  await sees(desk, `Luca Marino has order ${luca.number}`)
  await press(desk, 'Escape')
  await open(desk, 'Luca Marino')
  await desk.page.getByRole('button', { name: 'Take it back' }).waitFor()
  await desk.screen('handed-over-today')
  await press(desk, 'o')
  await heading(desk, new RegExp(luca.number))
  await desk.page.getByRole('button', { name: 'Take it back' }).waitFor()
  await desk.screen('order-handed-over-today')
  await press(desk, 'n')
  const dialog = desk.page.getByRole('dialog', { name: `Take the hand-over of ${luca.number} back` })
  await dialog.waitFor()
  await handIsOn(desk, 'textbox', 'Where are the parts now?')
  await desk.screen('not-theirs-after-all')
  await press(desk, 'Enter')
  await heading(desk, `Recheck of order ${luca.number}`)
  const [miss] = await nearMisses(desk)
  assert.deepEqual([miss.order_number, miss.facts], [luca.number, 'not_theirs after_hand_over'])
  await desk.screen('recheck-after-hand-over')
})
