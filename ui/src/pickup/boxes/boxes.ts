/** Boxes of contact lenses in words: what a label says, and how it compares with the order. */
import type {
  BoxChecked,
  BoxesChecked,
  BoxField,
  BoxLabel,
  ContactDoubt,
  ContactLens,
  ContactUnderstood,
  LabelDoubt,
  OrderedContact,
  OrderedContacts,
  Powers,
  PrescribedContacts,
  Prescription,
  Side,
} from '../../lib/bindings'
import { m } from '../../lib/messages/messages'
import { BLANK_EYE, dioptres, unbroken } from '../../lib/powers'
import { calendarDay } from '../../lib/time'
import { doubtWords } from '../lenses/lenses'

export const BLANK_LENS: ContactLens = {
  brand: null,
  power: null,
  cyl: null,
  axis: null,
  add: null,
  add_word: null,
  base_curve: null,
  diameter: null,
}

export const eyeWord = (side: Side) => ({ right: m.boxes_eye_right, left: m.boxes_eye_left })[side]()

/** Why a scan is no label. */
export function labelDoubtWords(doubt: LabelDoubt): string {
  return {
    not_a_label: m.boxes_not_a_label,
    check_digit: m.boxes_check_digit,
    hibc: m.boxes_hibc,
    no_such_day: m.boxes_no_such_day,
    cut_off: m.boxes_cut_off,
  }[doubt]()
}

function contactDoubtWords(doubt: ContactDoubt): string {
  return {
    base_curve_in_dioptres: m.contact_base_curve_in_dioptres,
    base_curve_out_of_range: m.contact_base_curve_out_of_range,
    diameter_out_of_range: m.contact_diameter_out_of_range,
    no_such_day: m.contact_no_such_day,
    not_a_contact_lens: m.contact_not_a_contact_lens,
  }[doubt]()
}

/** What is to ask or wrong about a typed lens. */
export function contactDoubts(read: ContactUnderstood): string {
  return [...read.contact_doubts.map(contactDoubtWords), ...read.doubts.map(doubtWords)].join(' ')
}

const millimetres = (hundredths: number) =>
  hundredths % 10 === 0 ? (hundredths / 100).toFixed(1) : (hundredths / 100).toFixed(2)

/** A lens without its brand, as it would be typed: "−2.25 −0.75 x 180 BC 8.6 DIA 14.5". */
export function lensText(lens: ContactLens): string {
  const said: string[] = []
  if (lens.power !== null) said.push(dioptres(lens.power))
  if (lens.cyl) said.push(`${dioptres(lens.cyl)} x ${String(lens.axis ?? 180).padStart(3, '0')}`)
  else if (lens.power !== null) said.push('DS')
  if (lens.add || lens.add_word) {
    said.push(['add', lens.add ? dioptres(lens.add) : '', lens.add_word ?? ''].filter(Boolean).join(' '))
  }
  if (lens.base_curve !== null) said.push(`BC ${millimetres(lens.base_curve)}`)
  if (lens.diameter !== null) said.push(`DIA ${millimetres(lens.diameter)}`)
  return said.join(' ')
}

/** One eye's contact lens, as it is typed. */
export interface TypedContact {
  brand: string
  lens: string
  boxes: string
}
export interface TypedContacts {
  right: TypedContact
  left: TypedContact
}

/** What is ordered so far, as it would be typed. */
export function typedContacts(ordered?: OrderedContacts): TypedContacts {
  const of = (one: OrderedContact | null | undefined): TypedContact => ({
    brand: one?.lens.brand ?? '',
    lens: one ? lensText(one.lens) : '',
    boxes: String(Math.max(1, one?.boxes ?? 1)),
  })
  return { right: of(ordered?.right), left: of(ordered?.left) }
}

/** One eye of a contact lens prescription; undefined where nothing is prescribed for it. */
export function prescribedLens(prescription: Prescription, side: Side): ContactLens | undefined {
  const details = prescription.contacts[side]
  const { sphere, cyl, axis, add } = prescription.powers[side]
  if (sphere === null && !details) return undefined
  const { brand = null, base_curve = null, diameter = null, add_word = null } = details ?? {}
  return { brand, power: sphere, cyl, axis, add, add_word, base_curve, diameter }
}

/** What is prescribed, as it would be typed; how many boxes stays as it was. */
export function contactsFrom(prescription: Prescription, typed: TypedContacts): TypedContacts {
  const of = (side: Side): TypedContact => {
    const lens = prescribedLens(prescription, side)
    return { ...typed[side], brand: lens?.brand ?? '', lens: lens ? lensText(lens) : '' }
  }
  return { right: of('right'), left: of('left') }
}

/** Typed lenses as a prescription has them: powers, and what else they are. */
export function prescribed({ right, left }: OrderedContacts): {
  powers: Powers
  contacts: PrescribedContacts
} {
  const eye = (one: OrderedContact | null) =>
    one
      ? { ...BLANK_EYE, sphere: one.lens.power, cyl: one.lens.cyl, axis: one.lens.axis, add: one.lens.add }
      : { ...BLANK_EYE }
  const details = (one: OrderedContact | null) => {
    if (!one) return null
    const { brand, base_curve, diameter, add_word } = one.lens
    return { brand, base_curve, diameter, add_word, color: null, wear: null }
  }
  return {
    powers: { right: eye(right), left: eye(left), pd_tenths: null },
    contacts: { right: details(right), left: details(left) },
  }
}

/** "Clarent Toric · −2.25 −0.75 x 180 BC 8.6 · green · each worn 1 mo" */
export function prescribedWords(prescription: Prescription, side: Side): string {
  const lens = prescribedLens(prescription, side)
  if (!lens) return ''
  const details = prescription.contacts[side]
  const wear = details?.wear
  return [
    lens.brand,
    unbroken(lensText(lens)),
    details?.color,
    wear && m.contact_worn({ time: [String(wear.hundredths / 100), wear.unit].filter(Boolean).join(' ') }),
  ]
    .filter(Boolean)
    .join(' · ')
}

export const fieldWord = (field: BoxField) =>
  ({
    brand: m.boxes_field_brand,
    power: m.boxes_field_power,
    cyl: m.boxes_field_cyl,
    axis: m.boxes_field_axis,
    add: m.boxes_field_add,
    base_curve: m.boxes_field_base_curve,
    diameter: m.boxes_field_diameter,
  })[field]()

const list = (words: string[]) => new Intl.ListFormat('en-US', { type: 'conjunction' }).format(words)

/** What one box comes to. */
export function boxWords(box: BoxChecked): string {
  const of = (verdict: string) =>
    box.fields.filter(field => field.verdict === verdict).map(field => fieldWord(field.field))
  const eye = box.side ? eyeWord(box.side) : ''
  switch (box.verdict) {
    case 'match':
      return m.boxes_match_one({ eye })
    case 'swapped':
      return m.boxes_swapped({ eye })
    case 'expired':
      return m.boxes_expired()
    case 'differs':
      return m.boxes_differs({ fields: list(of('differs')) })
    default: {
      const unread = of('not_read')
      const unnamed = box.fields.filter(field => field.field === 'brand' && field.verdict === 'not_ordered')
      const missing = [
        ...unread,
        ...(unnamed.length > 0 && unread.length === 0 ? [m.boxes_no_brand()] : []),
        ...(box.expiry === 'not_read' ? [m.boxes_no_last_day()] : []),
      ]
      return m.boxes_cannot({ fields: list(missing).replace(/\.$/, '') })
    }
  }
}

/** What all boxes come to. */
export function boxesTitle(checked: BoxesChecked): string {
  const { right, left, verdict } = checked.check
  const count = (eye: string, of: { here: number; ordered: number }) =>
    m.boxes_eye_count({ eye, here: of.here, ordered: of.ordered })
  return {
    match: m.boxes_match(),
    differs: m.boxes_differs_all(),
    swapped: m.boxes_swapped_all(),
    expired: m.boxes_expired_all(),
    cannot_verify: m.boxes_cannot_all(),
    wrong_count: m.boxes_wrong_count({
      right: count(m.boxes_eye_right(), right),
      left: count(m.boxes_eye_left(), left),
    }),
  }[verdict]
}

export const boxTone = (verdict: BoxChecked['verdict']) =>
  verdict === 'match' ? 'done' : verdict === 'cannot_verify' || verdict === 'wrong_count' ? 'soon' : 'stop'

/** "last day May 31, 2027 · lot L0042" */
export function boxAside(label: BoxLabel): string {
  return [
    label.lens.brand,
    unbroken(lensText(label.lens)),
    label.expires_on && m.boxes_until({ day: calendarDay(label.expires_on) }),
    label.lot && m.boxes_lot({ lot: label.lot }),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** "Clarent Toric · −2.25 −0.75 x 180 BC 8.6 · 2 boxes" */
export function orderedWords(one: OrderedContact): string {
  return [one.lens.brand, unbroken(lensText(one.lens)), m.boxes_count({ count: Math.max(1, one.boxes) })]
    .filter(Boolean)
    .join(' · ')
}
