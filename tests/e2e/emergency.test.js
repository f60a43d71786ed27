// Nobody with a PIN is here: in by the printed key, a new one is printed, the mark stands on every screen, a manager is told.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const MANAGER = { clinic: 'Pier Street Optics', given: 'Ruth', family: 'Adler', pin: '4711' }

const key = (desk, name) => desk.page.keyboard.press(name)
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const handIsOn = (desk, label) =>
  desk.page.getByLabel(label, { exact: true }).and(desk.page.locator(':focus')).waitFor()

async function tabTo(desk, name) {
  const there = desk.page.getByRole('button', { name }).first()
  await there.waitFor()
  for (let tabs = 0; tabs < 60; tabs++) {
    if ((await there.and(desk.page.locator(':focus')).count()) > 0) return
    await key(desk, 'Tab')
  }
  throw new Error(`no Tab reaches ${name}`)
}

async function enter(desk, secret) {
  await tabTo(desk, 'Nobody with a PIN is here')
  await key(desk, 'Enter')
  for (const [label, text] of [
    ['Your name', 'Pat Lind'],
    ['Why you need to get in', 'Ruth is in the hospital'],
    ['Passphrase or recovery key', secret],
  ]) {
    await handIsOn(desk, label)
    await type(desk, text)
    if (label !== 'Passphrase or recovery key') await key(desk, 'Tab')
  }
}

test('somebody without a PIN gets in by the printed key, and the manager is told', async t => {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', {
    ...MANAGER,
    passphrase: 'amber kettle north window',
  })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('lock')
  await desk.page.reload()
  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()
  await enter(desk, 'wrong one')
  await key(desk, 'Enter')
  await sees(desk, 'That does not open the clinic.')
  await handIsOn(desk, 'Passphrase or recovery key')
  await key(desk, 'ControlOrMeta+a')
  await type(desk, recovery_key)
  await desk.screen('emergency')
  await key(desk, 'Enter')

  // The used key is good for this one time: the next is printed and typed back before anything else.
  const groups = desk.page.locator('ol.groups li')
  await groups.first().waitFor()
  await sees(desk, 'Emergency access: Pat Lind (E-1)')
  const paper = (await groups.allInnerTexts()).join('-')
  assert.notEqual(paper, recovery_key)
  await desk.screen('emergency-key')
  await desk.done('confirm_recovery_key', { typed: paper })
  await desk.page.reload()
  await desk.page.getByRole('combobox', { name: /Find/ }).waitFor()
  await sees(desk, 'Emergency access: Pat Lind (E-1)')
  await tabTo(desk, /menu/)
  await key(desk, 'Enter')
  await desk.page.getByRole('menuitem', { name: 'Settings' }).press('Enter')
  await desk.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await sees(desk, 'Emergency access: Pat Lind (E-1)')
  await desk.screen('emergency-mark')
  await key(desk, 'F12')

  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()
  assert.equal(await desk.page.getByText('Emergency access:').count(), 0)
  await type(desk, '4711')
  await key(desk, 'Enter')
  await sees(desk, 'Emergency access while you were away')
  await sees(desk, /Pat Lind \(E-1\), .*“Ruth is in the hospital”/)
  await desk.screen('emergency-told')
  await tabTo(desk, 'I know of it')
  await key(desk, 'Enter')
  await desk.page.getByText('Emergency access while you were away').waitFor({ state: 'detached' })
  assert.equal((await desk.done('desk_state')).emergencies_unseen, 0)
})

test('by the passphrase somebody works at once, also while a key was never typed back', async t => {
  const desk = await Desk.open(t)
  await desk.done('set_up_clinic', { ...MANAGER, passphrase: 'amber kettle north window' })
  await desk.done('lock')
  await desk.page.reload()
  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()
  await enter(desk, 'amber kettle north window')
  await key(desk, 'Enter')
  await desk.page.getByRole('combobox', { name: /Find/ }).waitFor()
  await sees(desk, 'Emergency access: Pat Lind (E-1)')
  await tabTo(desk, /menu/)
  await key(desk, 'Enter')
  await desk.page.getByRole('menuitem', { name: 'Backups' }).waitFor()
  assert.equal(await desk.page.getByRole('menuitem', { name: 'How long records are kept' }).count(), 0)
})
