/**
 * Powers as a dispenser reads them. The core counts in hundredths of a dioptre; an axis is whole degrees; distances are
 * tenths of a millimetre. What is typed is understood by the core alone (`read_prescription`).
 */
import type { Eye } from './bindings'

export type PowerField = 'sphere' | 'cyl' | 'axis' | 'add'
export const POWER_FIELDS: readonly PowerField[] = ['sphere', 'cyl', 'axis', 'add']

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

/** "0.50 BU", "1.00 BI 0.50 BD"; nothing without prism. */
export function prismWord({ prism_out, prism_up }: Eye): string {
  const one = (prism: number | null, plus: string, minus: string) =>
    prism ? `${(Math.abs(prism) / 100).toFixed(2)} ${prism > 0 ? plus : minus}` : ''
  return [one(prism_out, 'BO', 'BI'), one(prism_up, 'BU', 'BD')].filter(Boolean).join(' ')
}

/** As it would be typed, in the form in which the core echoes it: "-2.25 -0.75 x 180 add +2.00 0.50 BU seg 18.0". */
export function standardForm(eye: Eye): string {
  const ascii = (value: number) => dioptres(value).replace('−', '-')
  const words = eye.balance ? ['BAL'] : []
  if (eye.sphere !== null) {
    words.push(eye.sphere === 0 ? 'PL' : ascii(eye.sphere))
    words.push(
      eye.cyl && eye.axis !== null ? `${ascii(eye.cyl)} x ${String(eye.axis).padStart(3, '0')}` : 'DS',
    )
  }
  if (eye.add !== null) words.push(`add ${ascii(eye.add)}`)
  words.push(prismWord(eye))
  if (eye.height !== null) words.push(`seg ${(eye.height / 10).toFixed(1)}`)
  if (eye.mono_pd !== null) words.push(`mpd ${(eye.mono_pd / 10).toFixed(1)}`)
  return words.filter(Boolean).join(' ')
}

/** Powers to be read: no line ends between a sphere and its cylinder, or a word and its figure. */
export function unbroken(powers: string): string {
  return powers.replace(/ (?=[-−+\d]|x |DS)/g, '\u00a0')
}

/** Reads a distance PD of both eyes, "63" or "63,5 mm", into tenths of a millimetre; undefined: it is none. */
export function readPd(typed: string): number | null | undefined {
  const text = typed
    .trim()
    .replace(',', '.')
    .replace(/\s*mm$/i, '')
  if (text === '') return null
  if (!/^\d{2}(\.\d?)?$/.test(text)) return undefined
  const tenths = Math.round(Number(text) * 10)
  return tenths >= 400 && tenths <= 850 ? tenths : undefined
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
  return Object.values(eye).every(value => value === null || value === false)
}
