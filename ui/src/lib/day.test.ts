import { describe, expect, it } from 'vitest'
import { exampleDay, readPastDay, typedDay } from './day'

const now = new Date('2026-11-03T10:54:00-05:00').getTime()

describe('a birth date as it is typed', () => {
  it.each([
    ['3/4/2011', 'en-US', '2011-03-04'],
    ['3/4/2011', 'en-GB', '2011-04-03'],
    ['4.3.2011', 'de-DE', '2011-03-04'],
    ['03042011', 'en-US', '2011-03-04'],
    ['030411', 'en-US', '2011-03-04'],
    ['2011-03-04', 'en-US', '2011-03-04'],
    ['Mar 4, 2011', 'en-US', '2011-03-04'],
    ['4 March 11', 'en-US', '2011-03-04'],
    ['3/4/30', 'en-US', '1930-03-04'],
    ['3/4/26', 'en-US', '2026-03-04'],
  ])('reads %s in %s as %s', (typed, where, day) => {
    expect(readPastDay(typed, now, where)).toBe(day)
  })

  it.each(['', '3/4', '13/13/2011', '2/30/2011', 'March', '3/4/2011 x', '1234567'])(
    'leaves %j alone',
    typed => {
      expect(readPastDay(typed, now, 'en-US')).toBeUndefined()
    },
  )

  it('reads what it writes', () => {
    for (const where of ['en-US', 'en-GB', 'de-DE', 'fr-CA'])
      expect(readPastDay(typedDay('1984-11-23', where), now, where)).toBe('1984-11-23')
    expect(exampleDay('en-US')).toBe('11/23/1984')
  })
})
