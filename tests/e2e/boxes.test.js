// Contact lenses: every box beside the order, scanned or typed; a product is learnt once; right and left, the last day,
// and a box in the wrong hands at the hand-over.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const type = (desk, text) => desk.page.keyboard.type(text, { delay: 60 })
const RIGHT = '(01)06291041500213(17)280531(10)L0042'
const LEFT = '(01)00614141000036(17)280531(10)K7'

const lens = (power, more = {}) => ({
  brand: 'Clarent Month',
  power,
  cyl: null,
  axis: null,
  add: null,
  add_word: null,
  base_curve: 860,
  diameter: 1420,
  ...more,
})

/** Somebody's contact lenses, here and not checked yet. */
async function received(desk, given, family, contacts, tray) {
  const { patient_id } = await desk.done('add_patient', { details: { given, family, born: '1991-07-09' } })
  const { order_id, number } = await desk.done('add_order', {
    patient_id,
    kind: 'contact_lenses',
    contacts,
    lab: 'Northlab',
  })
  const { parts } = await desk.done('open_order', { order_id })
  await desk.done('move_order', { order_id, to: 'ordered' })
  await desk.done('move_order', { order_id, to: 'at_lab' })
  await desk.done('receive_order', { order_id, tray, arrived: parts.map(part => part.id) })
  return { patient_id, order_id, number }
}

async function verifying(desk, number) {
  await desk.find(number)
  await desk.page
    .getByRole('button', { name: /Open the order|Verify/ })
    .first()
    .click()
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
  await desk.press('v')
  const dialog = desk.page.getByRole('dialog', { name: /Check the boxes/ })
  await dialog.waitFor()
  return dialog
}

/** A product that the desk does not know is typed once, from its label. */
async function learn(desk, dialog, scan, power) {
  await desk.scan(scan)
  await dialog.getByText('The desk does not know this product yet').waitFor()
  await dialog.getByLabel('Brand and product, as on the box').fill('CLARENT® month')
  await dialog.getByRole('textbox', { name: 'Power, curve, diameter' }).fill(`${power} BC 8.6 DIA 14.2`)
  await dialog.getByText(`${power} DS BC 8.6 DIA 14.2`).waitFor()
}

test('boxes are scanned, a new product is typed once, and the check keeps what was read', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Dana')
  const contacts = { right: { lens: lens(-225), boxes: 1 }, left: { lens: lens(-325), boxes: 1 } }
  const one = await received(desk, 'Alma', 'Quist', contacts, 'T090')
  const dialog = await verifying(desk, one.number)
  await desk.screen('boxes-to-scan')
  await learn(desk, dialog, RIGHT, '-2.25')
  await desk.screen('a-new-product')
  await desk.page.keyboard.press('Enter')
  await dialog.getByText('Box 1: As ordered, for the right eye.').waitFor()
  await dialog.getByText('So far as ordered.').waitFor()
  assert.equal(await dialog.getByRole('radio', { name: 'Passed' }).isChecked(), false, 'one box is missing')

  await learn(desk, dialog, LEFT, '-3.25')
  await desk.page.keyboard.press('Enter')
  await dialog.getByText('All boxes are as ordered.').waitFor()
  assert.ok(await dialog.getByRole('radio', { name: 'Passed' }).isChecked(), 'the boxes propose the verdict')
  await desk.screen('boxes-as-ordered')

  // The bags were marked the other way round; pressed again, a mark is off.
  const listed = dialog.getByRole('list', { name: 'Boxes checked' }).getByRole('listitem')
  await listed.nth(0).getByRole('button', { name: 'left' }).click()
  await listed.nth(1).getByRole('button', { name: 'right' }).click()
  await dialog.getByText('Right and left boxes are exchanged.').waitFor()
  assert.ok(await dialog.getByRole('radio', { name: 'Failed' }).isChecked())
  await desk.screen('boxes-exchanged')
  await listed.nth(0).getByRole('button', { name: 'left' }).click()
  await listed.nth(1).getByRole('button', { name: 'right' }).click()
  await dialog.getByText('All boxes are as ordered.').waitFor()
  await dialog.getByRole('button', { name: /^Keep the check/ }).click()
  await dialog.waitFor({ state: 'detached' })
  const page = await desk.done('open_order', { order_id: one.order_id })
  assert.equal(page.verifications[0].verdict, 'passed')
  assert.equal(page.verifications[0].boxes_checked.check.verdict, 'match')
  assert.deepEqual(
    page.verifications[0].boxes.map(box => [box.gtin, box.lot, box.expires_on]),
    [
      ['06291041500213', 'L0042', '2028-05-31'],
      ['00614141000036', 'K7', '2028-05-31'],
    ],
  )

  // The next patient's box is known at once; it says what is wrong, and whose it is.
  const swapped = { right: { lens: lens(-325), boxes: 1 }, left: { lens: lens(-250), boxes: 1 } }
  const two = await received(desk, 'Bo', 'Winter', swapped, 'T091')
  const second = await verifying(desk, two.number)
  await desk.scan(RIGHT)
  await second.getByText('Box 1: Not as ordered: power.').waitFor()
  await second.getByRole('region', { name: 'This box is ordered for' }).getByText('Alma Q.').waitFor()
  await desk.screen('another-patients-box')
  await second.getByRole('button', { name: 'Take box 1 off the list' }).click()
  await desk.scan(LEFT)
  await second.getByText('Box 1: As ordered, for the right eye.').waitFor()
})

test('a label typed from the box, one misread, one past its last day', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Dana')
  const contacts = { right: { lens: lens(-225, { cyl: -75, axis: 180 }), boxes: 1 }, left: null }
  const one = await received(desk, 'Alma', 'Quist', contacts, 'T090')
  const dialog = await verifying(desk, one.number)
  await desk.scan('(01)06291041500214(17)280531')
  await dialog.getByText('A digit was read wrong. Scan it once more.').waitFor()
  const field = dialog.getByRole('textbox', { name: /Scan a box, or type/ })
  await field.fill('')
  await field.focus()
  await type(desk, '-2.25 -0.75 x 180 8.6 14.2 exp 2026-02')
  await desk.page.keyboard.press('Enter')
  await dialog.getByLabel('Brand and product, as on the box').fill('Clarent Month')
  await dialog.getByText('-2.25 -0.75 x 180 BC 8.6 DIA 14.2').first().waitFor()
  await desk.page.keyboard.press('Enter')
  await dialog.getByText('A box is past its last day.').waitFor()
  assert.ok(await dialog.getByRole('radio', { name: 'Failed' }).isChecked())
  await desk.screen('past-its-last-day')
})

test('at the hand-over a scanned box ticks its own part, and another patient’s box stops', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Dana')
  const of = power => ({ right: { lens: lens(power), boxes: 1 }, left: null })
  const box = (power, gtin) => ({
    lens: lens(power),
    gtin,
    expires_on: '2028-05-31',
    lot: null,
    serial: null,
    marked: null,
  })
  const alma = await received(desk, 'Alma', 'Quist', of(-225), 'T090')
  const bo = await received(desk, 'Bo', 'Winter', of(-325), 'T091')
  for (const [order, power, gtin] of [
    [alma, -225, '06291041500213'],
    [bo, -325, '00614141000036'],
  ])
    await desk.done('verify_order', {
      order_id: order.order_id,
      verdict: 'passed',
      boxes: [box(power, gtin)],
    })
  await desk.find('Alma Quist')
  await desk.press('h')
  await desk.page.getByRole('textbox', { name: 'Name, as they say it' }).fill('Alma Quist')
  await desk.page.keyboard.press('Tab')
  await type(desk, '1991-07-09')
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('textbox', { name: 'Tray or order number' }).waitFor()
  await desk.scan(LEFT)
  await desk.page.getByText('Stop: this is another patient’s tray').waitFor()
  await desk.page.getByText(/Clarent Month -3.25 DS BC 8.6 DIA 14.2 is Bo W/).waitFor()
  await desk.screen('another-patients-box-at-hand-over')
  await desk.scan('T090')
  await desk.page.getByRole('checkbox', { name: /box/i }).first().waitFor()
  await desk.scan(RIGHT)
  await desk.page.waitForFunction(() => document.querySelector('input[type=checkbox][data-row]')?.checked)
  const misses = (await desk.done('open_discrepancies')).filter(line => line.near_miss)
  assert.equal(misses[0].other_order_number, bo.number)
})

test('an order that names no brand is put right where its boxes are checked', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Dana')
  const nameless = { right: { lens: lens(-225, { brand: null }), boxes: 1 }, left: null }
  const one = await received(desk, 'Alma', 'Quist', nameless, 'T090')
  const dialog = await verifying(desk, one.number)
  await dialog.getByText('The order names no brand').waitFor()
  await dialog.getByRole('button', { name: 'Change what was ordered' }).click()
  await dialog.getByLabel('Brand and product').first().fill('Clarent Month')
  await desk.screen('what-was-ordered')
  await dialog.getByRole('button', { name: 'Keep this' }).click()
  await dialog.getByText('Clarent Month · −2.25 DS BC 8.6 DIA 14.2 · 1 box').waitFor()
  const page = await desk.done('open_order', { order_id: one.order_id })
  assert.equal(page.contacts.right.lens.brand, 'Clarent Month')
})

test('contact lenses are ordered as people write them, and the brand of both eyes is typed once', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.find('priya nair')
  await desk.page.getByRole('heading', { level: 1, name: 'Priya Nair' }).waitFor()
  await desk.press('a')
  await desk.page.getByRole('heading', { level: 1, name: 'New order for Priya Nair' }).waitFor()
  await desk.page.getByText('Contact lenses', { exact: true }).click()
  const eye = name => desk.page.getByRole('group', { name, exact: true })
  await eye('Right').getByLabel('Power, curve, diameter').fill('-2.25 -.75x180 8.6 14.5')
  await eye('Right').getByText('-2.25 -0.75 x 180 BC 8.6 DIA 14.5').waitFor()
  await eye('Right').getByLabel('Brand and product').fill('Clarent Toric')
  await eye('Left').getByLabel('Power, curve, diameter').fill('2.00')
  await eye('Left').getByText('2.00: plus or minus?').waitFor()
  await desk.screen('new-contact-lens-order')
  await desk.page.keyboard.press('Control+Enter')
  await desk.page.getByText('One of the lenses is not clear yet').waitFor()
  await eye('Left').getByLabel('Power, curve, diameter').fill('-2.00 8.6 14.5')
  await eye('Left').getByText('-2.00 DS BC 8.6 DIA 14.5').waitFor()
  await eye('Left').getByLabel('Boxes').fill('2')
  await desk.page.keyboard.press('Control+Enter')
  await desk.page.getByRole('heading', { level: 1, name: /Priya Nair’s order/ }).waitFor()
  await desk.page.getByText('Clarent Toric · −2.25 −0.75 x 180 BC 8.6 DIA 14.5 · 1 box').waitFor()
  await desk.page.getByText('Clarent Toric · −2.00 DS BC 8.6 DIA 14.5 · 2 boxes').waitFor()
  await desk.screen('contact-lens-order')
})

test('at 200 % zoom, with the longest names, a lens on file, its order and its boxes stay readable', async t => {
  const desk = await Desk.open(t, { practice: true, width: 640, height: 360 })
  await desk.signIn('Kim')
  const brand = 'Clarent Precision Hydration Toric Multifocal for Astigmatism, ninety lenses'
  const toric = lens(-225, {
    brand,
    cyl: -75,
    axis: 180,
    add_word: 'HIGH N',
    base_curve: 855,
    diameter: 1425,
  })
  const contacts = { right: { lens: toric, boxes: 4 }, left: { lens: { ...toric, axis: 10 }, boxes: 4 } }
  const [given, family] = ['Maximiliana-Alexandrina', 'Featherstonehaugh-Wriothesley-Cholmondeley']
  const one = await received(desk, given, family, contacts, 'T090')
  const details = { brand, base_curve: 840, diameter: 1425, add_word: 'HIGH N', color: 'green', wear: null }
  await desk.done('add_prescription', {
    patient_id: one.patient_id,
    kind: 'contact_lens',
    written_on: '2026-10-02',
    prescriber: 'Dr. Bartholomew Nguyen-Featherstonehaugh, Northfield Eye Hospital',
    powers: { right: { sphere: -225, cyl: -75, axis: 180 }, left: { sphere: -225, cyl: -75, axis: 10 } },
    contacts: { right: details, left: details },
  })
  await desk.find(one.number)
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(family) }).waitFor()
  const kept = desk.page.getByText(/^Clarent Precision.*\sBC\s8\.4\s/).first()
  await kept.waitFor()
  await kept.scrollIntoViewIfNeeded()
  await desk.keepsItsWidth('a contact lens on file')
  await desk.screen('zoom-lens-on-file')
  await desk.press('x')
  await desk.page.getByRole('heading', { level: 1, name: /^New prescription/ }).waitFor()
  await desk.page.getByText('Contact lenses', { exact: true }).click()
  await desk.page
    .getByRole('group', { name: 'Right', exact: true })
    .getByLabel('Brand and product')
    .fill(brand)
  await desk.keepsItsWidth('a new contact lens prescription')
  await desk.screen('zoom-new-lens-on-file')
  await desk.page.keyboard.press('Escape')
  const dialog = await verifying(desk, one.number)
  await dialog
    .getByText('× 180', { exact: false })
    .or(dialog.getByText('x 180', { exact: false }))
    .first()
    .waitFor()
  await learn(desk, dialog, RIGHT, '-2.25')
  await desk.page.keyboard.press('Enter')
  await dialog.getByText('Box 1: Not as ordered', { exact: false }).waitFor()
  await desk.keepsItsWidth('boxes that are not as ordered')
  const over = await dialog.evaluate(box => box.scrollWidth - box.clientWidth)
  assert.ok(over <= 0, `the boxes run over the dialog by ${over} pixels`)
  await dialog.getByRole('list', { name: 'Boxes checked' }).scrollIntoViewIfNeeded()
  await desk.screen('zoom-boxes')
})
