// Records that are kept no longer, by the keyboard: years are chosen, what would go is seen, then it goes; what is open stays.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const MANAGER = { clinic: 'Pier Street Optics', given: 'Ruth', family: 'Adler', pin: '4711' }
const YEAR = 366 * 24 * 60

const key = (desk, name) => desk.page.keyboard.press(name)
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()

/** Tab, until the hand is there: nobody needs a mouse. */
async function tabTo(desk, there) {
  await there.waitFor()
  for (let tabs = 0; tabs < 150; tabs++) {
    if ((await there.and(desk.page.locator(':focus')).count()) > 0) return
    await key(desk, 'Tab')
  }
  throw new Error('no Tab reaches it')
}
const button = (desk, name) => desk.page.getByRole('button', { name }).first()

async function signIn(desk, pin) {
  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()
  await type(desk, pin)
  await key(desk, 'Enter')
  await desk.page.getByRole('combobox', { name: /Find/ }).waitFor()
}

test('what a clinic keeps no longer is seen first and then goes', async t => {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', {
    ...MANAGER,
    passphrase: 'amber kettle north window',
  })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('add_patient', { details: { given: 'Ida', family: 'Lindqvist', born: '1950-01-02' } })
  const rosa = await desk.done('add_patient', {
    details: { given: 'Rosa', family: 'Marin', born: '1961-05-06' },
  })
  await desk.done('add_order', { patient_id: rosa.patient_id, kind: 'other' })
  await desk.pass({ minutes: 3 * YEAR })
  await desk.page.reload()
  await signIn(desk, '4711')

  await tabTo(desk, button(desk, /menu/))
  await key(desk, 'Enter')
  await desk.page.getByRole('menuitem', { name: 'How long records are kept' }).press('Enter')
  await desk.page.getByRole('heading', { name: 'How long records are kept', level: 1 }).waitFor()
  const all = desk.page.getByText('All of them are kept.')
  await all.nth(6).waitFor()
  assert.equal(await all.count(), 7)
  assert.equal(await button(desk, /^Remove/).count(), 0, 'nothing can go before years are chosen')
  const years = desk.page.getByLabel('Years to keep: Patients nothing was done for')
  await tabTo(desk, years)
  await type(desk, '200')
  await sees(desk, '1 to 100, or nothing.')
  for (let i = 0; i < 3; i++) await key(desk, 'Backspace')
  await type(desk, '2')
  await tabTo(desk, button(desk, 'Save the years'))
  await key(desk, 'Enter')
  await sees(desk, 'Saved. Nothing was removed.')
  await sees(desk, /^1 would go, from before /)
  await sees(desk, '1 that old stay: an order of theirs is open.')
  await sees(desk, /It stays in the locked file/)
  await desk.screen('retention')

  await tabTo(desk, button(desk, /^Remove what is old: 1/))
  await key(desk, 'Enter')
  await sees(desk, /This cannot be taken back/)
  await desk.screen('retention-sure')
  await tabTo(desk, button(desk, 'Remove them'))
  await key(desk, 'Enter')
  await sees(desk, '1 record was removed.')
  await desk.screen('retention-done')
  const gone = await desk.done('find', { query: 'Lindqvist' })
  assert.equal(JSON.stringify(gone).includes('Ida'), false)
  await desk.find('Marin')
  await desk.page.getByRole('heading', { name: /Rosa Marin/, level: 1 }).waitFor()
})
