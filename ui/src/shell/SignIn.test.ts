import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeskState, StaffId } from '../lib/bindings'
import { desk } from './desk.svelte'
import SignIn from './SignIn.svelte'

const id = (number: number) => number as StaffId
const state: DeskState = {
  stage: 'sign_in',
  clinic: 'Bright Street',
  practice: false,
  recovery_key_confirmed: true,
  staff: [
    { id: id(1), given: 'Jo', family: 'Ortiz', role: 'manager', active: true },
    { id: id(2), given: 'Kim', family: 'Adeyemi', role: 'dispenser', active: true },
    { id: id(3), given: 'Jan', family: 'Novak', role: 'receptionist', active: true },
  ],
  without_pin: [id(3)],
  who: null,
  now: new Date('2026-11-03T10:54:00-05:00').getTime(),
  offset_minutes: -300,
  no_patients_yet: false,
  theme: 'machine',
  practice_pin: null,
  newest_backup: null,
  keychain: 'no_keychain',
  in_emergency: null,
  emergencies_unseen: 0,
}

let sent: { name: string; request: Record<string, unknown> }[] = []
let answer: unknown

beforeEach(() => {
  sent = []
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const asked = JSON.parse(String(init.body))
    sent.push(asked)
    return { json: async () => (asked.name === 'sign_in' ? answer : { done: state }) }
  })
  desk.take(state)
})
afterEach(() => vi.unstubAllGlobals())

describe('signing in', () => {
  it('says who has no PIN on this machine', () => {
    render(SignIn)
    expect(screen.getByRole('button', { name: /Jan.*needs a new PIN/ })).toBeTruthy()
    expect(screen.queryByRole('button', { name: /Kim.*needs a new PIN/ })).toBeNull()
  })

  it('takes a letter, a PIN and Enter, and nothing else', async () => {
    answer = { done: { staff_id: 2, role: 'dispenser' } }
    render(SignIn)
    await userEvent.type(screen.getByLabelText('PIN for Jo'), 'k4711{Enter}')
    expect(sent.find(each => each.name === 'sign_in')?.request).toEqual({ staff_id: 2, pin: '4711' })
  })

  it('goes round among those with the same letter', async () => {
    render(SignIn)
    await userEvent.type(screen.getByLabelText('PIN for Jo'), 'j')
    expect(screen.getByLabelText('PIN for Jan')).toBeTruthy()
    await userEvent.type(screen.getByLabelText('PIN for Jan'), 'j')
    expect(screen.getByLabelText('PIN for Jo')).toBeTruthy()
  })

  it('never sends one person’s half-typed PIN for another', async () => {
    render(SignIn)
    await userEvent.type(screen.getByLabelText('PIN for Jo'), '47{ArrowDown}')
    expect((screen.getByLabelText('PIN for Kim') as HTMLInputElement).value).toBe('')
  })

  it('says what is wrong and what to do, and forgets the PIN', async () => {
    answer = { refused: { code: 'wrong_pin', facts: {}, findings: [], next_step: 'try_again' } }
    render(SignIn)
    await userEvent.type(screen.getByLabelText('PIN for Jo'), '0000{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('That is not the PIN.')
    expect((screen.getByLabelText('PIN for Jo') as HTMLInputElement).value).toBe('')
  })
})
