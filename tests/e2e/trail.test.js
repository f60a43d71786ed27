// The record of who did what: its mark goes to paper with the day sheet, and is typed in again and compared.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const MANAGER = { clinic: 'Pier Street Optics', given: 'Ruth', family: 'Adler', pin: '4711' }

const key = (desk, name) => desk.page.keyboard.press(name)
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()

async function tabTo(desk, there) {
  await there.waitFor()
  for (let tabs = 0; tabs < 60; tabs++) {
    if ((await there.and(desk.page.locator(':focus')).count()) > 0) return
    await key(desk, 'Tab')
  }
  throw new Error('no Tab reaches it')
}
const button = (desk, name) => desk.page.getByRole('button', { name }).first()

test('the mark of the day sheet is compared, and another one is told', async t => {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', {
    ...MANAGER,
    passphrase: 'amber kettle north window',
  })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('add_patient', { details: { given: 'Sam', family: 'Keller', born: '2018-05-02' } })
  await desk.done('back_up_now')
  await desk.done('end_day')
  await desk.page.reload()
  await desk.page.getByRole('combobox', { name: /Find/ }).waitFor()
  await desk.press('3')
  await desk.page.getByRole('heading', { name: 'Promises', level: 1 }).waitFor()
  await desk.press('e')
  await sees(desk, 'The day is over')
  await button(desk, 'Print the day sheet').waitFor()
  const mark = desk.page.locator('.print-sheet strong.mark')
  await mark.filter({ hasText: /^\d+(-\w{4}){4}$/ }).waitFor({ state: 'attached' })
  const typed = await mark.textContent()
  assert.equal(typed, (await desk.done('trail_mark')).mark)
  await desk.screen('day-sheet')

  await tabTo(desk, button(desk, /menu/))
  await key(desk, 'Enter')
  await desk.page.getByRole('menuitem', { name: 'Backups' }).press('Enter')
  await desk.page.getByRole('heading', { name: 'Backups', level: 1 }).waitFor()
  const box = desk.page.getByLabel('Mark from a day sheet')
  await tabTo(desk, box)
  await type(desk, typed.toLowerCase())
  await key(desk, 'Enter')
  await sees(desk, /It is as it was: \d+ entries/)
  await sees(desk, 'Agreed with it: 2.')
  await desk.screen('compared')
  await tabTo(desk, box)
  await key(desk, 'ControlOrMeta+a')
  await type(
    desk,
    typed.replace(/\w{4}$/, last => (last === '0000' ? '1111' : '0000')),
  )
  await key(desk, 'Enter')
  await sees(desk, 'The record is not as it was.')
  await sees(desk, /The sheet knows another entry/)
  await desk.screen('compared-changed')
})
