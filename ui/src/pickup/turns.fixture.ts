/** Two people at a counter, for the tests of this slice. */
import type { PatientId, StaffId, Turn, VisitId } from '../lib/bindings'

export const now = new Date('2026-11-03T10:54:00-05:00').getTime()
const MINUTE = 60_000

export const sam: Turn = {
  visit_id: 1 as VisitId,
  patient_id: 11 as PatientId,
  shown: 'Sam Keller',
  called: 'Sam',
  first_and_initial: 'Sam K.',
  ticket: 7,
  purpose: 'collecting',
  with_whom: 'his mother, Ruth',
  state: 'waiting',
  arrived_at: now - 18 * MINUTE,
  waited_from: now - 18 * MINUTE,
  waited_min: 18,
  quoted_min: 20,
  quoted_at: now - 18 * MINUTE,
  quote_ends_at: now + 2 * MINUTE,
  over_quote_min: 0,
  rests_until: null,
  greeted_at: now - 18 * MINUTE,
  told_at: now - 8 * MINUTE,
  apologized_at: null,
  manager_at: null,
  recovery_at: null,
  called_at: null,
  served_by: null,
  served_by_name: null,
  where_to: null,
  out_of_turn: null,
  is_next: true,
  left_over: false,
  mark: 'calm',
  prompt: null,
  owed_visit_id: null,
  ready: null,
}

export const derrick: Turn = {
  ...sam,
  visit_id: 2 as VisitId,
  patient_id: 12 as PatientId,
  shown: 'Derrick Pohl',
  called: 'Derrick',
  first_and_initial: 'Derrick P.',
  ticket: 6,
  purpose: 'fitting',
  with_whom: null,
  state: 'with_us',
  called_at: now - 13 * MINUTE,
  served_by: 3 as StaffId,
  served_by_name: 'Kim',
  where_to: 'room 2',
}
