// This computer's keychain opens the clinic: turned on by a manager with the passphrase, off again, by keyboard alone.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const MANAGER = { clinic: 'Pier Street Optics', given: 'Ruth', family: 'Adler', pin: '4711' }
const PASSPHRASE = 'amber kettle north window'

const key = (desk, name) => desk.page.keyboard.press(name)
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const handIsOn = (desk, label) =>
  desk.page.getByLabel(label, { exact: true }).and(desk.page.locator(':focus')).waitFor()

async function press(desk, name) {
  const there = desk.page.getByRole('button', { name }).first()
  await there.focus()
  await key(desk, 'Enter')
}

async function toSettings(desk) {
  await press(desk, /menu/)
  await desk.page.getByRole('menuitem', { name: 'Settings' }).focus()
  await key(desk, 'Enter')
  await sees(desk, 'Open without the passphrase')
}

test('the clinic is open in the morning without the passphrase, and never without a PIN', async t => {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.page.reload()
  await toSettings(desk)
  await press(desk, 'Let this computer open the clinic')
  await handIsOn(desk, 'Passphrase')
  await key(desk, 'Enter')
  await sees(desk, 'Type the passphrase, or the printed key.')
  await type(desk, 'not this one')
  await key(desk, 'Enter')
  await sees(desk, /That does not open the clinic/)
  await key(desk, 'Control+a')
  await type(desk, PASSPHRASE)
  await desk.screen('keychain-passphrase')
  await key(desk, 'Enter')
  await sees(desk, 'This computer opens the clinic from now on.')
  await sees(desk, /This computer opens the clinic by itself/)
  await desk.page.getByText('Ask for the passphrase again').scrollIntoViewIfNeeded()
  await desk.screen('keychain-on')

  // Closed by hand it stays closed, and says how it may be opened.
  await desk.done('close')
  await handIsOn(desk, 'Passphrase')
  await desk.screen('keychain-closed')
  await press(desk, 'Open with this computer’s keychain')
  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()

  // The next morning: a new page finds it open, and asks for a PIN.
  await desk.done('close')
  await desk.page.reload()
  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()
  assert.equal((await desk.done('desk_state')).stage, 'sign_in')
  await type(desk, '4711')
  await key(desk, 'Enter')
  await toSettings(desk)
  await press(desk, 'Ask for the passphrase again')
  await sees(desk, 'The passphrase is asked for again from now on.')
  await desk.done('close')
  await desk.page.reload()
  await handIsOn(desk, 'Passphrase')
  assert.equal((await desk.done('desk_state')).stage, 'closed')
})
