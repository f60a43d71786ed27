// The clinic's own settings, its people, the look of this desk and the recovery key, over the real core.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const PASSPHRASE = 'four plain words here'

/** A real clinic of our own; its first manager is at the desk. */
async function setUp(desk) {
  const { recovery_key } = await desk.done('set_up_clinic', {
    clinic: 'Bright Street',
    given: 'Kim',
    family: 'Vo',
    pin: '4711',
    passphrase: PASSPHRASE,
  })
  return recovery_key
}

async function fromMenu(desk, item) {
  await desk.page.getByRole('button', { name: /menu/ }).click()
  await desk.page.getByRole('menuitem', { name: item }).click()
}

test('the practice clinic’s settings are kept, and a desk’s theme outlives a reload and the door', async t => {
  const desk = await Desk.open(t, { practice: true })
  const { page } = desk
  await desk.signIn('Kim')
  await fromMenu(desk, 'Settings')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.getByText('Practice clinic', { exact: true }).first().waitFor()
  await desk.screen('settings')

  await page.getByLabel('Tell them after').fill('5')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Not before 10 minutes').waitFor()
  await page.getByLabel('Tell them after').fill('12')
  await page.getByLabel('Lock the desk after, minutes').fill('9')
  await page.getByLabel('Clinic name').fill('Bright Street practice')
  await page.getByText('Names of where an order stands').click()
  await page.getByLabel('Received', { exact: true }).fill('In house')
  await page.getByLabel('Received', { exact: true }).press('Control+s')
  await page.getByText('Saved.').waitFor()
  const settings = await desk.done('settings')
  assert.deepEqual(
    [settings.tell_after_min, settings.lock_after_min, settings.state_names],
    [12, 9, { received: 'In house' }],
  )
  assert.equal((await desk.done('desk_state')).clinic, 'Bright Street practice')

  await page.getByText('Dark', { exact: true }).click()
  await page.locator('html[data-theme="dark"]').waitFor()
  // It is shown before it is kept.
  for (let looks = 0; looks < 100 && (await desk.done('desk_state')).theme !== 'dark'; looks++)
    await page.waitForTimeout(50)
  await page.reload()
  await page.locator('html[data-theme="dark"]').waitFor()
  await desk.done('close')
  await page.reload()
  await page.getByRole('button', { name: /Open the practice clinic/ }).waitFor()
  await page.locator('html[data-theme="dark"]').waitFor()
  await desk.picture('dark-before-anybody')
  await desk.done('choose_theme', { theme: 'machine' })
})

test('what may be given without asking is the clinic’s own, by kind, and so is who agrees to more', async t => {
  const desk = await Desk.open(t, { practice: true })
  const { page } = desk
  await desk.signIn('Kim')
  await fromMenu(desk, 'Settings')
  await page.getByRole('heading', { name: 'What may be given without asking' }).scrollIntoViewIfNeeded()
  const box = name => page.getByLabel(name, { exact: true })
  await box('A case, at a time').fill('a lot')
  await box('A case, in a month').fill('')
  await box('A note by hand, in a month').fill('2')
  await page.getByRole('button', { name: 'Keep these amounts' }).click()
  await page.getByText('Write it as a number, such as 20 or 20.50.').waitFor()
  await page.getByText('Not less than at a time.').waitFor()
  await page.getByLabel('A case, at a time').and(page.locator(':focus')).waitFor()
  await desk.screen('amends')
  await box('A case, at a time').fill('')
  await box('A note by hand, in a month').fill('12,50')
  await page.getByText('A dispenser or manager', { exact: true }).click()
  await box('A note by hand, at a time').press('Enter')
  await page.getByText('The amounts are kept.').waitFor()
  const { amends, amends_approver } = await desk.done('settings')
  assert.equal(amends_approver, 'dispenser')
  assert.equal(amends.case, undefined)
  assert.deepEqual(amends.note, { each_minor: 500, month_minor: 1250 })
  assert.deepEqual(amends.remake, { each_minor: 15000, month_minor: 150000 })
})

test('starting the practice clinic afresh shows that it is being made, then the door', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn('Kim')
  await desk.done('rename_clinic', { name: 'Tried out' })
  await fromMenu(desk, 'Settings')
  await desk.page.getByRole('button', { name: 'Start the practice clinic afresh' }).click()
  await desk.page.getByRole('progressbar', { name: 'Making it' }).waitFor()
  await desk.picture('making')
  await desk.page.getByRole('textbox', { name: /PIN/ }).waitFor({ timeout: 30_000 })
  assert.notEqual((await desk.done('desk_state')).clinic, 'Tried out')
})

test('somebody new is added by keyboard, signs in, and finds only what is theirs to do', async t => {
  const desk = await Desk.open(t, { practice: true })
  const { page } = desk
  await desk.signIn('Kim')
  await fromMenu(desk, 'People at the desk')
  await page.getByRole('heading', { name: 'People at the desk' }).waitFor()
  await desk.screen('staff')
  await desk.press('a')
  await page.getByRole('dialog').waitFor()
  await desk.screen('staff-add')
  await page.keyboard.type('Zuleika')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Ångström-Featherstonehaugh')
  await page.getByLabel('PIN', { exact: true }).fill('12')
  await page.keyboard.press('Enter')
  await page.getByText('A PIN has 4 to 12 digits').waitFor()
  await page.getByLabel('PIN', { exact: true }).fill('2468')
  await page.getByLabel('The same PIN again').fill('2469')
  await page.keyboard.press('Enter')
  await page.getByText('The two PINs differ').waitFor()
  await page.getByLabel('The same PIN again').fill('2468')
  await page.keyboard.press('Enter')
  await page.getByText(/Zuleika .* can sign in now/).waitFor()

  // A new PIN, another role, gone and back.
  await page.getByRole('button', { name: /^Change: Zuleika/ }).click()
  await page.getByRole('radio', { name: /dispenser/ }).check()
  await page.keyboard.press('Enter')
  await page
    .getByRole('row', { name: /Zuleika/ })
    .getByText('dispenser')
    .waitFor()
  await page.getByRole('button', { name: /New PIN for Zuleika/ }).click()
  await page.getByLabel('PIN', { exact: true }).fill('1357')
  await page.getByLabel('The same PIN again').fill('1357')
  await page.keyboard.press('Enter')
  await page.getByText(/has a new PIN/).waitFor()
  await page.getByRole('button', { name: /Left the clinic: Zuleika/ }).click()
  await page.getByRole('heading', { name: 'No longer here' }).waitFor()
  await desk.screen('staff-left')
  await page.getByRole('button', { name: /Works here again: Zuleika/ }).click()
  await page.getByRole('heading', { name: 'No longer here' }).waitFor({ state: 'detached' })

  await page.keyboard.press('F12')
  await desk.signIn('Zuleika', '1357')
  assert.equal((await desk.done('desk_state')).stage, 'open')
  await page.getByRole('button', { name: /menu/ }).click()
  assert.equal(await page.getByRole('menuitem', { name: /Import/ }).count(), 0)
  await page.getByRole('menuitem', { name: 'People at the desk' }).click()
  await page.getByRole('button', { name: 'Change my PIN' }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Add somebody' }).count(), 0)
  await fromMenu(desk, 'Settings')
  await page.getByText('Only a manager changes these.').waitFor()
  assert.ok(await page.getByLabel('Clinic name').isDisabled())
})

test('two people with one name are not taken: the form says what to add', async t => {
  const desk = await Desk.open(t, { practice: true })
  const { page } = desk
  await desk.signIn('Kim')
  await desk.done('add_staff', { given: 'Ana', family: '', role: 'receptionist', pin: '2580' })
  await fromMenu(desk, 'People at the desk')
  await page.getByRole('heading', { name: 'People at the desk' }).waitFor()
  await desk.press('a')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('ana')
  await page.getByLabel('PIN', { exact: true }).fill('1470')
  await page.getByLabel('The same PIN again').fill('1470')
  await page.keyboard.press('Enter')
  await page.getByText('Somebody here is called Ana already.').waitFor()
  await page.getByText('Add a family name or an initial.').waitFor()
  await desk.screen('staff-name-taken')
})

test('a key that was never typed back is made anew, printed and typed back, and the lost one opens nothing', async t => {
  const desk = await Desk.open(t)
  const { page } = desk
  const lost = await setUp(desk)
  await page.reload()
  await page.getByRole('heading', { name: 'Type the key back' }).waitFor()
  await desk.screen('type-key-back')
  await page.getByRole('button', { name: 'The paper is lost: make a new key' }).click()
  await page.getByLabel('Passphrase').fill('not the passphrase')
  await page.keyboard.press('Enter')
  await page.getByText('That does not open the clinic').waitFor()
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.keyboard.press('Enter')
  const groups = page.getByRole('list', { name: /Recovery key/ }).getByRole('listitem')
  await groups.first().waitFor()
  const made = (await groups.allTextContents()).join('-')
  assert.match(made, /^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/)
  assert.notEqual(made, lost)
  await desk.screen('new-key')
  await page.getByRole('button', { name: 'I have it on paper' }).click()
  await page.getByRole('textbox', { name: 'Recovery key' }).fill(lost)
  await page.keyboard.press('Enter')
  await page.getByText('That is not the key on the paper').waitFor()
  await page.getByRole('textbox', { name: 'Recovery key' }).fill(made.toLowerCase().replaceAll('-', ' '))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Bring your patients in' }).waitFor()

  // From the settings, at any time after.
  await fromMenu(desk, 'Settings')
  await page.getByRole('button', { name: 'Make a new recovery key' }).click()
  await page.getByLabel('Passphrase').waitFor()
  await desk.screen('new-key-passphrase')
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()

  await desk.done('close')
  const refused = await desk.ask('unlock', { secret: lost })
  assert.equal(refused.refused?.code, 'wrong_passphrase')
  await desk.done('unlock', { secret: made })
})

test('settings, people and the import hold at 200 % zoom', async t => {
  const desk = await Desk.open(t, { practice: true, width: 640, height: 360 })
  await desk.signIn('Kim')
  for (const [item, name] of [
    ['Settings', 'settings'],
    ['People at the desk', 'staff'],
    ['Import patients and orders', 'import'],
  ]) {
    await fromMenu(desk, item)
    await desk.page.locator('main h1').first().scrollIntoViewIfNeeded()
    await desk.screen(`zoom-${name}`)
    const wider = await desk.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    assert.ok(wider <= 0, `${name} is ${wider} px wider than the window at 200 %`)
  }
})
