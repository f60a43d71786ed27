// A scanner is a keyboard in a hurry that does not look at the screen: wherever the hand was, what it names is opened,
// or it is said why nothing was.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const press = (desk, key) => desk.press(key)
/** As fast as a hand types. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const box = desk => desk.page.getByRole('combobox', { name: /Find/ })
const heading = (desk, name) => desk.page.getByRole('heading', { level: 1, name })
const first = async (desk, list, which = () => true) => (await desk.done('list_orders', { list })).find(which)
const rows = desk => desk.page.getByRole('option').filter({ visible: true })
const nothingFor = (desk, code) =>
  desk.page.getByText(`Nothing found for “${code}”.`, { exact: false }).waitFor()

async function counter(t, options = {}) {
  const desk = await Desk.open(t, { practice: true, ...options })
  await desk.signIn('Jo')
  await desk.page.getByRole('navigation', { name: /queue/i }).waitFor()
  return desk
}

test('a tray scanned while a delivery is received fills its tray, taken or free', async t => {
  const desk = await counter(t)
  const coming = await first(desk, 'on_the_way', order => order.kind === 'spectacles')
  const taken = await first(desk, 'to_collect')
  await desk.find(coming.number)
  await desk.page
    .getByRole('button', { name: /Open the order|Ask the lab/ })
    .first()
    .click()
  await heading(desk, new RegExp(coming.number)).waitFor()
  await press(desk, 'r')
  const dialog = desk.page.getByRole('dialog', { name: /Receive order/ })
  await dialog.waitFor()
  // The focus stays on the ticks.
  for (const tick of await dialog.getByRole('checkbox').all()) await tick.check()
  const tray = dialog.getByLabel('Tray')
  await desk.scan(taken.tray)
  assert.equal(await tray.inputValue(), taken.tray)
  await press(desk, 'Enter')
  await dialog.getByText(`Tray ${taken.tray} is taken.`).waitFor()
  // The next tray takes the place of the first, though the cursor stands behind it.
  await desk.scan('T900')
  await dialog.waitFor({ state: 'detached' })
  const found = await desk.done('find', { query: 'T900' })
  assert.equal(found.orders[0]?.number, coming.number)
})

test('a scan closes no dialog that has no use for it', async t => {
  const desk = await counter(t)
  const order = await first(desk, 'to_send')
  const { tray } = await first(desk, 'to_collect')
  await desk.find(order.number)
  await desk.page
    .getByRole('button', { name: /Open the order|Send it now/ })
    .first()
    .click()
  await heading(desk, new RegExp(order.number)).waitFor()
  await press(desk, 'o')
  const dialog = desk.page.getByRole('dialog', { name: /Status of/ })
  await dialog.waitFor()
  await desk.scan(tray)
  await desk.page.getByText('Close this first; nothing was opened.').waitFor()
  assert.ok(await dialog.isVisible())
  await desk.picture('scan-under-a-dialog')
  await press(desk, 'Escape')
  await heading(desk, new RegExp(order.number)).waitFor()
})

test('what nobody knows is said to be nowhere, and never becomes a new patient', async t => {
  const desk = await counter(t)
  for (const code of ['26-1999', 'QQ12345', 'QQ54321', 'ABCDEFG']) {
    await desk.scan(code)
    await nothingFor(desk, code)
    assert.equal(await rows(desk).count(), 0, code)
    assert.equal(await heading(desk, /patient/i).count(), 0, code)
  }
  await desk.screen('nothing-found')
  // Enter by hand opens nothing either.
  await press(desk, 'Enter')
  await nothingFor(desk, 'ABCDEFG')
  // Typed by hand, too.
  await box(desk).fill('')
  await type(desk, 'QQ12345')
  await nothingFor(desk, 'QQ12345')
  await press(desk, 'Enter')
  assert.equal(await rows(desk).count(), 0)
})

test('a scan into the box takes the place of what was typed', async t => {
  const desk = await counter(t)
  const { tray, name } = await first(desk, 'to_collect')
  await box(desk).focus()
  await type(desk, 'kel')
  await rows(desk).first().waitFor()
  await desk.scan(tray)
  await heading(desk, name).waitFor()
  assert.equal(await box(desk).inputValue(), '')
})
