import { render, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { clock } from '../lib/clock.svelte'
import { toasts } from '../lib/toast.svelte'
import Reminders from './Reminders.svelte'

const NOW = new Date('2026-11-10T10:54:00-05:00').getTime()
const MINUTE = 60_000
let lines: unknown[] = []

beforeEach(() => {
  vi.stubGlobal('fetch', async () => ({ json: async () => ({ done: lines }) }))
  clock.set(NOW)
})
afterEach(() => {
  toasts.clear()
  vi.unstubAllGlobals()
})

const due = (id: number, minutes: number) => ({
  id,
  name: 'Sam Keller',
  what: 'call_back',
  words: null,
  said_at: NOW + minutes * MINUTE,
  late: minutes < 0,
})
const said = () => toasts.shown.map(each => each.words)

it('tells of what is due within a quarter of an hour, once', async () => {
  lines = [due(1, -1), due(2, 15), due(3, 16)]
  render(Reminders, { quiet: false })
  await waitFor(() => expect(said()).toEqual(['Promised to Sam Keller: We call, by 11:09 today.']))
  toasts.clear()
  await new Promise(done => setTimeout(done, 50))
  expect(said()).toEqual([])
})

it('says no name while the curtain is drawn, and says it when it is lifted', async () => {
  lines = [due(1, 5)]
  const shown = render(Reminders, { quiet: true })
  await new Promise(done => setTimeout(done, 50))
  expect(said()).toEqual([])
  await shown.rerender({ quiet: false })
  await waitFor(() => expect(said()).toHaveLength(1))
})

it('waits behind what can still be taken back', async () => {
  lines = [due(1, 5)]
  toasts.show('Kept.', () => {})
  render(Reminders, { quiet: false })
  await new Promise(done => setTimeout(done, 50))
  expect(said()).toEqual(['Kept.'])
  toasts.clear()
  await waitFor(() => expect(said()[0]).toMatch(/^Promised to Sam Keller/))
})
