// Prescriptions as people write them: put on file, ordered from, compared with the file before an order is taken and
// before it leaves.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const main = desk => desk.page.getByRole('main')
const press = (desk, key) => desk.press(key)
/** As fast as a hand types: a scanner is faster, and would be taken for one. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 60 })
const box = (desk, name) => desk.page.getByRole('textbox', { name })

async function at(t, who, person) {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn(who)
  await desk.find(person)
  await desk.page.getByRole('heading', { level: 1 }).first().waitFor()
  return desk
}

async function newOrder(desk, name) {
  await press(desk, 'a')
  await desk.page.getByRole('heading', { level: 1, name: `New order for ${name}` }).waitFor()
}

async function prescribed(desk, query, powers, more = {}) {
  const found = await desk.done('find', { query })
  const patient_id = found.people[0].patient_id
  const prescription = {
    patient_id,
    kind: 'spectacle',
    written_on: '2026-10-02',
    expires_on: null,
    prescriber: 'Dr. Ng',
    powers,
    ...more,
  }
  const { prescription_id } = await desk.done('add_prescription', prescription)
  return { patient_id, prescription_id }
}

test('a prescription is put on file as it is written, and an order is made from it', async t => {
  const desk = await at(t, 'Jo', 'priya nair')
  await press(desk, 'x')
  await desk.page.getByRole('heading', { level: 1, name: 'New prescription for Priya Nair' }).waitFor()
  await desk.page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  await type(desk, '2.00')
  await main(desk).getByText('2.00: plus or minus?').waitFor()
  await desk.screen('prescription-asked')
  // Esc loses nothing.
  await press(desk, 'Escape')
  await press(desk, 'x')
  await main(desk).getByText('2.00: plus or minus?').waitFor()
  // The whole line, as another desk wrote it: plus cylinder, prism, heights and all.
  await box(desk, 'Right eye').fill(
    'OD -3,00 +0,75 x 90 add 2 0.5 BU seg 18 OS -2.00-.5x170 add +2.00 seg 18.5 PD 63',
  )
  await main(desk).getByText('-3.00 +0.75 x 090 add +2.00 0.50 BU seg 18.0', { exact: true }).waitFor()
  assert.equal(await box(desk, 'Left eye').inputValue(), '-2.00 -0.50 x 170 add +2.00 seg 18.5')
  assert.equal(await box(desk, /Distance PD/).inputValue(), '63.0')
  await desk.page.getByRole('table', { name: 'As it will be kept' }).getByText('0.50 BU').waitFor()
  await desk.page.getByLabel('Written on').fill('2026-11-02')
  await desk.page.getByLabel('Expires on').fill('2026-10-02')
  await press(desk, 'Control+Enter')
  await desk.page.getByRole('alert').getByText('It would expire before it was written.').waitFor()
  await desk.page.getByLabel('Expires on').fill('2027-11-02')
  await box(desk, 'Prescriber').fill('Dr. Ng')
  await desk.screen('new-prescription')
  await press(desk, 'Control+Enter')
  await desk.page.getByRole('heading', { level: 1, name: /^Priya Nair/ }).waitFor()
  await main(desk).getByText('-3.00 +0.75 x 090 add +2.00 0.50 BU seg 18.0').waitFor()
  await desk.screen('prescriptions-of-a-person')

  await newOrder(desk, 'Priya Nair')
  await desk.page.getByLabel('Prescription', { exact: true }).selectOption({ index: 1 })
  assert.equal(await box(desk, 'Right eye').inputValue(), '-3.00 +0.75 x 090 add +2.00 0.50 BU seg 18.0')
  await desk.page.getByLabel('Lens type').fill('PAL')
  await desk.screen('order-from-a-prescription')
  await press(desk, 'Control+Enter')
  await desk.page.getByRole('heading', { level: 1, name: /Priya Nair’s order/ }).waitFor()
  const ordered = desk.page.getByRole('table', { name: 'Powers ordered' })
  assert.match(await ordered.textContent(), /Prism.*0\.50 BU.*18\.0/s)
  assert.equal(await main(desk).getByText('Prescription on file').count(), 0)
})

test('what cannot be an order is asked about or turned away, and never guessed', async t => {
  const desk = await at(t, 'Jo', 'priya nair')
  await newOrder(desk, 'Priya Nair')
  const right = box(desk, 'Right eye')
  for (const [typed, says] of [
    ['-2.30', '-2.30 is not a quarter or an eighth of a diopter.'],
    ['-2.00 -0.75', 'The cylinder needs its axis, like x 180.'],
    ['OS -2.00', 'This says it is the left eye.'],
    ['-13.00', '-13.00 is rare. Is it right?'],
    ['BAL', 'A balance lens: there is nothing to verify for this eye.'],
    ['OD 2.00 OS -1.00', '2.00: plus or minus?'],
    ['-2.00 / -1.00', null],
  ]) {
    await right.fill(typed)
    if (says) await main(desk).getByText(says).waitFor()
    await press(desk, 'Control+Enter')
    if (says)
      await desk.page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
    assert.equal(await desk.page.getByRole('heading', { level: 1, name: /^New order/ }).count(), 1, typed)
  }
  // Two lenses in a line, and no word of which eye.
  await right.fill('-2.00 -0.50 x 10\n-1.00 DS'.replace('\n', ' ; '))
  await main(desk).getByText('Which eye is which was not said.').waitFor()
  await desk.screen('which-eye')
  await desk.page.getByRole('button', { name: 'Right -1.00 DS, left -2.00 -0.50 x 010' }).click()
  assert.equal(await right.inputValue(), '-1.00 DS')
  assert.equal(await box(desk, 'Left eye').inputValue(), '-2.00 -0.50 x 010')
  // Rare, and somebody says yes: by keyboard, from the field.
  await right.fill('-13.00')
  await main(desk).getByText('-13.00 is rare. Is it right?').waitFor()
  await right.focus()
  await press(desk, 'Enter')
  await press(desk, 'Enter')
  await main(desk).getByText('-13.00 DS', { exact: true }).waitFor()
  await press(desk, 'Control+Enter')
  await desk.page.getByRole('heading', { level: 1, name: /Priya Nair’s order/ }).waitFor()
})

test('an order that is not as on file is asked about before it is taken, and corrected or answered', async t => {
  const desk = await at(t, 'Jo', 'priya nair')
  const eye = (sphere, cyl, axis) => ({ sphere, cyl, axis })
  await prescribed(desk, 'priya nair', { right: eye(-225, -75, 180), left: eye(-200, -50, 170) })
  await newOrder(desk, 'Priya Nair')
  await desk.page.getByLabel('Prescription', { exact: true }).selectOption({ index: 1 })
  await box(desk, 'Right eye').fill('-2.50 -0.75 x 180')
  await main(desk).getByText('Right ordered -2.50 -0.75 x 180, on file -2.25 -0.75 x 180.').waitFor()
  await press(desk, 'Control+Enter')
  await main(desk).getByText('Correct it, or say why it is right.').waitFor()
  assert.equal(await desk.page.locator(':focus').getAttribute('data-rx-reason'), 'true')
  await desk.screen('order-not-as-on-file')
  await desk.page.getByRole('button', { name: 'Take the powers on file' }).click()
  await main(desk)
    .getByText(/^Right ordered/)
    .waitFor({ state: 'detached' })
  await box(desk, 'Right eye').fill('-2.50 -0.75 x 180')
  await main(desk)
    .getByText(/^Right ordered/)
    .waitFor()
  await press(desk, 'Control+Enter')
  await main(desk).getByText('Correct it, or say why it is right.').waitFor()
  await desk.page.locator('[data-rx-reason]:focus').waitFor()
  await type(desk, 'Changed by Dr. Ng today')
  await press(desk, 'Control+Enter')
  await desk.page.getByRole('heading', { level: 1, name: /Priya Nair’s order/ }).waitFor()
  await main(desk).getByText('Not quite as on file').waitFor()
  await main(desk)
    .getByText(/“Changed by Dr. Ng today” Jo/)
    .waitFor()
  await desk.screen('order-answered')
})

test('lenses that were ordered wrong are stopped at the hand-over until a dispenser says why', async t => {
  const desk = await at(t, 'Jan', 'priya nair')
  const eye = (sphere, cyl, axis) => ({ sphere, cyl, axis })
  const right = { right: eye(-225, -75, 180), left: eye(-200, -50, 170) }
  const { patient_id, prescription_id } = await prescribed(desk, 'priya nair', right)
  const order = {
    patient_id,
    kind: 'spectacles',
    frame: 'Kite 8',
    frame_source: 'ours',
    frame_place: 'board',
    lens_type: 'SV',
    powers: { ...right, right: eye(-250, -75, 180) },
    prescription_id,
  }
  const { order_id, number } = await desk.done('add_order', order)
  await desk.done('move_order', { order_id, to: 'ordered' })
  await desk.done('move_order', { order_id, to: 'at_lab' })
  const { parts } = await desk.done('open_order', { order_id })
  await desk.done('receive_order', { order_id, tray: 'T901', arrived: parts.map(part => part.id) })
  await desk.done('verify_order', { order_id, verdict: 'passed' })
  await desk.find(number)
  await press(desk, 'h')
  const stop = desk.page.getByRole('alert').filter({ hasText: 'not as the prescription it was ordered from' })
  await stop.getByText('Right ordered -2.50 -0.75 x 180, on file -2.25 -0.75 x 180.').waitFor()
  await desk.screen('hand-over-stopped-by-the-prescription')
  await press(desk, 'Enter')
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
  await press(desk, 'y')
  const dialog = desk.page.getByRole('dialog', { name: 'It is right: say why' })
  await dialog.waitFor()
  await desk.screen('say-why')
  await type(desk, 'Spare pair')
  await press(desk, 'Enter')
  await dialog.waitFor({ state: 'detached' })
  await main(desk)
    .getByText(/“Spare pair” Jan/)
    .waitFor()
  await press(desk, 'Escape')
  await box(desk, 'Name, as they say it').waitFor()
  assert.equal(await stop.count(), 0)
})

test('contact lenses are put on file as people write them, and an order of another curve is asked about', async t => {
  const desk = await at(t, 'Jo', 'priya nair')
  await press(desk, 'x')
  await desk.page.getByRole('heading', { level: 1, name: 'New prescription for Priya Nair' }).waitFor()
  await desk.page.getByText('Contact lenses', { exact: true }).click()
  const eye = name => desk.page.getByRole('group', { name, exact: true })
  await eye('Right').getByLabel('Power, curve, diameter').fill('2.25 8.6 14.5')
  await eye('Right').getByText('2.25: plus or minus?').waitFor()
  await press(desk, 'Control+Enter')
  await desk.page.getByRole('alert').getByText('One of the lenses is not clear yet.').waitFor()
  await eye('Right').getByLabel('Power, curve, diameter').fill('-2.25 -.75x180 add HIGH N 8.6 14.5')
  await eye('Right').getByText('-2.25 -0.75 x 180 add HIGH N BC 8.6 DIA 14.5').waitFor()
  await eye('Right').getByLabel('Brand and product').fill('Clarent Toric Multifocal')
  await eye('Left').getByLabel('Power, curve, diameter').fill('-2.00 8.6 14.5')
  await eye('Left').getByText('-2.00 DS BC 8.6 DIA 14.5').waitFor()
  await desk.page.getByLabel('Written on').fill('2026-11-02')
  await desk.screen('new-contact-lens-prescription')
  await press(desk, 'Control+Enter')
  await desk.page.getByRole('heading', { level: 1, name: 'Priya Nair' }).waitFor()
  await main(desk)
    .getByText('Clarent Toric Multifocal · −2.25 −0.75 x 180 add HIGH N BC 8.6 DIA 14.5')
    .waitFor()
  await main(desk).getByText('Clarent Toric Multifocal · −2.00 DS BC 8.6 DIA 14.5').waitFor()
  await desk.screen('contact-lenses-of-a-person')

  await newOrder(desk, 'Priya Nair')
  await desk.page.getByText('Contact lenses', { exact: true }).click()
  await desk.page.getByLabel('Prescription', { exact: true }).selectOption({ index: 1 })
  const right = eye('Right').getByLabel('Power, curve, diameter')
  assert.match(await right.inputValue(), /add HIGH N BC 8\.6 DIA 14\.5$/)
  await eye('Right').getByText('-2.25 -0.75 x 180 add HIGH N BC 8.6 DIA 14.5').waitFor()
  await right.fill('-2.25 -0.75 x 180 add HIGH N BC 8.4')
  await main(desk).getByText('Right ordered BC 8.4, on file BC 8.6.').waitFor()
  await main(desk).getByText('Right: DIA 14.5 is on file, and the order does not say it.').waitFor()
  await press(desk, 'Control+Enter')
  await main(desk).getByText('Correct it, or say why it is right.').waitFor()
  await desk.page.locator('[data-rx-reason]:focus').waitFor()
  await desk.screen('contact-lens-order-not-as-on-file')
  await desk.page.getByRole('button', { name: 'Take the lenses on file' }).click()
  await main(desk)
    .getByText(/^Right ordered/)
    .waitFor({ state: 'detached' })
  await right.fill('-2.25 -0.75 x 180 add HIGH N BC 8.4 DIA 14.5')
  await main(desk).getByText('Right ordered BC 8.4, on file BC 8.6.').waitFor()
  await desk.page.locator('[data-rx-reason]').fill('Changed by Dr. Ng today')
  await press(desk, 'Control+Enter')
  await desk.page.getByRole('heading', { level: 1, name: /Priya Nair’s order/ }).waitFor()
  await main(desk)
    .getByText(/“Changed by Dr. Ng today” Jo/)
    .waitFor()
  await desk.screen('contact-lens-order-answered')
})

test('boxes of another curve than prescribed are stopped at the hand-over until somebody says why', async t => {
  const desk = await at(t, 'Jan', 'priya nair')
  const details = {
    brand: 'Clarent',
    base_curve: 860,
    diameter: 1450,
    add_word: null,
    color: null,
    wear: null,
  }
  const { patient_id, prescription_id } = await prescribed(
    desk,
    'priya nair',
    { right: { sphere: -225 } },
    { kind: 'contact_lens', contacts: { right: details, left: null } },
  )
  const lens = { brand: 'Clarent', power: -225, base_curve: 840, diameter: 1450 }
  const contacts = { right: { lens, boxes: 1 }, left: null }
  const order = { patient_id, kind: 'contact_lenses', contacts, prescription_id }
  const { order_id, number } = await desk.done('add_order', order)
  await desk.done('move_order', { order_id, to: 'ordered' })
  await desk.done('move_order', { order_id, to: 'at_lab' })
  const { parts } = await desk.done('open_order', { order_id })
  await desk.done('receive_order', { order_id, tray: 'T903', arrived: parts.map(part => part.id) })
  await desk.done('verify_order', {
    order_id,
    verdict: 'passed',
    boxes: [{ lens, expires_on: '2028-05-31' }],
  })
  await desk.find(number)
  await press(desk, 'h')
  const stop = desk.page.getByRole('alert').filter({ hasText: 'not as the prescription it was ordered from' })
  await stop.getByText('Right ordered BC 8.4, on file BC 8.6.').waitFor()
  await desk.screen('hand-over-stopped-by-a-contact-lens-prescription')
  await press(desk, 'Enter')
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
  await press(desk, 'y')
  const dialog = desk.page.getByRole('dialog', { name: 'It is right: say why' })
  await dialog.waitFor()
  await dialog.getByRole('combobox').or(dialog.getByRole('textbox')).first().fill('Dr. Ng changed it')
  await press(desk, 'Enter')
  await dialog.waitFor({ state: 'detached' })
  await press(desk, 'Escape')
  await box(desk, 'Name, as they say it').waitFor()
  assert.equal(await stop.count(), 0)
})

test('a compensated progressive is checked by the laboratory’s slip, and what was typed survives a look elsewhere', async t => {
  const desk = await at(t, 'Jan', 'priya nair')
  const found = await desk.done('find', { query: 'priya nair' })
  const eye = sphere => ({ sphere, cyl: -75, axis: 180, add: 200 })
  const order = {
    patient_id: found.people[0].patient_id,
    kind: 'spectacles',
    lens_type: 'PAL',
    powers: { right: eye(-225), left: eye(-200) },
  }
  const { order_id, number } = await desk.done('add_order', order)
  await desk.done('move_order', { order_id, to: 'ordered' })
  await desk.done('move_order', { order_id, to: 'at_lab' })
  const { parts } = await desk.done('open_order', { order_id })
  await desk.done('receive_order', { order_id, tray: 'T902', arrived: parts.map(part => part.id) })
  await desk.find(number)
  await desk.page
    .getByRole('button', { name: /Open the order/ })
    .first()
    .click()
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
  await press(desk, 'v')
  const dialog = desk.page.getByRole('dialog', { name: /Verify order/ })
  await dialog.getByText(/Compensated \(as worn\)/).click()
  await dialog.getByText('Type the verification powers from the laboratory’s slip.').waitFor()
  await dialog.getByRole('textbox', { name: 'Right', exact: true }).fill('-2.06 -0.69 x 178 add 2.00')
  await dialog.getByRole('textbox', { name: 'Left', exact: true }).fill('-1.83 -0.69 x 178 add 2.00')
  await dialog
    .getByText('A compensated lens is checked by the laboratory’s own figures, and they are not on file.')
    .waitFor()
  await dialog
    .getByRole('textbox', { name: 'Right eye' })
    .fill('R -2.06 -0.69 x 178 add 2.00 L -1.83 -0.69 x 178 add 2.00')
  await desk.page.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(input => input.value.startsWith('-1.83 -0.69 x 178')),
  )
  await desk.screen('slip-typed')
  await dialog.getByRole('button', { name: 'Keep the slip’s powers' }).click()
  await dialog.getByText('These are as ordered.').waitFor()
  await dialog.getByRole('columnheader', { name: 'By the slip' }).waitFor()
  await desk.screen('checked-by-the-slip')

  // Another pair that fits somebody else: a look at that order, and back.
  const derricks = await desk.done('find', { query: 'derrick paulsen' })
  assert.ok(derricks.people.length > 0)
  await dialog.getByRole('textbox', { name: 'Right', exact: true }).fill('-3.25 -0.50 x 88')
  await dialog.getByRole('textbox', { name: 'Left', exact: true }).fill('-3.00 -0.25 x 100')
  await dialog.getByRole('button', { name: /Derrick P\./ }).click()
  await desk.page.getByRole('heading', { level: 1, name: /Derrick Paulsen/ }).waitFor()
  await press(desk, 'Escape')
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
  await press(desk, 'v')
  await dialog.waitFor()
  assert.equal(
    await dialog.getByRole('textbox', { name: 'Right', exact: true }).inputValue(),
    '-3.25 -0.50 x 88',
  )
})

test('the laboratory’s slip is typed when its lenses come, and again on the order’s page', async t => {
  const desk = await at(t, 'Jan', 'priya nair')
  const found = await desk.done('find', { query: 'priya nair' })
  const eye = sphere => ({ sphere, cyl: -75, axis: 180, add: 200 })
  const order = {
    patient_id: found.people[0].patient_id,
    kind: 'spectacles',
    lens_type: 'PAL',
    powers: { right: eye(-225), left: eye(-200) },
    compensated: true,
  }
  const { order_id, number } = await desk.done('add_order', order)
  await desk.done('move_order', { order_id, to: 'ordered' })
  await desk.done('move_order', { order_id, to: 'at_lab' })
  await desk.find(number)
  await desk.page
    .getByRole('button', { name: /Open the order/ })
    .first()
    .click()
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
  await press(desk, 'r')
  const receive = desk.page.getByRole('dialog', { name: /Receive order/ })
  for (const lens of [/^Right lens/, /^Left lens/])
    await receive.getByRole('checkbox', { name: lens }).check()
  await receive.getByRole('textbox', { name: /Tray/ }).fill('T905')
  await press(desk, 'Enter')
  const slip = desk.page.getByRole('dialog', { name: `Laboratory’s slip for order ${number}` })
  await slip.waitFor()
  await desk.page.waitForFunction(() =>
    document.activeElement?.matches('dialog input, [role="dialog"] input'),
  )
  await box(desk, 'Right eye').fill('R -2.06 -0.69 x 178 add 2.00 L -1.83 -0.69 x 178 add 2.00')
  await desk.page.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(input => input.value.startsWith('-1.83 -0.69 x 178')),
  )
  await desk.screen('slip-on-receiving')
  await slip.getByRole('button', { name: 'Keep the slip’s powers' }).click()
  await slip.waitFor({ state: 'detached' })
  const powers = desk.page.getByRole('table', { name: 'Laboratory’s powers, to verify' })
  await powers.getByText('−2.06').waitFor()
  await desk.screen('order-with-a-slip')
  // It was typed wrong: on the order's page it is put right.
  await press(desk, 'b')
  await slip.getByRole('button', { name: 'Change the slip’s powers' }).click()
  await box(desk, 'Right eye').fill('-2.12 -0.69 x 178 add 2.00')
  await slip.getByText('-2.12 -0.69 x 178 add +2.00').waitFor()
  await slip.getByRole('button', { name: 'Keep the slip’s powers' }).click()
  await powers.getByText('−2.12').waitFor()
  const kept = (await desk.done('open_order', { order_id })).order
  assert.deepEqual(
    [kept.compensated, kept.lab_powers.right.sphere, kept.lab_powers.left.sphere],
    [true, -212, -183],
  )
})
