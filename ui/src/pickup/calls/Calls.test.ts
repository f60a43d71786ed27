import { render, screen, waitFor, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CallLine } from '../../lib/bindings'
import { clock } from '../../lib/clock.svelte'
import { keys } from '../../lib/keys.svelte'
import Calls from './Calls.svelte'
import { message, sentence } from './say'

const NOW = new Date('2026-11-10T10:54:00-05:00').getTime()
const DAY = 86_400_000
const ruth = { name: 'Ruth Keller', relation: 'parent', contact_id: 3, phone: '555-0102' }
const sam = { name: 'Sam Keller', relation: null, contact_id: null, phone: '555-0101' }

function aLine(change: Partial<Record<keyof CallLine, unknown>> = {}): CallLine {
  return {
    order_id: 1,
    number: '26-1042',
    tray: 'T017',
    state: 'notified',
    patient_id: 7,
    name: 'Sam Keller',
    group: 'now',
    whom: [ruth, sam],
    say: {
      code: 'ready_to_collect',
      facts: { called: 'Sam', kind: 'spectacles', number: '26-1042', days: 0, bring_own_frame: false },
    },
    missing: [],
    waiting_since: NOW - 3 * DAY,
    goes_at: null,
    quiet_days: 0,
    last_call: null,
    tries: 0,
    tried_today: false,
    ...change,
  } as unknown as CallLine
}
const caller = { me: 'Jo', clinic: 'Bright Street', now: NOW }

let sent: { name: string; request: Record<string, unknown> }[] = []
let lines: CallLine[] = []
let answers: Record<string, unknown> = {}
let stop: () => void
const asked = (name: string) => sent.find(each => each.name === name)?.request

beforeEach(() => {
  sent = []
  answers = {
    settings: { done: { sits_days: 14, call_within_days: 3 } },
    desk_state: { done: { clinic: 'Bright Street', who: 1, staff: [{ id: 1, given: 'Jo' }] } },
    record_call: { done: { number: '26-1042' } },
  }
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const call = JSON.parse(String(init.body))
    sent.push(call)
    const list = { done: { day: '2026-11-10', lines, to_make: lines.length } }
    return { json: async () => (call.name === 'calls_today' ? list : (answers[call.name] ?? { done: {} })) }
  })
  clock.set(NOW)
  stop = keys.start()
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

describe('what to say', () => {
  it('speaks of the patient to who collects for them, and to the patient of their own', () => {
    expect(sentence(aLine(), ruth as never, caller)).toBe(
      'Sam’s glasses are here, complete and checked. You can collect them any time we are open.',
    )
    expect(sentence(aLine(), sam as never, caller)).toContain('Your glasses are here')
  })

  it('asks for the frame where the lenses go into it', () => {
    const line = aLine()
    line.say.facts.bring_own_frame = true
    expect(sentence(line, sam as never, caller)).toContain(
      'Please bring your frame, so that we can fit the lenses.',
    )
  })

  it('speaks of one thing as one', () => {
    const line = aLine()
    line.say = { code: 'still_waiting', facts: { called: 'Sam', kind: 'repair' } }
    expect(sentence(line, sam as never, caller)).toContain('Your repair has been here for you since Nov 7')
  })

  it('asks nobody to come for what is not here', () => {
    const line = aLine()
    line.say = { code: 'part_missing', facts: { called: 'Sam', kind: 'spectacles', bring_own_frame: true } }
    const said = sentence(line, sam as never, caller)
    expect(said).toContain('Please don’t come in')
    expect(said).not.toContain('bring')
  })

  it('leaves nothing of the order with a machine', () => {
    expect(message(sam as never, caller)).toBe(
      'This is Jo from Bright Street, with a message for Sam Keller. Please call us back when it suits you. Thank you.',
    )
  })
})

describe('the call list', () => {
  it('says what to do when it is empty', async () => {
    lines = []
    render(Calls)
    expect(await screen.findByText('No calls to make')).toBeTruthy()
  })

  it('groups by what presses most, and opens the first', async () => {
    lines = [
      aLine({ order_id: 1, name: 'Walt', group: 'sits', quiet_days: 18, whom: [sam] }),
      aLine({ order_id: 2, name: 'Ana', group: 'overdue', quiet_days: 4 }),
      aLine({ order_id: 3, name: 'Eric', group: 'now' }),
      aLine({ order_id: 4, name: 'Uma', group: 'now', tried_today: true }),
    ]
    render(Calls)
    const nav = await screen.findByRole('navigation')
    expect(
      within(nav)
        .getAllByRole('heading')
        .map(each => each.textContent?.trim()),
    ).toEqual([
      expect.stringContaining('Sits for more than 14 days'),
      expect.stringContaining('Not called within 3 days'),
      'To call now',
      'Tried today',
    ])
    expect(screen.getByRole('region', { name: 'Walt' })).toBeTruthy()
    expect(screen.getByText('555-0101')).toBeTruthy()
  })

  it('keeps an outcome with one key and a note, and goes on to the next', async () => {
    lines = [aLine({ order_id: 1 }), aLine({ order_id: 2, name: 'Ana' })]
    render(Calls)
    await screen.findByRole('region', { name: 'Sam Keller' })
    await userEvent.keyboard('r')
    await userEvent.type(await screen.findByLabelText(/^Reached/), 'comes Friday{Enter}')
    await waitFor(() =>
      expect(asked('record_call')).toEqual({
        order_id: 1,
        outcome: 'reached',
        spoke_to: 'Ruth Keller',
        note: 'comes Friday',
      }),
    )
    expect(await screen.findByRole('region', { name: 'Ana' })).toBeTruthy()
  })

  it('names nobody as spoken to when nobody answered', async () => {
    lines = [aLine()]
    render(Calls)
    await screen.findByRole('region', { name: 'Sam Keller' })
    await userEvent.keyboard('n')
    await userEvent.type(await screen.findByLabelText(/^No answer/), '{Enter}')
    await waitFor(() => expect(asked('record_call')).toMatchObject({ outcome: 'no_answer', spoke_to: null }))
  })

  it('goes back from an outcome without losing the note', async () => {
    lines = [aLine()]
    render(Calls)
    await screen.findByRole('region', { name: 'Sam Keller' })
    await userEvent.keyboard('r')
    await userEvent.type(await screen.findByLabelText(/^Reached/), 'asked for')
    await userEvent.keyboard('{Escape}')
    await userEvent.keyboard('m')
    expect((await screen.findByLabelText<HTMLInputElement>(/^Left a message/)).value).toBe('asked for')
    expect(asked('record_call')).toBeUndefined()
  })

  it('stops a call about an order that is not complete any more', async () => {
    lines = [
      aLine({
        missing: [
          { grade: 'stop', code: 'part_missing', facts: { part: 'left_lens', custody: 'not_located' } },
        ],
        say: { code: 'part_missing', facts: { called: 'Sam', kind: 'spectacles' } },
      }),
    ]
    render(Calls)
    expect(await screen.findByText('Don’t ask them to come in')).toBeTruthy()
    expect(screen.getByText('Left lens: not located')).toBeTruthy()
  })

  it('says that nobody’s phone is on file', async () => {
    lines = [aLine({ whom: [{ ...sam, phone: null }] })]
    render(Calls)
    expect(await screen.findByText(/No phone of Sam Keller on file/)).toBeTruthy()
  })
})
