// Bringing a list in: the whole way over the real core, with the dirt of a real export, and every bad file's answer.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Desk } from './harness.js'

/** Windows-1252, as old Windows programs write it: one byte a letter. */
const ansi = text => Buffer.from(text, 'latin1')

/** Six people with the dirt of a real list: semicolons, day first, an umlaut, a future birth, no name, a formula. */
const PEOPLE = ansi(
  [
    'Patient list',
    'Patient no;Surname;First name;DOB;Phone;Remark',
    '1001;Zürcher;Ånna;04/05/1980;555-0111;"likes; semicolons"',
    "1002;O'Hara;Liam;07/08/1975;555-0112;",
    '1003;Faure;Noé;03/02/2011;555-0113;=HYPERLINK("x")',
    '1004;;;01/02/1990;555-0114;nobody',
    '1005;Early;Eve;09/09/2031;555-0115;not born yet',
    '1006;Stone;Kim;10/11/1968;555-0116;',
    '',
  ].join('\r\n'),
)

/** The lists that the tests write, thrown away at the end. */
const lists = mkdtempSync(join(tmpdir(), 'rightful-e2e-lists-'))
after(() => rmSync(lists, { recursive: true, force: true }))

/** A real clinic of our own, set up and with its first manager at the desk. */
async function ourClinic(t) {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', {
    clinic: 'Bright Street',
    given: 'Kim',
    family: 'Vo',
    pin: '4711',
    passphrase: 'four plain words here',
  })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.page.reload()
  await desk.page.getByRole('button', { name: /Bring patients and orders in/ }).waitFor()
  return desk
}

/** Answers the file dialog that this act opens. */
async function choose(desk, act, name, buffer) {
  const [dialog] = await Promise.all([desk.page.waitForEvent('filechooser'), act()])
  writeFileSync(join(lists, name), buffer)
  await dialog.setFiles(join(lists, name))
}

const chooseFile = desk => desk.page.getByRole('button', { name: /Choose a(nother)? file/ })

/** The numbers of the equation on the screen, in the order in which they stand. */
async function counts(desk) {
  const cells = await desk.page.getByLabel('Rows of the file').locator('dd').allInnerTexts()
  const [read, added, changed, known, leftOut] = cells.map(text => Number(text.replace(/\D/g, '')))
  assert.equal(read, added + changed + known + leftOut, 'the rows on the screen must add up')
  return { read, added, changed, known, leftOut }
}

test('a messy list comes in by keyboard, counts add up, twice changes nothing, and one click takes it back', async t => {
  const desk = await ourClinic(t)
  await desk.screen('empty-clinic')
  await desk.press('b')
  await desk.page.getByRole('heading', { name: 'Bring patients and orders in' }).waitFor()
  await desk.screen('choose')

  await choose(desk, () => desk.press('f'), 'old list.csv', PEOPLE)
  await desk.page.getByRole('heading', { name: 'What the columns are' }).waitFor()
  await desk.page.getByText('semicolons · Windows-1252 · 6 columns').waitFor()
  await desk.page.getByText('Does the day or the month come first in “DOB”?').waitFor()
  await desk.screen('columns')

  // Nothing goes on until the system has a name and the date its order.
  await desk.page.getByRole('button', { name: 'Show what would happen' }).click()
  await desk.page.getByText('Name the system').waitFor()
  await desk.page.getByLabel('Which system is it from?').fill('OptiDesk')
  const order = desk.page.getByLabel('“04/05/1980” in “DOB” is')
  assert.deepEqual((await order.locator('option').allInnerTexts()).slice(1), [
    'April 5',
    'May 4',
    'year first',
  ])
  await order.selectOption({ label: 'May 4' })
  // One field is filled by one column: the last one said has it.
  await desk.page.getByLabel('“Phone” goes into').selectOption({ label: 'last name' })
  await desk.page.waitForFunction(() => document.querySelector('[aria-busy]') === null)
  assert.equal(await desk.page.getByLabel('“Surname” goes into').inputValue(), '')
  await desk.page.getByLabel('“Surname” goes into').selectOption({ label: 'last name' })
  await desk.page.getByLabel('“Phone” goes into').selectOption({ label: 'phone' })
  await desk.page.getByLabel('“Remark” goes into').selectOption({ label: 'note about the patient' })
  await desk.page.getByText('Still to say').waitFor({ state: 'detached' })
  await desk.page.getByLabel('Which system is it from?').press('Enter')

  await desk.page.getByRole('heading', { name: 'What would happen' }).waitFor()
  assert.deepEqual(await counts(desk), { read: 6, added: 4, changed: 0, known: 0, leftOut: 2 })
  await desk.page.getByText('The birth date is in the future.').first().waitFor()
  await desk.page.getByText('There is no name.').first().waitFor()
  await desk.page.locator('summary').click()
  await desk.screen('preview')

  await desk.page.keyboard.press('Escape')
  await desk.page.getByRole('heading', { name: 'What the columns are' }).waitFor()
  assert.equal(
    await desk.page.getByLabel('Which system is it from?').inputValue(),
    'OptiDesk',
    'Esc loses nothing',
  )
  await desk.page.getByRole('button', { name: 'Show what would happen' }).click()
  await desk.page.getByRole('button', { name: 'Bring them in' }).waitFor()
  await desk.page.getByRole('heading', { name: 'What would happen' }).press('Enter')
  await desk.page.getByRole('heading', { name: 'Brought in' }).waitFor()
  assert.deepEqual(await counts(desk), { read: 6, added: 4, changed: 0, known: 0, leftOut: 2 })
  await desk.screen('done')

  const [download] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk.page.getByRole('button', { name: 'Save the rows left out' }).click(),
  ])
  assert.equal(download.suggestedFilename(), 'old list - left out.csv')
  const left = readFileSync(await download.path(), 'utf8')
  assert.match(left, /The birth date is in the future/)
  assert.match(left, /not born yet/)
  assert.ok(!/^=|[,;"]=HYPERLINK/m.test(left), 'a formula must not leave the house alive')

  // The same file again: its columns are known, and it says nothing new.
  await choose(
    desk,
    () => desk.page.getByRole('button', { name: 'Bring another file in' }).click(),
    'old list.csv',
    PEOPLE,
  )
  await desk.page.getByText('Nothing new in this file').waitFor()
  assert.deepEqual(await counts(desk), { read: 6, added: 0, changed: 0, known: 4, leftOut: 2 })
  await desk.screen('nothing-new')
  await desk.page.getByRole('button', { name: 'Choose another file' }).click()

  const past = desk.page.getByRole('row', { name: /old list\.csv/ })
  await past.waitFor()
  assert.equal(await past.count(), 1, 'a file that changed nothing leaves no trace')
  await desk.screen('past')
  await past.getByRole('button', { name: 'Take it back: old list.csv' }).click()
  await desk.page.getByText('Taken back: everything is as it was before old list.csv.').waitFor()
  await past.getByText(/^taken back /).waitFor()
  assert.equal((await desk.done('desk_state')).no_patients_yet, true)
})

test('each bad file gets its own clear sentence and the next step, and changes nothing', async t => {
  const desk = await ourClinic(t)
  await desk.press('b')
  const line = Buffer.concat([ansi('Id,Name\r\n1,Jo\r\n2,'), Buffer.alloc(100 * 1024 * 1024, 'x')])
  const cases = [
    [
      'photo.csv',
      Buffer.from('89504e470d0a1a0a0000', 'hex'),
      'This is a picture, whatever its name says.',
      'Choose the file',
    ],
    ['empty.csv', Buffer.alloc(0), 'This file is empty.', 'Export the list again'],
    [
      'list.xlsx',
      Buffer.from('PK\x03\x04\x14\0\x06\0[Content_Types].xml', 'latin1'),
      'spreadsheet workbook',
      'save it as CSV',
    ],
    ['heading.csv', ansi('Id,Name\r\n'), 'a heading and no rows', 'Check the filter'],
    ['letter.txt', ansi('Dear all,\nthe list follows tomorrow\nbye\n'), 'no columns', 'commas, semicolons'],
    ['long.csv', line, 'A line of this file is far too long', 'export the list again'],
  ]
  for (const [name, buffer, what, next] of cases) {
    await choose(desk, () => chooseFile(desk).click(), name, buffer)
    const told = desk.page.getByRole('alert').filter({ hasText: what })
    await told.waitFor()
    const words = await told.textContent()
    assert.match(words, /Nothing was changed/)
    assert.ok(words.includes(next), `${name}: “${next}” is missing from “${words}”`)
    if (name === 'photo.csv') await desk.screen('picture-refused')
  }
  assert.equal((await desk.done('desk_state')).no_patients_yet, true)
  assert.deepEqual(await desk.done('imports'), [])
})

test('orders find their patients, and words for where they stand are asked about', async t => {
  const desk = await ourClinic(t)
  const { page } = desk
  await desk.press('b')
  await choose(
    desk,
    () => chooseFile(desk).click(),
    'patients.csv',
    ansi('PatientId,Last name,First name\n7,Keller,Sam\n'),
  )
  await page.getByLabel('Which system is it from?').fill('OptiDesk')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Bring them in' }).click()
  await page.getByRole('heading', { name: 'Brought in' }).waitFor()

  const orders = ansi(
    'OrderNumber|PatientId|OrderDate|Status|Tray\n' +
      'A-1|7|2026-10-01|Zur Seite|T07\nA-2|7|2026-10-02|Collected|\nA-3|8|2026-10-03|Collected|\n',
  )
  await choose(
    desk,
    () => page.getByRole('button', { name: 'Bring another file in' }).click(),
    'orders.txt',
    orders,
  )
  await page.getByText('| between columns').waitFor()
  assert.ok(await page.getByRole('radio', { name: 'An order', exact: true }).isChecked())
  await page.getByLabel('Which system is it from?').fill('OptiDesk')
  await page.getByRole('heading', { name: 'Words for where an order stands' }).waitFor()
  await desk.screen('orders')
  await page.getByRole('button', { name: 'Show what would happen' }).click()
  await page.getByText('We don’t know this word').first().waitFor()
  assert.deepEqual(await counts(desk), { read: 3, added: 1, changed: 0, known: 0, leftOut: 2 })
  await page.keyboard.press('Escape')
  await page.getByLabel('“Zur Seite” means').selectOption({ label: 'Received' })
  await page.getByRole('button', { name: 'Show what would happen' }).click()
  await page.getByText('Bring in the patients first').first().waitFor()
  assert.deepEqual(await counts(desk), { read: 3, added: 2, changed: 0, known: 0, leftOut: 1 })
  await page.getByRole('button', { name: 'Bring them in' }).click()
  await page.getByRole('heading', { name: 'Brought in' }).waitFor()
  const [mapping] = (await desk.done('saved_mappings')).filter(saved => saved.mapping.kind === 'orders')
  assert.deepEqual(mapping.mapping.state_words, { 'Zur Seite': 'received' })
})

test('people who may already be here are shown side by side, and an answer is counted', async t => {
  const desk = await ourClinic(t)
  await desk.done('add_patient', {
    details: { given: 'Katherine', family: 'Meier', born: '1980-04-05', phone: '555 0177', only_me: false },
  })
  await desk.page.getByRole('button', { name: /menu/ }).click()
  await desk.page.getByRole('menuitem', { name: 'Import patients and orders' }).click()
  const list = ansi(
    'Id,Last name,First name,Birth date,Phone\r\n7,Meier,Katherine,,\r\n8,Oduya,Temi,1999-12-24,\r\n',
  )
  await choose(desk, () => chooseFile(desk).click(), 'second.csv', list)
  await desk.page.getByLabel('Which system is it from?').fill('Other system')
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('heading', { name: 'Are they the same person?' }).waitFor()
  assert.deepEqual(await counts(desk), { read: 2, added: 1, changed: 0, known: 0, leftOut: 1 })
  await desk.screen('same-person')
  await desk.press('s')
  await desk.page.getByText('1 of 1 answered').waitFor()
  await desk.page.getByText('same as Katherine Meier').waitFor()
  await desk.page.waitForFunction(() => !document.querySelector('[aria-busy]'))
  assert.deepEqual(await counts(desk), { read: 2, added: 1, changed: 1, known: 0, leftOut: 0 })
  await desk.page.getByRole('button', { name: 'Bring them in' }).click()
  await desk.page.getByRole('heading', { name: 'Brought in' }).waitFor()
  assert.deepEqual(await counts(desk), { read: 2, added: 1, changed: 1, known: 0, leftOut: 0 })
})

test('a long list shows how far it is and can be stopped; then nothing of it is here', async t => {
  const desk = await ourClinic(t)
  await desk.press('b')
  const rows = Array.from({ length: 60_000 }, (_, at) => `${at},Family${at},Given${at},1970-01-02`)
  await choose(
    desk,
    () => chooseFile(desk).click(),
    'long list.csv',
    ansi(`Id,Last name,First name,Birth date\r\n${rows.join('\r\n')}\r\n`),
  )
  await desk.page.getByLabel('Which system is it from?').fill('Big system')
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('button', { name: 'Bring them in' }).click({ timeout: 60_000 })
  const bar = desk.page.getByRole('progressbar', { name: 'Bringing them in' })
  await bar.waitFor()
  await desk.page.waitForFunction(() => Number(document.querySelector('progress')?.value) > 0)
  await desk.picture('progress')
  await desk.page.keyboard.press('Escape')
  await desk.page.getByRole('alert').filter({ hasText: 'Nothing was brought in' }).waitFor()
  assert.equal((await desk.done('desk_state')).no_patients_yet, true)
})
