import { render, screen, waitFor } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PatientId } from '../../lib/bindings'
import { drafts } from '../../lib/drafts'
import { keys } from '../../lib/keys.svelte'
import { places } from '../../lib/places.svelte'
import { BLANK_EYE } from '../../lib/powers'
import NewOrder from './NewOrder.svelte'

let sent: { name: string; request: Record<string, unknown> }[] = []
let answers: Record<string, unknown> = {}
let stop: () => void
const place = { screen: 'addOrder' as const, patientId: 7 as PatientId }
const asked = (name: string) => sent.find(each => each.name === name)?.request
const box = (label: string) => screen.getByLabelText<HTMLInputElement>(label)

/** A sphere as the core reads it. */
function understood(text: string) {
  const [, eye, sign, power] = /^(OD )?([+-]?)(\d+(?:\.\d+)?)/.exec(text) ?? []
  const sphere = Math.round(Number(power) * 100) * (sign === '-' ? -1 : 1)
  const asked = sign === '' && [{ code: 'no_sign', field: 'sphere', typed: text, read_as: `+${text}` }]
  const lens = {
    verdict: asked ? 'ask' : 'accept',
    eye: { ...BLANK_EYE, sphere },
    standard: `${sphere < 0 ? '-' : '+'}${Number(power).toFixed(2)} DS`,
    doubts: asked || [],
  }
  const line = { right: null, left: null, either: null, pd_tenths: null, eyes_assumed: false, doubts: [] }
  return eye ? { ...line, right: lens } : { ...line, either: lens }
}

beforeEach(() => {
  sent = []
  answers = {
    open_patient: { done: { name: 'Sam Keller', prescriptions: [] } },
    settings: { done: { places: ['drawer'] } },
    list_orders: { done: [] },
    compare_order: { done: [] },
    add_order: { done: { order_id: 55, number: '26-1043', kept: [] } },
  }
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const call = JSON.parse(String(init.body))
    sent.push(call)
    if (call.name === 'read_prescription')
      return { json: async () => ({ done: understood(call.request.text) }) }
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
  it('takes a line for each eye as the core understands it', async () => {
    render(NewOrder, { place })
    await userEvent.type(box('Right eye'), '-2.25')
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(box('Left eye'))
    await userEvent.type(box('Left eye'), '+1')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(asked('add_order')).toBeTruthy())
    expect(asked('add_order')).toMatchObject({ powers: { right: { sphere: -225 }, left: { sphere: 100 } } })
    await waitFor(() => expect(places.here).toEqual({ screen: 'order', id: 55 }))
  })

  it('asks about a power without its sign, and takes it once somebody has said yes', async () => {
    render(NewOrder, { place })
    await userEvent.type(box('Left eye'), '2.00')
    await userEvent.click(screen.getByRole('button', { name: /^Take the order/ }))
    await waitFor(() => expect(document.activeElement).toBe(box('Left eye')))
    expect(box('Left eye').getAttribute('aria-invalid')).toBe('true')
    expect(asked('add_order')).toBeUndefined()
    await userEvent.click(screen.getByRole('button', { name: 'Yes, +2.00 DS' }))
    await userEvent.click(screen.getByRole('button', { name: /^Take the order/ }))
    await waitFor(() => expect(asked('add_order')).toMatchObject({ powers: { left: { sphere: 200 } } }))
  })

  it('does not put the other eye’s power in by itself', async () => {
    render(NewOrder, { place })
    await userEvent.type(box('Left eye'), 'OD -1.00')
    expect(await screen.findByText('This says it is the right eye.')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: /^Take the order/ }))
    await waitFor(() => expect(box('Left eye').getAttribute('aria-invalid')).toBe('true'))
    expect(asked('add_order')).toBeUndefined()
  })

  it('is not blocked by what differs from the file, but asks why, once', async () => {
    const facts = { eye: 'right', ordered: '-2.50 DS', written: '-2.25 DS' }
    answers.compare_order = { done: [{ grade: 'stop', code: 'rx_differs', facts }] }
    render(NewOrder, { place })
    await userEvent.type(box('Right eye'), '-2.50')
    expect(await screen.findByText('Right ordered -2.50 DS, on file -2.25 DS.')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: /^Take the order/ }))
    const why = () => screen.getByLabelText<HTMLInputElement>('Why it is right all the same')
    await waitFor(() => expect(document.activeElement).toBe(why()))
    expect(screen.getByText('Correct it, or say why it is right.')).toBeTruthy()
    expect(asked('add_order')).toBeUndefined()
    await userEvent.type(why(), 'Dr. Ng changed it')
    await userEvent.click(screen.getByRole('button', { name: /^Take the order/ }))
    await waitFor(() =>
      expect(asked('add_order')).toMatchObject({ prescription_reason: 'Dr. Ng changed it' }),
    )
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
