import { describe, expect, it } from 'vitest'
import { dioptres, powerWord, readPd, readPower, stepped } from './powers'

describe('a power as typed', () => {
  it.each([
    ['sphere', '-2.25', -225],
    ['sphere', '−2,25', -225],
    ['sphere', '– 2.25', -225],
    ['sphere', '+1', 100],
    ['sphere', '-225', -225],
    ['sphere', '+50', 50],
    ['sphere', '-.5', -50],
    ['sphere', '-12', -1200],
    ['sphere', '+0.12', 12],
    ['sphere', 'Plano', 0],
    ['sphere', '0', 0],
    ['sphere', '-0.00', 0],
    ['sphere', '', null],
    ['cyl', 'DS', 0],
    ['cyl', '-75', -75],
    ['axis', '0', 180],
    ['axis', '007', 7],
    ['axis', '180°', 180],
    ['add', '2.25', 225],
    ['add', '+200', 200],
  ] as const)('%s %s is understood', (field, typed, value) => {
    expect(readPower(field, typed)).toEqual({ value })
  })

  it.each([
    ['sphere', '2.25', 'no_sign'],
    ['cyl', '75', 'no_sign'],
    ['sphere', '-31.00', 'too_large'],
    ['cyl', '-10.25', 'too_large'],
    ['add', '5.25', 'too_large'],
    ['add', '-2.00', 'no_number'],
    ['axis', '181', 'axis_range'],
    ['axis', '90.5', 'no_number'],
    ['axis', 'DS', 'no_number'],
    ['sphere', '-', 'no_number'],
    ['sphere', '-2.2.5', 'no_number'],
    ['sphere', '.', 'no_number'],
    ['sphere', 'BAL', 'no_number'],
  ] as const)('%s %s is not taken', (field, typed, wrong) => {
    expect(readPower(field, typed)).toEqual({ wrong })
  })

  it('a pupillary distance is millimetres of both eyes', () => {
    expect(readPd('63')).toEqual({ value: 630 })
    expect(readPd('63,5 mm')).toEqual({ value: 635 })
    expect(readPd('')).toEqual({ value: null })
    expect(readPd('31.5')).toEqual({ wrong: 'pd_range' })
    expect(readPd('635')).toEqual({ wrong: 'pd_range' })
  })
})

describe('a power as shown', () => {
  it('has its sign and two places', () => {
    expect(dioptres(-225)).toBe('−2.25')
    expect(dioptres(50)).toBe('+0.50')
    expect(dioptres(0)).toBe('0.00')
    expect(powerWord('axis', 7)).toBe('7')
    expect(powerWord('add', null)).toBe('·')
  })

  it('steps by a quarter, and an axis goes round', () => {
    expect(stepped('sphere', null, false)).toBe(-25)
    expect(stepped('sphere', -225, true)).toBe(-200)
    expect(stepped('sphere', -3000, false)).toBe(-3000)
    expect(stepped('add', 0, false)).toBe(0)
    expect(stepped('axis', 180, true)).toBe(1)
    expect(stepped('axis', 1, false)).toBe(180)
  })
})
