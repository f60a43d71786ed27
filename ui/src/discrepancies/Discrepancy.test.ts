import { render, screen, waitFor, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DiscrepancyId, DiscrepancyPage, Discrepancy as Kept } from '../lib/bindings'
import { clock } from '../lib/clock.svelte'
import { drafts } from '../lib/drafts'
import { keys } from '../lib/keys.svelte'
import { toasts } from '../lib/toast.svelte'
import Discrepancy from './Discrepancy.svelte'
import { aPart, NOW } from './sample'

let sent: { name: string; request: Record<string, unknown> }[] = []
let answers: Record<string, unknown> = {}
let stop: () => void

const ID = 12 as DiscrepancyId
const HELPED = { said: 'not_known_yet' } as const
function aPage(of: Partial<Kept> = {}, page: Partial<DiscrepancyPage> = {}): DiscrepancyPage {
  return {
    discrepancy: {
      id: ID,
      number: 'D-12',
      kind: 'late',
      near_miss: false,
      severity: 'minor',
      state: 'open',
      patient_id: null,
      order_id: null,
      other_order_id: null,
      part_id: null,
      visit_id: null,
      hand_over_id: null,
      facts: '',
      line: 'Said for Tuesday',
      patient_words: null,
      complainant: null,
      injury: false,
      breach: false,
      again_of: null,
      owner_id: null,
      due_on: null,
      waits_for: null,
      put_right: null,
      put_right_at: null,
      told: null,
      told_how: null,
      told_at: null,
      cause: null,
      accountable: null,
      corrective: null,
      seen_to_by: null,
      change_by: null,
      reviewed_at: null,
      closed_at: null,
      closed_by: null,
      reopened: 0,
      at: NOW,
      by: 1 as Kept['by'],
      ...of,
    },
    name: null,
    order_number: null,
    order_state: null,
    parts: [],
    logged_by: 'Jo',
    owner: null,
    change_by_whom: null,
    again_of: null,
    sides: [],
    ticks: [],
    asks: [],
    searches: [],
    promises: [],
    missing: ['put_right'],
    helped: HELPED,
    history: [],
    ...page,
  }
}
async function show(page: DiscrepancyPage, role = 'receptionist') {
  answers.open_discrepancy = { done: page }
  answers.desk_state = {
    done: { who: 1, staff: [{ id: 1, given: 'Jo', family: 'Ortiz', role, active: true }] },
  }
  render(Discrepancy, { place: { screen: 'discrepancy', id: ID } })
  await screen.findByRole('heading', { level: 1 })
}
const refused = (
  code: string,
  facts: Record<string, unknown>,
  findings: unknown[] = [],
  next_step?: string,
) => ({
  refused: { code, facts, findings, next_step },
})
const asked = (name: string) => sent.filter(each => each.name === name).at(-1)?.request

beforeEach(() => {
  sent = []
  answers = {}
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
  vi.unstubAllGlobals()
})

describe('a discrepancy’s page', () => {
  it('says what is missing first, and why it cannot be closed yet', async () => {
    await show(aPage({ severity: 'serious' }, { missing: ['put_right', 'tell_patient', 'say_cause'] }))
    expect(screen.getByText(/write down what was done/)).toBeTruthy()
    expect(screen.getByText(/put right, a word to the patient, why it happened\./)).toBeTruthy()
    const stop = (code: string) => ({ grade: 'stop', code, facts: {} })
    answers.close_discrepancy = refused(
      'not_closed_yet',
      { number: 'D-12' },
      [stop('put_right'), stop('say_cause')],
      'put_right',
    )
    await userEvent.click(screen.getByRole('button', { name: 'Close' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('Can’t close D-12 yet.')
    expect(alert.textContent).toContain('Nobody wrote down how it was put right.')
    expect(alert.textContent).toContain('Nobody said why it happened.')
  })

  it('was closed by somebody else meanwhile: says who and when, and keeps what was typed', async () => {
    await show(aPage())
    answers.put_right = refused('already_closed', { number: 'D-12', by: 'Kim', at: NOW }, [], 'reopen')
    await userEvent.click(screen.getByRole('button', { name: 'Put right' }))
    const dialog = within(await screen.findByRole('dialog'))
    const box = dialog.getByRole('textbox')
    await userEvent.type(box, 'New lenses{Enter}')
    const alert = await dialog.findByRole('alert')
    expect(alert.textContent).toContain('Kim closed D-12')
    expect((box as HTMLTextAreaElement).value).toBe('New lenses')
  })

  it('shows severity in a word, and whose words are whose', async () => {
    await show(aPage({ severity: 'serious', patient_words: 'You promised', complainant: 'His mother, Ruth' }))
    expect(screen.getByText('Serious')).toBeTruthy()
    expect(screen.getByText('You promised').tagName).toBe('Q')
    expect(screen.getByText('Said for Tuesday').tagName).toBe('P')
    expect(screen.getByText('Says so: His mother, Ruth')).toBeTruthy()
  })

  it('has the checklist on top with what to do at once, and ticks it for a person', async () => {
    await show(
      aPage(
        { breach: true, severity: 'serious' },
        { missing: ['tick_off', 'put_right'], ticks: [{ item: 'manager_called', at: null, by: null }] },
      ),
    )
    expect(screen.getByText('Call a manager now')).toBeTruthy()
    await userEvent.click(screen.getByRole('checkbox', { name: 'A manager was called' }))
    await waitFor(() =>
      expect(asked('tick_off')).toEqual({ discrepancy_id: 12, item: 'manager_called', done: true }),
    )
  })

  it('is late with a promise: it can’t be moved any more', async () => {
    const promise = {
      id: 4,
      patient_id: 3,
      name: 'Sam Keller',
      order_id: null,
      discrepancy_id: ID,
      what: 'call_back',
      words: null,
      aim_at: NOW - 7_200_000,
      said_at: NOW - 3_600_000,
      by: 'Jo',
      ended: null,
      late: true,
    } as DiscrepancyPage['promises'][number]
    await show(aPage({}, { promises: [promise], missing: ['promise_open'] }))
    expect(screen.getByText('its time is over')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Move it' })).toBeNull()
    answers.end_promise = { done: { id: 4, ended: 'broken', moved_to: null } }
    await userEvent.click(screen.getByRole('button', { name: 'Kept' }))
    await waitFor(() => expect(toasts.shown.at(-1)?.words).toContain('not kept'))
  })

  it('leads to the search for a lost part, and to the review only for a manager', async () => {
    await show(
      aPage({ kind: 'part_lost', state: 'put_right' }, { parts: [aPart()], missing: ['put_right'] }),
      'manager',
    )
    expect(screen.getByText('Search for the right lens.')).toBeTruthy()
    expect(await screen.findByRole('button', { name: 'Review' })).toBeTruthy()
    answers.start_search = refused('no_such_part', {})
    await userEvent.click(screen.getByRole('button', { name: /Search for the right lens/ }))
    await screen.findByRole('alert')
    expect(asked('start_search')).toEqual({ part_id: aPart().id, discrepancy_id: 12 })
  })

  it('asks nobody but a manager for the review', async () => {
    await show(aPage({ state: 'put_right' }, { missing: ['say_cause'] }))
    expect(screen.getByText('A manager says why it happened.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Review' })).toBeNull()
  })

  it('is closed: it is read, and can be opened again with a reason', async () => {
    await show(aPage({ state: 'closed', closed_at: NOW }, { missing: [] }))
    expect(screen.queryByRole('button', { name: 'Put right' })).toBeNull()
    answers.reopen_discrepancy = refused('reason_needed', {}, [], 'give_reason')
    await userEvent.click(screen.getByRole('button', { name: 'Open again' }))
    const dialog = within(await screen.findByRole('dialog'))
    await userEvent.click(dialog.getByRole('button', { name: 'Open again' }))
    expect((await dialog.findByRole('alert')).textContent).toContain('Say why, in a few words.')
  })
})
