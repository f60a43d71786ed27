// Prescriptions of other systems: a file is chosen, who is not sure is asked about, one go, and out again.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Desk } from './harness.js'

/** What the tests write, thrown away at the end. */
const folder = mkdtempSync(join(tmpdir(), 'rightful-e2e-fhir-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const lens = (eye, sphere) => ({ product: { coding: [{ code: 'lens' }] }, eye, sphere })
const prescription = (id, patient, status = 'active') => ({
  resourceType: 'VisionPrescription',
  id,
  status,
  patient,
  dateWritten: '2026-10-02',
  prescriber: { display: 'Dr. Ng' },
  lensSpecification: [lens('right', -2.25), lens('left', -2)],
})

async function openImport(desk) {
  await desk.page.getByRole('button', { name: /menu/ }).click()
  await desk.page.getByRole('menuitem', { name: /Import/ }).click()
  await desk.page.getByRole('button', { name: /Choose a file/ }).waitFor()
}

async function choose(desk, name, resources) {
  writeFileSync(join(folder, name), resources.map(each => `${JSON.stringify(each)}\n`).join(''))
  const [dialog] = await Promise.all([
    desk.page.waitForEvent('filechooser'),
    desk.page.getByRole('button', { name: /Choose a(nother)? file/ }).click(),
  ])
  await dialog.setFiles(join(folder, name))
}

test('prescriptions come in for whom somebody says, go back, and go out again', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  const { people } = await desk.done('find', { query: 'eric paulson' })
  const eric = await desk.done('patient_details', { patient_id: people[0].patient_id })
  const had = (await desk.done('open_patient', { patient_id: eric.id })).prescriptions.length
  await openImport(desk)
  await choose(desk, 'other.ndjson', [
    {
      resourceType: 'Patient',
      id: 'n',
      name: [{ family: 'Newcomb', given: ['Nora'] }],
      birthDate: '1971-01-02',
    },
    prescription('1', { reference: 'Patient/n' }),
    prescription('2', { display: `${eric.given} ${eric.family}` }),
    prescription('3', { reference: 'Patient/n' }, 'cancelled'),
  ])
  const { page } = desk
  await page.getByRole('heading', { name: 'Bring prescriptions in' }).waitFor()
  await page.getByText('New patients: 1.', { exact: false }).waitFor()
  const who = page.getByRole('combobox', { name: /This is: Eric/ })
  await desk.screen('asked')
  await page.getByLabel('Rows of the file').waitFor()
  await who.selectOption(String(eric.id))
  await page.waitForFunction(() =>
    document.querySelectorAll('[aria-label="Rows of the file"] dd')[1]?.textContent?.endsWith('2'),
  )
  await page.getByText('surely here already: 0. Chosen by you as here already: 1.').waitFor()
  assert.equal(await page.getByRole('button', { name: /^Done/ }).count(), 0, 'nothing is in yet')
  await page.getByRole('button', { name: /^Cancel/ }).waitFor()
  await page.getByText('Left out', { exact: true }).last().click()
  await page.getByText('No. 3 in the file: cancelled, a draft, or entered in error').waitFor()
  await desk.screen('preview')
  await page.getByRole('button', { name: /Bring them in/ }).click()
  await page
    .getByRole('button', { name: /Take it back/ })
    .first()
    .waitFor()
  const now = (await desk.done('open_patient', { patient_id: eric.id })).prescriptions
  assert.deepEqual([now.length, now[0].powers.right.sphere], [had + 1, -225])
  await desk.screen('done')
  await page
    .getByRole('button', { name: /Take it back/ })
    .first()
    .click()
  await page.getByRole('heading', { name: 'Give prescriptions out' }).waitFor()
  assert.equal((await desk.done('open_patient', { patient_id: eric.id })).prescriptions.length, had)

  await page.getByText('One a line').click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save prescriptions' }).click(),
  ])
  const text = readFileSync(await download.path(), 'utf8')
  assert.match(download.suggestedFilename(), /^Prescriptions 2026-11-20\.ndjson$/)
  const kinds = new Set(
    text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).resourceType),
  )
  assert.deepEqual([...kinds].sort(), ['Patient', 'VisionPrescription'])
  await desk.screen('give-out')
})

test('a file that is no FHIR says so', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  await openImport(desk)
  await choose(desk, 'else.json', [{ hello: 'world' }])
  await desk.page.getByText('This is not a FHIR file.').waitFor()
  await desk.page.getByText(/Have the other system export/).waitFor()
  await desk.screen('no-fhir')
})

test('one person’s prescriptions are saved from their page, contact lenses whole and nobody else’s', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  const { people } = await desk.done('find', { query: 'priya nair' })
  const patient_id = people[0].patient_id
  const rx = { patient_id, written_on: '2026-10-02', prescriber: 'Dr. Ng' }
  await desk.done('add_prescription', { ...rx, kind: 'spectacle', powers: { right: { sphere: -225 } } })
  const details = { brand: 'Clarent', base_curve: 860, diameter: 1425, add_word: 'HIGH' }
  await desk.done('add_prescription', {
    ...rx,
    kind: 'contact_lens',
    powers: { right: { sphere: -200 } },
    contacts: { right: details, left: null },
  })
  await desk.find('priya nair')
  await desk.page.getByRole('heading', { level: 1, name: 'Priya Nair' }).waitFor()
  const [download] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk.page.getByRole('button', { name: 'Save as FHIR' }).click(),
  ])
  await desk.page.getByText('2 prescriptions saved.').waitFor()
  assert.match(download.suggestedFilename(), /^Prescriptions 2026-11-20\.json$/, 'a file’s name tells nobody')
  const { entry } = JSON.parse(readFileSync(await download.path(), 'utf8'))
  assert.deepEqual(entry.map(each => each.resource.resourceType).sort(), [
    'Patient',
    'VisionPrescription',
    'VisionPrescription',
  ])
  const lenses = entry.flatMap(each => each.resource.lensSpecification ?? [])
  const contact = lenses.find(lens => lens.power !== undefined)
  assert.deepEqual(
    [contact.power, contact.brand, contact.backCurve, contact.diameter, contact.note[0].text],
    [-2, 'Clarent', 8.6, 14.25, 'Add: HIGH'],
  )
})
