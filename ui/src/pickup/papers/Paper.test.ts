import { render, screen, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OrderId } from '../../lib/bindings'
import { clock } from '../../lib/clock.svelte'
import { aPage, aPart, NOW, RIGHT } from '../orders/sample'
import Paper from './Paper.svelte'

let page = aPage()
let alike: { loud: boolean }[] = []
const orderId = 1042 as OrderId

beforeEach(() => {
  page = aPage()
  alike = []
  clock.set(NOW)
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const { name } = JSON.parse(String(init.body))
    const answers: Record<string, unknown> = {
      open_order: { done: page },
      open_patient: { done: { short: 'Sam K.', look_alikes: alike } },
      settings: { done: { paper: 'a4' } },
      desk_state: { done: { clinic: 'Bright Street' } },
    }
    return { json: async () => answers[name] ?? { done: {} } }
  })
})
afterEach(() => vi.unstubAllGlobals())

const preview = () => screen.findByRole('region', { name: 'Preview' })

describe('the tray label', () => {
  it('has the number, the tray, the first name and initial, the parts and a barcode; no full name', async () => {
    render(Paper, { place: { screen: 'paper', paper: 'label', orderId } })
    const sheet = await preview()
    for (const words of ['26-1042', 'T017', 'Sam K.', 'Frame, Kite 8 46-16 Blue', 'Right lens']) {
      expect(sheet.textContent).toContain(words)
    }
    expect(sheet.textContent).not.toContain('Keller')
    expect(sheet.textContent).not.toContain('Look-alike')
    expect(sheet.querySelector('svg path')?.getAttribute('d')).toMatch(/^M10 0h/)
  })

  it('is marked where somebody alike has an order here', async () => {
    alike = [{ loud: true }]
    render(Paper, { place: { screen: 'paper', paper: 'label', orderId } })
    expect((await preview()).textContent).toContain('Look-alike: compare the order number')
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
  it('says what we keep, since when, who took it in, where, and how to ask', async () => {
    page = aPage({
      parts: [aPart(1), { ...RIGHT, custody: 'here', place: 'drawer', label: 'his own' }],
    })
    render(Paper, { place: { screen: 'paper', paper: 'slip', orderId } })
    const sheet = await preview()
    const cells = within(within(sheet).getByRole('table')).getAllByRole('cell')
    expect(cells.map(cell => cell.textContent)).toEqual([
      'Right lens, his own',
      'Nov 3, 2026',
      'Jan',
      'drawer',
    ])
    expect(sheet.textContent).toContain('tell us order 26-1042')
    expect(sheet.textContent).not.toContain('Keller')
  })

  it('is not printed for nothing', async () => {
    page = aPage({ parts: [aPart(1)] })
    render(Paper, { place: { screen: 'paper', paper: 'slip', orderId } })
    expect(await screen.findByText('We keep nothing of theirs')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^Print/ })).toBeNull()
  })
})
