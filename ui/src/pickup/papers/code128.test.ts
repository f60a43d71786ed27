import { BarcodeFormat, BitArray, Code128Reader } from '@zxing/library'
import { describe, expect, it } from 'vitest'
import { code128, QUIET } from './code128'

/** Reads the drawn path back with a scanner's own decoder, another library than the one that draws. */
function scanned(text: string): string {
  const bars = code128(text)
  if (!bars) throw new Error('nothing drawn')
  const row = new BitArray(bars.modules)
  for (const [, x, width] of bars.path.matchAll(/M(\d+) 0h(\d+)v1h-\d+z/g)) {
    for (let at = Number(x); at < Number(x) + Number(width); at++) row.set(at)
  }
  const result = new Code128Reader().decodeRow(0, row, new Map())
  expect(result.getBarcodeFormat()).toBe(BarcodeFormat.CODE_128)
  return result.getText()
}

describe('a barcode on a label', () => {
  it.each(['26-1042', 'T017', '100234', 'A', 'order 7/b', '26-1042-REMAKE-2'])(
    '%s is read back as it was',
    text => {
      expect(scanned(text)).toBe(text)
    },
  )

  it('has ten modules of white on both sides', () => {
    const bars = code128('26-1042')
    const starts = [...(bars?.path.matchAll(/M(\d+) 0h(\d+)/g) ?? [])].map(([, x, width]) => [
      Number(x),
      Number(width),
    ])
    expect(starts[0]?.[0]).toBe(QUIET)
    const [x = 0, width = 0] = starts.at(-1) ?? []
    expect(x + width).toBe((bars?.modules ?? 0) - QUIET)
  })

  it('is left out where a letter has no sign in Code 128: the number stands in print', () => {
    expect(code128('№ 12')).toBeUndefined()
    expect(code128('')).toBeUndefined()
  })
})
