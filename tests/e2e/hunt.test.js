// The hunt for a part, its two ways on, an order made again, and the orders nobody moved: with the keyboard.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const heading = (desk, name) => desk.page.getByRole('heading', { level: 1, name }).waitFor()
const dialog = (desk, name) => desk.page.getByRole('dialog', { name })
const gone = desk => desk.page.getByRole('dialog').waitFor({ state: 'detached' })
const row = (desk, name) => desk.page.locator('main [data-row]', { hasText: name })
const chosen = desk => desk.page.locator('main [data-row][aria-current]')

/** Opens the order of this number on its own page. */
async function openOrder(desk, number) {
  await desk.find(number)
  await desk.page.getByRole('heading', { level: 1 }).waitFor()
  await desk.press('o')
  await heading(desk, new RegExp(number))
}

/** Sam's order: both his own lenses are gone. */
async function samsOrder(desk) {
  const [sam] = (await desk.done('find', { query: 'sam keller' })).people
  const page = await desk.done('open_patient', { patient_id: sam.patient_id ?? sam.id })
  return page.open_orders.find(open => open.parts.some(part => part.custody === 'not_located'))
}

test('a lost lens is searched for place by place, and another order’s label does not end the search', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  const { order } = await samsOrder(desk)
  const other = (await desk.done('list_orders', { list: 'to_collect' })).find(
    one => one.number !== order.number,
  )
  await desk.find('sam keller')
  await desk.page.getByRole('heading', { name: /Both lenses not located/ }).waitFor()
  await desk.press('o')
  await heading(desk, new RegExp(order.number))
  await desk.screen('order-lost')
  await desk.press('s')
  await heading(desk, 'Search for the right lens and the left lens')
  await chosen(desk).and(desk.page.locator(':focus')).waitFor()
  await desk.screen('hunt')

  // Two places, one key each: both lenses are ticked off there, and the next place is chosen.
  const first = await chosen(desk).locator('.what').textContent()
  await desk.press('n')
  await row(desk, first)
    .getByText(/not there · Jo/)
    .waitFor()
  await chosen(desk).filter({ hasNotText: first }).waitFor()
  const second = await chosen(desk).locator('.what').textContent()
  await desk.press('n')
  await row(desk, second)
    .getByText(/not there · Jo/)
    .waitFor()
  const searches = async () =>
    (
      await desk.done('open_discrepancy', {
        discrepancy_id: (await desk.done('open_discrepancies')).find(one => one.kind === 'part_lost').id,
      })
    ).searches
  for (const search of await searches()) assert.equal(search.places.filter(place => place.looked).length, 2)

  const third = await chosen(desk).locator('.what').textContent()
  await desk.press('y')
  await dialog(desk, 'Found: the right lens').waitFor()
  // A scan into the box sends it: the scanner's Enter.
  await desk.page.locator('[role=dialog] input:focus').waitFor()
  await desk.scan(other.number)
  const alert = dialog(desk, /Found/).getByRole('alert')
  await alert.getByText(`That is order ${other.number}’s label.`).waitFor()
  assert.match(await alert.textContent(), /the search goes on/)
  await desk.screen('other-label')
  assert.equal((await searches())[0].outcome, null)

  await desk.scan('Q9Q9Q9')
  await alert.getByText(/No order or tray here is called/).waitFor()
  await dialog(desk, /Found/)
    .getByLabel(/The label that was with it/)
    .fill('')
  await desk.scan(order.number)
  await gone(desk)
  await desk.page.getByText(`Found: ${third}`).waitFor()
  await desk.screen('hunt-found')
  const [right] = await searches()
  assert.equal(right.outcome, 'found')
  assert.equal(right.part.custody, 'here')

  // The other lens, where no list has it.
  await desk.press('x')
  await heading(desk, 'Search for the left lens')
  await desk.press('e')
  await dialog(desk, 'Found: the left lens').waitFor()
  await desk.page.keyboard.press('Enter')
  await desk.page.getByText('Say where it was: it teaches the next search.').waitFor()
  await dialog(desk, /Found/).getByLabel('Where it was').fill('behind the lensmeter')
  await desk.screen('hunt-elsewhere')
  await desk.page.keyboard.press('Enter')
  await gone(desk)
  assert.deepEqual(
    (await searches()).map(search => search.outcome),
    ['found', 'found'],
  )
  assert.ok((await searches())[1].places.some(place => place.kind === 'place:behind the lensmeter'))
})

test('a search that finds nothing ends in a promise: search on, or make new', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  const { order } = await samsOrder(desk)
  await desk.find('sam keller')
  await desk.page.getByRole('heading', { name: /Both lenses not located/ }).waitFor()
  await desk.press('o')
  // The person's page has an S of its own.
  await heading(desk, /order 26-/)
  await desk.press('s')
  await heading(desk, 'Search for the right lens and the left lens')
  await desk.press('w')
  await dialog(desk, 'The right lens was not found').waitFor()
  await desk.page.keyboard.press('Enter')
  await desk.page.getByText('Choose the day that the patient is told.').waitFor()
  await desk.press('2')
  // Friday the 20th, two working days on.
  await desk.page.getByText(/We go on looking until Tuesday, November 24/).waitFor()
  await desk.screen('ways-out')
  await desk.page.keyboard.press('Enter')
  await gone(desk)
  await desk.page.getByText(/We told them that we go on until Nov 24, 2026/).waitFor()

  await desk.press('w')
  await dialog(desk, 'The right lens was not found').waitFor()
  await desk.page.keyboard.press('ArrowRight')
  await desk.press('3')
  await desk.page.getByText(/It is here for you by Wednesday, November 25/).waitFor()
  await desk.screen('ways-make-new')
  await desk.page.keyboard.press('Enter')
  await gone(desk)
  await desk.page.getByText('A new one is made.').waitFor()
  await desk.screen('hunt-made-new')
  const page = await desk.done('open_order', { order_id: order.id })
  assert.equal(page.order.promised_on, '2026-11-25')
  const lenses = page.parts.filter(part => part.kind === 'right_lens')
  assert.deepEqual(lenses.map(part => part.needed).sort(), [false, true])
})

test('what nobody moved is worked with the keyboard: whom to call, they asked, it rests', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.press('2')
  await heading(desk, 'Late or stuck')
  await desk.page.locator('main [data-row]:focus').waitFor()
  const lines = await desk.done('stalled_orders')
  assert.ok(lines.length > 1)
  await desk.screen('stalled')

  // The second one; what stands at the side is about it.
  await desk.page.keyboard.press('ArrowDown')
  await desk.page.getByRole('region', { name: `order ${lines[1].number}` }).waitFor()
  await desk.press('a')
  await dialog(desk, new RegExp(`asked about order ${lines[1].number}`)).waitFor()
  await desk.page.locator('[role=dialog] input:focus').waitFor()
  await desk.page.keyboard.insertText('You said last week.')
  await desk.screen('they-asked')
  await desk.page.keyboard.press('Enter')
  await gone(desk)
  await desk.page
    .getByText(/Logged as D-|asked/)
    .first()
    .waitFor()
  const about = (await desk.done('stalled_orders')).find(line => line.order_id === lines[1].order_id)
  assert.ok(about.discrepancy_id)

  await desk.press('a')
  await dialog(desk, /asked about order/).waitFor()
  await desk.page.keyboard.press('Enter')
  await gone(desk)
  await desk.page.getByText(/is more serious now/).waitFor()

  // The call is kept where it was seen that it is needed.
  await desk.press('p')
  await dialog(desk, /You phoned/).waitFor()
  await desk.page.locator('[role=dialog] button:focus').waitFor()
  await desk.press('m')
  await desk.page.locator('[role=dialog] input:focus').waitFor()
  await desk.page.keyboard.insertText('Asked them to call back.')
  await desk.page.keyboard.press('Enter')
  await gone(desk)
  await desk.page.getByText(/Asked them to call back\./).waitFor()

  await desk.press('r')
  await dialog(desk, `Let order ${lines[1].number} rest`).waitFor()
  await desk.page.keyboard.press('1')
  await desk.page.locator('[role=dialog] input[type=text]:focus').waitFor()
  await desk.page.keyboard.press('Enter')
  await desk.page.getByText('Say in a few words why it may wait.').waitFor()
  await desk.page.keyboard.insertText('the lab ships on Monday')
  await desk.screen('rest')
  await desk.page.keyboard.press('Enter')
  await gone(desk)
  await desk.page.getByText(`Order ${lines[1].number} rests until Nov 23, 2026.`).waitFor()
  await row(desk, lines[1].number).waitFor({ state: 'detached' })
  await desk.page.locator('main [data-row]:focus').waitFor()
  assert.equal((await desk.done('stalled_orders')).length, lines.length - 1)

  const number = await chosen(desk).locator('.sub').textContent()
  await desk.page.keyboard.press('Enter')
  await heading(desk, new RegExp(number.trim()))
})

test('an order is made again, linked, with what becomes of each part and a new day', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  const { number, order_id } = (await desk.done('list_orders', { list: 'to_check' })).find(
    order => order.kind === 'spectacles',
  )
  await openOrder(desk, number)
  await desk.press('g')
  const form = dialog(desk, `Make order ${number} again`)
  await form.waitFor()
  await desk.page.keyboard.press('Control+s')
  await form.getByText('Say why in a few words.').waitFor()
  await form.getByText('Choose the day that the patient is told.').waitFor()
  await desk.screen('remake')
  await form.getByText('dispensing', { exact: true }).click()
  assert.equal(await form.getByLabel('The process that let it through').inputValue(), 'order_taking')
  await desk.press('3')
  await form.getByLabel('What becomes of the left lens').selectOption('back_to_lab')
  await form.getByLabel('Why, in a few words').fill('segment height')
  await form.getByLabel(/What it costs us/).fill('45,5')
  await desk.page.keyboard.press('Control+s')
  await gone(desk)
  const old = await desk.done('open_order', { order_id })
  assert.equal(old.order.state, 'remade')
  const was = kind => old.parts.find(part => part.kind === kind)
  assert.equal(was('left_lens').custody, 'in_transit')
  assert.equal(was('right_lens').place, 'scrapped')
  assert.deepEqual([old.remade_as.class, old.remade_as.cost], ['dispensing', 4550])
  await heading(desk, new RegExp(old.remade_as.number))
  await desk.page.getByText('Made again from').waitFor()
  await desk.screen('remade')
  const fresh = await desk.done('open_order', { order_id: old.remade_as.order_id })
  assert.equal(fresh.order.promised_on, '2026-11-25')
})

test('at 200 % zoom the hunt and the stalled list keep their width', async t => {
  const desk = await Desk.open(t, { practice: true, width: 640, height: 360 })
  await desk.signIn()
  await desk.find('sam keller')
  await desk.page.getByRole('heading', { name: /Both lenses not located/ }).waitFor()
  await desk.press('o')
  // The person's page has an S of its own.
  await heading(desk, /order 26-/)
  await desk.press('s')
  await heading(desk, /Search for the right lens/)
  await desk.keepsItsWidth('the hunt at 200 %')
  await desk.screen('zoom-hunt')
  await desk.press('w')
  await dialog(desk, /not found/).waitFor()
  await desk.screen('zoom-ways')
  await desk.page.keyboard.press('Escape')
  await gone(desk)
  await desk.press('2')
  await heading(desk, 'Late or stuck')
  await desk.screen('zoom-stalled')
})

test('the manager calls causes what the clinic calls them, adds one, and stops using one', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  await desk.page.getByRole('button', { name: /Kim/ }).click()
  await desk.page.getByRole('menuitem', { name: /Settings/ }).click()
  const group = desk.page.locator('details', { hasText: 'Keeping it here' })
  await group.locator('summary').click()
  await group.getByRole('button', { name: 'Rename in no tray' }).click()
  await group.getByLabel('What you call it').fill('left on the counter')
  await desk.page.keyboard.press('Enter')
  await group.getByText('Left on the counter').waitFor()
  await group.getByRole('button', { name: 'Stop using in another tray' }).click()
  await group.getByText('not used').waitFor()
  await group.getByRole('button', { name: /Add a cause under/ }).click()
  await desk.page.keyboard.press('Enter')
  await group.getByText('Give it a name.').waitFor()
  await group.getByLabel('What you call it').fill('Left on the counter')
  await desk.page.keyboard.press('Enter')
  await group.getByText('There is a cause with this name.').waitFor()
  await group.getByLabel('What you call it').fill('in the wrong case')
  await desk.screen('causes')
  await desk.page.keyboard.press('Enter')
  await group.getByText('In the wrong case').waitFor()
  const causes = await desk.done('causes')
  assert.ok(
    causes.some(cause => cause.own && cause.name === 'in the wrong case' && cause.parent === 'keeping'),
  )
  assert.equal(causes.find(cause => cause.code === 'wrong_tray').used, false)

  // What a review offers from then on.
  const { order } = await samsOrder(desk)
  const logged = await desk.done('log_discrepancy', {
    kind: 'late',
    line: 'later than we said',
    near_miss: false,
    order_id: order.id,
    injury: false,
    breach: false,
    asked: false,
    again: false,
  })
  await desk.done('put_right', { discrepancy_id: logged.id, done: 'sent by courier' })
  await desk.find(logged.number)
  await heading(desk, new RegExp(logged.number))
  await desk.page
    .getByRole('button', { name: /Review/ })
    .first()
    .click()
  const review = dialog(desk, `Review ${logged.number}`)
  await review.getByText('Keeping it here').click()
  await review.getByText('left on the counter').click()
  assert.equal(await review.getByText('in another tray').count(), 0)
  await review.getByLabel('What changes').fill('One place for what comes in.')
  await review.getByLabel('Who sees to it').selectOption({ index: 1 })
  await review.getByRole('button', { name: /Tue, Nov 24/ }).click()
  await desk.screen('review')
  await desk.page.keyboard.press('Control+s')
  await gone(desk)
  const { discrepancy } = await desk.done('open_discrepancy', { discrepancy_id: logged.id })
  assert.deepEqual(
    [discrepancy.state, discrepancy.cause, discrepancy.accountable],
    ['reviewed', 'no_tray', 'storage'],
  )
})
