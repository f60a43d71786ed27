/** What a class of record is called, and why old ones of it stay. */
import type { RecordClass } from '../lib/bindings'
import { m } from '../lib/messages/messages'

export const CLASS_WORDS: Record<RecordClass, () => string> = {
  orders: m.retention_orders,
  discrepancies: m.retention_discrepancies,
  conversations: m.retention_conversations,
  promises: m.retention_promises,
  visits: m.retention_visits,
  patients: m.retention_patients,
  practice: m.retention_practice,
}

const WHY: Record<string, () => string> = {
  open: m.retention_why_open,
  breach: m.retention_why_breach,
  merged: m.retention_why_merged,
  open_orders: m.retention_why_open_orders,
  open_discrepancies: m.retention_why_open_discrepancies,
  open_conversations: m.retention_why_open_conversations,
  open_promises: m.retention_why_open_promises,
  open_visits: m.retention_why_open_visits,
}

export const whyItStays = (why: string) => (WHY[why] ?? m.retention_why_kept)()

/** Whole years from 1 to 100; nothing typed: for good; undefined: not a number of years. */
export function readYears(typed: string): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  if (!/^\d{1,3}$/.test(text)) return undefined
  const years = Number(text)
  return years >= 1 && years <= 100 ? years : undefined
}
