import { describe, expect, it } from 'vitest'
import type { FieldChecked, LensesChecked, Understood } from '../../lib/bindings'
import { BLANK_EYE } from '../../lib/powers'
import {
  bothClear,
  cannotWords,
  checkTitle,
  fieldLimit,
  fieldOff,
  fieldValue,
  isClear,
  oneOf,
} from './lenses'

const field = (change: Partial<FieldChecked>): FieldChecked => ({
  side: 'right',
  field: 'sphere',
  ordered: -300,
  read: -325,
  off: 25,
  limit: 1300,
  verdict: 'over',
  read_again: false,
  ...change,
})

const checked = (change: Partial<LensesChecked['check']>): LensesChecked => ({
  check: { verdict: 'match', fields: [], cannot: [], read_again: false, swap_unseen: false, ...change },
  tolerances: 'ANSI Z80.1-2015',
  ordered: { right: BLANK_EYE, left: BLANK_EYE, pd_tenths: null },
  by_lab: false,
  whose: [],
})

const understood = (
  verdict: Understood['verdict'],
  ...codes: Understood['doubts'][number]['code'][]
): Understood => ({
  verdict,
  eye: BLANK_EYE,
  standard: '',
  doubts: codes.map(code => ({ code, field: null, typed: '', read_as: null })),
})

describe('a field of the table', () => {
  it('has the unit of what it is', () => {
    expect([fieldValue('sphere', -225), fieldOff('sphere', 25), fieldLimit('sphere', 1300)]).toEqual([
      '−2.25',
      '0.25',
      '±0.13',
    ])
    expect(fieldLimit('sphere', 1350)).toBe('±0.135')
    expect([fieldValue('axis', 5), fieldLimit('axis', 500)]).toEqual(['5°', '±5°'])
    expect([fieldValue('height', 185), fieldLimit('height', 1000)]).toEqual(['18.5 mm', '±1.0 mm'])
    expect([fieldValue('horizontal_prism', 70), fieldLimit('horizontal_prism', 6700)]).toEqual([
      '0.70 Δ',
      '±0.67 Δ',
    ])
    expect(fieldValue('add', null)).toBe('·')
  })
})

describe('the sentence above the table', () => {
  it('names what is over its limit, and only that', () => {
    const fields = [
      field({}),
      field({ field: 'axis', verdict: 'within' }),
      field({ side: null, field: 'vertical_prism' }),
    ]
    expect(checkTitle(checked({ verdict: 'out_of_tolerance', fields }))).toBe(
      'Not as ordered: Right sphere, Vertical prism.',
    )
  })

  it('says once for each eye why it cannot be said', () => {
    const cannot = [
      { reason: 'eye_not_read', side: 'left' },
      { reason: 'eye_not_read', side: 'left' },
      { reason: 'step_too_coarse', side: null },
    ] as const
    expect(cannotWords(checked({ verdict: 'cannot_verify', cannot: [...cannot] }))).toEqual([
      'Left lens: nothing was read.',
      'The meter rounds to a quarter. Set it to 0.01 and read again.',
    ])
  })
})

describe('a typed lens', () => {
  it('is clear when it says one thing, and a rare power on a lensmeter is one thing', () => {
    expect(isClear(understood('accept'), 'reading')).toBe(true)
    expect(isClear(understood('ask', 'unusual_power'), 'reading')).toBe(true)
    expect(isClear(understood('ask', 'unusual_power', 'no_sign'), 'reading')).toBe(false)
    expect(isClear(understood('reject', 'cannot_read'), 'reading', true)).toBe(false)
  })

  it('is asked about in an order until somebody says yes', () => {
    expect(isClear(understood('ask', 'unusual_power'), 'order')).toBe(false)
    expect(isClear(understood('ask', 'unusual_power'), 'order', true)).toBe(true)
  })

  it('of a pair says yes for none: a lost minus in a pasted line is asked about too', () => {
    const line = { either: null, pd_tenths: null, eyes_assumed: false, doubts: [] }
    const pair = { ...line, right: understood('ask', 'no_sign'), left: understood('accept') }
    expect(bothClear(pair, 'reading')).toBe(false)
    const good = { ...pair, right: understood('accept') }
    expect([bothClear(good, 'order'), bothClear({ ...good, eyes_assumed: true }, 'order')]).toEqual([
      true,
      false,
    ])
    expect(bothClear({ ...good, eyes_assumed: true }, 'reading')).toBe(true)
  })

  it('is the one lens there is, however it was marked', () => {
    const line = { right: null, left: null, either: null, pd_tenths: null, eyes_assumed: false, doubts: [] }
    const lens = understood('accept')
    expect(oneOf({ ...line, left: lens })).toBe(lens)
    expect(oneOf(line)).toBeUndefined()
  })
})
