// The clinic's own limits: copied from a published set and changed, or brought in as a file; chosen, changed, removed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const main = desk => desk.page.getByRole('main')

async function limits(t) {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  await desk.page.getByRole('button', { name: /menu/ }).click()
  await desk.page.getByRole('menuitem', { name: /Settings/ }).click()
  await main(desk).getByRole('combobox', { name: 'Check lenses with the limits of' }).waitFor()
  return desk
}

const filed = (desk, name, text) =>
  desk.page
    .locator('input[type="file"]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })

test('a published set is copied, changed, chosen, and not removed while it is chosen', async t => {
  const desk = await limits(t)
  await main(desk).getByRole('button', { name: 'Make our own from ANSI Z80.1-2015' }).click()
  const dialog = desk.page.getByRole('dialog', { name: 'Limits of our own' })
  await dialog.waitFor()
  assert.equal(await dialog.getByLabel('Name, as it stands on a check').inputValue(), 'ANSI Z80.1-2015, ours')
  await dialog.getByLabel('Name, as it stands on a check').fill('Our own')
  await dialog.getByLabel('Where the figures are from').fill('Agreed with North lab, March 2026')
  const sphere = dialog.getByLabel('Single vision and multifocal: Sphere limit').first()
  assert.equal(await sphere.inputValue(), '0.13')
  await sphere.fill('9.00')
  await desk.page.keyboard.press('Control+Enter')
  await dialog.getByText('These limits cannot be used.').waitFor()
  await dialog
    .getByText('“single_vision”: This limit is outside what any standard allows. Nothing was kept.')
    .waitFor()
  await sphere.fill('a bit')
  await desk.page.keyboard.press('Control+Enter')
  await desk.page.locator('input[aria-invalid]:focus').waitFor()
  await sphere.fill('0.08')
  await desk.screen('own-limits')
  await desk.page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })
  const own = main(desk).getByRole('list', { name: 'Our own limits' })
  await own.getByText('Our own · 2015').waitFor()
  await own.getByText('Agreed with North lab, March 2026').waitFor()

  const chosen = main(desk).getByRole('combobox', { name: 'Check lenses with the limits of' })
  await chosen.selectOption({ label: 'Our own · 2015' })
  await own.getByRole('button', { name: 'Remove Our own' }).click()
  await main(desk).getByText('Lenses are checked with these limits now.').waitFor()
  await desk.screen('limits-in-use')
  await chosen.selectOption({ label: 'ISO 21987 · 2009' }).catch(() => chosen.selectOption('iso_21987'))
  await own.getByRole('button', { name: 'Remove Our own' }).click()
  await own.waitFor({ state: 'detached' })
  // A slip is taken back.
  await desk.page.keyboard.press('Control+z')
  await own.getByText('Our own · 2015').waitFor()
})

test('a file of limits is kept, or what is wrong with it is said in words', async t => {
  const desk = await limits(t)
  const { file } = await desk.done('open_tolerance_set', { id: 'new_jersey' })
  for (const [text, says] of [
    ['{ "name": }', 'The file cannot be read as JSON. See line 1. Nothing was kept.'],
    ['[]', 'The file is not a set of limits.'],
    [file.replace('"axis"', '"axes"'), '“axes”: There is no such part.'],
    [file, 'There is a set called New Jersey already.'],
    ['x'.repeat(200_000), 'This is too long.'],
  ]) {
    await filed(desk, 'limits.json', text)
    await main(desk).getByText(says, { exact: false }).first().waitFor()
  }
  await desk.screen('limits-refused')
  await filed(desk, 'limits.json', file.replace('"New Jersey"', '"Our state"'))
  await main(desk)
    .getByRole('list', { name: 'Our own limits' })
    .getByText(/^Our state/)
    .waitFor()
  await desk.screen('limits-from-a-file')
  const sets = await desk.done('tolerance_sets')
  assert.deepEqual(
    sets.filter(set => set.own).map(set => [set.name, set.in_use]),
    [['Our state', false]],
  )
})
