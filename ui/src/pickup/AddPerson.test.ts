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
let sent: { name: string; request: Record<string, unknown> }[]

beforeEach(() => {
  sent = []
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const call = JSON.parse(String(init.body))
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
    expect((await screen.findByRole('alert')).textContent).toContain(
      'Eric Paulson, born the same day, is on file.',
    )
    const open = screen.getByRole('button', { name: 'Open them' })
    await waitFor(() => expect(document.activeElement).toBe(open))
    expect(screen.queryByRole('button', { name: /^Add the patient/ })).toBeNull()
    await userEvent.keyboard('{Enter}')
    expect(places.here).toEqual({ screen: 'person', id: 11 })
    expect(sent).toHaveLength(1)
  })

  it('adds another person only when somebody says so', async () => {
    await add()
    await userEvent.click(await screen.findByRole('button', { name: 'Add another person all the same' }))
    await waitFor(() => expect(places.here).toEqual({ screen: 'person', id: 99 }))
    expect(sent.map(call => call.request.another)).toEqual([false, true])
  })

  it('looks again when the details change', async () => {
    await add()
    await screen.findByRole('alert')
    await userEvent.type(screen.getByLabelText('Last name'), 'n')
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByRole('button', { name: /^Add the patient/ })).toBeTruthy()
  })
})
