import { render, screen, waitFor } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OrderId, PatientId, VisitId } from '../lib/bindings'
import { clock } from '../lib/clock.svelte'
import { drafts } from '../lib/drafts'
import { keys } from '../lib/keys.svelte'
import { type InView, logging } from '../lib/logging.svelte'
import { places } from '../lib/places.svelte'
import { toasts } from '../lib/toast.svelte'
import Log from './Log.svelte'
import { aPart, NOW } from './sample'

let sent: { name: string; request: Record<string, unknown> }[] = []
let answers: Record<string, unknown> = {}
let stop: () => void

const asked = (name: string) => sent.filter(each => each.name === name).at(-1)?.request
const SAM: InView = {
  patientId: 3 as PatientId,
  name: 'Sam Keller',
  orderId: 5 as OrderId,
  orderNumber: '26-1042',
  visitId: 7 as VisitId,
  parts: [aPart()],
}
const LOGGED = { id: 12, number: 'D-12', severity: 'moderate', call_manager: false }

beforeEach(() => {
  sent = []
  answers = { log_discrepancy: { done: LOGGED } }
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const call = JSON.parse(String(init.body))
    sent.push(call)
    return { json: async () => answers[call.name] ?? { done: {} } }
  })
  clock.set(NOW)
  stop = keys.start()
})
afterEach(() => {
  stop()
  toasts.clear()
  drafts.clear()
  logging.clear()
  places.clear()
  vi.unstubAllGlobals()
})

const line = () => screen.getByRole('textbox', { name: 'What happened, in one line' })
async function open(about: InView = SAM) {
  const onclose = vi.fn()
  render(Log, { about, onclose })
  await screen.findByRole('radio', { name: 'Lost part' })
  return onclose
}
const refuse = (code: string, facts: Record<string, unknown> = {}, next_step?: string) => {
  answers.log_discrepancy = { refused: { code, facts, findings: [], next_step } }
}

describe('logging a discrepancy', () => {
  it('fills in what the screen shows, and the one part that is lost', async () => {
    const onclose = await open()
    await userEvent.click(screen.getByRole('radio', { name: 'Lost part' }))
    await userEvent.type(line(), 'Gone since Monday{Enter}')
    await waitFor(() => expect(onclose).toHaveBeenCalled())
    expect(asked('log_discrepancy')).toMatchObject({
      kind: 'part_lost',
      line: 'Gone since Monday',
      patient_words: null,
      patient_id: 3,
      order_id: 5,
      part_id: aPart().id,
      visit_id: 7,
      asked: false,
      near_miss: false,
      injury: false,
      again: false,
    })
    expect(toasts.shown.at(-1)?.words).toBe('D-12 is logged.')
  })

  it('keeps our facts and the patient’s own words apart; who spoke to us has asked', async () => {
    await open()
    await userEvent.click(screen.getByRole('radio', { name: 'Conduct' }))
    await userEvent.type(screen.getByRole('textbox', { name: /In their own words/ }), 'They laughed at him')
    await userEvent.type(screen.getByRole('textbox', { name: /Who says so/ }), 'His mother, Ruth')
    await userEvent.type(line(), 'In the waiting room{Enter}')
    await waitFor(() => expect(asked('log_discrepancy')).toBeTruthy())
    expect(asked('log_discrepancy')).toMatchObject({
      line: 'In the waiting room',
      patient_words: 'They laughed at him',
      complainant: 'His mother, Ruth',
      asked: true,
    })
  })

  it('is about nobody on this screen when that is said', async () => {
    await open()
    await userEvent.click(screen.getByRole('button', { name: 'About somebody else' }))
    await userEvent.click(screen.getByRole('radio', { name: 'Price or bill' }))
    await userEvent.type(line(), 'Two prices on the wall{Enter}')
    await waitFor(() => expect(asked('log_discrepancy')).toBeTruthy())
    const request = asked('log_discrepancy')
    expect([request?.patient_id, request?.order_id ?? null, request?.visit_id]).toEqual([null, null, null])
  })

  it('names the order that was in hand when a hand-over was refused', async () => {
    await open({ ...SAM, kind: 'wrong_patients_order', otherOrder: { id: 9 as OrderId, number: '26-1043' } })
    await userEvent.type(line(), 'Was handed over{Enter}')
    await waitFor(() => expect(asked('log_discrepancy')).toBeTruthy())
    expect(asked('log_discrepancy')).toMatchObject({ kind: 'wrong_patients_order', other_order_id: 9 })
  })

  it('is open already: they asked again, and their words go along', async () => {
    refuse('already_logged', { discrepancy_id: 12, number: 'D-12', at: NOW - 60_000 }, 'asked_again')
    answers.ask_again = {
      done: { id: 12, number: 'D-12', asks: 2, severity: 'serious', raised: true, new: false },
    }
    await open()
    await userEvent.click(screen.getByRole('radio', { name: 'Too late' }))
    await userEvent.type(line(), 'Not here{Enter}')
    expect(await screen.findByText('D-12 is open about this')).toBeTruthy()
    const again = screen.getByRole('button', { name: 'They asked again' })
    await waitFor(() => expect(document.activeElement).toBe(again))
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(asked('ask_again')).toEqual({ discrepancy_id: 12, words: 'Not here' }))
    await waitFor(() =>
      expect(toasts.shown.at(-1)?.words).toBe('D-12: asked about 2 times. Now it is serious.'),
    )
  })

  it('is open already: another one is logged when that is said', async () => {
    refuse('already_logged', { discrepancy_id: 12, number: 'D-12', at: NOW }, 'asked_again')
    await open()
    await userEvent.click(screen.getByRole('radio', { name: 'Damaged' }))
    await userEvent.type(line(), 'The other hinge{Enter}')
    await screen.findByText('D-12 is open about this')
    answers.log_discrepancy = { done: { ...LOGGED, id: 13, number: 'D-13' } }
    await userEvent.click(screen.getByRole('button', { name: 'Log another one' }))
    await waitFor(() => expect(toasts.shown.at(-1)?.words).toBe('D-13 is logged.'))
    expect(asked('log_discrepancy')).toMatchObject({ again: true, line: 'The other hinge' })
  })

  it('was closed before: it is opened again with what was typed as the reason', async () => {
    refuse('logged_before', { discrepancy_id: 12, number: 'D-12', at: NOW }, 'reopen_or_again')
    answers.reopen_discrepancy = { done: {} }
    await open()
    await userEvent.click(screen.getByRole('radio', { name: 'Damaged' }))
    await userEvent.type(line(), 'Broke at the same place{Enter}')
    await userEvent.click(await screen.findByRole('button', { name: 'Open D-12 again' }))
    await waitFor(() =>
      expect(asked('reopen_discrepancy')).toEqual({ discrepancy_id: 12, why: 'Broke at the same place' }),
    )
  })

  it('goes back from that to what was typed', async () => {
    refuse('logged_before', { discrepancy_id: 12, number: 'D-12', at: NOW }, 'reopen_or_again')
    await open()
    await userEvent.click(screen.getByRole('radio', { name: 'Damaged' }))
    await userEvent.type(line(), 'Broke again{Enter}')
    await userEvent.click(await screen.findByRole('button', { name: 'Back' }))
    expect((line() as HTMLInputElement).value).toBe('Broke again')
  })

  it('says any other refusal in words and keeps what was typed', async () => {
    refuse('order_of_other_patient', { number: '26-1042' }, 'choose_order')
    const onclose = await open()
    await userEvent.click(screen.getByRole('radio', { name: 'Damaged' }))
    await userEvent.type(line(), 'A scratch{Enter}')
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('Order 26-1042 is another patient’s.')
    expect(alert.textContent).toContain('Check the order’s number.')
    expect((line() as HTMLInputElement).value).toBe('A scratch')
    expect(onclose).not.toHaveBeenCalled()
  })

  it('asks for a manager where the core says so', async () => {
    answers.log_discrepancy = { done: { ...LOGGED, call_manager: true } }
    await open()
    await userEvent.click(screen.getByRole('radio', { name: 'Damaged' }))
    await userEvent.click(screen.getByRole('checkbox', { name: /may be hurt/ }))
    await userEvent.type(line(), 'A splinter{Enter}')
    await waitFor(() => expect(logging.callManager).toMatchObject({ id: 12, injury: true }))
    expect(asked('log_discrepancy')).toMatchObject({ injury: true })
  })
})
