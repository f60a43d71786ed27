import { describe, expect, it } from 'vitest'
import { figureText, keyOf, limitLines, withFigures } from './limits'

const SET = {
  name: 'Ours',
  single_vision: [
    { up_to: 650, power: { hundredths: 13 }, cyl: [{ limit: { hundredths: 13 } }] },
    { power: { percent: 2 }, cyl: [{ limit: { percent: 4 } }] },
  ],
  progressive: [{ power: { hundredths: 16 }, cyl: [{ limit: { hundredths: 16 } }] }],
  axis: [{ degrees: 2 }],
  add: [{ limit: { hundredths: 12 } }],
  prism: {
    vertical: {
      single_vision: [{ up_to: 337.5, hundredths: 33, tenths_mm: null }, { tenths_mm: 10 }],
      progressive: [{ hundredths: 33 }],
    },
    horizontal: {
      single_vision: [{ up_to: null, hundredths: 67, tenths_mm: null }],
      progressive: [{ hundredths: 67 }],
      each_hundredths: 25,
    },
  },
  height_tenths_mm: 10,
  height_pair_tenths_mm: 10,
  mono_pd_tenths_mm: 10,
}
const lines = limitLines(SET)
const texts = () =>
  Object.fromEntries(
    lines
      .flatMap(line => (line.end ? [line.end, line.limit] : [line.limit]))
      .map(figure => [keyOf(figure), figureText(SET, figure)]),
  )

describe('limits as they are typed', () => {
  it('say every figure of the file in its unit, and come back as they were', () => {
    const typed = texts()
    expect(typed['single_vision.0.power.hundredths']).toBe('0.13')
    expect(typed['single_vision.1.power.percent']).toBe('2')
    expect(typed['prism.vertical.single_vision.0.up_to']).toBe('3.375')
    expect(typed['prism.vertical.single_vision.1.tenths_mm']).toBe('1.0')
    expect(typed['prism.horizontal.each_hundredths']).toBe('0.25')
    expect(withFigures(SET, lines, typed)).toEqual(SET)
  })

  it('change one figure and nothing else', () => {
    const changed = withFigures(SET, lines, { ...texts(), 'single_vision.0.power.hundredths': '0,08' })
    expect(changed).toEqual({
      ...SET,
      single_vision: [{ ...SET.single_vision[0], power: { hundredths: 8 } }, SET.single_vision[1]],
    })
  })

  it('are not guessed at', () => {
    for (const typed of ['', 'abc', '-1', '0.125', '1e3'])
      expect(
        withFigures(SET, lines, { ...texts(), 'single_vision.0.power.hundredths': typed }),
        typed,
      ).toBeUndefined()
  })
})
