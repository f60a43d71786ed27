/** Lenses in words: what a typed text means, and how a reading compares with an order. */
import { ask } from '../../lib/api'
import type {
  CannotReason,
  Doubt,
  Eye,
  FieldChecked,
  InstrumentRead,
  InstrumentReading,
  LensesChecked,
  LensField,
  Powers,
  Side,
  TypedFor,
  Understood,
  UnderstoodLine,
} from '../../lib/bindings'
import { m } from '../../lib/messages/messages'
import { codeWord } from '../../lib/order-words.svelte'
import { BLANK_EYE, dioptres, readPd, standardForm } from '../../lib/powers'

/** Doubts that a lensmeter settles by itself: it does not forget a sign, and shows what is rare as it is. */
const SETTLED_BY_THE_METER = new Set(['unusual_power'])

/**
 * The text says one thing; or the one thing left to ask is answered by the instrument; or, in an order, by a person who
 * said yes to exactly this text.
 */
export function isClear(understood: Understood, purpose: TypedFor, saidYes = false): boolean {
  if (understood.verdict !== 'ask') return understood.verdict === 'accept'
  if (saidYes) return true
  return purpose === 'reading' && understood.doubts.every(doubt => SETTLED_BY_THE_METER.has(doubt.code))
}

/** "Is 1.25 plus 1.25?", "A cylinder needs its axis." */
export function doubtWords(doubt: Doubt): string {
  const words = {
    no_sign: m.rx_no_sign,
    no_point: m.rx_no_point,
    half_degree: m.rx_half_degree,
    unusual_power: m.rx_unusual_power,
    is_it_the_add: m.rx_is_it_the_add,
    balance: m.rx_balance,
    empty: m.rx_empty,
    cannot_read: m.rx_cannot_read,
    not_in_steps: m.rx_not_in_steps,
    out_of_range: m.rx_out_of_range,
    cylinder_without_axis: m.rx_cylinder_without_axis,
    axis_without_cylinder: m.rx_axis_without_cylinder,
    axis_out_of_range: m.rx_axis_out_of_range,
    sphere_only_with_cylinder: m.rx_sphere_only_with_cylinder,
    minus_add: m.rx_minus_add,
    two_eyes: m.rx_two_eyes,
  }[doubt.code]
  return words({ typed: doubt.typed, read_as: doubt.read_as ?? '' })
}

/** The lens that a text for one eye means, whichever way it was marked. */
export function oneOf(line: UnderstoodLine | undefined): Understood | undefined {
  return line?.either ?? line?.right ?? line?.left ?? undefined
}

/** Both eyes out of one text. */
export interface BothEyes {
  right: Understood
  left: Understood
  pd_tenths: number | null
}

/** A whole line was pasted: both eyes in one text. */
export function isBoth(line: UnderstoodLine | undefined): line is UnderstoodLine & BothEyes {
  return Boolean(line?.right && line.left)
}

/** Nothing about the line is left to ask. Of a pair on a lensmeter the first is the right one; an order is not guessed. */
export function bothClear(line: UnderstoodLine & BothEyes, purpose: TypedFor): boolean {
  const known = purpose === 'reading' || !line.eyes_assumed
  return known && line.doubts.length === 0 && isClear(line.right, purpose) && isClear(line.left, purpose)
}

/** One field's lens from the lensmeter, and its words there: typed over, it counts no more. */
export interface Taken {
  eye: Eye
  words: string
}

/** A reading as it stands in its fields, and what of it a lensmeter sent. */
export interface TypedReading {
  right: string
  left: string
  pd?: number | null
  read?: InstrumentRead
  taken?: Partial<Record<Side, Taken>>
}

/** A prescription as it is typed: one text per eye, and the PD of both. */
export interface TypedPowers {
  right: string
  left: string
  pd: string
  /** The texts that a person said yes to. */
  sure: { right: string; left: string }
}

export function blankPowers(): TypedPowers {
  return { right: '', left: '', pd: '', sure: { right: '', left: '' } }
}

/** A prescription's powers, as they would be typed. What was said yes to when it was written is not asked again. */
export function typedPowers({ right, left, pd_tenths }: Powers): TypedPowers {
  const sure = { right: standardForm(right), left: standardForm(left) }
  return { ...sure, pd: pd_tenths === null ? '' : (pd_tenths / 10).toFixed(1), sure }
}

/** What was typed, understood by the core now; or the first field that is not clear. */
export async function understand(
  typed: TypedPowers,
): Promise<{ powers: Powers } | { unclear: 'right' | 'left' | 'pd' }> {
  const pd_tenths = readPd(typed.pd)
  if (pd_tenths === undefined) return { unclear: 'pd' }
  const eyes = { right: BLANK_EYE as Eye, left: BLANK_EYE as Eye }
  for (const side of ['right', 'left'] as const) {
    const text = typed[side].trim()
    if (!text) continue
    const answer = await ask('read_prescription', { text, purpose: 'order' })
    const line = 'done' in answer ? answer.done : undefined
    const one = isBoth(line) ? undefined : oneOf(line)
    const other = line?.[side === 'right' ? 'left' : 'right']
    if (other || !one?.eye || !isClear(one, 'order', text === typed.sure[side])) return { unclear: side }
    eyes[side] = one.eye
  }
  return { powers: { ...eyes, pd_tenths } }
}

const DIOPTRES: ReadonlySet<LensField> = new Set(['sphere', 'other_meridian', 'cyl', 'add'])
const PRISM: ReadonlySet<LensField> = new Set(['horizontal_prism', 'vertical_prism'])

/** A value in its own unit: "−2.25", "175°", "18.5 mm", "0.70 Δ". */
export function fieldValue(field: LensField, value: number | null): string {
  if (value === null) return '·'
  if (DIOPTRES.has(field)) return dioptres(value)
  if (field === 'axis') return `${value}°`
  if (PRISM.has(field)) return `${(value / 100).toFixed(2)} Δ`
  return m.millimetres({ mm: (value / 10).toFixed(1) })
}

/** How far off, without a sign. */
export function fieldOff(field: LensField, off: number | null): string {
  if (off === null) return '·'
  return DIOPTRES.has(field) ? (off / 100).toFixed(2) : fieldValue(field, off)
}

/** "±0.13", "±5°": limits come in hundredths of the field's unit, so that two percent of 6.75 stays 0.135. */
export function fieldLimit(field: LensField, limit: number | null): string {
  if (limit === null) return '·'
  const value = limit / 100
  if (DIOPTRES.has(field)) return `±${(value / 100).toFixed(Number.isInteger(value) ? 2 : 3)}`
  if (field === 'axis') return `±${value}°`
  if (PRISM.has(field)) return `±${(value / 100).toFixed(2)} Δ`
  return `±${m.millimetres({ mm: (value / 10).toFixed(1) })}`
}

/** "Right sphere", "Horizontal prism". */
export function fieldName(field: Pick<FieldChecked, 'field' | 'side'>): string {
  const name = codeWord('lens_field', field.field)
  if (field.side === null) return name
  return m.lens_field_of({ eye: codeWord('lens_side', field.side), field: name })
}

/** The one sentence at the top of the table. */
export function checkTitle({ check }: LensesChecked): string {
  if (check.verdict === 'match') return m.lens_match()
  if (check.verdict === 'swapped') return m.lens_swapped()
  if (check.verdict === 'wrong_pair') return m.lens_wrong_pair()
  if (check.verdict === 'cannot_verify') return m.lens_cannot_verify()
  const over = check.fields.filter(field => field.verdict === 'over').map(fieldName)
  return m.lens_out_of_tolerance({ fields: over.join(', ') })
}

/** Why it cannot be said, each reason once. */
export function cannotWords({ check }: LensesChecked): string[] {
  const words = check.cannot.map(({ reason, side }) =>
    side === null
      ? codeWord('lens_cannot', reason satisfies CannotReason)
      : m.lens_cannot_eye({ eye: codeWord('lens_side', side), why: codeWord('lens_cannot', reason) }),
  )
  return [...new Set(words)]
}

/** Larger than this is no reading, in bytes: as the core has it. */
export const LARGEST_READING = 1024 * 1024

/** A text that an instrument sent: lines, tags, or the marks around a frame. Powers in one line are a person's. */
export function looksSent(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the marks.
  return /[\u0001\u0002\u0004\u0017<\n]|^\s*LM2/.test(text.trim())
}

/** What to know about a reading that was taken over, each once. */
export function meterNotes({ notes }: InstrumentReading): string[] {
  const words = {
    lens_incomplete: m.meter_note_lens_incomplete,
    lens_error: m.meter_note_lens_error,
    prism_base_unclear: m.meter_note_prism_base_unclear,
  }
  const eye = (side: Side | null) => (side === null ? m.meter_one() : codeWord('lens_side', side))
  return [...new Set(notes.map(note => words[note.code]({ eye: eye(note.side) })))]
}
