import { render, screen, waitFor, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HandOverId, Notification } from '../../lib/bindings'
import { clock } from '../../lib/clock.svelte'
import { keys } from '../../lib/keys.svelte'
import { toasts } from '../../lib/toast.svelte'
import { takingBack } from '../hand-over/take-back.svelte'
import Order from './Order.svelte'
import { anOrder, aPage, aPart, NOW, RIGHT } from './sample'

let sent: { name: string; request: Record<string, unknown> }[] = []
let answers: Record<string, unknown> = {}
let stop: () => void

const asked = (name: string) => sent.find(each => each.name === name)?.request

beforeEach(() => {
  sent = []
  answers = {
    settings: { done: { places: ['drawer', 'finishing desk'] } },
    staff: { done: [] },
    desk_state: { done: { staff: [], who: null } },
  }
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
  vi.unstubAllGlobals()
})

const lastToast = () => toasts.shown.at(-1)

describe('an order’s page', () => {
  it('keeps status and where it is apart, and says what is lost and who saw it last', () => {
    render(Order, { page: aPage() })
    expect(screen.getByText('Received')).toBeTruthy()
    expect(screen.getByText('Tray T017 · 1 not located')).toBeTruthy()
    expect(screen.getByText('last seen: finishing desk, Nov 3, noted by Jan')).toBeTruthy()
  })

  it('refuses to notify while a part is missing, and says which, last seen where', async () => {
    answers.notify_order = {
      refused: {
        code: 'parts_missing',
        facts: { number: '26-1042' },
        findings: [
          {
            grade: 'stop',
            code: 'part_missing',
            facts: {
              part: 'right_lens',
              custody: 'not_located',
              last_custody: 'here',
              last_place: 'finishing desk',
              last_by: 'Jan',
              last_at: RIGHT.moved_at,
            },
          },
        ],
        next_step: 'search_part',
      },
    }
    render(Order, {
      page: aPage({ order: anOrder({ state: 'verified' }), offered: ['received', 'cancelled'] }),
    })
    await userEvent.click(screen.getByRole('button', { name: /^Notify/ }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain(
      'Right lens: not located. Last seen: finishing desk, Nov 3, noted by Jan.',
    )
    expect(alert.textContent).toContain('Search for it now, before anybody is called.')
    expect(toasts.shown).toEqual([])
  })

  it('counts down to when a notification can no longer be taken back, and takes it back with one key', async () => {
    const notification = { id: 9, at: NOW, goes_at: NOW + 30 * 60_000, by: 'Jo', taken_back_at: null }
    answers.take_back_notification = { done: { number: '26-1042' } }
    render(Order, {
      page: aPage({
        order: anOrder({ state: 'notified' }),
        parts: [aPart(1)],
        offered: ['verified', 'uncollected'],
        notifications: [{ ...notification, taken_back_by: null } as Notification],
      }),
    })
    expect(screen.getByRole('timer').textContent).toMatch(/^(30:00|29:5\d)$/)
    await userEvent.keyboard('z')
    await waitFor(() => expect(asked('take_back_notification')).toEqual({ order_id: 1042, seen_state: null }))
    await waitFor(() => expect(lastToast()?.words).toContain('nobody was told'))
  })

  it('says that it is too late when the patient has been told', async () => {
    answers.take_back_notification = {
      refused: {
        code: 'too_late_to_take_back',
        facts: { number: '26-1042' },
        findings: [],
        next_step: 'call_patient',
      },
    }
    const standing = {
      id: 9,
      at: NOW,
      goes_at: NOW + 5_000,
      by: 'Jo',
      taken_back_at: null,
      taken_back_by: null,
    }
    render(Order, {
      page: aPage({ order: anOrder({ state: 'notified' }), notifications: [standing as Notification] }),
    })
    await userEvent.click(screen.getByRole('button', { name: /^Take back/ }))
    expect((await screen.findByRole('alert')).textContent).toContain(
      'Call them, so that they hear it from you.',
    )
  })

  it('does not offer what cannot come next', () => {
    render(Order, { page: aPage({ order: anOrder({ state: 'at_lab' }), offered: ['received', 'lab_hold'] }) })
    expect(screen.getByRole('button', { name: /^Receive/ })).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^Notify/ })).toBeNull()
    expect(screen.queryByRole('button', { name: /^Verify/ })).toBeNull()
    expect(screen.queryByRole('button', { name: /^Hand over/ })).toBeNull()
  })
})

describe('receiving a delivery', () => {
  const page = aPage({
    order: anOrder({ state: 'at_lab', tray: null }),
    parts: [
      aPart(1, { place: 'board' }),
      aPart(2, { kind: 'right_lens', custody: 'at_lab', place: null, holder: 'Northlab' }),
      aPart(3, { kind: 'left_lens', custody: 'at_lab', place: null, holder: 'Northlab' }),
    ],
    offered: ['received', 'lab_hold'],
  })

  it('ticks nothing beforehand, sends what was ticked and says what is still missing', async () => {
    answers.receive_order = {
      done: {
        number: '26-1042',
        tray: 'T017',
        complete: false,
        missing: [
          {
            grade: 'stop',
            code: 'part_missing',
            facts: { part: 'left_lens', custody: 'at_lab', holder: 'Northlab' },
          },
        ],
      },
    }
    render(Order, { page })
    await userEvent.keyboard('r')
    const dialog = await screen.findByRole('dialog')
    const boxes = within(dialog).getAllByRole<HTMLInputElement>('checkbox')
    expect(boxes.map(box => box.checked)).toEqual([false, false, false])
    await userEvent.click(within(dialog).getByLabelText(/^Frame/))
    await userEvent.click(within(dialog).getByLabelText(/^Right lens/))
    expect(dialog.textContent).toContain('1 part stays open.')
    await userEvent.type(within(dialog).getByLabelText('Tray'), 't017{Enter}')
    await waitFor(() =>
      expect(asked('receive_order')).toEqual({
        order_id: 1042,
        tray: 't017',
        arrived: [1, 2],
        missing: [{ part_id: 3, not_located: false, note: null }],
        seen_state: 'at_lab',
      }),
    )
    await waitFor(() => expect(lastToast()?.words).toContain('Still missing: Left lens: at Northlab'))
  })

  it('keeps the ticks when the tray is taken', async () => {
    answers.receive_order = {
      refused: {
        code: 'tray_taken',
        facts: { tray: 'T017', number: '26-1040' },
        findings: [],
        next_step: 'choose_other_tray',
      },
    }
    render(Order, { page })
    await userEvent.click(screen.getByRole('button', { name: /^Receive/ }))
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByLabelText(/^Right lens/))
    await userEvent.type(within(dialog).getByLabelText('Tray'), 'T017{Enter}')
    expect((await within(dialog).findByRole('alert')).textContent).toContain('Order 26-1040 is in it.')
    expect(within(dialog).getByLabelText<HTMLInputElement>(/^Right lens/).checked).toBe(true)
  })
})

describe('the prescription on file', () => {
  it('stands beside what was ordered where they differ', () => {
    const facts = { eye: 'right', ordered: '-2.00 DS', written: '-2.25 DS' }
    render(Order, {
      page: aPage({
        against_prescription: [{ finding: { grade: 'ask', code: 'rx_differs', facts }, answer: null }],
      }),
    })
    expect(screen.getByText('Right ordered -2.00 DS, on file -2.25 DS.')).toBeTruthy()
  })
})

describe('verifying', () => {
  it('asks for a reason before it waives', async () => {
    render(Order, { page: aPage({ parts: [aPart(1)] }) })
    await userEvent.click(screen.getByRole('button', { name: /^Verify/ }))
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByLabelText('Waived'))
    await userEvent.click(within(dialog).getByRole('button', { name: /^Keep the check/ }))
    expect((await within(dialog).findByRole('alert')).textContent).toBe('Say it in a few words.')
    expect(asked('verify_order')).toBeUndefined()
  })

  it('sends a receptionist to a dispenser', async () => {
    answers.verify_order = {
      refused: {
        code: 'not_your_role',
        facts: { needs: 'dispenser' },
        findings: [],
        next_step: 'ask_colleague',
      },
    }
    render(Order, { page: aPage({ parts: [aPart(1)] }) })
    await userEvent.click(screen.getByRole('button', { name: /^Verify/ }))
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: /^Keep the check/ }))
    expect((await within(dialog).findByRole('alert')).textContent).toBe('Look first, then say how it is.')
    expect(asked('verify_order')).toBeUndefined()
    await userEvent.click(within(dialog).getByLabelText('Passed'))
    await userEvent.click(within(dialog).getByRole('button', { name: /^Keep the check/ }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('Only a dispenser may do this.')
  })
})

describe('moving a part', () => {
  it('begins with the part that is lost, and can be taken back to where it was', async () => {
    answers.move_part = { done: { ...RIGHT, custody: 'here', place: 'drawer' } }
    render(Order, { page: aPage() })
    await userEvent.keyboard('m')
    const dialog = await screen.findByRole('dialog')
    expect(within(dialog).getByLabelText<HTMLSelectElement>('Part').value).toBe('2')
    await userEvent.click(await within(dialog).findByRole('button', { name: 'drawer' }))
    await userEvent.click(within(dialog).getByRole('button', { name: /^Found it/ }))
    await waitFor(() =>
      expect(asked('move_part')).toMatchObject({ part_id: 2, custody: 'here', place: 'drawer' }),
    )
    await waitFor(() => expect(lastToast()?.words).toBe('Right lens: here, drawer'))
    sent = []
    await toasts.takeBack()
    expect(asked('move_part')).toMatchObject({ part_id: 2, custody: 'not_located' })
  })

  it('asks where when nobody said', async () => {
    answers.move_part = {
      refused: { code: 'place_needed', facts: { part: 'right_lens' }, findings: [], next_step: 'say_where' },
    }
    render(Order, { page: aPage({ order: anOrder({ tray: null }) }) })
    await userEvent.click(screen.getByRole('button', { name: 'Move right lens' }))
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: /^Found it/ }))
    expect((await within(dialog).findByRole('alert')).textContent).toBe('Say where it was found.')
    expect(asked('move_part')).toBeUndefined()
    await userEvent.type(within(dialog).getByRole('textbox', { name: /^Place/ }), 'drawer')
    await userEvent.click(within(dialog).getByRole('button', { name: /^Found it/ }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('Name the place.')
  })
})

describe('changing the status', () => {
  it('offers the next states only, with what goes along to the lab', async () => {
    answers.move_order = { done: { number: '26-1042', offered: ['received'] } }
    render(Order, { page: aPage({ parts: [aPart(1), aPart(2, { kind: 'right_lens' })] }) })
    await userEvent.keyboard('o')
    const dialog = await screen.findByRole('dialog')
    expect(
      within(dialog)
        .getAllByRole('radio')
        .map(radio => radio.getAttribute('value')),
    ).toEqual(['at_lab', 'cancelled'])
    expect(within(dialog).getByLabelText<HTMLInputElement>(/^Right lens/).checked).toBe(true)
    expect(within(dialog).getByLabelText<HTMLInputElement>(/^Frame/).checked).toBe(false)
    await userEvent.click(within(dialog).getByRole('button', { name: /^Mark as at the lab/ }))
    await waitFor(() =>
      expect(asked('move_order')).toMatchObject({ to: 'at_lab', along: [2], seen_state: 'received' }),
    )
    await waitFor(() => expect(lastToast()?.takeBack).toBeTruthy())
  })

  it('says who was quicker', async () => {
    answers.move_order = {
      refused: {
        code: 'moved_meanwhile',
        facts: { number: '26-1042', state: 'verified' },
        findings: [],
        next_step: 'look_again',
      },
    }
    render(Order, { page: aPage() })
    await userEvent.keyboard('o')
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: /^Mark as/ }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('Order 26-1042 is verified now.')
  })
})

describe('an order that was handed over', () => {
  const handed = (at: number) =>
    aPage({
      order: anOrder({ state: 'collected', tray: null }),
      handed_over: { hand_over_id: 5 as HandOverId, received_by: 'Sam Keller', relation: null, at, by: 'Jo' },
    })
  const atTheDesk = (role: string) => {
    answers.desk_state = { done: { staff: [{ id: 1, given: 'Jo', family: '', role, active: true }], who: 1 } }
  }
  const back = { name: /^Take it back/ }

  it('is taken back by anybody on the day itself', async () => {
    atTheDesk('receptionist')
    render(Order, { page: handed(NOW - 3_600_000) })
    await userEvent.click(await screen.findByRole('button', back))
    expect(takingBack.asked).toMatchObject({ id: 5, orderId: 1042, place: 'T017', notTheirs: false })
    await userEvent.keyboard('n')
    await waitFor(() => expect(takingBack.asked?.notTheirs).toBe(true))
    takingBack.close()
  })

  it('is taken back by a dispenser on a later day', async () => {
    atTheDesk('receptionist')
    const { unmount } = render(Order, { page: handed(NOW - 26 * 3_600_000) })
    await waitFor(() => expect(asked('desk_state')).toBeTruthy())
    expect(screen.queryByRole('button', back)).toBeNull()
    unmount()
    atTheDesk('dispenser')
    render(Order, { page: handed(NOW - 26 * 3_600_000) })
    expect(await screen.findByRole('button', back)).toBeTruthy()
  })
})
