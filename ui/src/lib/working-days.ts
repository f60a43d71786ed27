/** Days to promise: the next ones on which somebody works here. */
import { locale } from './time'

const pad = (part: number) => String(part).padStart(2, '0')
const isoDay = (date: Date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`

/** The calendar day that many days from now; before it where negative. */
export function dayFrom(now: number, days = 0): string {
  const date = new Date(now)
  date.setDate(date.getDate() + days)
  return isoDay(date)
}

/** The day that many working days from now: Saturdays and Sundays do not count. */
export function workingDay(now: number, count: number): string {
  const date = new Date(now)
  for (let left = count; left > 0; ) {
    date.setDate(date.getDate() + 1)
    if (date.getDay() !== 0 && date.getDay() !== 6) left -= 1
  }
  return isoDay(date)
}

/** "Tuesday, November 24": a day as it is said aloud. */
export function saidDay(day: string, where = locale()): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) return day
  return new Intl.DateTimeFormat(where, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(at)
}

/** "Tue, Nov 24": the same on a button. */
export function shortDay(day: string, where = locale()): string {
  return new Intl.DateTimeFormat(where, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T00:00:00Z`))
}
