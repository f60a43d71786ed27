// Who is whom: asked when somebody is added, two records made one and two again, and how often alerts come.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const NOBODY = {
  preferred: null,
  born: null,
  phone: null,
  street: null,
  town: null,
  region: null,
  postcode: null,
  only_me: false,
  note: null,
}

/** Adds Eric a second time, as another desk might have: a record that nobody knows to be his. */
async function ericAgain(desk) {
  const details = {
    ...NOBODY,
    given: 'Erik',
    family: 'Paulsen',
    born: '1979-06-21',
    phone: '555-7731',
    note: 'nickel allergy',
  }
  const { patient_id } = await desk.done('add_patient', { details, another: true })
  await desk.done('add_order', { patient_id, kind: 'repair' })
  return patient_id
}

test('somebody who may be on file is shown field by field, and is opened or told apart', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.page.keyboard.press('/')
  await desk.page.getByRole('combobox', { name: /Find/ }).fill('Erik Paulson')
  await desk.page.getByRole('option', { name: /as a patient/ }).click()
  await desk.page.getByLabel('Birth date').fill('6/21/1979')
  await desk.page.keyboard.press('Enter')
  const table = desk.page.getByRole('table', { name: 'Same person?' })
  await table
    .getByRole('row', { name: /First name/ })
    .getByText('close: one slip')
    .waitFor()
  assert.match(
    await table.getByRole('row', { name: /Birth date/ }).textContent(),
    /born 1979.*the same.*for it/,
  )
  assert.ok(!(await table.textContent()).includes('555'), 'the phone on file stays there')
  await desk.screen('may-be-on-file')
  const before = (await desk.done('find', { query: '6/21/1979 paulson' })).people.length
  await desk.page.keyboard.press('n')
  await desk.page.getByRole('heading', { level: 1, name: 'Erik Paulson' }).waitFor()
  const { people } = await desk.done('find', { query: '6/21/1979 paulson' })
  assert.equal(people.length, before + 1)
  const [one] = people.filter(each => each.name === 'Erik Paulson')
  assert.deepEqual(
    (await desk.done('who_may_this_be', { patient_id: one.patient_id })).filter(
      each => each.name === 'Eric Paulson',
    ),
    [],
    'nobody is asked again',
  )
})

test('a walk-in whose name is on file is asked about, and goes on either way', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  const walkIn = async () => {
    await desk.page.keyboard.press('/')
    await desk.page.getByRole('combobox', { name: /Find/ }).fill('Priya Nair')
    await desk.page.getByRole('option', { name: /as a walk-in/ }).click()
    await desk.page.getByText('Priya Nair is on file. Is it them?').waitFor()
  }
  await walkIn()
  await desk.screen('walk-in-on-file')
  await desk.page.keyboard.press('n')
  await desk.page.getByText('Priya Nair is on file. Is it them?').waitFor({ state: 'detached' })
  await desk.page.keyboard.press('Escape')
  await walkIn()
  await desk.page.getByRole('button', { name: 'Open them' }).click()
  await desk.page.getByRole('heading', { level: 1, name: 'Priya Nair' }).waitFor()
})

test('two records become one, the old name finds it, and it is taken back', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  const again = await ericAgain(desk)
  await desk.find('eric paulson')
  await desk.page.getByRole('heading', { level: 1, name: 'Eric Paulson' }).waitFor()
  await desk.page.getByRole('button', { name: 'Same person twice?' }).click()
  await desk.page.getByRole('button', { name: 'Compare with Erik Paulsen' }).first().waitFor()
  await desk.screen('who-is-on-file-twice')
  await desk.page.getByRole('button', { name: 'Compare with Erik Paulsen' }).first().click()
  await desk.page.getByRole('heading', { level: 1, name: 'Is Eric Paulson on file twice?' }).waitFor()
  await desk.screen('two-records')
  // What only the other has comes along unasked; the rest is chosen.
  const note = desk.page.getByRole('group', { name: 'Note' })
  assert.ok(await note.getByRole('radio').nth(1).isChecked(), 'a note is not lost')
  await desk.page.getByRole('button', { name: 'Make them one record' }).click()
  await desk.page.getByText('One record now: Eric Paulson.').waitFor()
  const merged = desk.page.getByRole('list', { name: 'Also on file as' })
  await merged.getByText(/Erik Paulsen, born 1979/).waitFor()
  await desk.screen('merged')

  await desk.page.keyboard.press('/')
  await desk.page.getByRole('combobox', { name: /Find/ }).fill('erik paulsen')
  await desk.page.getByRole('option', { name: /on file as Erik Paulsen too/ }).waitFor()
  await desk.screen('found-by-the-old-name')
  await desk.page.keyboard.press('Escape')
  await desk.page.keyboard.press('Escape')

  await merged.getByRole('button', { name: 'Make two again' }).click()
  await desk.page.getByText('Two records again, as they were.').waitFor()
  await merged.waitFor({ state: 'detached' })
  assert.equal((await desk.done('open_patient', { patient_id: again })).name, 'Erik Paulsen')
})

test('before two are made again, the orders taken since are named with where they stay', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  const other_id = await ericAgain(desk)
  const { people } = await desk.done('find', { query: 'eric paulson 6/21/1979' })
  const patient_id = people.find(each => each.name === 'Eric Paulson').patient_id
  const { seen } = await desk.done('compare_patients', { patient_id, other_id })
  await desk.done('merge_patients', { keep_id: patient_id, gone_id: other_id, take: [], seen, reason: null })
  const numbers = []
  for (const kind of ['repair', 'other'])
    numbers.push((await desk.done('add_order', { patient_id, kind })).number)
  await desk.find('eric paulson')
  await desk.page.getByRole('heading', { level: 1, name: 'Eric Paulson' }).waitFor()
  const merged = desk.page.getByRole('list', { name: 'Also on file as' })
  await merged
    .getByText(
      `Orders ${numbers.join(' and ')} were taken since. Made two again, they stay here with Eric Paulson`,
    )
    .waitFor()
  await merged.scrollIntoViewIfNeeded()
  await desk.screen('orders-since')
  await merged.getByRole('button', { name: 'Make two again' }).click()
  await merged.waitFor({ state: 'detached' })
  const stayed = (await desk.done('open_patient', { patient_id })).open_orders.map(open => open.order.number)
  assert.ok(numbers.every(number => stayed.includes(number)))
})

test('twins are named, need a reason, and are told apart with one key', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  const add = given =>
    desk.done('add_patient', {
      details: {
        ...NOBODY,
        given,
        family: 'Ashby-Quill',
        born: '2011-03-04',
        street: '4 Mill Lane',
        postcode: '04512',
      },
      another: true,
    })
  await add('Lena')
  await add('Markus')
  await desk.find('lena ashby')
  await desk.page.getByRole('heading', { level: 1, name: 'Lena Ashby-Quill' }).waitFor()
  await desk.page.getByRole('button', { name: 'Same person twice?' }).click()
  await desk.page.getByLabel(/Somebody else on file/).fill('markus ashby')
  await desk.page.getByRole('button', { name: 'Compare with Markus Ashby-Quill' }).last().click()
  await desk.page.getByText(/they may be twins/).waitFor()
  assert.ok(await desk.page.getByRole('button', { name: 'Make them one record' }).isDisabled())
  await desk.screen('twins')
  await desk.page.getByRole('button', { name: /^They are two people/ }).click()
  await desk.page.getByText('Kept as two people.').waitFor()
  await desk.page.getByRole('heading', { level: 1, name: 'Lena Ashby-Quill' }).waitFor()
})

test('somebody who is here is not made one with anybody', async t => {
  const desk = await Desk.open(t, { practice: true, width: 640, height: 360 })
  await desk.signIn('Kim')
  const { people } = await desk.done('find', { query: 'luca marino' })
  const { patient_id } = await desk.done('add_patient', {
    details: { ...NOBODY, given: 'Luca', family: 'Marino', born: '1950-01-01' },
    another: true,
  })
  const found = people.find(each => each.here)
  assert.ok(found)
  await desk.page.keyboard.press('/')
  await desk.page.getByRole('combobox', { name: /Find/ }).fill('luca marino')
  await desk.page.getByRole('option', { name: /1950/ }).click()
  await desk.page.getByRole('button', { name: 'Same person twice?' }).click()
  await desk.page.getByLabel(/Somebody else on file/).fill('luca marino')
  await desk.page.getByRole('button', { name: 'Compare with Luca Marino' }).last().click()
  await desk.page.getByText('Not while somebody works on it').waitFor()
  assert.ok(await desk.page.getByRole('button', { name: 'Make them one record' }).isDisabled())
  await desk.keepsItsWidth('two records at 200 %')
  await desk.screen('zoom-in-the-way')
  assert.ok(patient_id)
})

test('a manager sees whom nobody is warned about and how often alerts come, and takes a mute back', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  const one = (await desk.done('find', { query: 'sam keller' })).people[0]
  const other = (await desk.done('find', { query: 'sam kellner' })).people[0]
  await desk.done('judge_look_alike', {
    patient_id: one.patient_id,
    other_id: other.patient_id,
    verdict: 'muted',
    reason: 'one of them moved away',
    until: '2027-05-20',
  })
  await desk.page.getByRole('button', { name: /Kim/ }).last().click()
  await desk.page.getByRole('menuitem', { name: 'Look-alikes' }).click()
  await desk.page.getByRole('heading', { level: 1, name: /Look-alikes/ }).waitFor()
  const pair = desk.page.getByRole('row', { name: /Sam Keller and Sam Kellner|Sam Kellner and Sam Keller/ })
  assert.match(await pair.textContent(), /one of them moved away.*Kim.*May 20, 2027/)
  await desk.page.getByRole('row', { name: /%/ }).first().waitFor()
  await desk.screen('look-alike-report')
  // At 200 % zoom each week stands by itself, and no number is out of reach.
  await desk.page.setViewportSize({ width: 640, height: 360 })
  await desk.keepsItsWidth('the look-alike report at 200 %')
  const weeks = desk.page.getByRole('table', { name: /How often/ })
  const pinned = await weeks.locator('td').last().boundingBox()
  assert.ok(pinned && pinned.x + pinned.width <= 640, 'the last number is in the window')
  await weeks.scrollIntoViewIfNeeded()
  await desk.screen('zoom-look-alike-report')
  await pair.scrollIntoViewIfNeeded()
  await desk.screen('zoom-judged-pairs')
  await desk.page.setViewportSize({ width: 1280, height: 720 })
  await pair.getByRole('button', { name: /^Warn again/ }).click()
  await pair.waitFor({ state: 'detached' })
  await desk.page.keyboard.press('Control+z')
  await pair.waitFor()
})

test('the tray label names who is alike in the drawer', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.find('sam kellner')
  await desk.page.getByRole('heading', { level: 1, name: 'Sam Kellner' }).waitFor()
  const { people } = await desk.done('find', { query: 'sam kellner' })
  const page = await desk.done('open_patient', { patient_id: people[0].patient_id })
  const label = await desk.done('tray_label', { order_id: page.open_orders[0].order.id })
  assert.equal(label.alike[0].short, 'Sam K.')
  await desk.page
    .getByText(/Could be taken for Sam Keller.*: .*name/)
    .first()
    .waitFor()
  await desk.screen('alert-with-its-reason')
})
