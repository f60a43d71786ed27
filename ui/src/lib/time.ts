/** Times as people say them. The exact instant is for the hover. */
import { m } from './messages/messages'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The machine's locale: order of day and month, 12 or 24 hours. */
export function locale(): string {
  const told = typeof navigator === 'undefined' ? undefined : navigator.language
  try {
    return Intl.getCanonicalLocales(told)[0] ?? 'en-US'
  } catch {
    // A machine without a language set (LANG=C) tells WebKit "C", which is none.
    return 'en-US'
  }
}

function startOfDay(at: number): number {
  const date = new Date(at)
  date.setHours(0, 0, 0, 0)
  return date.getTime()
}

/** Whole calendar days from `now` to `at`: 0 today, 1 tomorrow, -1 yesterday. */
export function daysFrom(now: number, at: number): number {
  // Rounded, because a day with a change of clock has 23 or 25 hours.
  return Math.round((startOfDay(at) - startOfDay(now)) / DAY)
}

/** "10:42"; with am or pm only outside the hours in which a counter is open. */
export function timeOfDay(at: number, where = locale()): string {
  const date = new Date(at)
  const parts = new Intl.DateTimeFormat(where, { hour: 'numeric', minute: '2-digit' }).formatToParts(date)
  const hour = date.getHours()
  const plain = hour >= 7 && hour < 19
  return parts
    .filter(part => !(plain && part.type === 'dayPeriod'))
    .map(part => part.value)
    .join('')
    .trim()
}

/** "Nov 3", or "Nov 3, 2024" in another year. */
export function dayOf(at: number, now: number, where = locale()): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(where, {
    month: 'short',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at)
}

function weekday(at: number, width: 'short' | 'long', where = locale()): string {
  return new Intl.DateTimeFormat(where, { weekday: width }).format(at)
}

/** A length of time: "2 min", "1 h 5 min", "3 days". */
export function length(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE))
  if (minutes < 60) return m.time_minutes({ minutes })
  if (minutes < 24 * 60) {
    const rest = minutes % 60
    const hours = Math.floor(minutes / 60)
    return rest === 0 ? m.time_hours({ hours }) : m.time_hours_minutes({ hours, minutes: rest })
  }
  return m.time_days({ days: Math.floor(minutes / (24 * 60)) })
}

/** "18 min" since then. */
export function waited(since: number, now: number): string {
  return length(now - since)
}

/** "just now", "8 min ago", "yesterday", "Tuesday", "Nov 3". */
export function ago(at: number, now: number): string {
  const gone = now - at
  if (gone < MINUTE) return m.time_just_now()
  if (gone < 12 * HOUR && daysFrom(now, at) === 0) return m.time_ago({ length: length(gone) })
  const days = daysFrom(now, at)
  if (days === 0) return timeOfDay(at)
  if (days === -1) return m.time_yesterday()
  return days > -7 ? weekday(at, 'long') : dayOf(at, now)
}

/** A moment of the past or the near future in few signs: "10:36", "Tue 2:05", "Nov 3". */
export function moment(at: number, now: number): string {
  const days = daysFrom(now, at)
  if (days === 0) return timeOfDay(at)
  if (Math.abs(days) < 7) return m.time_day_and_time({ day: weekday(at, 'short'), time: timeOfDay(at) })
  return dayOf(at, now)
}

/** "since 10:42", "since Tue 2:05", "since Nov 3". */
export function since(at: number, now: number): string {
  return m.time_since({ moment: moment(at, now) })
}

/** "10:42" today, "yesterday", "Tuesday", "Nov 3": what follows "since". */
export function sinceWhen(at: number, now: number): string {
  const days = daysFrom(now, at)
  if (days === 0) return timeOfDay(at)
  if (days === -1) return m.time_yesterday()
  return days < 0 && days > -7 ? weekday(at, 'long') : dayOf(at, now)
}

/** "10:42" today, otherwise day and time in full: "Nov 3, 4:10". For what must be looked up. */
export function dayAndTime(at: number, now: number): string {
  if (daysFrom(now, at) === 0) return timeOfDay(at)
  return m.time_date_and_time({ date: dayOf(at, now), time: timeOfDay(at) })
}

/** A time to keep: "by 3:20 today", "by 9:00 tomorrow", "by 5:00 Friday", "by Nov 3". */
export function by(at: number, now: number): string {
  const days = daysFrom(now, at)
  const time = timeOfDay(at)
  if (days === 0) return m.time_by_today({ time })
  if (days === 1) return m.time_by_tomorrow({ time })
  if (days > 1 && days < 7) return m.time_by_day({ time, day: weekday(at, 'long') })
  return m.time_by_date({ time, date: dayOf(at, now) })
}

/** All of it, for the hover: "Tuesday, November 3, 2026 at 4:10:05 PM EST". */
export function exact(at: number, where = locale()): string {
  return new Intl.DateTimeFormat(where, { dateStyle: 'full', timeStyle: 'long' }).format(at)
}

/** A moment of any year, to be read in a sentence or on paper: "Tuesday, November 3, 2026 at 4:10 PM". */
export function inFull(at: number, where = locale()): string {
  return new Intl.DateTimeFormat(where, { dateStyle: 'full', timeStyle: 'short' }).format(at)
}

/** A calendar day `YYYY-MM-DD` without a time: "Nov 3, 2026". Never shifted by a time zone. */
export function calendarDay(day: string, where = locale()): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) return day
  return new Intl.DateTimeFormat(where, { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

/** A birth date as it may stand on a screen at a counter: the year and nothing else. */
export function maskedBirth(day: string): string {
  return `•• ••• ${day.slice(0, 4)}`
}
