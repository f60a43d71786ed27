import { describe, expect, it } from 'vitest'
import type { PatientId } from '../../lib/bindings'
import { BLANK_EYE } from '../../lib/powers'
import { blankPowers, freshDraft, readPowers, requestOf, typedPowers } from './new-order'

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
    draft.powers.right = { sphere: '−2.25', cyl: '-75', axis: '180', add: '' }
    expect(requestOf(draft, sam)).toMatchObject({
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
    draft.powers.left.sphere = '-1.00'
    const request = requestOf(draft, sam)
    expect(request).toMatchObject({
      frame: null,
      frame_source: null,
      lens_type: null,
      lenses: null,
      old_lenses: null,
    })
    expect(request.powers.left.sphere).toBeNull()
  })

  it('does not say where a frame is that stays with the patient', () => {
    const draft = freshDraft()
    Object.assign(draft, { frameSource: 'patient_own', framePlace: 'drawer', frameStays: true })
    expect(requestOf(draft, sam)).toMatchObject({ frame_place: null, frame_stays_with_patient: true })
  })
})

describe('the powers as typed', () => {
  it('says each box that is not understood', () => {
    const typed = blankPowers()
    typed.right.sphere = '2.25'
    typed.left.cyl = '-0.75'
    typed.pd = '31'
    expect(readPowers(typed).wrong).toEqual([
      { eye: 'right', field: 'sphere', wrong: 'no_sign' },
      { eye: 'left', field: 'axis', wrong: 'axis_missing' },
      { eye: 'both', field: 'pd', wrong: 'pd_range' },
    ])
  })

  it('come from a prescription and back unchanged', () => {
    const powers = {
      right: { ...BLANK_EYE, sphere: -225, cyl: -75, axis: 180, add: null },
      left: { ...BLANK_EYE, sphere: 0, cyl: null, axis: null, add: 200 },
      pd_tenths: 615,
    }
    expect(readPowers(typedPowers(powers))).toEqual({ powers, wrong: [] })
  })
})
