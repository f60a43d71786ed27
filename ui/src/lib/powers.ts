/**
 * Powers as a dispenser writes and reads them. The core counts in hundredths of a dioptre; an axis is whole
 * degrees; a PD is tenths of a millimetre.
 */
import type { Eye } from './bindings'

export type PowerField = 'sphere' | 'cyl' | 'axis' | 'add'
export const POWER_FIELDS: readonly PowerField[] = ['sphere', 'cyl', 'axis', 'add']

/** Outside these nothing real exists (OPTICAL.md): sphere 30 D, cylinder 10 D, add 5 D. In hundredths. */
const LIMITS: Record<PowerField, number> = { sphere: 3000, cyl: 1000, axis: 180, add: 500 }
/** Words on a prescription that mean none: plano, spherical. */
const NONE = /^(pl|plano|plan|sph|ds|dsph|s)$/i

/** What was typed, understood; or why not. */
export type Typed =
  | { value: number | null }
  | { wrong: 'no_number' | 'no_sign' | 'too_large' | 'axis_range' | 'pd_range' }

/** Hundredths with a true minus: "−2.25", "+1.50", "0.00". */
export function dioptres(value: number): string {
  const sign = value < 0 ? '−' : value > 0 ? '+' : ''
  return sign + (Math.abs(value) / 100).toFixed(2)
}

/** As it stands in the table: "−2.25", "180", a dot where nothing is given. */
export function powerWord(field: PowerField, value: number | null | undefined): string {
  if (value === null || value === undefined) return '·'
  return field === 'axis' ? String(value) : dioptres(value)
}

/** Any minus and plus that a keyboard, a lensmeter or a pasted text has. */
function plain(typed: string): string {
  return typed
    .trim()
    .replace(/^[-−–—]\s*/, '-')
    .replace(/^\+\s*/, '+')
    .replace(',', '.')
}

/**
 * Reads one box. A sphere or cylinder that is not zero needs its sign: a lost minus is another person's lens.
 * "225" and "-75" are quarter steps typed without the point.
 */
export function readPower(field: PowerField, typed: string): Typed {
  const text = plain(typed)
  if (text === '' || text === '·') return { value: null }
  if (NONE.test(text)) return field === 'sphere' || field === 'cyl' ? { value: 0 } : { wrong: 'no_number' }
  if (field === 'axis') {
    const degrees = text.replace(/°$/, '')
    if (!/^\d{1,3}$/.test(degrees)) return { wrong: 'no_number' }
    const axis = Number(degrees)
    // 0 and 180 are the same meridian; a prescription says 180.
    return axis > 180 ? { wrong: 'axis_range' } : { value: axis === 0 ? 180 : axis }
  }
  const number = /^([+-]?)(\d+)?(?:\.(\d{0,3}))?d?$/i.exec(text)
  if (!number || (number[2] === undefined && !number[3])) return { wrong: 'no_number' }
  const [, sign, whole = '0', part] = number
  let hundredths = Math.round(Number(`${whole}.${part || '0'}`) * 100)
  if (part === undefined && hundredths >= 2500 && Number(whole) % 25 === 0) hundredths = Number(whole)
  if (field === 'add') {
    if (sign === '-') return { wrong: 'no_number' }
  } else if (hundredths !== 0 && sign === '') {
    return { wrong: 'no_sign' }
  }
  if (hundredths > LIMITS[field]) return { wrong: 'too_large' }
  return { value: sign === '-' && hundredths !== 0 ? -hundredths : hundredths }
}

/** Reads a distance PD of both eyes, "63" or "63.5", into tenths of a millimetre. */
export function readPd(typed: string): Typed {
  const text = plain(typed).replace(/\s*mm$/i, '')
  if (text === '') return { value: null }
  if (!/^\d{2}(\.\d?)?$/.test(text)) return { wrong: 'pd_range' }
  const tenths = Math.round(Number(text) * 10)
  return tenths >= 400 && tenths <= 850 ? { value: tenths } : { wrong: 'pd_range' }
}

/** One step of the arrow keys: a quarter dioptre, one degree. Stays within what is real. */
export function stepped(field: PowerField, value: number | null, up: boolean): number {
  if (field === 'axis') {
    const axis = value ?? (up ? 0 : 181)
    return ((axis + (up ? 1 : -1) + 179) % 180) + 1
  }
  const least = field === 'add' ? 0 : -LIMITS[field]
  const next = Math.round((value ?? 0) / 25) * 25 + (up ? 25 : -25)
  return Math.min(LIMITS[field], Math.max(least, next))
}

/** An eye of which nothing is known. */
export const BLANK_EYE: Readonly<Eye> = {
  sphere: null,
  cyl: null,
  axis: null,
  add: null,
  prism_out: null,
  prism_up: null,
  height: null,
  mono_pd: null,
  balance: false,
}

/** Nothing is known of this eye. */
export function isBlank(eye: Eye): boolean {
  return !eye.balance && POWER_FIELDS.every(field => eye[field] === null)
}
