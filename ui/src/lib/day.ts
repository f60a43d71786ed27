/** Calendar days as people type them, in the order of the machine's locale. The core counts days as `YYYY-MM-DD`. */
import { locale } from './time'

type Part = 'day' | 'month' | 'year'

/** The order in which this locale writes a date. */
function order(where = locale()): Part[] {
  return new Intl.DateTimeFormat(where)
    .formatToParts(Date.UTC(2011, 2, 4))
    .map(part => part.type)
    .filter((type): type is Part => type === 'day' || type === 'month' || type === 'year')
}

/** Month names, long and short, as this locale and English write them, to their number. */
function months(where = locale()): Map<string, number> {
  const names = new Map<string, number>()
  for (const tongue of [where, 'en'])
    for (const month of ['long', 'short'] as const)
      for (let number = 0; number < 12; number++) {
        const name = new Intl.DateTimeFormat(tongue, { month, timeZone: 'UTC' }).format(
          Date.UTC(2011, number, 1),
        )
        names.set(name.toLowerCase().replace('.', ''), number + 1)
      }
  return names
}

function day(year: number, month: number, date: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, date))
  at.setUTCFullYear(year)
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date) return undefined
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}

/** A year of two digits: in this century where that is not still to come, as a birth year is meant. */
function century(year: number, digits: number, now: number): number {
  if (digits > 2) return year
  const thisYear = new Date(now).getFullYear()
  const inThis = thisYear - (thisYear % 100) + year
  return inThis > thisYear ? inThis - 100 : inThis
}

/**
 * Reads a day that is over: "3/4/2011", "4.3.11", "2011-03-04", "04032011", "Mar 4 2011". Nothing where it can't be
 * one day.
 */
export function readPastDay(typed: string, now: number, where = locale()): string | undefined {
  const words =
    typed
      .trim()
      .toLowerCase()
      .match(/\p{L}+|\d+/gu) ?? []
  const named = words.map(word => months(where).get(word)).find(month => month !== undefined)
  let numbers = words.filter(word => /^\d+$/.test(word))
  if (named !== undefined) {
    if (numbers.length !== 2) return undefined
    const [one = '', other = ''] = numbers
    const [date, year] = one.length > 2 ? [other, one] : [one, other]
    return day(century(Number(year), year.length, now), named, Number(date))
  }
  if (words.length !== numbers.length) return undefined
  const only = numbers[0] ?? ''
  const parts = order(where)
  if (numbers.length === 1 && (only.length === 8 || only.length === 6)) {
    const long = only.length - 4
    let rest = only
    numbers = parts.map(part => {
      const length = part === 'year' ? long : 2
      const piece = rest.slice(0, length)
      rest = rest.slice(length)
      return piece
    })
  }
  if (numbers.length !== 3) return undefined
  // Whoever begins with four digits begins with the year.
  const meant: Part[] = (numbers[0] ?? '').length === 4 ? ['year', 'month', 'day'] : parts
  const found = Object.fromEntries(meant.map((part, index) => [part, numbers[index] ?? '']))
  const year = found.year ?? ''
  return day(century(Number(year), year.length, now), Number(found.month), Number(found.day))
}

/** How this locale writes a date, as an example to type after. */
export function exampleDay(where = locale()): string {
  return new Intl.DateTimeFormat(where, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(Date.UTC(1984, 10, 23))
}

/** A day as it is typed, to be changed by hand. */
export function typedDay(iso: string, where = locale()): string {
  const at = Date.parse(`${iso}T00:00:00Z`)
  if (Number.isNaN(at)) return iso
  return new Intl.DateTimeFormat(where, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(at)
}
