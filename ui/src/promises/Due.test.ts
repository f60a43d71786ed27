import { render, screen, waitFor, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Promised, PromiseLine } from '../lib/bindings'
import { clock } from '../lib/clock.svelte'
import { keys } from '../lib/keys.svelte'
import Due from './Due.svelte'
import { hello, sentence } from './say'

const NOW = new Date('2026-11-10T10:54:00-05:00').getTime()
const HOUR = 3_600_000
const ruth = { name: 'Ruth Keller', relation: 'parent', contact_id: 3, phone: '555-0102' }

function aLine(id: number, change: Partial<Record<keyof PromiseLine, unknown>> = {}): PromiseLine {
  return {
    id,
    patient_id: 7,
    name: 'Sam Keller',
    order_id: null,
    discrepancy_id: 9,
    what: 'call_back',
    words: null,
    aim_at: NOW,
    said_at: NOW + 4 * HOUR,
    channel: 'phone',
    by: 'Jo',
    sees_to: 1,
    seen_to_by: 'Jo',
    moved_from: null,
    ended: null,
    late: false,
    group: 'today',
    whom: [ruth],
    say: 'keep_call_back',
    say_move: 'move_call_back',
    ...change,
  } as unknown as PromiseLine
}
const caller = { me: 'Jo', clinic: 'Bright Street', now: NOW }

let sent: { name: string; request: Record<string, unknown> }[] = []
let lines: PromiseLine[] = []
let answers: Record<string, unknown> = {}
let stop: () => void
const asked = (name: string) => sent.filter(each => each.name === name).map(each => each.request)

beforeEach(() => {
  sent = []
  answers = {
    desk_state: { done: { clinic: 'Bright Street', who: 1, staff: [{ id: 1, given: 'Jo' }] } },
    promise_times: { done: [] },
  }
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const call = JSON.parse(String(init.body))
    sent.push(call)
    const day = { unanswered: lines, kept: 1, late: 0, broken: 0, moved: 0, ended_at: null, ended_by: null }
    const told: Record<string, unknown> = {
      promises_due: { done: lines },
      end_of_day: { done: day },
      ...answers,
    }
    return { json: async () => told[call.name] ?? { done: {} } }
  })
  clock.set(NOW)
  stop = keys.start()
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

async function show(...shown: PromiseLine[]) {
  lines = shown
  render(Due)
  if (shown[0]) await screen.findByRole('region', { name: shown[0].name })
}

describe('what to say', () => {
  it('has words to keep, to move and to be late with, for all that can be promised', () => {
    const all: Promised[] = ['search_on', 'make_new', 'collect', 'call_back', 'follow_up', 'other']
    for (const what of all)
      for (const when of ['keep', 'late', 'move']) {
        const words = sentence(`${when}_${what}`, aLine(1, { what, words: 'the lab says when' }), caller)
        expect(words, `${when}_${what}`).toMatch(/^I promised .*2:54 today/)
        expect(words).not.toMatch(/undefined|\{|soon as possible/)
        if (when === 'late') expect(words).toContain('I’m sorry')
      }
  })

  it('speaks for all of us where another one promised, and tells a parent whom it is about', () => {
    expect(sentence('keep_call_back', aLine(1, { by: 'Kim' }), caller)).toBe(
      'We promised to call by 2:54 today, and here I am.',
    )
    expect(hello(aLine(1), caller)).toBe(
      'Hello Ruth Keller, this is Jo from Bright Street. It is about Sam Keller.',
    )
  })
})

describe('the list', () => {
  it('says what to do where nothing is promised', async () => {
    await show()
    expect(await screen.findByText('Nothing is promised')).toBeTruthy()
  })

  it('says why a promise could not be answered, and keeps it in hand', async () => {
    answers.end_promise = {
      refused: { code: 'promise_ended', facts: {}, findings: [], next_step: null },
    }
    await show(aLine(1))
    await userEvent.keyboard('k')
    expect(await screen.findByText('This promise has ended.')).toBeTruthy()
    expect(asked('end_promise')).toEqual([{ promise_id: 1, ended: 'kept' }])
    expect(screen.getByRole('region', { name: 'Sam Keller' })).toBeTruthy()
  })

  it('is not broken by a slip: Esc leaves it as it was', async () => {
    await show(aLine(1))
    await userEvent.keyboard('b')
    await screen.findByRole('dialog')
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(asked('end_promise')).toEqual([])
  })

  it('moves nothing before somebody said how they were told, and cannot move what is late', async () => {
    answers.promise_times = {
      done: [{ within: 'same_day', count: 0, day: '2026-11-10', minute: 1080, at: NOW + 7 * HOUR }],
    }
    await show(aLine(1))
    await userEvent.keyboard('m')
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(await within(dialog).findByRole('button', { name: /by 5:54 today/ }))
    await userEvent.click(within(dialog).getByRole('button', { name: /They know/ }))
    expect(await within(dialog).findByText('Tell them first, then say how.')).toBeTruthy()
    expect(asked('end_promise')).toEqual([])
    await userEvent.click(within(dialog).getByRole('radio', { name: 'By text message' }))
    await userEvent.click(within(dialog).getByRole('button', { name: /They know/ }))
    expect(asked('end_promise')).toEqual([
      {
        promise_id: 1,
        ended: 'moved',
        to: '2026-11-10',
        to_minute: 1080,
        told: 'sms',
        even_if_closed: false,
      },
    ])
  })

  it('offers no way to move what is late', async () => {
    await show(aLine(1, { late: true, group: 'late', say: 'late_call_back', say_move: null }))
    expect(screen.queryByRole('button', { name: /Move it/ })).toBeNull()
    expect(screen.getByRole('button', { name: /Done now/ })).toBeTruthy()
  })

  it('does not end the day while one is left', async () => {
    await show(aLine(1))
    await userEvent.keyboard('e')
    expect(await screen.findByText('The day can’t end yet.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^End the day/ })).toBeNull()
    expect(asked('end_day')).toEqual([])
  })
})
