// Lenses say whose they are: typed powers asked from anywhere, a reading beside its order, and the day of Eric and
// Derrick with a lensmeter at hand.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const press = (desk, key) => desk.press(key)
/** As fast as a hand types: a scanner is faster, and would be taken for one. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 60 })
const main = desk => desk.page.getByRole('main')

async function counter(t, who = 'Jo') {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn(who)
  return desk
}

/** What is shown lies inside the window, and nothing is over it. */
async function inSight(shown, what) {
  const seen = await shown.evaluate(element => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    return top >= 0 && bottom <= innerHeight && element.contains(over)
  })
  assert.ok(seen, `${what} is in sight`)
}

/** The open order of somebody in the practice clinic, with its page. */
async function orderOf(desk, name) {
  const found = await desk.done('find', { query: name })
  const page = await desk.done('open_patient', { patient_id: found.people[0].patient_id })
  return (await desk.done('open_order', { order_id: page.open_orders[0].order.id })).order
}

test('powers typed in the one search box name every open order that they fit', async t => {
  const desk = await counter(t)
  const derricks = await orderOf(desk, 'derrick paulsen')
  await press(desk, '/')
  await desk.page.getByRole('combobox', { name: /Find/ }).fill('-3.22-.5x89')
  await desk.page.getByRole('option', { name: /Whose lenses are -3.22 -0.50 x 089/ }).waitFor()
  await press(desk, 'Enter')
  await desk.page.getByRole('heading', { level: 1, name: 'Whose are these?' }).waitFor()
  await desk.page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  const list = desk.page.getByRole('region', { name: /They fit/ })
  await list.getByRole('button', { name: new RegExp(`Derrick P.*${derricks.number}`) }).waitFor()
  await desk.screen('one-loose-lens')

  // The other lens leaves fewer.
  await press(desk, 'Tab')
  await type(desk, '-3.01 -0.25x98')
  await list.getByText('right way round', { exact: false }).first().waitFor()
  assert.equal(await list.getByRole('button').count(), 1)
  await desk.screen('whose-are-these')
  await press(desk, 'Tab')
  await press(desk, 'Enter')
  await main(desk).getByText(derricks.number).first().waitFor()
})

test('what is typed is echoed, asked about or turned away with the reason', async t => {
  const desk = await counter(t)
  await press(desk, '/')
  await desk.page.getByRole('combobox', { name: /Find/ }).fill('-9.22 -0.50 x 89')
  await desk.page.getByRole('option', { name: /Whose lenses/ }).waitFor()
  await press(desk, 'Enter')
  await main(desk).getByText('No open order fits.').waitFor()
  const first = desk.page.getByRole('textbox', { name: /One lens/ })
  for (const [typed, says] of [
    ['2.25', '2.25: plus or minus?'],
    ['-175', '-175: is it -1.75?'],
    ['-2.00 -0.75', 'The cylinder needs its axis, like x 180.'],
    ['3u!', 'This cannot be read as a lens.'],
  ]) {
    await first.fill(typed)
    await main(desk).getByText(says).waitFor()
  }
  await desk.screen('cannot-be-read')
  await first.fill('-175')
  await desk.page.getByRole('button', { name: 'Yes, -1.75 DS' }).click()
  await main(desk).getByText('-1.75 DS', { exact: true }).waitFor()
  assert.equal(await first.inputValue(), '-1.75 DS')
})

test('a reading stands beside its order, field by field, and says by itself that they are exchanged', async t => {
  const desk = await counter(t, 'Jan')
  let order
  for (const line of await desk.done('list_orders', { list: 'open' })) {
    const page = await desk.done('open_order', { order_id: line.order_id ?? line.id })
    const complete = page.parts.every(part => !part.needed || part.custody === 'here')
    if (page.order.state === 'received' && complete && page.order.powers.right.sphere !== null)
      order = page.order
  }
  assert.ok(order, 'the practice clinic has a complete order to verify')
  await desk.find(order.number)
  await desk.page
    .getByRole('button', { name: /Open the order/ })
    .first()
    .click()
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(order.number) }).waitFor()
  await press(desk, 'v')
  const dialog = desk.page.getByRole('dialog', { name: /Verify order/ })
  await dialog.waitFor()
  const written = eye =>
    `${eye.sphere < 0 ? '-' : '+'}${(Math.abs(eye.sphere) / 100).toFixed(2)}${eye.cyl ? ` ${eye.cyl < 0 ? '-' : '+'}${(Math.abs(eye.cyl) / 100).toFixed(2)} x ${eye.axis}` : ' DS'}${eye.add ? ` add +${(eye.add / 100).toFixed(2)}` : ''}`
  const fill = async (right, left) => {
    await dialog.getByRole('textbox', { name: 'Right' }).fill(written(right))
    await dialog.getByRole('textbox', { name: 'Left' }).fill(written(left))
  }
  const { right, left } = order.powers
  await fill({ ...right, sphere: right.sphere + 200 }, left)
  await dialog.getByText(/Not as ordered: Right sphere/).waitFor()
  assert.ok(
    await dialog.getByRole('radio', { name: 'Failed' }).isChecked(),
    'the reading proposes the verdict',
  )
  await desk.screen('reading-out-of-tolerance')
  await desk.page.setViewportSize({ width: 640, height: 360 })
  await dialog.getByRole('textbox', { name: 'Left' }).focus()
  await dialog.getByRole('textbox', { name: 'Right' }).focus()
  await dialog.getByRole('textbox', { name: 'Left' }).focus()
  await inSight(dialog.getByRole('textbox', { name: 'Left' }), 'the box that is typed in at 200 %')
  await inSight(dialog.getByText(/Not as ordered: Right sphere/), 'the verdict at 200 %')
  await inSight(dialog.getByRole('button', { name: /^Keep the check/ }), 'the way on at 200 %')
  await desk.screen('zoom-reading-out-of-tolerance')
  await desk.page.setViewportSize({ width: 1280, height: 720 })
  await fill(right, left)
  await dialog.getByText('These are as ordered.').waitFor()
  await desk.screen('reading-as-ordered')
  await dialog.getByRole('button', { name: /^Keep the check/ }).click()
  await dialog.waitFor({ state: 'detached' })
  const kept = await desk.done('open_order', { order_id: order.id })
  assert.equal(kept.verifications[0].verdict, 'passed')
  assert.equal(kept.verifications[0].checked.check.verdict, 'match')
})

test('Derrick’s lenses in Eric’s hands: the recheck reads them and names Derrick’s order', async t => {
  const desk = await counter(t)
  const [erics, derricks] = [await orderOf(desk, 'eric paulson'), await orderOf(desk, 'derrick paulsen')]
  await desk.find(erics.number)
  await press(desk, 'h')
  await desk.page.getByRole('textbox', { name: 'Name, as they say it' }).waitFor()
  await desk.page
    .getByRole('button', { name: /not theirs/i })
    .first()
    .click()
  await main(desk)
    .getByText(/What the lensmeter shows/)
    .waitFor()
  const right = desk.page.getByRole('textbox', { name: 'Right' })
  await right.fill('OD -3.25 -0.50 x 88 OS -3.00 -0.25 x 100')
  await main(desk).getByText('These are not the lenses of this order.').waitFor()
  const named = desk.page.getByRole('region', { name: /They fit/ })
  await named.getByText('Derrick P.').waitFor()
  assert.equal(await named.getByRole('button').count(), 1)
  assert.match(await named.textContent(), new RegExp(derricks.number))
  await inSight(main(desk).getByText('These are not the lenses of this order.'), 'the verdict')
  await inSight(named.getByRole('button'), 'whose they are')
  await desk.screen('recheck-names-the-other')
  await desk.page.setViewportSize({ width: 640, height: 360 })
  await inSight(main(desk).getByText('These are not the lenses of this order.'), 'the verdict at 200 %')
  await inSight(named.getByText('Derrick P.'), 'whose they are at 200 %')
  await inSight(desk.page.getByRole('button', { name: /^Not theirs/ }).last(), 'the way on at 200 %')
  await desk.screen('zoom-recheck-names-the-other')
  await desk.page.setViewportSize({ width: 1280, height: 720 })
  await desk.page
    .getByRole('button', { name: /not theirs/i })
    .first()
    .click()
  await main(desk).getByText(/D-\d+/).first().waitFor()
  const misses = await desk.done('open_discrepancies')
  assert.equal(misses[0].other_order_number, derricks.number, 'both people and both orders')
})

test('an order that is not as the prescription on file says so as soon as it is taken', async t => {
  const desk = await counter(t)
  const found = await desk.done('find', { query: 'priya nair' })
  const patient_id = found.people[0].patient_id
  const eye = (sphere, cyl, axis) => ({ sphere, cyl, axis })
  const prescription = {
    patient_id,
    kind: 'spectacle',
    written_on: '2026-10-02',
    expires_on: '2026-11-01',
    prescriber: 'Dr. Ng',
    powers: { right: eye(-225, -75, 180), left: eye(-200, -50, 170) },
  }
  const { prescription_id } = await desk.done('add_prescription', prescription)
  const order = {
    patient_id,
    kind: 'spectacles',
    frame: 'Kite 8 46-16 Blue',
    lens_type: 'SV',
    powers: { right: eye(-250, -75, 180), left: eye(-200, -50, 170) },
    prescription_id,
  }
  const { number } = await desk.done('add_order', order)
  await desk.find(number)
  await desk.page
    .getByRole('button', { name: /Open the order|Send it now|Ask the lab/ })
    .first()
    .click()
  await main(desk).getByText('Prescription on file').waitFor()
  await main(desk).getByText('Right ordered -2.50 -0.75 x 180, on file -2.25 -0.75 x 180.').waitFor()
  await main(desk)
    .getByText(/The prescription ran out on/)
    .waitFor()
  await desk.screen('not-as-prescribed')
})
