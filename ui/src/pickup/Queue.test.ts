import { render, screen, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Turn } from '../lib/bindings'
import { clock } from '../lib/clock.svelte'
import Queue from './Queue.svelte'
import { derrick, now, sam } from './turns.fixture'

const queue = (waiting: Turn[], with_us: Turn[] = []) => ({ now, waiting, with_us })

beforeEach(() => clock.set(now))

describe('the queue', () => {
  it('says what to do when nobody waits', () => {
    render(Queue, { queue: queue([]), onopen: () => {} })
    expect(screen.getByText('Check in with C, or scan a slip.')).toBeTruthy()
  })

  it('tells how long, what was said and when, with a word for the color', () => {
    render(Queue, { queue: queue([{ ...sam, mark: 'amber' }], [derrick]), onopen: () => {} })
    const row = within(screen.getByRole('list', { name: 'Waiting' })).getByRole('button')
    expect(row.textContent).toContain('Sam K.')
    expect(row.textContent).toContain('18 min')
    expect(row.textContent).toContain('told 20')
    expect(row.textContent).toContain('updated 8 min ago')
    expect(row.textContent).toContain('Soon')
    const withUs = within(screen.getByRole('list', { name: 'With us' })).getByRole('button')
    expect(withUs.textContent).toContain('Derrick P.')
    expect(withUs.textContent).toContain('Kim, room 2')
  })

  it('lets the minutes run without asking again', async () => {
    render(Queue, { queue: queue([sam]), onopen: () => {} })
    clock.set(now + 60_000)
    expect(await screen.findByText(/19 min/)).toBeTruthy()
  })

  it('says what is due, and never the family name', () => {
    const due = { kind: 'tell' as const, after_min: 15, due_at: now, told_min_ago: 15 }
    render(Queue, { queue: queue([{ ...sam, mark: 'tell', prompt: due }]), onopen: () => {} })
    const row = within(screen.getByRole('list', { name: 'Waiting' })).getByRole('button')
    expect(row.textContent).toContain('tell, apologize')
    expect(row.textContent).not.toContain('Keller')
  })

  it('shows a ticket where only a family name is known', () => {
    render(Queue, { queue: queue([{ ...sam, first_and_initial: null, ticket: 14 }]), onopen: () => {} })
    expect(screen.getByRole('button', { name: /Ticket 14/ })).toBeTruthy()
  })

  it('tells two of the same name apart by their tickets, and nobody else', () => {
    const other = { ...derrick, first_and_initial: 'Sam K.', ticket: 9 }
    const alone = { ...derrick, visit_id: 5 as Turn['visit_id'] }
    render(Queue, { queue: queue([sam], [other, alone]), onopen: () => {} })
    expect(screen.getByRole('button', { name: /Sam K\. ticket 7/ })).toBeTruthy()
    expect(screen.getByRole('button', { name: /Sam K\. ticket 9/ })).toBeTruthy()
    expect(screen.getByRole('button', { name: /Derrick P\./ }).textContent).not.toContain('ticket')
  })

  it('opens with Enter and walks with the arrows', async () => {
    const onopen = vi.fn()
    render(Queue, { queue: queue([sam], [derrick]), onopen })
    screen.getByRole('button', { name: /Sam K\./ }).focus()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(onopen).toHaveBeenCalledWith(derrick)
  })
})
