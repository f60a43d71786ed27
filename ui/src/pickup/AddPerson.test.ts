import { render, screen, waitFor } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { places } from '../lib/places.svelte'
import AddPerson from './AddPerson.svelte'

const HERE = {
  refused: {
    code: 'may_be_here_already',
    facts: { patient_id: 11, name: 'Eric Paulson' },
    findings: [],
    next_step: null,
  },
}
const MAYBE = [
  {
    patient_id: 11,
    name: 'Eric Paulson',
    names: ['Eric', 'Paulson'],
    formerly: null,
    born_year: 1979,
    phone_last4: '0142',
    percent: 97,
    fields: [
      { field: 'given', agreement: 'same', strength: 3 },
      { field: 'born', agreement: 'slip', strength: 2 },
      { field: 'town', agreement: 'different', strength: -1 },
      { field: 'phone', agreement: 'missing', strength: 0 },
    ],
    against: [],
  },
  {
    patient_id: 12,
    name: 'Erich Paulson',
    names: ['Erich', 'Poulsen'],
    formerly: 'Erich Poulsen',
    born_year: null,
    phone_last4: null,
    percent: 61,
    fields: [{ field: 'given', agreement: 'near', strength: 2 }],
    against: [{ grade: 'ask', code: 'may_be_twins', facts: {} }],
  },
]
let maybe: typeof MAYBE | [] = []
let sent: { name: string; request: Record<string, unknown> }[]

beforeEach(() => {
  sent = []
  maybe = []
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const call = JSON.parse(String(init.body))
    if (call.name === 'who_may_this_be') return { json: async () => ({ done: maybe }) }
    sent.push(call)
    return { json: async () => (call.request.another ? { done: { patient_id: 99 } } : HERE) }
  })
  places.clear()
  render(AddPerson, { place: { screen: 'addPerson', text: 'Eric Paulson' } })
})
afterEach(() => vi.unstubAllGlobals())

const add = () => userEvent.click(screen.getByRole('button', { name: /^Add the patient/ }))

describe('adding somebody who is on file', () => {
  it('says who, and opens them with Enter', async () => {
    await add()
    expect((await screen.findByRole('alert')).textContent).toContain('Eric Paulson may be on file already.')
    const open = screen.getByRole('button', { name: 'Open them' })
    await waitFor(() => expect(document.activeElement).toBe(open))
    expect(screen.queryByRole('button', { name: /^Add the patient/ })).toBeNull()
    await userEvent.keyboard('{Enter}')
    expect(places.here).toEqual({ screen: 'person', id: 11 })
    expect(sent).toHaveLength(1)
  })

  it('adds another person only when somebody says so', async () => {
    await add()
    await userEvent.click(await screen.findByRole('button', { name: 'Somebody else' }))
    await waitFor(() => expect(places.here).toEqual({ screen: 'person', id: 99 }))
    expect(sent.map(call => call.request.another)).toEqual([false, true])
    expect(sent[1]?.request.not_them).toEqual([11])
  })

  it('says field by field what speaks for and against, one after the other', async () => {
    maybe = MAYBE
    await add()
    const table = await screen.findByRole('table', { name: 'Same person?' })
    const row = (name: string) =>
      [...table.querySelectorAll('tr')].find(each => each.textContent?.includes(name))?.textContent ?? ''
    expect(row('First name')).toContain('speaks strongly for it')
    expect(row('Birth date')).toMatch(/born 1979.*close: one slip.*speaks for it/)
    expect(row('Town')).toMatch(/differs.*speaks a little against it/)
    expect(row('Phone')).toMatch(/ends in 0142.*not known/)
    await userEvent.click(screen.getByRole('button', { name: /^Somebody else/ }))
    await screen.findByText('also on file as Erich Poulsen')
    await screen.findByText(/they may be twins/)
    expect(sent).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: /^Somebody else/ }))
    await waitFor(() => expect(places.here).toEqual({ screen: 'person', id: 99 }))
    expect(sent[1]?.request.not_them).toEqual([11, 12])
  })

  it('looks again when the details change', async () => {
    await add()
    await screen.findByRole('alert')
    await userEvent.type(screen.getByLabelText('Last name'), 'n')
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByRole('button', { name: /^Add the patient/ })).toBeTruthy()
  })
})
