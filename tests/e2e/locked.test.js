// Locked means gone: with a patient on the screen, a dialog open and a text half typed, nothing of it is left in the page.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const TYPED = 'Qvzx half a sentence'
const NAMES = /Qvzx|Lindqvist|Marin|555-0142|1961/

/** Everything that the page holds and another program could read off it. */
const pageHolds = desk =>
  desk.page.evaluate(async () => {
    const held = [
      document.documentElement.outerHTML,
      document.title,
      location.href,
      JSON.stringify(history.state),
    ]
    for (const box of document.querySelectorAll('input, textarea, select')) held.push(box.value)
    for (const store of [localStorage, sessionStorage]) held.push(JSON.stringify({ ...store }))
    held.push(document.cookie, String(getSelection()))
    held.push(JSON.stringify(performance.getEntries().map(each => each.name)))
    held.push(await navigator.clipboard.readText().catch(() => 'the clipboard is closed'))
    for (const { name } of (await indexedDB.databases?.()) ?? []) held.push(name)
    return held.join('\n')
  })

test('idle with a patient on the screen, a dialog open and a text half typed: it locks, and nothing is left', async t => {
  const desk = await Desk.open(t)
  await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const founder = { clinic: 'Pier Street Optics', given: 'Ruth', family: 'Adler', pin: '4711' }
  const { recovery_key } = await desk.done('set_up_clinic', {
    ...founder,
    passphrase: 'amber kettle north window',
  })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  const details = { given: 'Rosa', family: 'Marin', born: '1961-05-06', phone: '555-0142' }
  const rosa = await desk.done('add_patient', { details })
  await desk.done('check_in', { patient_id: rosa.patient_id, purpose: 'collecting' })
  await desk.page.reload()
  await desk.page.getByRole('combobox', { name: /Find/ }).waitFor()
  await desk.find('Marin')
  await desk.page.getByRole('heading', { name: /Rosa Marin/, level: 1 }).waitFor()
  await desk.press('d')
  await desk.page.getByRole('dialog').waitFor()
  const box = desk.page.getByRole('dialog').getByRole('textbox').first()
  await box.fill(TYPED)
  const before = await pageHolds(desk)
  assert.match(before, /Qvzx/, 'the control: what is typed is found while it is there')
  assert.match(before, /Marin/)

  // A second before the limit it is open; at the limit it is not.
  await desk.pass({ minutes: 4, seconds: 58 })
  assert.equal((await desk.done('desk_state')).stage, 'open')
  await desk.pass({ seconds: 2 })
  assert.equal((await desk.done('desk_state')).stage, 'sign_in', 'it locks within a second of the limit')
  await desk.page.getByRole('textbox', { name: /PIN/ }).waitFor()
  assert.equal(await desk.page.getByRole('dialog').count(), 0)
  const after = await pageHolds(desk)
  assert.doesNotMatch(after, NAMES, 'something of a patient is left in the page')
  for (const key of ['Escape', 'F8', 'F9', 'ControlOrMeta+z', '/', 'd']) await desk.page.keyboard.press(key)
  assert.doesNotMatch(await pageHolds(desk), NAMES, 'a key brings something back')
  assert.equal(
    (await desk.ask('open_patient', { patient_id: rosa.patient_id })).refused?.code,
    'not_signed_in',
  )
  await desk.screen('locked')
})
