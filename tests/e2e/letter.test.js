// An apology on paper, by keys only: made from the conversation, its blaming words caught and mended, kept, printed and
// read again; a child's is to the child; and what we changed is told once it is reviewed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const key = (desk, name) => desk.page.keyboard.press(name)
const main = desk => desk.page.getByRole('main')
const says = (desk, words) => main(desk).getByText(words).filter({ visible: true }).first().waitFor()
const text = desk => desk.page.getByRole('textbox', { name: 'Text' })
const heading = (desk, name) => main(desk).getByRole('heading', { level: 1, name }).waitFor()

/** Where the hand is: what is typed or pressed now goes there. */
const handIsOn = (desk, role, name) =>
  desk.page
    .getByRole(role, { name, exact: typeof name === 'string' })
    .and(desk.page.locator(':focus'))
    .waitFor()

/** Counts the print dialogs that were asked for, and opens none. */
const countPrints = desk =>
  desk.page.evaluate(() => {
    globalThis.prints = 0
    globalThis.print = () => {
      globalThis.prints++
    }
  })

/** This person's lens is lost and it is logged; its page is in the middle. */
async function lost(t, { given, born = '2019-03-04', options = {}, about = {} }) {
  const desk = await Desk.open(t, { practice: true, ...options })
  await desk.signIn('Jo')
  const { patient_id } = await desk.done('add_patient', { details: { given, family: 'Oyelaran', born } })
  const logged = await desk.done('log_discrepancy', {
    kind: 'part_lost',
    line: 'Both lenses were on the finishing desk, now nobody knows',
    patient_words: 'I asked twice and nobody looked.',
    near_miss: false,
    patient_id,
    injury: false,
    asked: false,
    again: false,
    ...about,
  })
  await desk.find(logged.number)
  await heading(desk, new RegExp(`${logged.number}$`))
  return { desk, logged }
}

/** From the page through the panel's end to the letter. */
async function toLetter(desk) {
  await key(desk, 'F8')
  await desk.page
    .getByRole('region', { name: /^Say that it happened/ })
    .and(desk.page.locator(':focus'))
    .waitFor()
  await desk.press('e')
  await handIsOn(desk, 'radio', 'better')
  await desk.press('l')
  await heading(desk, 'Apology')
  await handIsOn(desk, 'textbox', 'Text')
}

test('a letter to a child: to the child by name, its blame caught and mended, kept and read again', async t => {
  const { desk } = await lost(t, { given: 'Sam' })
  await countPrints(desk)
  await toLetter(desk)
  const made = await text(desk).inputValue()
  assert.match(made, /^Hi Sam,\n\nWe lost a piece of your glasses\. That was us, not you\./)
  assert.match(made, /You did nothing wrong/)
  assert.doesNotMatch(made, /[{}]|undefined|null|Oyelaran/)
  assert.equal(await main(desk).locator('mark').count(), 0, 'our own words blame nobody')
  await desk.screen('child')
  await desk.keepsItsWidth('the letter')

  await key(desk, 'Control+End')
  const blame = ' I assumed you had the lenses.'
  await type(desk, blame)
  await says(desk, 'Better:')
  assert.match(await main(desk).locator('mark').textContent(), /assumed/i)
  await desk.screen('caught')
  for (const _ of blame) await key(desk, 'Backspace')
  await type(desk, ' It was us.')
  await main(desk).locator('mark').waitFor({ state: 'detached' })

  // Left by accident, in two presses; nothing is lost.
  await key(desk, 'Escape')
  await handIsOn(desk, 'article', 'Apology')
  await key(desk, 'Escape')
  await heading(desk, /D-/)
  await key(desk, 'F8')
  await desk.press('l')
  await handIsOn(desk, 'textbox', 'Text')
  assert.match(await text(desk).inputValue(), /It was us\.$/)

  await key(desk, 'Control+s')
  await heading(desk, 'As it was sent')
  await desk.page.waitForFunction(() => globalThis.prints === 1)
  await handIsOn(desk, 'article', 'As it was sent')
  await desk.screen('kept')
  await desk.page.emulateMedia({ media: 'print' })
  const paper = await desk.page.locator('.print-sheet').textContent()
  assert.match(paper, /Hi Sam,[\s\S]*It was us\.$/)
  await desk.picture('on-paper')
  await desk.page.emulateMedia({ media: 'screen' })

  // Found again where the discrepancy is, by whoever asks.
  await key(desk, 'Enter')
  await says(desk, /Letter to Sam, kept .* by Jo/)
  await desk.screen('listed')
  await desk.press('o')
  await heading(desk, 'As it was sent')
  await desk.press('p')
  await desk.page.waitForFunction(() => globalThis.prints === 2)
  await desk.press('w')
  await handIsOn(desk, 'textbox', 'Text')
  await key(desk, 'Shift+Tab')
  await handIsOn(desk, 'textbox', 'To')
  await key(desk, 'Shift+Tab')
  await handIsOn(desk, 'radio', 'Letter')
  await key(desk, 'ArrowRight')
  await handIsOn(desk, 'radio', 'Card')
  assert.match(await text(desk).inputValue(), /^Hi Sam,/)
  await desk.screen('card')
})

test('a letter with nothing in it says so, and one that was begun is there after the lock', async t => {
  const { desk, logged } = await lost(t, { given: 'Sam' })
  await countPrints(desk)
  await desk.press('l')
  await handIsOn(desk, 'textbox', 'Text')
  await key(desk, 'Control+a')
  await key(desk, 'Delete')
  await key(desk, 'Control+s')
  await says(desk, 'The letter is empty')
  await handIsOn(desk, 'textbox', 'Text')
  await desk.screen('empty')
  assert.equal(await desk.page.evaluate(() => globalThis.prints), 0)
  await type(desk, 'Hello Sam')
  await key(desk, 'F12')
  await desk.page.getByRole('textbox', { name: /PIN/ }).waitFor()
  assert.equal(await desk.page.getByText('Hello Sam').count(), 0, 'nothing of it on the lock')
  await desk.signIn('Jo')
  await desk.find(logged.number)
  await heading(desk, new RegExp(`${logged.number}$`))
  await desk.press('l')
  await handIsOn(desk, 'textbox', 'Text')
  assert.equal(await text(desk).inputValue(), 'Hello Sam')
  await key(desk, 'Escape')
  await desk.press('n')
  await handIsOn(desk, 'textbox', 'Text')
  assert.match(await text(desk).inputValue(), /^Hi Sam,/)
})

test('once it is reviewed, what they said and what we changed is told, and kept with it', async t => {
  const { desk, logged } = await lost(t, { given: 'Ruth', born: '1980-05-06', about: { kind: 'late' } })
  await countPrints(desk)
  assert.equal(
    await main(desk)
      .getByRole('button', { name: /You said, we changed/ })
      .count(),
    0,
  )
  await desk.done('put_right', { discrepancy_id: logged.id, done: 'They came.' })
  await key(desk, 'F12')
  await desk.signIn('Kim')
  const [cause] = await desk.done('causes')
  const staff = await desk.done('staff')
  await desk.done('review_discrepancy', {
    discrepancy_id: logged.id,
    cause: cause.code,
    accountable: 'telling',
    corrective: 'We call on the day before, each time',
    seen_to_by: staff[0].id,
    change_by: '2026-12-01',
  })
  await desk.find(logged.number)
  await heading(desk, new RegExp(`${logged.number}$`))
  await desk.press('y')
  await handIsOn(desk, 'textbox', 'Text')
  const made = await text(desk).inputValue()
  assert.match(made, /^Dear Ruth,\n\nYou said: “I asked twice and nobody looked\.”/)
  assert.match(made, /We changed this: We call on the day before, each time\./)
  await desk.screen('changed')
  await key(desk, 'Control+s')
  await heading(desk, 'As it was sent')
  await desk.page.waitForFunction(() => globalThis.prints === 1)
  await key(desk, 'Enter')
  await says(desk, /You said, we changed to Ruth, kept .* by Kim/)
  const kept = await desk.done('letters', { recovery_id: null, discrepancy_id: logged.id })
  assert.equal(kept[0].kind, 'changed')
})

test('at twice the size a letter is written in a column', async t => {
  const { desk } = await lost(t, { given: 'Sam', options: { width: 640, height: 360 } })
  await desk.press('l')
  await handIsOn(desk, 'textbox', 'Text')
  await desk.keepsItsWidth('the letter')
  await desk.screen('zoomed')
  await desk.page.getByRole('region', { name: 'Preview' }).scrollIntoViewIfNeeded()
  await desk.screen('zoomed-preview')
})
