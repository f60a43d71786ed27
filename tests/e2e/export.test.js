// Everything as plain files, by the keyboard: a manager writes them to a stick, and they become the clinic of another machine
// with a new passphrase, a new key on paper and new PINs.

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Desk } from './harness.js'

const PASSPHRASE = 'amber kettle north window'
const MANAGER = { clinic: 'Pier Street Optics', given: 'Ruth', family: 'Adler', pin: '4711' }

const key = (desk, name) => desk.page.keyboard.press(name)
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const heading = (desk, name) => desk.page.getByRole('heading', { name, level: 1 }).waitFor()
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const handIsOn = (desk, label) =>
  desk.page.getByLabel(label, { exact: true }).and(desk.page.locator(':focus')).waitFor()

/** Tab, until the hand is there: nobody needs a mouse. */
async function tabTo(desk, name) {
  const there = desk.page.getByRole('button', { name }).first()
  await there.waitFor()
  for (let tabs = 0; tabs < 150; tabs++) {
    if ((await there.and(desk.page.locator(':focus')).count()) > 0) return
    await key(desk, 'Tab')
  }
  throw new Error(`no Tab reaches ${name}`)
}

async function signIn(desk, pin) {
  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()
  await type(desk, pin)
  await key(desk, 'Enter')
}

test('everything goes to a stick and becomes the clinic of another machine', async t => {
  const stick = mkdtempSync(join(tmpdir(), 'rightful-e2e-stick-'))
  t.after(() => rmSync(stick, { recursive: true, force: true }))
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('add_patient', { details: { given: '=Sam', family: 'Keller', born: '2018-05-02' } })
  await desk.done('add_staff', { given: 'Jo', family: 'Ortiz', role: 'receptionist', pin: '1234' })

  // A receptionist is not offered it.
  await desk.done('lock')
  await desk.page.reload()
  await desk.page.getByLabel(/PIN/).and(desk.page.locator(':focus')).waitFor()
  await signIn(desk, 'j1234')
  await desk.page.getByRole('combobox', { name: /Find/ }).waitFor()
  await tabTo(desk, /menu/)
  await key(desk, 'Enter')
  await desk.page.getByRole('menuitem', { name: 'Backups' }).waitFor()
  assert.equal(await desk.page.getByRole('menuitem', { name: 'Export everything' }).count(), 0)
  await key(desk, 'Escape')
  await key(desk, 'F12')
  await signIn(desk, 'r4711')
  await desk.page.getByRole('combobox', { name: /Find/ }).waitFor()

  await tabTo(desk, /menu/)
  await key(desk, 'Enter')
  await desk.page.getByRole('menuitem', { name: 'Export everything' }).press('Enter')
  await heading(desk, 'Export everything')
  await sees(desk, 'These files are not locked.')
  await desk.screen('export')
  await desk.nextFolder(stick)
  await desk.press('e')
  await sees(desk, 'Everything is written.')
  await sees(desk, /rows in \d+ lists, in the folder “Rightful export 2026-11-20 1030”/)
  await sees(desk, /keep them as you would keep paper records/)
  await desk.screen('export-done')
  const [made] = readdirSync(stick)
  const folder = join(stick, made)
  assert.match(readFileSync(join(folder, 'patients.csv'), 'utf8'), /,'=Sam,Keller,/)
  assert.match(readFileSync(join(folder, 'patients.jsonl'), 'utf8'), /"given":"=Sam"/)

  // Another machine. One byte more in one file, and nothing of it comes in.
  const sound = readFileSync(join(folder, 'orders.csv'))
  writeFileSync(join(folder, 'orders.csv'), `${sound} `)
  const bare = await Desk.open(t)
  await heading(bare, /Right order/)
  await bare.screen('export-first-start')
  await bare.nextFolder(folder)
  await tabTo(bare, /Bring an export in/)
  await key(bare, 'Enter')
  await sees(bare, 'The file orders.csv is not as it was written.')
  await bare.screen('export-changed')
  await key(bare, 'Escape')
  writeFileSync(join(folder, 'orders.csv'), sound)
  assert.equal(statSync(join(folder, 'orders.csv')).size, sound.length)

  await bare.nextFolder(folder)
  await tabTo(bare, /Bring an export in/)
  await key(bare, 'Enter')
  await sees(bare, /Pier Street Optics, as it was/)
  await handIsOn(bare, 'Who are you?')
  for (const [label, text] of [
    ['Your new PIN', '2580'],
    ['The same PIN again', '2581'],
    ['Passphrase', 'river stone yellow desk'],
    ['The same passphrase again', 'river stone yellow desk'],
  ]) {
    await key(bare, 'Tab')
    await handIsOn(bare, label)
    await type(bare, text)
  }
  await key(bare, 'Enter')
  await sees(bare, 'The two PINs differ. Type the same one again.')
  await handIsOn(bare, 'The same PIN again')
  await key(bare, 'ControlOrMeta+a')
  await type(bare, '2580')
  await bare.screen('export-bring-in')
  await key(bare, 'Enter')

  // The key to print, typed back, and the counter is there with everybody on file.
  const groups = bare.page.locator('ol.groups li')
  await groups.first().waitFor()
  const paper = (await groups.allInnerTexts()).join('-')
  await bare.screen('export-key')
  await bare.done('confirm_recovery_key', { typed: paper })
  await bare.page.reload()
  await bare.page.getByRole('combobox', { name: /Find/ }).waitFor()
  await bare.find('Keller')
  await heading(bare, /Sam Keller/)

  // Jo's PIN stayed behind, and the door says so.
  await key(bare, 'F12')
  await sees(bare, 'needs a new PIN')
  await signIn(bare, 'j1234')
  await sees(bare, /has no PIN on this machine yet/)
  await bare.screen('export-sign-in')
})
