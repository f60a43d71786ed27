import { render, screen, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { announceChange } from '../../lib/api'
import type { KeptSlip, OrderId, PartId, TrayLabel } from '../../lib/bindings'
import { clock } from '../../lib/clock.svelte'
import { NOW } from '../orders/sample'
import Paper from './Paper.svelte'

const orderId = 1042 as OrderId
const part = { theirs: false, optional: false }
const LABEL: TrayLabel = {
  order_id: orderId,
  number: '26-1042',
  tray: 'T017',
  short: 'Sam K.',
  barcode: '26-1042',
  kind: 'spectacles',
  promised_on: null,
  parts: [
    { ...part, part_id: 1 as PartId, kind: 'frame', label: 'Kite 8 46-16 Blue' },
    { ...part, part_id: 2 as PartId, kind: 'right_lens', label: null },
  ],
  look_alike: false,
  alike: [],
  printed_at: NOW,
}
const SLIP: KeptSlip = {
  clinic: 'Bright Street',
  order_id: orderId,
  number: '26-1042',
  barcode: '26-1042',
  name: 'Sam Keller',
  items: [
    {
      part_id: 2 as PartId,
      kind: 'right_lens',
      label: 'his own',
      since: NOW,
      taken_by: 'Jan',
      goes_into_new_frame: true,
    },
  ],
  printed_at: NOW,
  by: 'Jo',
}

let label = LABEL
let slip: unknown = { done: SLIP }
let asked: string[] = []

beforeEach(() => {
  label = LABEL
  slip = { done: SLIP }
  asked = []
  clock.set(NOW)
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const { name } = JSON.parse(String(init.body))
    asked.push(name)
    const answers: Record<string, unknown> = {
      tray_label: { done: label },
      kept_slip: slip,
      settings: { done: { paper: 'a4' } },
    }
    return { json: async () => answers[name] ?? { done: {} } }
  })
})
afterEach(() => vi.unstubAllGlobals())

const preview = () => screen.findByRole('region', { name: 'Preview' })

describe('the tray label', () => {
  it('has the number, the tray, the first name and initial, the parts and a barcode', async () => {
    render(Paper, { place: { screen: 'paper', paper: 'label', orderId } })
    const sheet = await preview()
    for (const words of ['26-1042', 'T017', 'Sam K.', 'Frame, Kite 8 46-16 Blue', 'Right lens']) {
      expect(sheet.textContent).toContain(words)
    }
    expect(sheet.textContent).not.toContain('Look-alike')
    expect(sheet.querySelector('svg path')?.getAttribute('d')).toMatch(/^M10 0h/)
  })

  it('is marked where somebody alike has an order here', async () => {
    const alike = [
      { short: 'Derrick P.', tray: 'T014', reason: 'sounds_like' },
      { short: 'Aric P.', tray: null, reason: null },
    ]
    label = { ...LABEL, look_alike: true, alike }
    render(Paper, { place: { screen: 'paper', paper: 'label', orderId } })
    expect((await preview()).textContent).toContain(
      'Look-alike in the drawer: Derrick P., tray T014 (names sound alike)',
    )
    expect((await preview()).textContent).toContain('Look-alike, order not here yet: Aric P.')
    expect((await preview()).textContent).toContain('Compare the order number')
  })

  it('prints on the clinic’s paper, and what goes to paper is what was seen', async () => {
    const print = vi.fn()
    vi.stubGlobal('print', print)
    render(Paper, { place: { screen: 'paper', paper: 'label', orderId } })
    const sheet = await preview()
    await userEvent.click(screen.getByRole('button', { name: /^Print/ }))
    expect(print).toHaveBeenCalledOnce()
    expect(document.querySelector('.print-sheet .print-a4')?.textContent).toBe(sheet.textContent)
  })
})

describe('the slip', () => {
  it('says what we keep, since when, who took it in, and how to ask', async () => {
    render(Paper, { place: { screen: 'paper', paper: 'slip', orderId } })
    const sheet = await preview()
    const cells = within(within(sheet).getByRole('table')).getAllByRole('cell')
    expect(cells.map(cell => cell.textContent)).toEqual(['Right lens, his own', 'Nov 10, 2026', 'Jan'])
    for (const words of ['We keep your lenses', 'Sam Keller', 'tell us order 26-1042', 'Printed by Jo']) {
      expect(sheet.textContent).toContain(words)
    }
  })

  it('is asked for once, whatever goes on at the desk: the trail keeps each', async () => {
    render(Paper, { place: { screen: 'paper', paper: 'slip', orderId } })
    await preview()
    announceChange()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(asked.filter(name => name === 'kept_slip')).toHaveLength(1)
  })

  it('is not printed for nothing', async () => {
    slip = { refused: { code: 'nothing_kept', facts: {}, findings: [] } }
    render(Paper, { place: { screen: 'paper', paper: 'slip', orderId } })
    expect(await screen.findByText('We keep nothing of theirs')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^Print/ })).toBeNull()
  })
})
