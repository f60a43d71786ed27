// The recovery panel at the counter, by keys only: it opens beside the work, speaks with the record's facts, keeps what
// was offered and promised, and has a safe way out.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

/** As fast as a hand types: a scanner is faster, and would be taken for one. */
const type = (desk, text) => desk.page.keyboard.type(text, { delay: 65 })
const key = (desk, name) => desk.page.keyboard.press(name)
const panel = desk => desk.page.getByRole('complementary', { name: 'Recovery' })
const says = (desk, words) => panel(desk).getByText(words).filter({ visible: true }).first().waitFor()
const main = desk => desk.page.getByRole('main')

/** Where the hand is: what is typed or pressed now goes there. */
async function handIsOn(desk, role, name) {
  // Looked up anew each time: what was drawn again is another element.
  await desk.page
    .getByRole(role, { name, exact: typeof name === 'string' })
    .and(desk.page.locator(':focus'))
    .waitFor()
}
/** The step that is open, with the hand in it. */
const step = (desk, name) => handIsOn(desk, 'region', new RegExp(`^${name}`))

/** Sam's lenses are lost; it is logged, and its page is in the middle. */
async function lostLenses(t, options = {}) {
  const desk = await Desk.open(t, { practice: true, ...options })
  await desk.signIn('Jo')
  const { people } = await desk.done('find', { query: 'Sam Keller' })
  const page = await desk.done('open_patient', { patient_id: people[0].patient_id })
  const logged = await desk.done('log_discrepancy', {
    kind: 'part_lost',
    line: 'Both lenses were on the finishing desk, now nobody knows',
    near_miss: false,
    patient_id: people[0].patient_id,
    order_id: page.open_orders[0].order.id,
    visit_id: page.visit?.visit_id,
    injury: false,
    asked: false,
    again: false,
  })
  await desk.find(logged.number)
  await main(desk)
    .getByRole('heading', { level: 1, name: new RegExp(`${logged.number}$`) })
    .waitFor()
  return { desk, logged }
}

test('the missing lenses: from one key to a promise in the same breath and how they left', async t => {
  const { desk, logged } = await lostLenses(t)
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await says(desk, 'We lost a part of it')
  await says(desk, /I can't find your right and left lens/)
  await desk.screen('1-acknowledge')
  await desk.keepsItsWidth('the panel')
  const queue = await desk.page.getByRole('navigation').boundingBox()
  const beside = await panel(desk).boundingBox()
  assert.ok(beside.x >= queue.x + queue.width, 'the panel never covers the queue')

  // Another opening, and how they are: it changes what is said first.
  await desk.press('2')
  await panel(desk)
    .getByRole('button', { name: /^Plain/ })
    .waitFor()
  await desk.press('m')
  await handIsOn(desk, 'button', 'calm')
  await desk.press('3')
  await says(desk, 'They are: angry')
  await says(desk, 'Let them finish. Do not argue about a detail.')
  await desk.screen('2-angry')
  await key(desk, 'Enter')

  await handIsOn(desk, 'textbox', 'What would make this right?')
  await type(desk, 'glasses for school tomorrow')
  await desk.screen('3-listen')
  await key(desk, 'Enter')

  await step(desk, 'Thank them and own it')
  await says(desk, 'I assumed you had the lenses.')
  await desk.screen('4-own')
  await key(desk, 'Enter')

  await step(desk, 'Offer, and let them choose')
  await says(desk, 'glasses for school tomorrow')
  await desk.screen('5-offer')
  await desk.press('1')
  await panel(desk).getByLabel('Time').waitFor()
  await desk.screen('6-take')
  await key(desk, 'Enter')
  await says(desk, 'taken')
  await step(desk, 'Offer, and let them choose')
  await desk.screen('7-taken')
  await key(desk, 'Enter')

  await step(desk, 'Agree on the plan')
  await says(desk, 'I will call you, found or not: tomorrow at 12:00.')
  await desk.screen('8-agree')
  await key(desk, 'Enter')
  await step(desk, 'Do it now')
  await desk.screen('9-do-now')
  await key(desk, 'Enter')
  await step(desk, 'Ask later')
  await desk.screen('10-follow-up')
  await desk.press('s')
  await step(desk, 'See what changes here')
  await desk.screen('11-learn')
  await key(desk, 'Enter')

  await handIsOn(desk, 'radio', 'better')
  await desk.screen('12-end')
  await key(desk, 'Enter')
  await says(desk, /Choose one/)
  await handIsOn(desk, 'radio', 'better')
  await key(desk, 'Space')
  await key(desk, 'Tab')
  await handIsOn(desk, 'textbox', 'What they said at the end')
  await type(desk, 'Thank you for being straight with me')
  await key(desk, 'Enter')
  await says(desk, 'It has ended.')
  // It was hard: whoever stood there is asked, once.
  await says(desk, /Do you need a break/)
  await desk.screen('13-ended')
  await desk.press('n')
  await panel(desk).waitFor({ state: 'detached' })

  const [promise] = (await desk.done('open_discrepancy', { discrepancy_id: logged.id })).promises
  assert.equal(promise.what, 'search_on')
})

test('the keys of the panel answer only while the hand is in it', async t => {
  const { desk } = await lostLenses(t)
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  // In the panel R is no key: what the work answers to stays quiet.
  await key(desk, 'r')
  await desk.page.waitForTimeout(120)
  assert.equal(await desk.page.getByRole('dialog').count(), 0)
  await key(desk, 'F8')
  await desk.page.locator('main:focus, main :focus').waitFor()
  await says(desk, 'We lost a part of it')
  // Out of it, the work's keys are the work's again.
  await desk.press('r')
  await desk.page.getByRole('dialog').waitFor()
  await key(desk, 'Escape')
  await desk.page.getByRole('dialog').waitFor({ state: 'detached' })
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await key(desk, 'Escape')
  await desk.page.locator('main:focus, main :focus').waitFor()
  await says(desk, 'Say that it happened')
})

test('what blames is underlined while it is typed, with one better way, and nothing is blocked', async t => {
  const { desk } = await lostLenses(t)
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await desk.press('w')
  await handIsOn(desk, 'textbox', 'What I’ll say')
  await type(desk, 'Hello Ruth. I assumed you had the lenses.')
  await says(desk, 'Better:')
  const marked = await panel(desk).locator('mark').allTextContents()
  assert.equal(marked.length, 1)
  assert.match(marked[0], /assumed/i)
  const line = await panel(desk)
    .locator('mark')
    .evaluate(mark => getComputedStyle(mark).textDecorationStyle)
  assert.equal(line, 'wavy', 'not by colour alone')
  await desk.screen('wording')
  // It never blocks: out of the box, and on.
  await key(desk, 'Escape')
  await step(desk, 'Say that it happened')
  await key(desk, 'Enter')
  await handIsOn(desk, 'textbox', 'What would make this right?')
})

test('the safe way out is one key from any step, also with the hand in a box', async t => {
  const { desk } = await lostLenses(t)
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await key(desk, 'Enter')
  await handIsOn(desk, 'textbox', 'What would make this right?')
  await key(desk, 'F2')
  await says(desk, 'You can stop here.')
  await desk.screen('safe-way')
  await desk.press('2')
  await says(desk, 'It has ended.')
  await says(desk, 'Fetch the manager now. They take over.')
  await desk.screen('safe-ended')
  await desk.press('y')
  await says(desk, /away from the counter/)
  await key(desk, 'Enter')
  await panel(desk).waitFor({ state: 'detached' })
})

test('a panel that is open when the desk locks comes back where it was, and only to the same person', async t => {
  const { desk } = await lostLenses(t)
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await key(desk, 'Enter')
  await handIsOn(desk, 'textbox', 'What would make this right?')
  await type(desk, 'glasses for Monday')
  await key(desk, 'F9')
  await desk.page.locator('[data-curtain="drawn"]').waitFor()
  await desk.screen('curtain')
  await key(desk, 'F9')
  await key(desk, 'F12')
  await desk.page.getByRole('textbox', { name: /PIN/ }).waitFor()
  assert.equal(await desk.page.getByText('We lost a part of it').count(), 0, 'nothing of it on the lock')
  await desk.signIn('Jo')
  await says(desk, 'Let them talk')
  await key(desk, 'F8')
  await handIsOn(desk, 'textbox', 'What would make this right?')
  const wish = panel(desk).getByRole('textbox', { name: 'What would make this right?' })
  assert.equal(await wish.inputValue(), 'glasses for Monday', 'what was typed is there')
  // The end of it too: how they left, and their words.
  await key(desk, 'Escape')
  await desk.press('e')
  await handIsOn(desk, 'radio', 'better')
  await key(desk, 'Space')
  await key(desk, 'Tab')
  await handIsOn(desk, 'textbox', 'What they said at the end')
  await type(desk, 'We will see.')
  await key(desk, 'F12')
  await desk.signIn('Jo')
  await key(desk, 'F8')
  await handIsOn(desk, 'textbox', 'What would make this right?')
  await key(desk, 'Escape')
  await desk.press('e')
  const last = panel(desk).getByRole('textbox', { name: 'What they said at the end' })
  await last.waitFor()
  assert.equal(await last.inputValue(), 'We will see.')
  await key(desk, 'F12')
  await desk.signIn('Kim')
  await desk.page.getByRole('navigation').first().waitFor()
  assert.equal(await panel(desk).count(), 0, 'somebody else finds a clean counter')
})

test('with somebody else in the middle it is about them, and each goes on in its own record', async t => {
  const { desk } = await lostLenses(t)
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await key(desk, 'Enter')
  await handIsOn(desk, 'textbox', 'What would make this right?')
  await type(desk, 'glasses for school')
  await key(desk, 'Escape')
  await key(desk, 'Escape')
  const his = main(desk).getByRole('heading', { level: 1, name: /D-1$/ })
  await desk.find('Priya Nair')
  await his.waitFor({ state: 'detached' })
  // At once, whether her record is read yet or not.
  await key(desk, 'F8')
  await says(desk, /Priya, we never sent order/)
  assert.equal(await panel(desk).getByText(/Sam/).count(), 0, 'nothing of his')
  await desk.screen('another')
  await key(desk, 'Escape')
  await desk.find('Sam Keller')
  await main(desk).getByRole('heading', { level: 1, name: 'Sam Keller' }).waitFor()
  await key(desk, 'F8')
  const wish = panel(desk).getByRole('textbox', { name: 'What would make this right?' })
  await wish.waitFor()
  assert.equal(await wish.inputValue(), 'glasses for school', 'his goes on where it was')
})

test('the way out and back: the hand stands at the step again', async t => {
  const { desk } = await lostLenses(t)
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await key(desk, 'F2')
  await says(desk, 'Go on with the conversation')
  await key(desk, 'Escape')
  await step(desk, 'Say that it happened')
})

test('the record says nothing: what happened is typed or chosen, and can be changed', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Jo')
  await desk.find('Priya Nair')
  await key(desk, 'F8')
  await panel(desk).waitFor()
  const list = panel(desk).getByRole('textbox', { name: 'Type a word of it' })
  const begun = panel(desk).getByRole('region', { name: /^Say that it happened/ })
  await list.or(begun).waitFor()
  // Where the record speaks for one, C opens the same list.
  if (!(await list.count())) await desk.press('c')
  await handIsOn(desk, 'textbox', 'Type a word of it')
  await type(desk, 'lost a part')
  await desk.screen('pick')
  await key(desk, 'Enter')
  await step(desk, 'Say that it happened')
  await says(desk, 'We lost a part of it')
})

test('in a small window the panel stands in the middle’s place, and the queue stays', async t => {
  const { desk } = await lostLenses(t, { width: 640, height: 360 })
  await key(desk, 'F8')
  await step(desk, 'Say that it happened')
  await desk.keepsItsWidth('the panel at 200 % zoom')
  for (const name of [/^Way out/, /^I said it/]) {
    const { y, height } = await panel(desk).getByRole('button', { name }).boundingBox()
    assert.ok(y >= 0 && y + height <= 360, `${name} is in sight`)
  }
  await desk.screen('small')
  const top = async part => (await part.boundingBox()).y
  const queue = desk.page.getByRole('navigation').first()
  assert.ok((await top(queue)) < (await top(panel(desk))), 'the queue stays above it')
  assert.ok((await top(panel(desk))) < (await top(main(desk))), 'the panel is where the work was')
  await key(desk, 'Escape')
  await desk.page.locator('.with-panel:not(.front)').waitFor()
  assert.ok((await top(main(desk))) < (await top(panel(desk))), 'the work is back in its place')
  await desk.keepsItsWidth('the work at 200 % zoom')
})
