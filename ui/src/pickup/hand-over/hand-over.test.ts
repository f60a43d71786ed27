import { render, screen, waitFor } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FoundHere, HandOverId, HandOverView, OrderId } from '../../lib/bindings'
import { keys } from '../../lib/keys.svelte'
import { toasts } from '../../lib/toast.svelte'
import Alerts from './Alerts.svelte'
import ColleagueDecides from './ColleagueDecides.svelte'
import { HandOver } from './hand-over.svelte'
import SayWho from './SayWho.svelte'
import TakeBackForm from './TakeBackForm.svelte'

let sent: { name: string; request: Record<string, unknown> }[] = []
let answers: Record<string, unknown> = {}
let stop: () => void
const asked = (name: string) => sent.filter(each => each.name === name).map(each => each.request)
const settle = () => new Promise(resolve => setTimeout(resolve, 60))

beforeEach(() => {
  sent = []
  answers = {}
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const call = JSON.parse(String(init.body))
    sent.push(call)
    return { json: async () => answers[call.name] ?? { done: {} } }
  })
  stop = keys.start()
})
afterEach(() => {
  stop()
  toasts.clear()
  vi.unstubAllGlobals()
})

const ALERT = {
  key: 'look_alike:5',
  check: 'alerts',
  finding: { grade: 'ask', code: 'look_alike', facts: {} },
  may_override: false,
  settled: null,
} as FoundHere

function anOpenHandOver(): HandOver {
  const handOver = new HandOver(6 as OrderId)
  handOver.view = {
    id: 9 as HandOverId,
    findings: [ALERT],
    look_alikes: [
      {
        patient_id: 5,
        name: 'Derrick Paulsen',
        order_number: '26-1017',
        tray: 'T014',
        reasons: ['one_letter_apart'],
        pinned: null,
        loud: true,
      },
    ],
  } as unknown as HandOverView
  return handOver
}

/** As the core answers when somebody else wrote meanwhile: the same again, but not the same object. */
const lookedAtAnew = (handOver: HandOver) => {
  handOver.view = structuredClone(handOver.view)
}

describe('a hand-over that is looked at anew while somebody types', () => {
  it('leaves the hand in the box it is in', async () => {
    const handOver = anOpenHandOver()
    render(SayWho, { handOver, current: true, said: { name: '', born: '' } })
    await userEvent.keyboard('Al')
    lookedAtAnew(handOver)
    await settle()
    await userEvent.keyboard('ma')
    expect(screen.getByLabelText<HTMLInputElement>(/^Name/).value).toBe('Alma')
  })

  it('leaves the hand where it went from an alert', async () => {
    const handOver = anOpenHandOver()
    render(Alerts, { handOver, current: true })
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Derrick Paulsen'))
    screen.getAllByRole('button')[0]?.focus()
    lookedAtAnew(handOver)
    await settle()
    expect(document.activeElement?.tagName).toBe('BUTTON')
  })
})

describe('a name to be careful with', () => {
  it('is not waved through by the second Enter of a quick hand; its own key says that it was seen', async () => {
    const handOver = anOpenHandOver()
    answers.give_reason = { done: handOver.view }
    render(Alerts, { handOver, current: true })
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Derrick Paulsen'))
    await userEvent.keyboard('{Enter}')
    await settle()
    await userEvent.keyboard('{Enter} ')
    await settle()
    expect(asked('give_reason')).toEqual([])
    await userEvent.keyboard('s')
    await waitFor(() => expect(asked('give_reason')).toHaveLength(1))
    expect(asked('give_reason')[0]).toMatchObject({ hand_over_id: 9, key: 'look_alike:5' })
  })
})

describe('a colleague decides', () => {
  it('begins at the colleague, not at the cross', async () => {
    const staff = ['Jo', 'Jan'].map((given, id) => ({
      id,
      given,
      family: '',
      role: 'dispenser',
      active: true,
    }))
    answers.desk_state = { done: { staff, who: 0 } }
    const handOver = anOpenHandOver()
    const view = handOver.view as HandOverView
    render(ColleagueDecides, { handOver, view, found: ALERT, onclose: () => {} })
    const jan = await screen.findByRole('radio', { name: 'Jan' })
    await waitFor(() => expect(document.activeElement).toBe(jan))
  })
})

describe('taking a hand-over back', () => {
  it('rechecks what they say is not theirs: one field is left to look at', async () => {
    const onclose = vi.fn()
    const back = {
      id: 9 as HandOverId,
      orderId: 6 as OrderId,
      number: '26-1016',
      place: 'T011',
      notTheirs: true,
    }
    render(TakeBackForm, { asked: back, onclose })
    const place = await screen.findByRole('textbox', { name: 'Where are the parts now?' })
    await waitFor(() => expect(document.activeElement).toBe(place))
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(onclose).toHaveBeenCalled())
    expect(asked('take_back_hand_over')).toEqual([
      { hand_over_id: 9, reason: 'It was not theirs', place: 'T011', not_theirs: true },
    ])
  })

  it('asks why when a hand was only too quick', async () => {
    const back = { id: 9 as HandOverId, orderId: 6 as OrderId, number: '26-1016', place: 'T011' }
    render(TakeBackForm, { asked: back, onclose: () => {} })
    const reason = await screen.findByRole('textbox', { name: 'Why' })
    await waitFor(() => expect(document.activeElement).toBe(reason))
    await userEvent.keyboard('Pressed too soon{Enter}')
    await waitFor(() => expect(asked('take_back_hand_over')[0]).toMatchObject({ not_theirs: false }))
  })
})
