/** Lines with the record's facts in them, as people say them. A line whose fact is unknown is not said. */
import type { LastSeen, PartKind, RecordFacts } from './bindings'
import { m } from './messages/messages'
import { codeWord } from './order-words.svelte'
import { dayOf, daysFrom, locale, timeOfDay } from './time'

/** A piece of a line: its own words, or a fact of the record. */
export interface Piece {
  text: string
  fact: boolean
}

const weekday = (at: number) => new Intl.DateTimeFormat(locale(), { weekday: 'long' }).format(at)

/** "today", "yesterday", "on Tuesday", "on Nov 3". */
function saidWhen(at: number, now: number): string {
  const days = daysFrom(now, at)
  if (days === 0) return m.recovery_today()
  if (days === -1) return m.time_yesterday()
  return m.recovery_on_day({ day: days > -7 && days < 0 ? weekday(at) : dayOf(at, now) })
}

/** "today at 5:00", "tomorrow at 5:00", "Friday at 5:00", "Nov 30 at 5:00". */
export function saidUntil(at: number, now: number): string {
  const time = timeOfDay(at)
  const days = daysFrom(now, at)
  if (days === 0) return m.recovery_at_today({ time })
  if (days === 1) return m.recovery_at_tomorrow({ time })
  if (days === -1) return m.recovery_at_yesterday({ time })
  return m.recovery_at_day({ day: Math.abs(days) < 7 ? weekday(at) : dayOf(at, now), time })
}

/** "right and left lens", "frame and case". */
function saidParts(parts: readonly PartKind[]): string {
  const kinds = [...new Set(parts)]
  const both = kinds.includes('right_lens') && kinds.includes('left_lens')
  const words = kinds
    .filter(kind => !both || (kind !== 'right_lens' && kind !== 'left_lens'))
    .map(kind => codeWord('part', kind))
  if (both) words.unshift(m.recovery_both_lenses())
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(words)
}

/** What a thing lies in; at any other place it is. */
const LIES_IN = /drawer|bag|box|tray|case|cabinet|cupboard|shelf|room|\bT-?\d/i

/** "in the drawer, by Jo, on Tuesday". */
function saidSeen({ custody, place, holder, at, by }: LastSeen, now: number): string {
  const spot = place?.trim()
  let where = codeWord('recovery_seen', custody)
  if (custody === 'here' && spot) {
    // A tray has a number, and no article.
    const named = /^T-?\d/i.test(spot)
      ? m.where_tray({ tray: spot })
      : m.recovery_the({ place: spot.toLowerCase() })
    where = LIES_IN.test(spot) ? m.recovery_in({ place: named }) : m.recovery_at({ place: named })
  } else if (custody === 'at_lab' && (holder || spot)) where = m.recovery_at({ place: holder || spot || '' })
  const who =
    custody === 'at_lab'
      ? ''
      : holder
        ? m.recovery_with({ name: holder })
        : by
          ? m.recovery_by({ name: by })
          : ''
  return [where, who, saidWhen(at, now)].filter(Boolean).join(', ')
}

/** "today", "tomorrow", "Friday", "Nov 30": a calendar day. */
function saidDay(day: string, now: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const at = new Date(year, month - 1, date).getTime()
  const days = daysFrom(now, at)
  if (days === 0) return m.recovery_today()
  if (days === 1) return m.recovery_tomorrow()
  return days > 1 && days < 7 ? weekday(at) : dayOf(at, now)
}

/** A fact in words; nothing where it is unknown. */
function said(name: string, facts: RecordFacts, now: number): string | undefined {
  switch (name) {
    case 'patient':
    case 'order':
    case 'staff':
    case 'complainant':
      return facts[name] || undefined
    case 'minutes_waited':
    case 'quote':
      return facts[name]?.toLocaleString(locale())
    case 'missing_parts':
      return facts.missing_parts.length > 0 ? saidParts(facts.missing_parts) : undefined
    case 'last_seen':
      return facts.last_seen ? saidSeen(facts.last_seen, now) : undefined
    case 'promised':
      return facts.promised === null ? undefined : saidUntil(facts.promised, now)
    case 'second_ask':
      if (facts.second_ask === null) return undefined
      return facts.second_ask === 2 ? m.recovery_twice() : m.recovery_times({ count: facts.second_ask })
    case 'expected':
      return facts.expected === null ? undefined : saidDay(facts.expected, now)
    default:
      return undefined
  }
}

/** The line in pieces; nothing where one of its facts is unknown. */
export function pieces(line: string, facts: RecordFacts, now: number): Piece[] | undefined {
  const found: Piece[] = []
  // Split at the braces only once: a name that looks like a fact stays as it is.
  for (const [index, text] of line.split(/\{([a-z_]+)\}/).entries()) {
    if (index % 2 === 0) {
      if (text) found.push({ text, fact: false })
      continue
    }
    const words = said(text, facts, now)
    if (words === undefined) return undefined
    found.push({ text: words, fact: true })
  }
  return found
}

/** The line in words; nothing where one of its facts is unknown. */
export function fill(line: string, facts: RecordFacts, now: number): string | undefined {
  return pieces(line, facts, now)
    ?.map(piece => piece.text)
    .join('')
}
