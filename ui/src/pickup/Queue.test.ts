import { render, screen, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { clock } from '../lib/clock.svelte'
import type { QueueRow } from '../lib/coming'
import Queue from './Queue.svelte'

const now = new Date('2026-11-03T10:54:00-05:00').getTime()
const sam: QueueRow = {
  visit_id: 1,
  shown_as: 'Sam K.',
  reason: 'collecting',
  waiting: true,
  arrived_at: now - 18 * 60_000,
  told_minutes: 20,
  updated_at: now - 8 * 60_000,
  greeted: true,
  served_by: null,
  since: now - 18 * 60_000,
  tone: 'soon',
}
const derrick: QueueRow = {
  ...sam,
  visit_id: 2,
  shown_as: 'Derrick P.',
  waiting: false,
  served_by: 'Kim',
  tone: 'plain',
}

beforeEach(() => clock.set(now))

describe('the queue', () => {
  it('says what to do when nobody waits', () => {
    render(Queue, { rows: [], onopen: () => {} })
    expect(screen.getByText('Check in with C, or scan a slip.')).toBeTruthy()
  })

  it('tells how long, what was said and when, with a word for the colour', () => {
    render(Queue, { rows: [sam, derrick], onopen: () => {} })
    const row = within(screen.getByRole('list', { name: 'Waiting' })).getByRole('button')
    expect(row.textContent).toContain('18 min')
    expect(row.textContent).toContain('told 20')
    expect(row.textContent).toContain('updated 8 min ago')
    expect(row.textContent).toContain('Soon')
    expect(within(screen.getByRole('list', { name: 'With us' })).getByRole('button').textContent).toContain(
      'Derrick P.',
    )
  })

  it('opens with Enter and walks with the arrows', async () => {
    const onopen = vi.fn()
    render(Queue, { rows: [sam, derrick], onopen })
    screen.getByRole('button', { name: /Sam K\./ }).focus()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(onopen).toHaveBeenCalledWith(derrick)
  })
})
