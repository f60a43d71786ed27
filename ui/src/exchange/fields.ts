import type { FileKind, ImportField } from '../lib/bindings'
import { m } from '../lib/messages/messages'

const PATIENT: ImportField[] = [
  'patient_number',
  'given_name',
  'family_name',
  'full_name',
  'preferred_name',
  'birth_date',
  'phone',
  'other_phone',
  'email',
  'address',
  'address_more',
  'city',
  'state',
  'postcode',
  'patient_note',
]
const ORDER: ImportField[] = [
  'order_number',
  'status',
  'ordered_on',
  'expected_on',
  'promised_on',
  'collected_on',
  'job_type',
  'lens_type',
  'frame_source',
  'frame',
  'tray',
  'lab',
  'prescribed_on',
  'right_sphere',
  'right_cylinder',
  'right_axis',
  'right_add',
  'left_sphere',
  'left_cylinder',
  'left_axis',
  'left_add',
  'pupil_distance',
  'right_pupil_distance',
  'left_pupil_distance',
  'dispenser',
  'order_note',
]

/** The fields that a file of this kind can fill, in the order in which they are offered. */
export function fieldsOf(kind: FileKind): ImportField[] {
  if (kind === 'patients') return PATIENT
  return kind === 'orders' ? ['patient_number', ...ORDER] : [...PATIENT, ...ORDER]
}

const catalogue = m as unknown as Record<string, (() => string) | undefined>

export function fieldWord(field: ImportField): string {
  return catalogue[`field_${field}`]?.() ?? field
}

/** Fields of a record that changed by an import, in words; what the desk keeps for itself is left out. */
export function recordWords(fields: readonly string[]): string {
  const words = fields.flatMap(field => catalogue[`record_${field}`]?.() ?? [])
  return [...new Set(words)].join(', ')
}
