import { describe, expect, it } from 'vitest'
import { amountField, minorOf } from './money'

describe('a typed cost', () => {
  it.each([
    ['', null],
    ['120', 12_000],
    ['120.5', 12_050],
    ['0,05', 5],
    ['-3', undefined],
    ['much', undefined],
  ])('%s', (typed, minor) => {
    expect(minorOf(typed)).toBe(minor)
  })
})

describe('an amount in its box', () => {
  it.each([
    [0, '0'],
    [2000, '20'],
    [2050, '20.50'],
    [5, '0.05'],
  ])('%i', (minor, field) => {
    expect(amountField(minor)).toBe(field)
    expect(minorOf(field)).toBe(minor)
  })
})
