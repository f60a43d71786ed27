// The clinic's own words for the panel: changed beside how they sound, held to the rules where they stand, kept, compared
// with ours, and gone back from.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const key = (desk, name) => desk.page.keyboard.press(name)
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 60 })
const main = desk => desk.page.getByRole('main')
const sees = (desk, words) => desk.page.getByText(words).filter({ visible: true }).first().waitFor()
const box = (desk, name) => main(desk).getByRole('textbox', { name, exact: true })

async function words(desk, title) {
  await desk.page.getByRole('button', { name: /menu/ }).press('Enter')
  await desk.page.getByRole('menuitem', { name: 'Words for hard conversations' }).press('Enter')
  const line = main(desk).getByRole('button', { name: title })
  await line.waitFor()
  await line.press('Enter')
  await main(desk).getByRole('heading', { level: 1, name: title }).waitFor()
}

test('a manager changes what the panel says, is shown how it sounds, and what breaks a rule says so where it stands', async t => {
  const desk = await Desk.open(t, { practice: true })
  const { page } = desk
  await desk.signIn('Kim')
  const shipped = (await desk.done('open_scenario', { code: 'part_lost' })).now
  await page.getByRole('button', { name: /menu/ }).press('Enter')
  await page.getByRole('menuitem', { name: 'Words for hard conversations' }).press('Enter')
  await main(desk).getByRole('button', { name: shipped.title }).waitFor()
  await desk.screen('list')
  await main(desk).getByRole('button', { name: shipped.title }).press('Enter')
  await main(desk).getByRole('heading', { level: 1, name: shipped.title }).waitFor()
  await desk.screen('as-we-ship-it')
  await desk.keepsItsWidth('the words')

  // A line of their own, with a fact put in from the list: it sounds at once as on a record.
  await main(desk).getByRole('button', { name: 'Add a line: Thank them and own it' }).press('Enter')
  const mine = box(desk, `Thank them and own it ${shipped.own.length + 1}`)
  await mine.and(page.locator(':focus')).waitFor()
  await type(desk, 'We lost it here, ')
  await main(desk).getByRole('button', { name: '{patient} Ruth' }).click()
  await mine.and(page.locator(':focus')).waitFor()
  await type(desk, '. You should have told us. {lunch}')
  await sees(desk, 'Not said: this fact is not known.')
  await sees(desk, 'Not kept yet')
  await box(desk, 'Choices 1: on the button').fill('')
  await key(desk, 'Control+s')
  await sees(desk, '3 things to mend')
  await sees(desk, 'No fact is called “lunch”. Take one from the list above.')
  await sees(desk, 'This can sound like blame, or like a closed door.')
  await sees(desk, 'Write something here, or take it out.')
  await mine.and(page.locator(':focus')).waitFor()
  await desk.screen('to-mend')
  assert.equal((await desk.done('open_scenario', { code: 'part_lost' })).ours, null, 'nothing was kept')

  await mine.fill('We lost it here, {patient}. That is ours to put right.')
  await sees(desk, 'We lost it here, Ruth. That is ours to put right.')
  await box(desk, 'Choices 1: on the button').fill(shipped.choices[0].title)
  await box(desk, 'What happened').fill('We lost something of yours')
  await key(desk, 'Control+s')
  await sees(desk, 'Kept. The panel says it from now on.')
  await sees(desk, `Ours: ${shipped.title}`)
  await sees(desk, 'Yours; ours has no such line.')
  await sees(desk, /^Kept by Kim/)
  await desk.screen('own-words')
  const kept = await desk.done('open_scenario', { code: 'part_lost' })
  assert.equal(kept.now.own.at(-1), 'We lost it here, {patient}. That is ours to put right.')

  // Somebody else keeps other words meanwhile: the second is told, and nothing is lost.
  await desk.pass({ minutes: 1 })
  await desk.done('keep_scenario', {
    scenario: { ...kept.now, title: 'We lost what is yours' },
    made_from: kept.kept_at,
  })
  await box(desk, 'What happened').fill('We lost a part of yours')
  // Also where the page has not read them yet.
  const read = await desk.holdsBack('open_scenario')
  await key(desk, 'Control+s')
  await sees(desk, 'Kim kept other words meanwhile.')
  await main(desk).getByRole('button', { name: 'Open it as it is now' }).press('Enter')
  read()
  await main(desk).getByRole('heading', { level: 1, name: 'We lost what is yours' }).waitFor()

  // Back to ours, and back from that.
  await main(desk).getByRole('button', { name: 'Back to ours' }).press('Enter')
  await sees(desk, 'Ours again.')
  await main(desk).getByRole('heading', { level: 1, name: shipped.title }).waitFor()
  assert.deepEqual((await desk.done('open_scenario', { code: 'part_lost' })).now, shipped)
  await key(desk, 'Control+z')
  await main(desk).getByRole('heading', { level: 1, name: 'We lost what is yours' }).waitFor()
  await key(desk, 'Escape')
  await sees(desk, 'your words')
})

test('a choice of the clinic’s own is offered in the panel, and what was typed outlives a lock', async t => {
  const desk = await Desk.open(t, { practice: true })
  const { page } = desk
  await desk.signIn('Kim')
  const { title } = (await desk.done('open_scenario', { code: 'long_wait' })).now
  await words(desk, title)
  await main(desk).getByRole('button', { name: 'Add a choice' }).press('Enter')
  await box(desk, 'Choices 6: on the button').and(page.locator(':focus')).waitFor()
  await type(desk, 'Tea while you wait')
  await key(desk, 'Tab')
  await type(desk, 'I bring you a cup of tea now.')
  const when = main(desk).getByRole('combobox', { name: 'When' }).last()
  await when.selectOption({ label: 'done now' })
  await main(desk).getByRole('textbox', { name: 'Minutes' }).last().fill('3')
  await key(desk, 'F12')
  await desk.signIn('Kim')
  await words(desk, title)
  assert.equal(await box(desk, 'Choices 6: on the button').inputValue(), 'Tea while you wait')
  await key(desk, 'Control+s')
  await sees(desk, 'Kept. The panel says it from now on.')
  const { now } = await desk.done('open_scenario', { code: 'long_wait' })
  assert.deepEqual(now.choices.at(-1), {
    code: 'own_1',
    title: 'Tea while you wait',
    say: 'I bring you a cup of tea now.',
    needs: 'anyone',
    amends: null,
    minutes: 3,
    promise: null,
  })
  const sam = (await desk.done('queue')).waiting.find(turn => turn.called === 'Sam')
  const view = await desk.done('start_recovery', { visit_id: sam.visit_id, scenario: 'long_wait' })
  assert.ok(view.choices.some(one => one.choice.code === 'own_1'))
})

test('at 200 % the words stand under each other and keep their width', async t => {
  const desk = await Desk.open(t, { practice: true, width: 640, height: 360 })
  await desk.signIn('Kim')
  const { title } = (await desk.done('open_scenario', { code: 'part_lost' })).now
  await words(desk, title)
  await desk.keepsItsWidth('the words at 200 %')
  await desk.screen('words-200')
})
