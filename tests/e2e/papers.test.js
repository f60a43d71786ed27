// What goes to paper: seen first, and what is printed is what was seen.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const preview = desk => desk.page.getByRole('region', { name: 'Preview' })

/** Counts the print dialogs that were asked for, and opens none. */
const countPrints = desk =>
  desk.page.evaluate(() => {
    globalThis.prints = 0
    globalThis.print = () => {
      globalThis.prints++
    }
  })

test('the label of a tray has its number, its tray and a name that may be read by others', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.find('sam keller')
  await desk.page.getByRole('heading', { name: /not located/ }).waitFor()
  await desk.press('o')
  await desk.page.getByRole('button', { name: /^Label/ }).waitFor()
  await desk.press('l')
  const sheet = preview(desk)
  await sheet.waitFor()
  const words = await sheet.textContent()
  for (const each of ['Sam K.', '26-', 'T017', 'Frame', 'Right lens', 'Look-alike'])
    assert.ok(words.includes(each), each)
  assert.ok(!words.includes('Keller'), 'a drawer is read by everybody')
  const bars = await sheet.locator('svg').boundingBox()
  assert.ok(bars.width > 80 && bars.height > 20, 'the barcode is drawn')
  await desk.screen('tray-label')

  await countPrints(desk)
  await desk.press('p')
  await desk.page.waitForFunction(() => globalThis.prints === 1)
  await desk.page.emulateMedia({ media: 'print' })
  assert.equal(await desk.page.locator('.print-sheet').textContent(), words)
  assert.ok(await desk.page.locator('.print-sheet').isVisible())
  assert.ok(!(await desk.page.locator('header').first().isVisible()), 'only the sheet goes to paper')
  await desk.picture('tray-label-on-paper')
  await desk.page.emulateMedia({ media: 'screen' })
})

test('the slip says what we keep, since when, who took it in and how to ask', async t => {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn()
  await desk.find('sam keller')
  await desk.page.getByRole('heading', { name: /not located/ }).waitFor()
  await desk.press('o')
  await desk.page.getByRole('button', { name: /^Slip/ }).waitFor()
  await desk.press('k')
  const sheet = preview(desk)
  await sheet.waitFor()
  const words = await sheet.textContent()
  for (const each of ['We keep your lenses', 'Sam Keller', 'Right lens', 'Left lens', 'Nov 3, 2026', 'Jan'])
    assert.ok(words.includes(each), each)
  assert.match(words, /tell us order 26-\d+/)
  await desk.screen('kept-slip')
  await desk.page.getByText('A4', { exact: true }).click()
  await desk.page.locator('.print-a4').waitFor({ state: 'attached' })
})
