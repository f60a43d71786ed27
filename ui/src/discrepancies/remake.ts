import type { Goes, Part, PartKind, RemakeClass } from '../lib/bindings'
import { codeWord } from '../lib/order-words.svelte'

export const CLASSES: readonly RemakeClass[] = [
  'lab',
  'dispensing',
  'doctor',
  'our_custody',
  'shipper',
  'warranty',
  'adaptation',
  'patient',
]
export const GOES: readonly Goes[] = ['into_new', 'scrapped', 'back_to_lab', 'patient_keeps', 'lost']

const MADE: readonly PartKind[] = ['right_lens', 'left_lens', 'contact_lens_box', 'appliance']

/** Where a part usually goes, as the core does it: what is made goes, the frame and what is theirs stays with the job. */
export function usually(part: Pick<Part, 'kind' | 'custody' | 'theirs'>): Goes {
  if (part.custody === 'not_located') return 'lost'
  return MADE.includes(part.kind) && !part.theirs ? 'scrapped' : 'into_new'
}

/** What does not go on is made again, unless nobody waits for it. */
export function goesWord(goes: Goes, part: Pick<Part, 'needed'>): string {
  return codeWord('goes', goes === 'into_new' || part.needed ? goes : `${goes}_not_needed`)
}

/** "45", "45.50", "45,5" in hundredths; nothing where it is no amount. */
export function amount(typed: string): number | undefined {
  const text = typed.trim().replace(',', '.')
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(text)) return undefined
  return Math.round(Number(text) * 100)
}

/** 4550 as "45.50". */
export const amountText = (minor: number): string => (minor / 100).toFixed(2)

/** Which process a remake of this class usually points to. */
export const POINTS_TO = {
  doctor: 'prescribing',
  dispensing: 'order_taking',
  lab: 'lab',
  warranty: 'lab',
  adaptation: 'prescribing',
  shipper: 'delivery',
  patient: 'other',
  our_custody: 'storage',
} as const satisfies Record<RemakeClass, string>
