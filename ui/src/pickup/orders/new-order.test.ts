import { describe, expect, it } from 'vitest'
import type { PatientId } from '../../lib/bindings'
import { BLANK_EYE } from '../../lib/powers'
import { freshDraft, NO_POWERS, requestOf } from './new-order'

const sam = 7 as PatientId

describe('a new order', () => {
  it('asks for what was typed', () => {
    const draft = freshDraft()
    Object.assign(draft, {
      frame: ' Kite 8 ',
      framePlace: 'board',
      lab: 'Northlab',
      oldLenses: 'we',
      oldPlace: 'drawer',
    })
    const right = { ...BLANK_EYE, sphere: -225, cyl: -75, axis: 180 }
    expect(requestOf(draft, { ...NO_POWERS, right }, sam)).toMatchObject({
      patient_id: 7,
      kind: 'spectacles',
      frame: 'Kite 8',
      frame_source: 'ours',
      frame_place: 'board',
      lenses: 'both',
      lab: 'Northlab',
      powers: { right: { sphere: -225, cyl: -75, axis: 180, add: null } },
      old_lenses: { kept_by: 'we', place: 'drawer', go_into_new_frame: false },
    })
  })

  it('leaves out what does not belong to the kind, even when it was typed before', () => {
    const draft = freshDraft()
    Object.assign(draft, {
      kind: 'dental_appliance',
      frame: 'Kite 8',
      lensType: 'SV',
      oldLenses: 'we',
      oldPlace: 'x',
    })
    Object.assign(draft, { rxReason: 'spare pair', compensated: true })
    const left = { ...BLANK_EYE, sphere: -100 }
    const request = requestOf(draft, { ...NO_POWERS, left }, sam)
    expect(request).toMatchObject({
      frame: null,
      frame_source: null,
      lens_type: null,
      lenses: null,
      old_lenses: null,
      prescription_reason: null,
      compensated: false,
    })
    expect(request.powers.left.sphere).toBeNull()
  })

  it('does not say where a frame is that stays with the patient', () => {
    const draft = freshDraft()
    Object.assign(draft, { frameSource: 'patient_own', framePlace: 'drawer', frameStays: true })
    expect(requestOf(draft, NO_POWERS, sam)).toMatchObject({
      frame_place: null,
      frame_stays_with_patient: true,
    })
  })
})
