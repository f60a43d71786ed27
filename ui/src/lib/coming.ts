/** Commands that the page needs and the core's list does not have yet. Each goes when its line is in the list. */
import type { DiscrepancyId, DiscrepancyLine, OrderId, OrderKind, OrderState, PatientId } from './bindings'

/** Why a person was found. */
export type Why = 'name' | 'name_begins' | 'nickname' | 'sounds_like' | 'misspelled' | 'birth_date' | 'phone'

export interface FoundPerson {
  patient_id: PatientId
  name: string
  called: string | null
  born_year: number | null
  phone_last4: string | null
  open_orders: number
  here: boolean
  why: Why[]
}

export interface FoundOrder {
  order_id: OrderId
  number: string
  tray: string | null
  patient_id: PatientId
  name: string
  kind: OrderKind
  state: OrderState
  by: 'number' | 'tray'
}

export type Exact =
  | { kind: 'order'; order_id: OrderId; patient_id: PatientId; by: 'number' | 'tray' }
  | { kind: 'discrepancy'; discrepancy_id: DiscrepancyId }

export interface Found {
  people: FoundPerson[]
  orders: FoundOrder[]
  discrepancy: DiscrepancyLine | null
  exact: Exact | null
}

export interface Coming {
  find: { request: { query: string; limit?: number | null }; reply: Found }
}
