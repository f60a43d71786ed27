/** A new order as it is typed, and what is asked of the core. */
import type {
  AddOrder,
  Custody,
  FrameSource,
  Keeper,
  Lenses,
  OrderKind,
  PartKind,
  PatientId,
  Powers,
  PrescriptionId,
} from '../../lib/bindings'
import {
  BLANK_EYE,
  POWER_FIELDS,
  type PowerField,
  powerWord,
  readPd,
  readPower,
  type Typed,
} from '../../lib/powers'

export type Eyes = 'right' | 'left'
export type TypedEye = Record<PowerField, string>
export interface TypedPowers {
  right: TypedEye
  left: TypedEye
  pd: string
}

export interface Draft {
  kind: OrderKind
  lensType: string
  lenses: Lenses
  boxes: string
  frameSource: FrameSource | 'none'
  frame: string
  framePlace: string
  frameStays: boolean
  oldLenses: Keeper | 'none'
  oldPlace: string
  oldGoIn: boolean
  prescription: string
  powers: TypedPowers
  lab: string
  expectedOn: string
  promisedOn: string
  dispenser: string
  note: string
  extra: { kind: PartKind; label: string; custody: Custody; place: string }[]
}

const blankEye = (): TypedEye => ({ sphere: '', cyl: '', axis: '', add: '' })

export function blankPowers(): TypedPowers {
  return { right: blankEye(), left: blankEye(), pd: '' }
}

export function freshDraft(): Draft {
  return {
    kind: 'spectacles',
    lensType: '',
    lenses: 'both',
    boxes: '',
    frameSource: 'ours',
    frame: '',
    framePlace: '',
    frameStays: false,
    oldLenses: 'none',
    oldPlace: '',
    oldGoIn: false,
    prescription: '',
    powers: blankPowers(),
    lab: '',
    expectedOn: '',
    promisedOn: '',
    dispenser: '',
    note: '',
    extra: [],
  }
}

/** A prescription's powers, as they would be typed. */
export function typedPowers(powers: Powers): TypedPowers {
  const eye = (of: Powers['right']): TypedEye => {
    const typed = blankEye()
    for (const field of POWER_FIELDS) if (of[field] !== null) typed[field] = powerWord(field, of[field])
    return typed
  }
  return {
    right: eye(powers.right),
    left: eye(powers.left),
    pd: powers.pd_tenths === null ? '' : String(powers.pd_tenths / 10),
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

export type WrongPower = Extract<Typed, { wrong: string }>['wrong'] | 'axis_missing'
export interface Wrong {
  eye: Eyes | 'both'
  field: PowerField | 'pd'
  wrong: WrongPower
}

/** Both eyes read; or what is not understood, box by box. */
export function readPowers(typed: TypedPowers): { powers: Powers; wrong: Wrong[] } {
  const wrong: Wrong[] = []
  const read = (which: Eyes) => {
    const eye: Powers['right'] = { ...BLANK_EYE }
    for (const field of POWER_FIELDS) {
      const answer = readPower(field, typed[which][field])
      if ('wrong' in answer) wrong.push({ eye: which, field, wrong: answer.wrong })
      else eye[field] = answer.value
    }
    const axisTyped = typed[which].axis.trim() !== ''
    if (eye.cyl !== null && eye.cyl !== 0 && !axisTyped) {
      wrong.push({ eye: which, field: 'axis', wrong: 'axis_missing' })
    }
    return eye
  }
  const right = read('right')
  const left = read('left')
  const pd = readPd(typed.pd)
  if ('wrong' in pd) wrong.push({ eye: 'both', field: 'pd', wrong: pd.wrong })
  return { powers: { right, left, pd_tenths: 'value' in pd ? pd.value : null }, wrong }
}

const NO_POWERS: Powers = {
  right: { ...BLANK_EYE },
  left: { ...BLANK_EYE },
  pd_tenths: null,
}

/** What the core is asked: only what belongs to this kind of order, whatever was typed before the kind was changed. */
export function requestOf(draft: Draft, patientId: PatientId): AddOrder {
  const ask = asks(draft.kind)
  const own = draft.frameSource === 'patient_own'
  const said = (text: string) => text.trim() || null
  return {
    patient_id: patientId,
    kind: draft.kind,
    powers: ask.powers ? readPowers(draft.powers).powers : NO_POWERS,
    lens_type: ask.powers ? said(draft.lensType) : null,
    frame: ask.frame && draft.frameSource !== 'none' ? said(draft.frame) : null,
    frame_source: ask.frame && draft.frameSource !== 'none' ? draft.frameSource : null,
    frame_place:
      ask.frame && (own || draft.frameSource === 'ours') && !draft.frameStays ? said(draft.framePlace) : null,
    frame_stays_with_patient: ask.frame && own && draft.frameStays,
    lenses: ask.lenses ? draft.lenses : null,
    boxes: ask.boxes && /^\d{1,2}$/.test(draft.boxes.trim()) ? Number(draft.boxes) : null,
    lab: ask.lab ? said(draft.lab) : null,
    placed_on: null,
    expected_on: said(draft.expectedOn),
    promised_on: said(draft.promisedOn),
    prescription_id: ask.powers && draft.prescription ? (Number(draft.prescription) as PrescriptionId) : null,
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
