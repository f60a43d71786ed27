import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Settings as Kept, Refusal, Staff, StaffId } from '../lib/bindings'
import AskForKey from './AskForKey.svelte'
import NewPin from './NewPin.svelte'
import { readNumbers, typedFrom } from './numbers'
import Settings from './Settings.svelte'
import StaffForm from './StaffForm.svelte'
import TypeKeyBack from './TypeKeyBack.svelte'

const KEPT: Kept = {
  tolerances: 'ansi_z80_1_2015',
  keep_years: {},
  hours: Array(7).fill({ opens: 540, closes: 1080 }) as Kept['hours'],
  closed_days: [],
  zone: null,
  greet_within_min: 2,
  amber_after_min: 10,
  amber_percent_of_quote: 80,
  tell_after_min: 15,
  manager_after_min: 20,
  recovery_after_min: 30,
  update_every_min: 10,
  quote_fallback_min: 15,
  quote_needs_visits: 20,
  notify_hold_min: 30,
  call_within_days: 3,
  sent_within_days: 1,
  acknowledged_within_days: 2,
  answered_within_days: 2,
  checked_within_days: 1,
  told_within_days: 1,
  sits_days: 14,
  lock_after_min: 5,
  public_view: 'first_name',
  state_names: {},
  places: ['drawer'],
  paper: 'locale',
  amends: {},
  amends_approver: 'manager',
}
const KIM: Staff = { id: 1 as StaffId, given: 'Kim', family: 'Vo', role: 'manager', active: true }
const JO: Staff = { id: 2 as StaffId, given: 'Jo', family: 'Ortiz', role: 'receptionist', active: true }

const refusal = (code: string, facts: Refusal['facts'] = {}) => ({
  refused: { code, facts, findings: [], next_step: null },
})
let answers: Record<string, unknown>
let sent: { name: string; request: Record<string, unknown> }[]
const names = () => sent.map(each => each.name)

beforeEach(() => {
  sent = []
  answers = {
    desk_state: {
      done: { clinic: 'Bright Street', practice: false, theme: 'machine', who: 1, staff: [KIM, JO] },
    },
    settings: { done: KEPT },
  }
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path === '/ports') return { json: async () => [] }
    const asked = JSON.parse(String(init.body))
    sent.push(asked)
    return { json: async () => answers[asked.name] ?? refusal('unexpected') }
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('numbers of the settings', () => {
  it('are whole and within bounds', () => {
    for (const text of ['', '0', '-3', '2.5', 'ten', '1441']) {
      const { wrong } = readNumbers({ ...typedFrom(KEPT), lock_after_min: text })
      expect(Object.keys(wrong), text).toEqual(['lock_after_min'])
    }
    expect(readNumbers(typedFrom(KEPT))).toMatchObject({ wrong: {}, numbers: { lock_after_min: 5 } })
  })

  it('come one after the other', () => {
    const { wrong } = readNumbers({ ...typedFrom(KEPT), tell_after_min: '25' })
    expect(Object.keys(wrong)).toEqual(['manager_after_min'])
  })
})

describe('settings', () => {
  it('sends nothing while a number is wrong, and goes to it', async () => {
    render(Settings)
    const box = await screen.findByLabelText('Lock the desk after, minutes')
    await userEvent.clear(box)
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('A whole number from 1 to 1440.')).toBeTruthy()
    await vi.waitFor(() => expect(document.activeElement).toBe(box))
    expect(names()).not.toContain('change_settings')
  })

  it('keeps what was typed when the core says no, and says why', async () => {
    answers.change_settings = refusal('settings_order')
    render(Settings)
    const box = await screen.findByLabelText('Greet within')
    await userEvent.clear(box)
    await userEvent.type(box, '3')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing was changed')
    expect((box as HTMLInputElement).value).toBe('3')
    expect(names()).not.toContain('rename_clinic')
  })

  it('sends all settings, also those it does not show', async () => {
    answers.change_settings = { done: KEPT }
    answers.rename_clinic = { done: {} }
    render(Settings)
    const name = await screen.findByLabelText('Clinic name')
    await userEvent.type(name, ' East')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await vi.waitFor(() => expect(names()).toContain('rename_clinic'))
    expect(sent.find(each => each.name === 'change_settings')?.request).toEqual({ settings: KEPT })
    expect(sent.find(each => each.name === 'rename_clinic')?.request).toEqual({ name: 'Bright Street East' })
  })

  it('lets others look, and choose how their desk looks', async () => {
    answers.desk_state = {
      done: { clinic: 'Bright Street', practice: false, theme: 'machine', who: 2, staff: [KIM, JO] },
    }
    answers.choose_theme = { done: { theme: 'dark' } }
    render(Settings)
    expect(await screen.findByText(/Only a manager changes these/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
    expect(screen.queryByRole('button', { name: /recovery key/ })).toBeNull()
    await userEvent.click(screen.getByRole('radio', { name: 'Dark' }))
    await vi.waitFor(() =>
      expect(sent.find(each => each.name === 'choose_theme')?.request).toEqual({ theme: 'dark' }),
    )
    expect(document.documentElement.dataset.theme).toBe('dark')
    delete document.documentElement.dataset.theme
  })
})

describe('the recovery key', () => {
  it('says that the passphrase is wrong, forgets it, and makes nothing', async () => {
    answers.new_recovery_key = refusal('wrong_passphrase')
    const onmade = vi.fn()
    render(AskForKey, { onmade, onback: vi.fn() })
    await userEvent.type(screen.getByLabelText('Passphrase'), 'not this one{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('That does not open the clinic')
    expect((screen.getByLabelText('Passphrase') as HTMLInputElement).value).toBe('')
    expect(onmade).not.toHaveBeenCalled()
  })

  it('is not taken for typed back when it differs', async () => {
    answers.confirm_recovery_key = refusal('recovery_key_differs')
    const ondone = vi.fn()
    render(TypeKeyBack, { ondone })
    await userEvent.type(screen.getByLabelText('Recovery key'), 'AAAA BBBB{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('That is not the key on the paper')
    expect(ondone).not.toHaveBeenCalled()
  })
})

describe('people at the desk', () => {
  it('are not added without a name and a PIN typed twice', async () => {
    render(StaffForm, { onclose: vi.fn() })
    await userEvent.click(await screen.findByRole('button', { name: 'Add somebody' }))
    expect(await screen.findByText('Enter a first name.')).toBeTruthy()
    expect(screen.getByText('A PIN has 4 to 12 digits, and only digits.')).toBeTruthy()
    expect(names()).toEqual([])
  })

  it('stay as they are when the core says no, and the form stays open', async () => {
    answers.change_staff = refusal('last_manager')
    const onclose = vi.fn()
    render(StaffForm, { person: KIM, onclose })
    await userEvent.click(await screen.findByRole('radio', { name: /receptionist/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect((await screen.findByRole('alert')).textContent).toContain('The last manager stays a manager.')
    expect(onclose).not.toHaveBeenCalled()
  })

  it('leave one’s own role to another manager', async () => {
    render(StaffForm, { person: KIM, isSelf: true, onclose: vi.fn() })
    expect(await screen.findByText('Your own role is changed by another manager.')).toBeTruthy()
    expect(screen.getByRole('group', { name: 'What they may do' }).matches('[disabled]')).toBe(true)
  })

  it('get a new PIN only when it is typed the same twice', async () => {
    answers.change_pin = { done: JO }
    const onclose = vi.fn()
    render(NewPin, { person: JO, onclose })
    await userEvent.type(await screen.findByLabelText('PIN'), '2468')
    await userEvent.type(screen.getByLabelText('The same PIN again'), '2469')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('The two PINs differ. Type the same one again.')).toBeTruthy()
    expect(names()).toEqual([])
    await userEvent.clear(screen.getByLabelText('The same PIN again'))
    await userEvent.type(screen.getByLabelText('The same PIN again'), '2468')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await vi.waitFor(() => expect(onclose).toHaveBeenCalled())
    expect(sent[0]).toMatchObject({ name: 'change_pin', request: { staff_id: 2, pin: '2468' } })
  })
})
