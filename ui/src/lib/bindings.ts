// The contract with the core. This file is replaced by the one generated from the command list.

export type Grade = 'note' | 'ask' | 'stop'
export type Facts = Record<string, string | number | boolean | null>
export interface Finding {
  grade: Grade
  code: string
  facts: Facts
}
export interface Refusal {
  code: string
  facts: Facts
  findings: Finding[]
  next_step: string | null
}
export interface Fault {
  code: string
  reference: string
}
export type Answer<T> = { done: T } | { refused: Refusal } | { fault: Fault }

export type Role = 'receptionist' | 'dispenser' | 'manager'
export interface StaffName {
  id: number
  name: string
  role: Role
}
/** What the page must show first. */
export type Phase = 'fresh' | 'locked' | 'confirm_recovery_key' | 'signed_out' | 'signed_in'
export interface DeskState {
  phase: Phase
  clinic: string | null
  practice: boolean
  staff: StaffName[]
  who: StaffName | null
  now: number
  lock_after_seconds: number
  backed_up_at: number | null
}

export interface QueueRow {
  visit: number
  /** First name and initial; a ticket for a walk-in we don't know. */
  shown_as: string
  reason: string
  arrived_at: number
  told_minutes: number | null
  updated_at: number | null
  greeted: boolean
  state: 'waiting' | 'with_us'
  served_by: string | null
  since: number
  waited: 'calm' | 'soon' | 'stop'
  readiness: string | null
}

export interface Found {
  kind: 'patient' | 'order' | 'tray' | 'discrepancy'
  id: number
  title: string
  aside: string
}

export interface Today {
  calls: number
  late_or_stuck: number
  promises: number
  next_promise_at: number | null
  discrepancies: number
  visits_owed: number
}

export interface Commands {
  desk: { request: Record<string, never>; reply: DeskState }
  set_up: {
    request: { clinic: string; name: string; pin: string; passphrase: string }
    reply: { recovery_key: string }
  }
  confirm_recovery_key: { request: { typed: string }; reply: Record<string, never> }
  open_practice: { request: Record<string, never>; reply: Record<string, never> }
  unlock: { request: { passphrase: string }; reply: Record<string, never> }
  sign_in: { request: { staff: number; pin: string }; reply: Record<string, never> }
  lock: { request: Record<string, never>; reply: Record<string, never> }
  queue: { request: Record<string, never>; reply: { rows: QueueRow[] } }
  today: { request: Record<string, never>; reply: Today }
  find: { request: { text: string }; reply: { found: Found[] } }
}
