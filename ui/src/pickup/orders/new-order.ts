/** A new order as it is typed, and what is asked of the core. */
import type {
  AddOrder,
  Custody,
  FrameSource,
  Keeper,
  Lenses,
  OrderedContacts,
  OrderKind,
  PartKind,
  PatientId,
  Powers,
  PrescriptionId,
} from '../../lib/bindings'
import { BLANK_EYE } from '../../lib/powers'
import { type TypedContacts, typedContacts } from '../boxes/boxes'
import { blankPowers, type TypedPowers } from '../lenses/lenses'

export interface Draft {
  kind: OrderKind
  lensType: string
  lenses: Lenses
  frameSource: FrameSource | 'none'
  frame: string
  framePlace: string
  frameStays: boolean
  oldLenses: Keeper | 'none'
  oldPlace: string
  oldGoIn: boolean
  prescription: string
  powers: TypedPowers
  contacts: TypedContacts
  /** Why it is not as on the prescription on file. */
  rxReason: string
  compensated: boolean
  lab: string
  expectedOn: string
  promisedOn: string
  dispenser: string
  note: string
  extra: { kind: PartKind; label: string; custody: Custody; place: string }[]
}

export function freshDraft(): Draft {
  return {
    kind: 'spectacles',
    lensType: '',
    lenses: 'both',
    frameSource: 'ours',
    frame: '',
    framePlace: '',
    frameStays: false,
    oldLenses: 'none',
    oldPlace: '',
    oldGoIn: false,
    prescription: '',
    powers: blankPowers(),
    contacts: typedContacts(),
    rxReason: '',
    compensated: false,
    lab: '',
    expectedOn: '',
    promisedOn: '',
    dispenser: '',
    note: '',
    extra: [],
  }
}

/** What is asked about an order of this kind. */
export function asks(kind: OrderKind) {
  const glasses = kind === 'spectacles' || kind === 'warranty_replacement' || kind === 'repair'
  return {
    frame: glasses,
    lenses: glasses,
    oldLenses: glasses,
    boxes: kind === 'contact_lenses',
    powers: glasses || kind === 'contact_lenses',
    lab: kind !== 'other',
  }
}

/** The lenses that a job of this kind usually has. */
export function usualLenses(kind: OrderKind): Lenses {
  return kind === 'spectacles' || kind === 'warranty_replacement' ? 'both' : 'none'
}

export const NO_POWERS: Powers = {
  right: { ...BLANK_EYE },
  left: { ...BLANK_EYE },
  pd_tenths: null,
}

/** What the core is asked: only what belongs to this kind of order, whatever was typed before the kind was changed. */
export function requestOf(
  draft: Draft,
  powers: Powers,
  patientId: PatientId,
  contacts?: OrderedContacts,
): AddOrder {
  const ask = asks(draft.kind)
  const own = draft.frameSource === 'patient_own'
  const said = (text: string) => text.trim() || null
  return {
    patient_id: patientId,
    kind: draft.kind,
    powers: ask.powers ? powers : NO_POWERS,
    lens_type: ask.powers && !ask.boxes ? said(draft.lensType) : null,
    frame: ask.frame && draft.frameSource !== 'none' ? said(draft.frame) : null,
    frame_source: ask.frame && draft.frameSource !== 'none' ? draft.frameSource : null,
    frame_place:
      ask.frame && (own || draft.frameSource === 'ours') && !draft.frameStays ? said(draft.framePlace) : null,
    frame_stays_with_patient: ask.frame && own && draft.frameStays,
    lenses: ask.lenses ? draft.lenses : null,
    boxes: null,
    contacts: (ask.boxes && contacts) || null,
    lab: ask.lab ? said(draft.lab) : null,
    placed_on: null,
    expected_on: said(draft.expectedOn),
    promised_on: said(draft.promisedOn),
    prescription_id: ask.powers && draft.prescription ? (Number(draft.prescription) as PrescriptionId) : null,
    prescription_reason: ask.powers ? said(draft.rxReason) : null,
    compensated: ask.lenses && draft.compensated,
    note: said(draft.note),
    dispenser: said(draft.dispenser),
    old_lenses:
      ask.oldLenses && draft.oldLenses !== 'none'
        ? {
            kept_by: draft.oldLenses,
            place: draft.oldLenses === 'we' ? said(draft.oldPlace) : null,
            go_into_new_frame: draft.oldGoIn,
          }
        : null,
    extra: draft.extra.map(part => ({
      kind: part.kind,
      label: said(part.label),
      custody: part.custody,
      place: part.custody === 'here' ? said(part.place) : null,
      holder: null,
      needed: true,
    })),
  }
}
