// Backups, by the keyboard: made and looked at by a manager, copied to a second place, tried, and brought back to a bare
// machine with the printed key; what was done since comes back by undoing.

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { Desk } from './harness.js'

const PASSPHRASE = 'amber kettle north window'
const MANAGER = { clinic: 'Pier Street Optics', given: 'Ruth', family: 'Adler', pin: '4711' }

const key = (desk, name) => desk.page.keyboard.press(name)
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const heading = (desk, name) => desk.page.getByRole('heading', { name, level: 1 }).waitFor()
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const handIsOn = (desk, role, name) =>
  desk.page.getByRole(role, { name, exact: true }).and(desk.page.locator(':focus')).waitFor()
const secretBox = desk =>
  desk.page.getByLabel('Passphrase or recovery key').and(desk.page.locator(':focus')).waitFor()

/** Tab, until the hand is there: nobody needs a mouse. */
async function tabTo(desk, name) {
  const there = desk.page.getByRole('button', { name, exact: typeof name === 'string' }).first()
  await there.waitFor()
  for (let tabs = 0; tabs < 150; tabs++) {
    if ((await there.and(desk.page.locator(':focus')).count()) > 0) return
    await key(desk, 'Tab')
  }
  throw new Error(`no Tab reaches ${name}`)
}

async function signIn(desk) {
  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()
  await type(desk, MANAGER.pin)
  await key(desk, 'Enter')
  await desk.page.getByRole('combobox', { name: /Find/ }).waitFor()
}

async function toBackups(desk) {
  await tabTo(desk, /menu/)
  await key(desk, 'Enter')
  await desk.page.getByRole('menuitem', { name: 'Backups' }).waitFor()
  await desk.page.getByRole('menuitem', { name: 'Backups' }).press('Enter')
  await heading(desk, 'Backups')
}

test('a backup is made, copied, tried, and brings the records back here and on a bare machine', async t => {
  const stick = mkdtempSync(join(tmpdir(), 'rightful-e2e-stick-'))
  t.after(() => rmSync(stick, { recursive: true, force: true }))
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('add_patient', { details: { given: 'Sam', family: 'Keller', born: '2018-05-02' } })
  await desk.done('lock')
  await desk.page.reload()
  await signIn(desk)

  // The counter says what is missing, and the way there.
  await sees(desk, 'There is no second copy of your records.')
  await desk.screen('backups-home')
  await tabTo(desk, 'See to backups')
  await key(desk, 'Enter')
  await heading(desk, 'Backups')
  await desk.screen('backups-none')
  await desk.nextFolder(stick)
  await desk.press('s')
  await sees(desk, /The next backup goes to/)
  await desk.press('b')
  await sees(desk, 'Backed up, and checked.')
  await sees(desk, 'There too')
  const [made] = readdirSync(stick)

  // The drill: a wrong key is told as such, the paper opens it.
  await desk.press('t')
  await secretBox(desk)
  await type(desk, '0000-1111')
  await key(desk, 'Enter')
  await sees(desk, /That does not open this backup/)
  await secretBox(desk)
  await type(desk, recovery_key)
  await key(desk, 'Enter')
  await sees(desk, /is whole: 1 patients?, 0 orders/)
  await desk.screen('backups-drill')
  await handIsOn(desk, 'button', 'Close')
  await key(desk, 'Enter')
  await sees(desk, /It worked/)
  await desk.screen('backups')

  // Something is done since; the backup takes it away, undoing brings it back.
  await desk.done('add_patient', { details: { given: 'Ruth', family: 'Keller', born: '1984-03-09' } })
  await tabTo(desk, 'Look inside')
  await key(desk, 'Enter')
  await secretBox(desk)
  await desk.screen('backups-secret')
  await type(desk, PASSPHRASE)
  await key(desk, 'Enter')
  await sees(desk, /Pier Street Optics, as it was/)
  await sees(desk, /put aside, not deleted/)
  await desk.screen('backups-preview')
  await desk.press('r')
  await signIn(desk)
  await desk.find('Keller')
  await heading(desk, /Sam Keller/)
  await desk.pass({ minutes: 1 })
  await toBackups(desk)
  await desk.press('u')
  await sees(desk, /What was there before takes its place again/)
  await handIsOn(desk, 'button', 'Put it back as it was')
  await desk.screen('backups-undo')
  await key(desk, 'Enter')
  await heading(desk, 'Open the clinic')
  await type(desk, PASSPHRASE)
  await key(desk, 'Enter')
  await signIn(desk)
  await desk.press('/')
  await type(desk, 'Keller')
  await desk.page.getByRole('option', { name: /Ruth Keller/ }).waitFor()

  // Another machine, with nothing but the stick and the paper.
  const bare = await Desk.open(t)
  // From now on the browser's own dialog is never drawn: told so only with the key, it may be too late.
  bare.page.on('filechooser', () => {})
  await heading(bare, /Right order/)
  await bare.screen('backups-first-start')
  await tabTo(bare, /Bring a clinic back/)
  const [dialog] = await Promise.all([bare.page.waitForEvent('filechooser'), key(bare, 'Enter')])
  await dialog.setFiles(join(stick, made))
  await secretBox(bare)
  await bare.screen('backups-bare')
  await type(bare, recovery_key)
  await key(bare, 'Enter')
  await sees(bare, /Every page was checked\. Bring it back/)
  await bare.screen('backups-bare-preview')
  await bare.press('r')
  await signIn(bare)
  await bare.find('Keller')
  await heading(bare, /Sam Keller/)
})

test('the passphrase is changed by a manager, with the printed key where it is forgotten', async t => {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('lock')
  await desk.page.reload()
  await signIn(desk)
  await tabTo(desk, /menu/)
  await key(desk, 'Enter')
  await desk.page.getByRole('menuitem', { name: 'Settings' }).press('Enter')
  await heading(desk, 'Settings')
  await tabTo(desk, 'Change the passphrase')
  await key(desk, 'Enter')
  await heading(desk, 'Another passphrase')
  const box = name => desk.page.getByLabel(name, { exact: true }).and(desk.page.locator(':focus')).waitFor()
  await box('Passphrase now')
  await type(desk, 'not the passphrase')
  await key(desk, 'Tab')
  await box('New passphrase')
  await type(desk, 'short one')
  await key(desk, 'Tab')
  await box('The new one again')
  await type(desk, 'short none')
  await key(desk, 'Enter')
  await sees(desk, 'The two differ.')
  await desk.screen('passphrase-differs')
  await box('The new one again')
  await key(desk, 'ControlOrMeta+a')
  await type(desk, 'short one')
  await key(desk, 'Enter')
  await sees(desk, /12 characters|twelve|short/i)
  const NEW = 'river stone yellow desk'
  for (const name of ['New passphrase', 'The new one again']) {
    await box(name)
    await key(desk, 'ControlOrMeta+a')
    await type(desk, NEW)
    await key(desk, name === 'New passphrase' ? 'Tab' : 'Enter')
  }
  await sees(desk, /That does not open/)
  await box('Passphrase now')
  await key(desk, 'ControlOrMeta+a')
  await type(desk, recovery_key)
  await key(desk, 'Enter')
  await sees(desk, /The new passphrase is in force/)
  await desk.done('close')
  await desk.page.reload()
  await heading(desk, 'Open the clinic')
  await desk.page.getByLabel('Passphrase', { exact: true }).and(desk.page.locator(':focus')).waitFor()
  await type(desk, NEW)
  await key(desk, 'Enter')
  await signIn(desk)
})

test('a file that cannot be opened: the newest backup is offered at the door and brings everybody back', async t => {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('add_patient', { details: { given: 'Sam', family: 'Keller', born: '2018-05-02' } })
  await desk.done('back_up_now')
  await desk.restart({
    meanwhile: () => {
      const bytes = readFileSync(desk.file)
      bytes[3] ^= 0x10
      writeFileSync(desk.file, bytes)
    },
  })
  await desk.page.getByLabel('Passphrase').and(desk.page.locator(':focus')).waitFor()
  await type(desk, PASSPHRASE)
  await key(desk, 'Enter')
  await sees(desk, 'The clinic’s file is damaged.')
  await sees(desk, /The newest backup is from/)
  await desk.screen('damaged-door')
  await tabTo(desk, 'Look inside it')
  await key(desk, 'Enter')
  await secretBox(desk)
  await type(desk, PASSPHRASE)
  await key(desk, 'Enter')
  await sees(desk, /Pier Street Optics, as it was/)
  await desk.screen('damaged-preview')
  await desk.press('r')
  await signIn(desk)
  const { people } = await desk.done('find', { query: 'Sam Keller' })
  assert.equal(people.length, 1)
})

test('a key that the disk changed: the newest backup holds its own, and brings everybody back', async t => {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('add_patient', { details: { given: 'Sam', family: 'Keller', born: '2018-05-02' } })
  await desk.done('back_up_now')
  await desk.restart({
    meanwhile: () => {
      const file = join(dirname(desk.file), 'key.json')
      const key = JSON.parse(readFileSync(file, 'utf8'))
      const [first, ...rest] = key.passphrase.sealed
      key.passphrase.sealed = (first === '0' ? '1' : '0') + rest.join('')
      writeFileSync(file, JSON.stringify(key))
    },
  })
  await desk.page.getByLabel('Passphrase').and(desk.page.locator(':focus')).waitFor()
  await type(desk, PASSPHRASE)
  await key(desk, 'Enter')
  // What was typed is right, and nobody is told that it is wrong.
  await sees(desk, 'The key file is damaged.')
  await sees(desk, /The newest backup is from/)
  assert.equal(await desk.page.getByText(/is not the passphrase/).count(), 0)
  await desk.screen('damaged-key')
  await tabTo(desk, 'Look inside it')
  await key(desk, 'Enter')
  await secretBox(desk)
  await type(desk, PASSPHRASE)
  await key(desk, 'Enter')
  await sees(desk, /Pier Street Optics, as it was/)
  await desk.press('r')
  await signIn(desk)
  assert.equal((await desk.done('find', { query: 'Sam Keller' })).people.length, 1)
})

test('damage that no day has met yet is found by a backup, and the counter says what to do', async t => {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('add_patient', { details: { given: 'Sam', family: 'Keller', born: '2018-05-02' } })
  await desk.done('back_up_now')
  await desk.restart({
    meanwhile: () => {
      const bytes = readFileSync(desk.file)
      // In a table that nobody has written to yet: no start reads it.
      bytes[Math.floor((bytes.length * 0.6) / 4096) * 4096 + 2000] ^= 0x10
      writeFileSync(desk.file, bytes)
    },
  })
  await desk.page.getByLabel('Passphrase').and(desk.page.locator(':focus')).waitFor()
  await type(desk, PASSPHRASE)
  await key(desk, 'Enter')
  await signIn(desk)
  await toBackups(desk)
  await desk.press('b')
  await sees(desk, 'Part of the clinic’s file is damaged.')
  await desk.screen('damaged-backups')
  await key(desk, 'Escape')
  await heading(desk, /./)
  await sees(desk, 'Part of the clinic’s file is damaged.')
  await desk.screen('damaged-counter')
  // The one from before it is still there, and the day goes on.
  assert.equal((await desk.done('backups')).here.length, 1)
  assert.equal((await desk.done('find', { query: 'Sam Keller' })).people.length, 1)
})
