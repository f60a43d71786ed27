/** Code 128, drawn by hand from the library's bars: its own drawing sets styles that our policy does not allow. */
import JsBarcode from 'jsbarcode'

export interface Bars {
  /** Bars as one SVG path, one unit a module, one unit high. */
  path: string
  /** Width with the quiet zones, in modules. */
  modules: number
}

/** White on both sides, in modules: a scanner needs ten. */
export const QUIET = 10

/** The bars of a text; nothing where Code 128 has no sign for one of its letters. */
export function code128(text: string): Bars | undefined {
  const drawn: { encodings?: { data: string }[] } = {}
  let sound = true
  try {
    JsBarcode(drawn, text, { format: 'CODE128', valid: valid => (sound = valid) })
  } catch {
    return undefined
  }
  const bits = drawn.encodings?.map(encoding => encoding.data).join('')
  if (!sound || !bits) return undefined
  let path = ''
  for (const { 0: bar, index } of bits.matchAll(/1+/g)) {
    path += `M${QUIET + index} 0h${bar.length}v1h-${bar.length}z`
  }
  return { path, modules: bits.length + 2 * QUIET }
}
