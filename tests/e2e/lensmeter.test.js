// The lensmeter's own words: pasted, dropped, from a file, from a folder it saves to, and over its cable. A reading goes
// where somebody uses it, and nowhere by itself.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Desk } from './harness.js'

const press = (desk, key) => desk.page.keyboard.press(key)
const main = desk => desk.page.getByRole('main')

/** What the tests write, thrown away at the end. */
const folder = mkdtempSync(join(tmpdir(), 'rightful-e2e-meter-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A NIDEK frame of our own, with its sum. */
function frame(...segments) {
  const body = `\u0001DLM\u0002${segments.map(each => `${each}\u0017`).join('')}\u0004`
  const sum = [...body].reduce((sum, each) => sum + each.charCodeAt(0), 0) & 0xffff
  return body + sum.toString(16).toUpperCase().padStart(4, '0')
}

const power = eye => {
  const two = value => `${value < 0 ? '-' : '+'}${(Math.abs(value) / 100).toFixed(2).padStart(5, '0')}`
  return `${two(eye.sphere)}${two(eye.cyl ?? 0)}${String(eye.cyl ? eye.axis : 0).padStart(3, '0')}`
}

/** Both lenses of an order, as an LM-7P sends them. */
const pairOf = ({ right, left }, ...more) =>
  frame('IDNIDEK/LM-7P', 'DA2026.11.20.10:31', ` R${power(right)}`, ` L${power(left)}`, ...more)

const xml = (right, left) => `<?xml version="1.0" encoding="UTF-8"?>
<Ophthalmology><Common><Company>NIDEK</Company><ModelName>LM-1800P</ModelName></Common>
<Measure type="LM"><DiopterStep>0.01</DiopterStep><LM>
<R><Sphare>${(right.sphere / 100).toFixed(2)}</Sphare><Cylinder>${((right.cyl ?? 0) / 100).toFixed(2)}</Cylinder><Axis>${right.axis ?? 0}</Axis></R>
<L><Sphare>${(left.sphere / 100).toFixed(2)}</Sphare><Cylinder>${((left.cyl ?? 0) / 100).toFixed(2)}</Cylinder><Axis>${left.axis ?? 0}</Axis></L>
</LM></Measure></Ophthalmology>`

async function counter(t, who = 'Jo') {
  const desk = await Desk.open(t, { practice: true })
  await desk.signIn(who)
  return desk
}

/** The open order of somebody in the practice clinic. */
async function orderOf(desk, name) {
  const found = await desk.done('find', { query: name })
  const page = await desk.done('open_patient', { patient_id: found.people[0].patient_id })
  return (await desk.done('open_order', { order_id: page.open_orders[0].order.id })).order
}

/** "Whose are these?", with nothing in it yet. */
async function whose(desk) {
  await press(desk, '/')
  await desk.page.getByRole('combobox', { name: /Find/ }).fill('-9.22 -0.50 x 89')
  await desk.page.getByRole('option', { name: /Whose lenses/ }).waitFor()
  await press(desk, 'Enter')
  await desk.page.getByRole('heading', { level: 1, name: 'Whose are these?' }).waitFor()
  await first(desk).fill('')
}

const first = desk => desk.page.getByRole('textbox', { name: /One lens/ })

/** A paste into the box that has the focus, as the system's clipboard does it. */
const paste = (desk, text) =>
  desk.page.evaluate(text => {
    const data = new DataTransfer()
    data.setData('text', text)
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    document.activeElement.dispatchEvent(event)
  }, text)

async function settings(desk) {
  await desk.page.getByRole('button', { name: /menu/ }).click()
  await desk.page.getByRole('menuitem', { name: 'Settings' }).click()
  const section = desk.page.getByRole('region', { name: 'Lensmeter at this computer' })
  await section.waitFor()
  return section
}

test('what the lensmeter sent is pasted, dropped or chosen, and names the order', async t => {
  const desk = await counter(t)
  const derricks = await orderOf(desk, 'derrick paulsen')
  await whose(desk)
  await first(desk).focus()
  await paste(desk, pairOf(derricks.powers))
  await main(desk).getByText('From NIDEK LM-7P, its clock says 2026.11.20.10:31.').waitFor()
  const list = desk.page.getByRole('region', { name: /They fit/ })
  await list.getByRole('button', { name: new RegExp(`Derrick P.*${derricks.number}`) }).waitFor()
  assert.match(await first(desk).inputValue(), /^[-+]\d\.\d\d/, 'the fields are filled')
  await desk.screen('pasted')

  // What is typed over counts as typed: the meter is not quoted for it.
  await first(desk).fill('-9.22 DS')
  await main(desk).getByText('No open order fits.').waitFor()

  const [dialog] = await Promise.all([
    desk.page.waitForEvent('filechooser'),
    desk.page.getByRole('button', { name: 'Choose the lensmeter’s file' }).click(),
  ])
  const { right, left } = derricks.powers
  writeFileSync(join(folder, 'LM.xml'), xml(right, left))
  await dialog.setFiles(join(folder, 'LM.xml'))
  await main(desk).getByText('From NIDEK LM-1800P.').waitFor()
  await list.getByText('right way round', { exact: false }).first().waitFor()

  await desk.page.getByRole('group', { name: /What the lensmeter shows/ }).evaluate(
    (box, text) => {
      const data = new DataTransfer()
      data.items.add(new File([text], 'LM.xml'))
      box.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
    },
    xml(left, right),
  )
  await list.getByText('right and left exchanged', { exact: false }).first().waitFor()
})

test('what cannot be used says why and what to do, and what people write on two lines is still theirs', async t => {
  const desk = await counter(t)
  await whose(desk)
  await first(desk).focus()
  const whole = pairOf({ right: { sphere: -225 }, left: { sphere: -200 } })
  for (const [text, title, next] of [
    [
      whole.replace('-02.25', '-02.26'),
      'The reading was disturbed on its way.',
      'Send it from the lensmeter again.',
    ],
    [
      whole.slice(0, 40),
      'The reading is cut short or unreadable.',
      'Send it from the lensmeter again, or type what it shows.',
    ],
    [
      '<html><body>hello</body></html>',
      'This is not from a lensmeter.',
      'Choose the file that the lensmeter saved, or type what it shows.',
    ],
    [whole + whole, 'This holds more than one reading.', 'Send one pair at a time.'],
    [
      '<!DOCTYPE x [<!ENTITY a "ha">]><Ophthalmology>&a;</Ophthalmology>',
      'The reading is cut short or unreadable.',
      'Send it',
    ],
  ]) {
    await paste(desk, text)
    await main(desk).getByText(title).waitFor()
    await main(desk).getByText(next).first().waitFor()
  }
  await desk.screen('cannot-be-used')
  await paste(desk, 'OD -3.25 -0.50 x 88\nOS -3.00 -0.25 x 100')
  await main(desk).getByText('-3.25 -0.50 x 088').first().waitFor()
  await main(desk).getByText('-3.00 -0.25 x 100').first().waitFor()

  // Notes in plain words, and the question that a meter without an eye leaves.
  await paste(desk, 'LM2RK No=1 R: S=-04.52 C=-00.49 A=103 PX=+00.25 L: S=-05.01 C=+00.00 A=000 E$')
  await main(desk)
    .getByText(/Right lens: there is prism, and the lensmeter does not say which way/)
    .waitFor()
  await desk.screen('notes')
})

test('a new file in the watched folder is offered, from any screen, and one key takes it', async t => {
  const desk = await counter(t, 'Kim')
  const derricks = await orderOf(desk, 'derrick paulsen')
  const before = await desk.done('open_order', { order_id: derricks.id })
  const saves = join(folder, 'LM export')
  mkdirSync(saves)
  writeFileSync(join(saves, 'old.xml'), xml({ sphere: 100 }, { sphere: 125 }))
  const section = await settings(desk)
  await desk.nextFolder(saves)
  await section.getByRole('button', { name: 'Choose a folder' }).click()
  await section.getByText('LM export: ready, new readings are taken').waitFor()
  assert.ok(!(await desk.page.content()).includes(folder), 'the page never learns where it lies')
  assert.equal((await desk.done('lensmeter')).newest, null, 'what is there already is old')
  await desk.screen('settings-folder')

  await press(desk, 'Escape')
  writeFileSync(join(saves, 'new.xml'), xml(derricks.powers.right, derricks.powers.left))
  await desk.page.getByRole('status').getByText('The lensmeter sent a reading.').waitFor()
  await desk.screen('toast')
  await press(desk, 'F4')
  await desk.page.getByRole('heading', { level: 1, name: 'Whose are these?' }).waitFor()
  const list = desk.page.getByRole('region', { name: /They fit/ })
  await list.getByRole('button', { name: new RegExp(`Derrick P.*${derricks.number}`) }).waitFor()

  // With lenses in hand: beside the fields, and in them only when somebody says so.
  writeFileSync(join(saves, 'second.dat'), pairOf({ right: { sphere: -925 }, left: { sphere: -900 } }))
  await main(desk).getByText('NIDEK LM-7P read -9.25 DS / -9.00 DS, just now.').waitFor()
  assert.notEqual(await first(desk).inputValue(), '-9.25 DS')
  await desk.screen('offered')
  await first(desk).focus()
  await press(desk, 'F4')
  await desk.page.waitForFunction(() => document.activeElement?.value === '-9.25 DS')
  await main(desk).getByText('No open order fits.').waitFor()
  await main(desk).getByText('NIDEK LM-7P read', { exact: false }).waitFor({ state: 'detached' })
  const after = await desk.done('open_order', { order_id: derricks.id })
  assert.deepEqual(after.verifications, before.verifications, 'nothing was put on an order')
})

test('a lensmeter at a serial port is tried in the settings, heard, and missed when its cable is out', async t => {
  const desk = await counter(t, 'Kim')
  const name = await desk.cable.plug()
  const section = await settings(desk)
  await section.getByRole('combobox', { name: 'Serial port it is plugged into' }).selectOption(name)
  await section.getByRole('button', { name: 'Use this port' }).click()
  await section.getByText(`${name}: ready, new readings are taken`).waitFor()
  await section.getByText('What arrives is shown here.').waitFor()

  const whole = pairOf({ right: { sphere: -225, cyl: -50, axis: 90 }, left: { sphere: -200 } }, 'PR00.25O')
  await desk.cable.send(whole.slice(0, 30))
  await desk.cable.send(`${whole.slice(30)}\r\u0000`)
  await section.getByText(/NIDEK LM-7P read -2.25 -0.50 x 090 0.25 BO \/ -2.00 DS/).waitFor()
  await desk.screen('settings-port')
  await desk.cable.send('\u0013\u001f~{}|\u007f'.repeat(12))
  await section.getByText(/84 bytes arrived just now\.\s+This is not from a lensmeter\./).waitFor()
  await section.getByText(/the speed or parity is another one/).waitFor()

  await desk.cable.pull()
  await section.getByText(`${name}: not there now; it is tried again by itself`).waitFor()
  await desk.screen('settings-port-gone')
  const { port } = await desk.done('lensmeter')
  assert.deepEqual([port.choice.baud, port.choice.parity, port.standing], [9600, 'none', 'gone'])
})

/** A lensmeter at the serial port of this desk. */
async function atThePort(desk) {
  const name = await desk.cable.plug()
  await desk.done('listen_to_port', { port: { name, make: 'nidek', baud: 9600, parity: 'none' } })
  for (let heard = false; !heard; ) heard = (await desk.done('lensmeter')).port?.standing === 'listening'
}

/** Spectacles of somebody new, here and not checked yet. */
async function received(desk, powers) {
  const details = { given: 'Alma', family: 'Quist', born: '1991-07-09' }
  const { patient_id } = await desk.done('add_patient', { details })
  const order = { patient_id, kind: 'spectacles', lens_type: 'SV', powers }
  const { order_id, number } = await desk.done('add_order', order)
  const { parts } = await desk.done('open_order', { order_id })
  await desk.done('move_order', { order_id, to: 'ordered' })
  await desk.done('move_order', { order_id, to: 'at_lab' })
  await desk.done('receive_order', { order_id, tray: 'T904', arrived: parts.map(part => part.id) })
  return { order_id, number, parts }
}

const POWERS = { right: { sphere: -925, cyl: -50, axis: 90 }, left: { sphere: -900 } }
/** One lens, and the meter was not told which. */
const lone = eye => frame('IDNIDEK/LM-7P', `  ${power(eye)}`)

test('one key takes the lensmeter’s reading into the check, and a lens without an eye is asked about', async t => {
  const desk = await counter(t, 'Kim')
  await atThePort(desk)
  const { order_id, number } = await received(desk, POWERS)
  await desk.find(number)
  await desk.page
    .getByRole('button', { name: /Open the order|Verify/ })
    .first()
    .click()
  await desk.page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor()
  await desk.press('v')
  const dialog = desk.page.getByRole('dialog', { name: /Verify order/ })
  await dialog.waitFor()
  const box = name => dialog.getByRole('textbox', { name, exact: true })

  // The left lens first, and the meter still stands on nothing: it goes nowhere until somebody says.
  await desk.cable.send(lone(POWERS.left))
  await dialog.getByText('NIDEK LM-7P read -9.00 DS, just now.').waitFor()
  await press(desk, 'F4')
  await dialog.getByText('-9.00 DS The lensmeter was not told which lens this is.').waitFor()
  assert.deepEqual([await box('Right').inputValue(), await box('Left').inputValue()], ['', ''])
  await desk.screen('which-lens')
  await dialog.getByRole('button', { name: 'Left lens' }).click()
  assert.deepEqual([await box('Right').inputValue(), await box('Left').inputValue()], ['', '-9.00 DS'])
  assert.equal(await dialog.getByText('These are as ordered.').count(), 0, 'half a pair is no pair')
  await desk.cable.send(lone(POWERS.right))
  await dialog.getByText('NIDEK LM-7P read -9.25 -0.50 x 090, just now.').waitFor()
  await press(desk, 'F4')
  await dialog.getByRole('button', { name: 'Right lens' }).click()
  await dialog.getByText('These are as ordered.').waitFor()
  assert.ok(
    await dialog.getByRole('radio', { name: 'Passed' }).isChecked(),
    'the reading proposes the verdict',
  )
  await dialog.getByText('From NIDEK LM-7P.').waitFor()
  await desk.screen('verified-by-the-lensmeter')
  await dialog.getByRole('button', { name: /^Keep the check/ }).click()
  await dialog.waitFor({ state: 'detached' })
  const [kept] = (await desk.done('open_order', { order_id })).verifications
  assert.deepEqual(
    [kept.verdict, kept.checked.check.verdict, kept.reading.left.sphere],
    ['passed', 'match', -900],
  )
})

test('the recheck at the hand-over takes the lensmeter’s reading, and asks right or left', async t => {
  const desk = await counter(t, 'Kim')
  await atThePort(desk)
  const { order_id, number } = await received(desk, POWERS)
  await desk.done('verify_order', { order_id, verdict: 'passed' })
  await desk.find(number)
  await desk.press('h')
  await desk.page.getByRole('textbox', { name: 'Name, as they say it' }).waitFor()
  await desk.page
    .getByRole('button', { name: /not theirs/i })
    .first()
    .click()
  await desk.page.getByRole('heading', { level: 1, name: `Recheck of order ${number}` }).waitFor()
  await main(desk)
    .getByText(/What the lensmeter shows/)
    .waitFor()
  await desk.cable.send(lone(POWERS.right))
  await main(desk).getByText('NIDEK LM-7P read -9.25 -0.50 x 090, just now.').waitFor()
  await press(desk, 'F4')
  await main(desk).getByText('The lensmeter was not told which lens this is.').waitFor()
  await desk.screen('recheck-which-lens')
  await main(desk).getByRole('button', { name: 'Right lens' }).click()
  const right = desk.page.getByRole('textbox', { name: 'Right', exact: true })
  assert.equal(await right.inputValue(), '-9.25 -0.50 x 090')
  // The pair after it replaces both: these are somebody else's.
  await desk.cable.send(pairOf({ right: { sphere: 125 }, left: { sphere: 150 } }))
  await main(desk).getByText('NIDEK LM-7P read +1.25 DS / +1.50 DS, just now.').waitFor()
  await press(desk, 'F4')
  await main(desk).getByText('These are not the lenses of this order.').waitFor()
  assert.equal(await right.inputValue(), '+1.25 DS')
  const lenses = desk.page
    .getByRole('group', { name: /lenses/i })
    .getByRole('button', { name: /Differs|Not/ })
  assert.equal(
    await lenses.first().getAttribute('aria-pressed'),
    'true',
    'the lensmeter answers for the lenses',
  )
  await desk.screen('recheck-by-the-lensmeter')
  await desk.cable.send(pairOf(POWERS))
  await main(desk).getByText('NIDEK LM-7P read -9.25 -0.50 x 090 / -9.00 DS, just now.').waitFor()
  await press(desk, 'F4')
  await main(desk).getByText('These are as ordered.').waitFor()
})

test('a lensmeter without a name is called what it is', async t => {
  const desk = await counter(t)
  await whose(desk)
  await first(desk).focus()
  await paste(desk, frame(` R${power(POWERS.right)}`, ` L${power(POWERS.left)}`))
  await main(desk).getByText('From the lensmeter.', { exact: true }).waitFor()
})
