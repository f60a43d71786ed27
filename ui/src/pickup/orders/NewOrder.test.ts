import { render, screen, waitFor } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PatientId } from '../../lib/bindings'
import { drafts } from '../../lib/drafts'
import { keys } from '../../lib/keys.svelte'
import { places } from '../../lib/places.svelte'
import NewOrder from './NewOrder.svelte'

let sent: { name: string; request: Record<string, unknown> }[] = []
let answers: Record<string, unknown> = {}
let stop: () => void
const place = { screen: 'addOrder' as const, patientId: 7 as PatientId }
const asked = (name: string) => sent.find(each => each.name === name)?.request
const box = (label: string) => screen.getByLabelText<HTMLInputElement>(label)

beforeEach(() => {
  sent = []
  answers = {
    open_patient: { done: { name: 'Sam Keller', prescriptions: [] } },
    settings: { done: { places: ['drawer'] } },
    list_orders: { done: [] },
    add_order: { done: { order_id: 55, number: '26-1043', kept: [] } },
  }
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const call = JSON.parse(String(init.body))
    sent.push(call)
    return { json: async () => answers[call.name] ?? { done: {} } }
  })
  drafts.clear()
  places.clear()
  stop = keys.start()
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

describe('taking an order', () => {
  it('goes from box to box with Enter, sets signs, and takes the order', async () => {
    render(NewOrder, { place })
    await userEvent.click(box('Right, Sphere'))
    await userEvent.keyboard('-225{Enter}75-{Enter}180{Enter}{Enter}+1{Enter}')
    expect(box('Right, Sphere').value).toBe('−2.25')
    expect(box('Right, Cyl').value).toBe('−0.75')
    expect(document.activeElement).toBe(box('Left, Cyl'))
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(asked('add_order')).toBeTruthy())
    expect(asked('add_order')).toMatchObject({
      powers: { right: { sphere: -225, cyl: -75, axis: 180, add: null }, left: { sphere: 100 } },
    })
    await waitFor(() => expect(places.here).toEqual({ screen: 'order', id: 55 }))
  })

  it('does not send a power without its sign, and says which box', async () => {
    render(NewOrder, { place })
    await userEvent.type(box('Left, Sphere'), '2.00')
    await userEvent.click(screen.getByRole('button', { name: /^Take the order/ }))
    expect(await screen.findByText(/Left, Sphere: type \+ or −/)).toBeTruthy()
    expect(document.activeElement).toBe(box('Left, Sphere'))
    expect(asked('add_order')).toBeUndefined()
  })

  it('offers the slip at once when we keep the old lenses', async () => {
    answers.add_order = { done: { order_id: 55, number: '26-1043', kept: [901] } }
    render(NewOrder, { place })
    await userEvent.click(screen.getByLabelText('We keep them'))
    await userEvent.type(box('Where we keep them'), 'drawer')
    await userEvent.click(screen.getByRole('button', { name: /^Take the order/ }))
    await waitFor(() => expect(places.here).toEqual({ screen: 'paper', paper: 'slip', orderId: 55 }))
    expect(asked('add_order')).toMatchObject({ old_lenses: { kept_by: 'we', place: 'drawer' } })
  })

  it('says what the core refuses and keeps what was typed', async () => {
    answers.add_order = {
      refused: { code: 'place_needed', facts: { part: 'old_lenses' }, findings: [], next_step: 'say_where' },
    }
    render(NewOrder, { place })
    await userEvent.type(box('Lab'), 'Northlab')
    await userEvent.click(screen.getByRole('button', { name: /^Take the order/ }))
    expect((await screen.findByRole('alert')).textContent).toContain('Name the place.')
    expect(box('Lab').value).toBe('Northlab')
  })

  it('has what was typed when they come back after Esc, and not for the next person', async () => {
    const first = render(NewOrder, { place })
    await userEvent.type(box('Lab'), 'Northlab')
    first.unmount()
    const second = render(NewOrder, { place })
    expect(box('Lab').value).toBe('Northlab')
    second.unmount()
    drafts.clear()
    render(NewOrder, { place })
    expect(box('Lab').value).toBe('')
  })
})
