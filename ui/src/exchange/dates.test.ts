import { describe, expect, it } from 'vitest'
import { twoReadings } from './dates'

describe('both readings of a date', () => {
  it('come from the first date of the column that can be read two ways', () => {
    expect(twoReadings(['31/12/1970', '05/05/1980', '04/05/1980'], 'en-US')).toEqual({
      example: '04/05/1980',
      monthFirst: 'April 5',
      dayFirst: 'May 4',
    })
    expect(twoReadings(['3.2.11'], 'en-GB').dayFirst).toBe('3 February')
  })

  it('are shown on a date of our own where the column shows none', () => {
    for (const samples of [[], ['1980-04-05'], ['n/a', '00/04/1980', '13/04/1980']])
      expect(twoReadings(samples, 'en-US').example).toBe('04/05/1980')
  })
})
