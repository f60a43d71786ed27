import { describe, expect, it } from 'vitest'
import { BLANK_EYE, dioptres, isBlank, powerWord, prismWord, readPd, standardForm } from './powers'

describe('a power as it is read', () => {
  it('has its sign and two decimals', () => {
    expect([dioptres(-225), dioptres(150), dioptres(0)]).toEqual(['−2.25', '+1.50', '0.00'])
    expect([powerWord('axis', 5), powerWord('add', null), powerWord('cyl', -75)]).toEqual(['5', '·', '−0.75'])
  })

  it('names the base of a prism', () => {
    expect(prismWord({ ...BLANK_EYE, prism_out: -100, prism_up: 50 })).toBe('1.00 BI 0.50 BU')
    expect(prismWord({ ...BLANK_EYE, prism_out: 0 })).toBe('')
  })
})

describe('standard form', () => {
  it('is what the core echoes', () => {
    // The same as the core's own tests of `standard_form`.
    const eye = {
      ...BLANK_EYE,
      sphere: -200,
      cyl: -75,
      axis: 5,
      add: 200,
      prism_up: -50,
      height: 180,
      mono_pd: 315,
    }
    expect(standardForm(eye)).toBe('-2.00 -0.75 x 005 add +2.00 0.50 BD seg 18.0 mpd 31.5')
    expect(standardForm({ ...BLANK_EYE, sphere: 0 })).toBe('PL DS')
    expect(standardForm({ ...BLANK_EYE, balance: true })).toBe('BAL')
    expect(standardForm(BLANK_EYE)).toBe('')
  })
})

describe('a PD', () => {
  it('is that of both eyes, or it is none', () => {
    expect([readPd('63'), readPd('63,5 mm'), readPd(' ')]).toEqual([630, 635, null])
    for (const typed of ['31', '6', '630', '63.55', 'PD', '86']) expect(readPd(typed), typed).toBeUndefined()
  })
})

describe('an eye', () => {
  it('is blank only when nothing at all is known of it', () => {
    expect(isBlank(BLANK_EYE)).toBe(true)
    expect(isBlank({ ...BLANK_EYE, balance: true })).toBe(false)
    expect(isBlank({ ...BLANK_EYE, sphere: 0 })).toBe(false)
  })
})
