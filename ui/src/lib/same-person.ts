/** "Same person?", field by field, in words: how far each agrees, and how strongly that speaks for or against. */
import type { FieldSays, MayBe, PatientDetails } from './bindings'
import { m } from './messages/messages'
import { codeWord } from './order-words.svelte'
import { calendarDay } from './time'

/** One line of the comparison. */
export interface SameLine {
  field: string
  label: string
  /** What was typed, or stands in the file. */
  ours: string
  /** What may be shown of the record on file. */
  theirs: string
  agrees: string
  /** 3 strongly for, −3 strongly against. */
  strength: number
  says: string
}

export const fieldWord = (says: FieldSays): string => codeWord('same_field', says.field)

export function agreesWord(says: FieldSays): string {
  return says.field === 'name_order' ? m.same_swapped() : codeWord('same_agrees', says.agreement)
}

const FOR = [m.same_for_0, m.same_for_1, m.same_for_2, m.same_for_3]
const AGAINST = [m.same_for_0, m.same_against_1, m.same_against_2, m.same_against_3]

export function saysWord(says: FieldSays): string {
  if (says.agreement === 'missing') return ''
  const words = says.strength < 0 ? AGAINST : FOR
  return (words[Math.min(3, Math.abs(says.strength))] ?? m.same_for_0)()
}

/** What the details have for a field. */
export function fieldValue(details: PatientDetails, field: string): string {
  switch (field) {
    case 'given':
      return details.given
    case 'family':
      return details.family
    case 'born':
      return details.born ? calendarDay(details.born) : ''
    case 'phone':
      return details.phone ?? ''
    case 'street':
      return details.street ?? ''
    case 'postcode':
      return details.postcode ?? ''
    case 'town':
      return details.town ?? ''
    case 'region':
      return details.region ?? ''
    default:
      return ''
  }
}

/** What of a record on file may stand beside what was typed: its name, a year, four digits. */
function shownOf(maybe: MayBe, field: string): string {
  if (field === 'given') return maybe.names[0]
  if (field === 'family') return maybe.names[1]
  if (field === 'born')
    return maybe.born_year === null ? '' : m.same_born_year({ year: String(maybe.born_year) })
  if (field === 'phone') return maybe.phone_last4 ? m.same_phone_ends({ digits: maybe.phone_last4 }) : ''
  return ''
}

function line(says: FieldSays, ours: string, theirs: string): SameLine {
  return {
    field: says.field,
    label: fieldWord(says),
    ours,
    theirs,
    agrees: agreesWord(says),
    strength: says.strength,
    says: saysWord(says),
  }
}

/** Somebody who is being added beside somebody on file; fields of which nothing can be shown are named below. */
export function sameLines(details: PatientDetails, maybe: MayBe): { lines: SameLine[]; unknown: string } {
  const all = maybe.fields.map(says => ({
    known: says.agreement !== 'missing' || shownOf(maybe, says.field) !== '',
    line: line(says, fieldValue(details, says.field), shownOf(maybe, says.field)),
  }))
  const unknown = all.filter(each => !each.known).map(each => each.line.label)
  return {
    lines: all.filter(each => each.known).map(each => each.line),
    unknown: unknown.length > 0 ? m.same_unknown({ fields: unknown.join(', ').toLowerCase() }) : '',
  }
}

/** Two records that are both shown whole. */
export function recordLines(
  fields: readonly FieldSays[],
  ours: PatientDetails,
  theirs: PatientDetails,
): SameLine[] {
  return fields.map(says => line(says, fieldValue(ours, says.field), fieldValue(theirs, says.field)))
}

/** What was typed as one name, as two: "Ruiz, Ana" or "Ana Ruiz". */
export function namesIn(text: string): { given: string; family: string } {
  const [before, after] = text.split(',', 2)
  if (after !== undefined) return { given: after.trim(), family: before?.trim() ?? '' }
  const words = text.trim().split(/\s+/).filter(Boolean)
  return words.length > 1
    ? { given: words.slice(0, -1).join(' '), family: words.at(-1) ?? '' }
    : { given: words[0] ?? '', family: '' }
}

/** Somebody of whom nothing is known. */
export const NOBODY: PatientDetails = {
  given: '',
  family: '',
  preferred: null,
  born: null,
  phone: null,
  street: null,
  town: null,
  region: null,
  postcode: null,
  only_me: false,
  note: null,
}
