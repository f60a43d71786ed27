// The curtain is drawn in front of whoever stands at the counter: behind it nothing is shown, and no key does anything.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const press = async (desk, ...keys) => {
  for (const key of keys) {
    await desk.page.keyboard.press(key)
    // As a hand presses them: what comes faster is a scanner's.
    await desk.page.waitForTimeout(80)
  }
}
const lift = desk => desk.page.getByRole('button', { name: 'Back to the desk' })
const toast = desk => desk.page.locator('.toast')
/** Waits until what is typed goes there. */
const handIsOn = async (desk, element) =>
  desk.page.waitForFunction(one => one === document.activeElement, await element.elementHandle())

/** Sam Keller's page, both of whose lenses nobody can find. */
async function sam(t) {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.find('sam keller')
  await desk.page.getByRole('heading', { name: /^Both lenses not located/ }).waitFor()
  const [found] = (await desk.done('find', { query: 'sam keller' })).people
  return { desk, parts: () => partsOf(desk, found.patient_id) }
}
async function partsOf(desk, patient_id) {
  const { open_orders } = await desk.done('open_patient', { patient_id })
  return open_orders.map(({ parts }) => parts.map(({ custody, place, holder }) => [custody, place, holder]))
}

/** All that somebody in front of the screen can read: no family name, no order. */
async function tellsNobodyAnything(desk) {
  await desk.stands()
  // biome-ignore lint/performance/useDomNodeTextContent: only what is drawn counts.
  const seen = await desk.page.locator('body').innerText()
  assert.doesNotMatch(seen, /Keller|26-\d|lens/i)
  const { waiting, with_us } = await desk.done('queue')
  for (const { shown, first_and_initial } of [...waiting, ...with_us]) {
    assert.ok(seen.includes(first_and_initial), `${first_and_initial} can see their turn`)
    assert.ok(!seen.includes(shown), 'a family name is shown')
  }
  assert.equal(seen.split('Practice clinic').length, 2, 'the clinic is named once')
}

test('behind the curtain an open dialog takes no key, and holds what was typed', async t => {
  const { desk, parts } = await sam(t)
  const before = await parts()
  await press(desk, 's')
  const dialog = desk.page.getByRole('dialog', { name: 'Search for the right lens' })
  await dialog.waitFor()
  const note = dialog.getByRole('textbox', { name: /Note/ })
  await note.focus()
  await desk.page.keyboard.type('By the window', { delay: 60 })

  await press(desk, 'F9')
  await lift(desk).waitFor()
  await tellsNobodyAnything(desk)
  await press(
    desk,
    'ArrowDown',
    'ArrowRight',
    'Enter',
    'x',
    '/',
    '?',
    '1',
    'Tab',
    'Shift+Tab',
    'ArrowDown',
    'Enter',
  )
  // A scanner's burst does nothing either.
  await desk.page.keyboard.type('T014')
  await press(desk, 'Enter')
  await lift(desk).waitFor()
  await tellsNobodyAnything(desk)
  assert.deepEqual(await parts(), before, 'a record changed behind the curtain')
  await desk.screen('curtain')
  // The pointer reaches nothing but the curtain, which the dialog behind does not keep it from.
  await lift(desk).click()

  await dialog.waitFor()
  assert.equal(await note.inputValue(), 'By the window')
  await handIsOn(desk, note)

  // Esc lifts the curtain, and not the dialog with it.
  await press(desk, 'F9')
  await lift(desk).waitFor()
  await press(desk, 'Escape')
  await lift(desk).waitFor({ state: 'detached' })
  await dialog.waitFor()
  await press(desk, 'F9', 'F9')
  assert.equal(await note.inputValue(), 'By the window')
  await handIsOn(desk, note)
  await press(desk, '!')
  assert.equal(await note.inputValue(), 'By the window!')
  assert.deepEqual(await parts(), before)
})

test('the hand goes back to its place also where that takes a while to appear', async t => {
  const { desk } = await sam(t)
  await press(desk, 's')
  const note = desk.page
    .getByRole('dialog', { name: 'Search for the right lens' })
    .getByRole('textbox', { name: /Note/ })
  await note.focus()
  // Each box around it appears after the one before: half a second from the outermost to the note.
  await desk.page.evaluate(() => {
    const slow = new CSSStyleSheet()
    slow.replaceSync('* { transition-property: visibility !important; transition-duration: 60ms !important }')
    document.adoptedStyleSheets = [slow]
  })
  await press(desk, 'F9')
  await lift(desk).waitFor()
  // Up and down again before the place was drawn: it is not forgotten.
  await press(desk, 'F9', 'F9', 'F9')
  await lift(desk).waitFor({ state: 'detached' })
  await handIsOn(desk, note)
  await press(desk, 'x')
  assert.equal(await note.inputValue(), 'x')
  // And at once, where nothing takes its time.
  await desk.page.evaluate(() => {
    document.adoptedStyleSheets = []
  })
  await desk.page.emulateMedia({ reducedMotion: 'no-preference' })
  await press(desk, 'F9')
  await lift(desk).waitFor()
  await press(desk, 'F9')
  await handIsOn(desk, note)
})

test('no note lies over the curtain, and nothing is taken back under it', async t => {
  const { desk, parts } = await sam(t)
  await press(desk, 's')
  await desk.page.getByRole('dialog', { name: 'Search for the right lens' }).waitFor()
  await desk.page.getByLabel('Place').fill('drawer')
  await press(desk, 'Enter')
  await toast(desk).getByRole('button', { name: 'Take back' }).waitFor()
  const moved = await parts()

  await press(desk, 'F9')
  await lift(desk).waitFor()
  assert.equal(await toast(desk).filter({ visible: true }).count(), 0, 'a note lies over the curtain')
  await tellsNobodyAnything(desk)
  await press(desk, 'Control+z')
  await desk.page.waitForTimeout(300)
  assert.deepEqual(await parts(), moved, 'something was taken back under the curtain')

  await press(desk, 'F9')
  await press(desk, 'Control+z')
  await desk.page.getByRole('heading', { name: /^Both lenses not located/ }).waitFor()
})
