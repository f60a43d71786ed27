import type { Promised } from '../lib/bindings'
import { workingDay } from '../lib/working-days'

const MINUTE = 60_000
/** A call on the same day comes this much later than now: a little longer than we think. */
const LATER = 120 * MINUTE
const STEP = 30 * MINUTE
const CLOSES = 17 * 60
const pad = (part: number) => String(part).padStart(2, '0')

/** Working days until what is promised, where the scenario does not say. */
const USUAL: Record<Promised, number> = {
  search_on: 1,
  make_new: 5,
  collect: 5,
  call_back: 0,
  follow_up: 3,
  other: 1,
}

/** A day and a time that can be kept: later today where a call is meant and the day is long enough, else by closing. */
export function laterTime(
  what: Promised,
  workingDays: number | undefined,
  now: number,
): { day: string; time: string } {
  const days = workingDays ?? USUAL[what]
  if (days > 0) return { day: workingDay(now, days), time: '17:00' }
  const at = new Date(Math.ceil((now + LATER) / STEP) * STEP)
  const isToday = at.getDate() === new Date(now).getDate()
  if (!isToday || at.getHours() * 60 + at.getMinutes() > CLOSES)
    return { day: workingDay(now, 1), time: '10:00' }
  return { day: workingDay(now, 0), time: `${pad(at.getHours())}:${pad(at.getMinutes())}` }
}

/** "17:00" as minutes since midnight; nothing where no time is said. */
export function minuteOf(time: string): number | null {
  const [hours, minutes] = time.split(':').map(Number)
  return hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)
    ? null
    : hours * 60 + minutes
}
