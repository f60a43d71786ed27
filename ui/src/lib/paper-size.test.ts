import { expect, it } from 'vitest'
import { paperHere } from './paper-size'

it.each([
  ['en-US', 'letter'],
  ['en', 'letter'],
  ['fr-CA', 'letter'],
  ['es-MX', 'letter'],
  ['de-CH', 'a4'],
  ['en-GB', 'a4'],
  ['not a locale', 'a4'],
] as const)('%s prints on %s', (where, size) => {
  expect(paperHere('locale', where)).toBe(size)
})

it('the clinic’s own setting wins', () => {
  expect(paperHere('a4', 'en-US')).toBe('a4')
  expect(paperHere('letter', 'de-CH')).toBe('letter')
})
