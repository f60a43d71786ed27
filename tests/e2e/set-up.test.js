// A clinic of one's own, keys only: setting it up, the key on paper, and every way to open it again, or not.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { Desk } from './harness.js'

const PASSPHRASE = 'amber kettle north window'
const MANAGER = { clinic: 'Pier Street Optics', given: 'Ruth', family: 'Adler', pin: '4711' }

const press = (desk, key) => desk.press(key)
/** As fast as a hand types: a scanner is faster, and would be taken for one. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const heading = (desk, name) => desk.page.getByRole('heading', { name, level: 1 }).waitFor()
/** Words on the screen, not only in the page. */
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()

/** Where the hand is: what is typed now goes there. */
async function handIsOn(desk, name) {
  const there = desk.page.getByLabel(name, { exact: true })
  await there.waitFor()
  await desk.page.waitForFunction(element => element === document.activeElement, await there.elementHandle())
}

/** Types into one box after the other, and goes on. */
async function fillIn(desk, boxes) {
  for (const [index, [name, text]] of boxes.entries()) {
    if (index > 0) await press(desk, 'Tab')
    await handIsOn(desk, name)
    await press(desk, 'ControlOrMeta+a')
    await type(desk, text)
  }
  await press(desk, 'Enter')
}

/** A clinic that stands and was closed for the night; its recovery key. */
async function closedClinic(t) {
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  await desk.done('close')
  await desk.page.reload()
  await heading(desk, 'Open the clinic')
  return { desk, recovery_key }
}

async function unlockWith(desk, box, secret) {
  await handIsOn(desk, box)
  await type(desk, secret)
  await press(desk, 'Enter')
}

test('a clinic is set up with keys only, and its recovery key is typed back from paper', async t => {
  const desk = await Desk.open(t)
  await heading(desk, /Right order/)
  await press(desk, 'Tab')
  await press(desk, 'Enter')

  await heading(desk, 'Your clinic')
  await handIsOn(desk, 'Clinic name')
  await press(desk, 'Enter')
  await sees(desk, 'Enter the clinic’s name.')
  await desk.screen('people-missing')
  const people = pinAgain => [
    ['Clinic name', MANAGER.clinic],
    ['Your first name', MANAGER.given],
    ['Your last name', MANAGER.family],
    ['Your PIN', MANAGER.pin],
    ['The same PIN again', pinAgain],
  ]
  await fillIn(desk, people('4712'))
  await sees(desk, 'The two PINs differ.')
  await handIsOn(desk, 'The same PIN again')
  await press(desk, 'ControlOrMeta+a')
  await type(desk, MANAGER.pin)
  await desk.screen('people')
  await press(desk, 'Enter')

  await heading(desk, 'A passphrase for each morning')
  await handIsOn(desk, 'Passphrase')
  await fillIn(desk, [
    ['Passphrase', 'too short'],
    ['The same passphrase again', 'too short'],
  ])
  await sees(desk, 'Use 12 characters or more.')
  await desk.screen('passphrase-short')
  await fillIn(desk, [
    ['Passphrase', PASSPHRASE],
    ['The same passphrase again', PASSPHRASE],
  ])

  await heading(desk, 'Your recovery key')
  const groups = await desk.page
    .getByRole('list', { name: /Recovery key/ })
    .getByRole('listitem')
    .allTextContents()
  assert.equal(groups.length, 8)
  await desk.screen('recovery-key')
  await press(desk, 'Enter')

  // Off the screen while it is typed: what is typed comes from the paper.
  await heading(desk, 'Type the key back')
  assert.ok(!(await desk.page.content()).includes(groups[0]), 'the key can be copied from the screen')
  await unlockWith(desk, 'Recovery key', groups.toReversed().join(' '))
  await sees(desk, 'That is not the key on the paper.')
  assert.equal((await desk.done('desk_state')).recovery_key_confirmed, false)
  await desk.screen('recovery-key-wrong')

  // The box is marked whole: typing anew takes the wrong one away.
  await unlockWith(desk, 'Recovery key', groups.join('').toLowerCase())
  await heading(desk, 'Bring your patients in')
  const state = await desk.done('desk_state')
  assert.equal(state.stage, 'open')
  assert.equal(state.recovery_key_confirmed, true)
  assert.equal(state.clinic, MANAGER.clinic)
  await desk.screen('first-counter')
})

test('a wrong passphrase opens nothing and says what to do; the right one opens', async t => {
  const { desk } = await closedClinic(t)
  await desk.screen('unlock')
  await unlockWith(desk, 'Passphrase', 'amber kettle south window')
  await sees(desk, 'That does not open the clinic. The records are safe.')
  assert.equal((await desk.done('desk_state')).stage, 'closed')
  await desk.screen('unlock-wrong')
  // Marked whole, as above.
  await unlockWith(desk, 'Passphrase', PASSPHRASE)
  await heading(desk, 'Who is at the desk?')
  await sees(desk, 'Ruth Adler')
})

test('a forgotten passphrase: the recovery key opens the clinic', async t => {
  const { desk, recovery_key } = await closedClinic(t)
  await handIsOn(desk, 'Passphrase')
  for (const _ of ['open', 'use the key']) await press(desk, 'Tab')
  await press(desk, 'Enter')
  await sees(desk, 'Type the key from the printed sheet.')
  await unlockWith(desk, 'Recovery key', 'AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH')
  await sees(desk, 'That key does not open the clinic.')
  await desk.screen('unlock-key-wrong')
  await unlockWith(desk, 'Recovery key', recovery_key)
  await heading(desk, 'Who is at the desk?')
})

test('a damaged file is said and left as it is', async t => {
  const { desk } = await closedClinic(t)
  let damaged
  await desk.restart({
    meanwhile: () => {
      damaged = readFileSync(desk.file)
      for (let at = 100; at < 2000; at++) damaged[at] ^= 0x55
      writeFileSync(desk.file, damaged)
    },
  })
  await heading(desk, 'Open the clinic')
  await unlockWith(desk, 'Passphrase', PASSPHRASE)
  await sees(desk, 'The clinic’s file is damaged.')
  await sees(desk, /It was left exactly as it is\. Delete nothing\./)
  assert.equal((await desk.done('desk_state')).stage, 'closed')
  await desk.screen('damaged')
  assert.ok(damaged.equals(readFileSync(desk.file)), 'the damaged file was written to')
})

test('a second window on the same clinic is told so, and the first goes on', async t => {
  const first = await Desk.open(t)
  const { recovery_key } = await first.done('set_up_clinic', { ...MANAGER, passphrase: PASSPHRASE })
  await first.done('confirm_recovery_key', { typed: recovery_key })
  const second = await Desk.open(t, { beside: first })
  await heading(second, 'Open the clinic')
  await unlockWith(second, 'Passphrase', PASSPHRASE)
  await sees(second, 'Rightful is open already.')
  await second.screen('already-open')
  assert.equal((await first.done('desk_state')).stage, 'open')
})
