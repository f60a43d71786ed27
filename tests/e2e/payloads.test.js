// Whatever is typed or brought in is words: 200 scripts in every text that the desk keeps, and each screen that shows them.
// None runs, none becomes an element, none leads anywhere (that the page goes nowhere and breaks no rule of the content
// policy is looked at after each test, see harness.js).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk } from './harness.js'

const RUNS = 'window.planted=1'
/** Each plants an element with `data-planted`, or something that leads to a script. */
const WAYS = [
  `<script data-planted>${RUNS}</script>`,
  `<img data-planted src=x onerror="${RUNS}">`,
  `<svg data-planted onload="${RUNS}">`,
  `<svg data-planted><script>${RUNS}</script></svg>`,
  `<iframe data-planted srcdoc="<script>parent.${RUNS}</script>"></iframe>`,
  `<iframe data-planted src="javascript:parent.${RUNS}"></iframe>`,
  `<a data-planted href="javascript:${RUNS}">here</a>`,
  `<body data-planted onload="${RUNS}">`,
  `<details data-planted open ontoggle="${RUNS}">`,
  `<input data-planted autofocus onfocus="${RUNS}">`,
  `<video data-planted><source onerror="${RUNS}"></video>`,
  `<math data-planted><mi xlink:href="javascript:${RUNS}">x</mi></math>`,
  `<object data-planted data="javascript:${RUNS}"></object>`,
  `<embed data-planted src="javascript:${RUNS}">`,
  `<link data-planted rel=stylesheet href="data:text/css,*{display:none}">`,
  `<style data-planted>@import 'javascript:${RUNS}';</style>`,
  `<meta data-planted http-equiv=refresh content="0;url=javascript:${RUNS}">`,
  `<base data-planted href="https://example.org/">`,
  `<form data-planted action="https://example.org/"><button>go</button></form>`,
  `<template data-planted><script>${RUNS}</script></template>`,
]
/** What stands before and behind, to break out of wherever it is put. */
const OUT_OF = [
  ['', ''],
  ['">', '<"'],
  ["'>", "<'"],
  ['--></textarea></title></style></script>', '<!--'],
  ['{@html `', '`}'],
  ['${', '}'],
  ['{{', '}}'],
  ['</p></div>', '\u2028'],
  ['\\"', '\\u003c'],
  ['javascript:', '//'],
]
const PAYLOADS = OUT_OF.flatMap(([before, behind]) => WAYS.map(way => before + way + behind))

/** Nothing of it is more than text. */
async function isOnlyText(desk, where) {
  const found = await desk.page.evaluate(() => ({
    ran: window.planted !== undefined,
    elements: document.querySelectorAll('[data-planted]').length,
    leads: [...document.querySelectorAll('[href], [src], [action], [srcdoc]')].filter(one =>
      ['href', 'src', 'action', 'srcdoc'].some(name =>
        /planted|javascript:/i.test(one.getAttribute(name) ?? ''),
      ),
    ).length,
    handlers: [...document.querySelectorAll('*')].filter(one =>
      [...one.attributes].some(({ name }) => name.startsWith('on')),
    ).length,
  }))
  assert.deepEqual(found, { ran: false, elements: 0, leads: 0, handlers: 0 }, where)
}

/** On the screen as words: or the screen showed nothing of it, and proved nothing. */
const showsIt = desk => desk.page.getByText('data-planted').filter({ visible: true }).first().waitFor()

test('200 scripts in every text are words on every screen', async t => {
  assert.equal(new Set(PAYLOADS).size, 200)
  const desk = await Desk.open(t)
  const { recovery_key } = await desk.done('set_up_clinic', {
    clinic: PAYLOADS[0].slice(0, 120),
    given: 'Kim',
    family: 'Vo',
    pin: '4711',
    passphrase: 'four plain words here',
  })
  await desk.done('confirm_recovery_key', { typed: recovery_key })
  let at = 0
  /** The next one, as long as the field takes. */
  const next = (most = 400) => {
    for (let tried = 0; tried < PAYLOADS.length; tried++) {
      const one = PAYLOADS[at++ % PAYLOADS.length]
      if (one.length <= most) return one
    }
    throw new Error(`no payload of ${most} letters`)
  }
  const people = []
  for (let count = 0; count < 12; count++) {
    const details = {
      given: next(80),
      family: next(80),
      preferred: next(80),
      phone: next(60),
      street: next(),
      town: next(80),
      region: next(80),
      postcode: next(60),
      note: next(),
    }
    const { patient_id } = await desk.done('add_patient', { details, another: true })
    await desk.done('add_contact', {
      patient_id,
      name: next(80),
      relation: 'parent',
      phone: next(60),
      may_collect: true,
    })
    const { order_id } = await desk.done('add_order', { patient_id, kind: 'other', note: next() })
    await desk.done('record_call', { order_id, outcome: 'reached', spoke_to: next(80), note: next() })
    await desk.done('check_in', { patient_id, purpose: 'collecting', with_whom: next(80) })
    await desk.done('check_in', { walk_in: next(80), purpose: 'question' })
    const it = await desk.done('log_discrepancy', {
      kind: 'late',
      line: next(),
      patient_words: next(),
      patient_id,
      order_id,
    })
    await desk.done('make_promise', {
      patient_id,
      what: 'other',
      words: next(),
      by: '2026-11-20',
      by_minute: 16 * 60,
    })
    const { recovery } = await desk.done('start_recovery', {
      patient_id,
      discrepancy_id: it.id,
      scenario: 'late',
    })
    await desk.done('change_recovery', { recovery_id: recovery.id, make_right: next() })
    await desk.done('keep_letter', { recovery_id: recovery.id, to: next(), body: next() })
    people.push({ patient_id, order_id, discrepancy_id: it.id })
  }
  const settings = await desk.done('settings')
  await desk.done('change_settings', { settings: { ...settings, places: [next(60), next(60)] } })
  await desk.done('add_staff', { given: next(60), family: next(60), role: 'receptionist', pin: '4712' })
  assert.ok(at > PAYLOADS.length, 'each of them is somewhere')

  await desk.page.reload()
  await showsIt(desk)
  await isOnlyText(desk, 'the queue')

  // Every one typed into the search box, and what it finds.
  const box = desk.page.getByRole('combobox').first()
  for (const payload of PAYLOADS) {
    await box.fill(payload)
  }
  await box.fill('data-planted')
  await isOnlyText(desk, 'the search box')
  await desk.press('Escape')
  await desk.press('Escape')

  // Each screen of somebody, of an order, of what went wrong, with the panel beside it.
  const queue = desk.page.getByRole('navigation').getByRole('button').filter({ hasText: 'data-planted' })
  await queue.first().click()
  await showsIt(desk)
  await isOnlyText(desk, 'somebody’s page')
  await desk.press('F8')
  await desk.stands()
  await isOnlyText(desk, 'the panel')
  await desk.press('F8')
  await desk.press('Escape')
  for (const [key, where] of [
    ['1', 'calls to make'],
    ['2', 'late or stuck'],
    ['3', 'promises'],
    ['4', 'discrepancies'],
  ]) {
    await desk.press(key)
    await desk.stands()
    await isOnlyText(desk, where)
  }
  await showsIt(desk)
  await desk.page.getByRole('main').getByText('data-planted').first().click()
  await desk.stands()
  await isOnlyText(desk, 'a discrepancy')

  for (const item of ['People at the desk', 'Settings', 'Backups']) {
    await desk.page.getByRole('button', { name: /menu/ }).click()
    await desk.page.getByRole('menuitem', { name: item }).click()
    await desk.stands()
    await isOnlyText(desk, item)
  }

  // Locked and closed, the names of the staff and of the clinic are on the doors.
  await desk.done('lock')
  await desk.page.reload()
  await showsIt(desk)
  await isOnlyText(desk, 'the sign-in')

  // The control: an element that somebody planted would have been seen.
  await desk.page.evaluate(() => {
    document.body.append(document.createElement('i'))
    document.body.lastElementChild.setAttribute('data-planted', '')
  })
  await assert.rejects(isOnlyText(desk, 'the control'))
})
