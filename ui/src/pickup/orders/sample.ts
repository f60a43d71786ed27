/** An order for the tests of this folder: a boy's new frame, his own lenses gone from the finishing desk. */
import type { Order, OrderId, OrderPage, Part, PartId, PatientId } from '../../lib/bindings'
import { BLANK_EYE } from '../../lib/powers'

export const NOW = new Date('2026-11-10T10:54:00-05:00').getTime()
const TUESDAY = new Date('2026-11-03T16:10:00-05:00').getTime()

export function anOrder(change: Partial<Order> = {}): Order {
  const eye = { ...BLANK_EYE, sphere: -225, cyl: -75, axis: 180, add: null }
  return {
    id: 1042 as OrderId,
    number: '26-1042',
    patient_id: 7 as PatientId,
    kind: 'spectacles',
    state: 'received',
    state_since: TUESDAY,
    tray: 'T017',
    last_tray: 'T017',
    lens_type: 'SV',
    frame: 'Kite 8 46-16 Blue',
    frame_source: 'ours',
    lab: 'Northlab',
    placed_on: '2026-11-03',
    expected_on: null,
    promised_on: null,
    prescription_id: null,
    powers: { right: eye, left: { ...eye, sphere: -200 }, pd_tenths: 560 },
    compensated: false,
    lab_powers: null,
    note: null,
    old_system_word: null,
    dispenser: 'JN',
    ...change,
  }
}

export function aPart(id: number, change: Partial<Part> = {}): Part {
  return {
    id: id as PartId,
    order_id: 1042 as OrderId,
    kind: 'frame',
    label: null,
    custody: 'here',
    place: 'T017',
    holder: null,
    moved_at: TUESDAY,
    moved_by: 'Jan',
    needed: true,
    theirs: false,
    last_seen: null,
    ...change,
  }
}

export const RIGHT = aPart(2, {
  kind: 'right_lens',
  custody: 'not_located',
  place: null,
  theirs: true,
  last_seen: { custody: 'here', place: 'finishing desk', holder: null, at: TUESDAY, by: 'Jan' },
})

export function aPage(change: Partial<OrderPage> = {}): OrderPage {
  return {
    order: anOrder(),
    name: 'Sam Keller',
    offered: ['at_lab', 'cancelled'],
    parts: [aPart(1, { label: 'Kite 8 46-16 Blue' }), RIGHT],
    moves: [],
    verifications: [],
    notifications: [],
    calls: [],
    handed_over: null,
    history: [],
    contacts: null,
    remake_of: null,
    remade_as: null,
    discrepancies: [],
    against_prescription: [],
    ...change,
  }
}
