// Practicing a conversation, keys only: the card is played to its end, what a colleague would have noticed comes after, and
// nothing of it is on a record.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const heading = (desk, name) => desk.page.getByRole('heading', { name, level: 1 }).waitFor()
const sees = (desk, words) => desk.page.getByRole('main').getByText(words).first().waitFor()

async function cards(desk) {
  await desk.signIn('Jo')
  await desk.page.getByRole('button', { name: /menu/ }).press('Enter')
  await desk.page.getByRole('menuitem', { name: 'Practice a conversation' }).press('Enter')
  await heading(desk, 'Practice a conversation')
}

/** Goes down to this answer and gives it. */
async function say(desk, words) {
  const answer = desk.page.getByRole('button', { name: words })
  await answer.waitFor()
  const rows = desk.page.getByRole('main').locator('[data-row]')
  await desk.page.locator('blockquote:focus').waitFor()
  for (let at = 0; at < (await rows.count()); at++) {
    await desk.page.keyboard.press('ArrowDown')
    if (await answer.evaluate(each => each === document.activeElement)) break
  }
  await desk.page.keyboard.press('Enter')
}

test('a card is played with the arrow keys, and how it went comes after', async t => {
  const desk = await Desk.open(t, { practice: true })
  await cards(desk)
  await desk.screen('cards')
  await desk.page.getByRole('button', { name: /We lost a part of it/ }).press('Enter')
  await heading(desk, 'We lost a part of it')
  await desk.screen('setting')
  await desk.press('Enter')
  await sees(desk, /Where are his lenses/)
  await desk.screen('they-say')
  await say(desk, 'I assumed you had the lenses.')
  await sees(desk, /Are you saying that I lost them/)
  await say(desk, 'I took notes. It says that you kept them.')
  await sees(desk, 'They left worse')
  await sees(desk, /You cannot win that/)
  await desk.screen('how-it-went')
  await desk.press('Enter')
  await say(desk, /This is ours to sort/)
  await say(desk, /What would make this right for him/)
  await say(desk, /I call you by five/)
  await sees(desk, 'They left better')
  await desk.page.keyboard.press('Escape')
  await heading(desk, 'Practice a conversation')
  await sees(desk, /Practiced 2 times · last: they left better/)
  const trail = await desk.done('open_discrepancies')
  assert.ok(
    trail.every(line => !/Ruth/.test(line.name ?? '')),
    'nothing of it is on a record',
  )
})

test('what somebody practiced is theirs: a colleague sees none of it', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Jo')
  await desk.done('keep_practice', { code: 'part_lost', seconds: 60, answers: [0, 0, 0] })
  const staff = await desk.done('staff')
  const jo = staff.find(each => each.given === 'Jo').id
  const other = staff.find(each => each.given !== 'Jo' && each.role !== 'manager' && each.active)
  await desk.done('sign_in', { staff_id: other.id, pin: '1234' })
  assert.deepEqual(await desk.done('practice_runs'), [])
  assert.equal((await desk.ask('practice_runs', { staff_id: jo })).refused.code, 'not_your_role')
})

test('at 200 % zoom a card keeps its width', async t => {
  const desk = await Desk.open(t, { practice: true, width: 640, height: 360 })
  await cards(desk)
  await desk.keepsItsWidth('the cards')
  await desk.page.getByRole('button', { name: /We lost a part of it/ }).press('Enter')
  await desk.page.getByRole('button', { name: /Begin/ }).waitFor()
  await desk.press('Enter')
  await sees(desk, /Where are his lenses/)
  await desk.keepsItsWidth('a card')
  await desk.screen('narrow')
})
