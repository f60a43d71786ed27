import type { Settings } from '../lib/bindings'
import { m } from '../lib/messages/messages'

/** The settings that are whole numbers. */
export type NumberSetting = {
  [Name in keyof Settings]: Settings[Name] extends number ? Name : never
}[keyof Settings]

interface Shown {
  name: NumberSetting
  words: () => string
  most: number
}

const DAY = 24 * 60
const YEAR = 365
/** Nothing may stand still for longer unseen. */
const MONTHS = 60

/** Minutes of a wait, in the order in which they come. */
export const WAITING: Shown[] = [
  { name: 'greet_within_min', words: m.settings_greet_within_min, most: DAY },
  { name: 'amber_after_min', words: m.settings_amber_after_min, most: DAY },
  { name: 'tell_after_min', words: m.settings_tell_after_min, most: DAY },
  { name: 'manager_after_min', words: m.settings_manager_after_min, most: DAY },
  { name: 'recovery_after_min', words: m.settings_recovery_after_min, most: DAY },
  { name: 'update_every_min', words: m.settings_update_every_min, most: DAY },
]
export const AMBER: Shown[] = [
  { name: 'amber_percent_of_quote', words: m.settings_amber_percent_of_quote, most: 100 },
]
export const QUOTE: Shown[] = [
  { name: 'quote_fallback_min', words: m.settings_quote_fallback_min, most: DAY },
  { name: 'quote_needs_visits', words: m.settings_quote_needs_visits, most: 1000 },
]
export const CALLS: Shown[] = [
  { name: 'notify_hold_min', words: m.settings_notify_hold_min, most: DAY },
  { name: 'call_within_days', words: m.settings_call_within_days, most: YEAR },
  { name: 'sits_days', words: m.settings_sits_days, most: YEAR },
]
/** Days after which an order that nobody moved turns up, in the order of its life. */
export const STALLED: Shown[] = [
  { name: 'sent_within_days', words: m.settings_sent_within_days, most: MONTHS },
  { name: 'acknowledged_within_days', words: m.settings_acknowledged_within_days, most: MONTHS },
  { name: 'answered_within_days', words: m.settings_answered_within_days, most: MONTHS },
  { name: 'checked_within_days', words: m.settings_checked_within_days, most: MONTHS },
  { name: 'told_within_days', words: m.settings_told_within_days, most: MONTHS },
]
export const LOCK: Shown[] = [{ name: 'lock_after_min', words: m.settings_lock_after_min, most: DAY }]

const ALL = [...WAITING, ...AMBER, ...QUOTE, ...CALLS, ...STALLED, ...LOCK]
/** None of these may come before the one above it. */
const RISING: NumberSetting[] = [
  'amber_after_min',
  'tell_after_min',
  'manager_after_min',
  'recovery_after_min',
]

export type Typed = Record<NumberSetting, string>

export function typedFrom(settings: Settings): Typed {
  return Object.fromEntries(ALL.map(({ name }) => [name, String(settings[name])])) as Typed
}

/** What is wrong with what was typed, by setting; and the numbers, where nothing is. */
export function readNumbers(typed: Typed): {
  wrong: Partial<Record<NumberSetting, string>>
  numbers: Record<NumberSetting, number>
} {
  const wrong: Partial<Record<NumberSetting, string>> = {}
  const numbers = {} as Record<NumberSetting, number>
  for (const { name, most } of ALL) {
    const text = typed[name].trim()
    numbers[name] = Number(text)
    if (!/^\d+$/.test(text) || numbers[name] < 1 || numbers[name] > most) {
      wrong[name] = m.settings_number_wrong({ least: 1, most })
    }
  }
  RISING.forEach((name, at) => {
    const before = RISING[at - 1]
    if (before && !wrong[name] && !wrong[before] && numbers[name] < numbers[before]) {
      wrong[name] = m.settings_order_wrong({ before: numbers[before] })
    }
  })
  return { wrong, numbers }
}
