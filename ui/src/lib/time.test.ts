import { afterEach, describe, expect, it, vi } from 'vitest'
import { ago, by, calendarDay, daysFrom, length, locale, maskedBirth, moment, since, timeOfDay } from './time'

const at = (text: string) => new Date(text).getTime()
/** A Tuesday morning in New York. */
const now = at('2026-11-03T10:54:00-05:00')

afterEach(() => vi.unstubAllGlobals())

describe('times as people say them', () => {
  it('has a language also where the machine has none', () => {
    vi.stubGlobal('navigator', { language: 'C' })
    expect(locale()).toBe('en-US')
    vi.stubGlobal('navigator', { language: 'de-DE' })
    expect(locale()).toBe('de-DE')
  })

  it('says lengths', () => {
    expect(length(18 * 60_000)).toBe('18 min')
    expect(length(59_999)).toBe('0 min')
    expect(length(65 * 60_000)).toBe('1 h 5 min')
    expect(length(120 * 60_000)).toBe('2 h')
    expect(length(25 * 3_600_000)).toBe('1 day')
    expect(length(-5)).toBe('0 min')
  })

  it('leaves am and pm out while a counter is open', () => {
    expect(timeOfDay(at('2026-11-03T15:20:00-05:00'), 'en-US')).toBe('3:20')
    expect(timeOfDay(at('2026-11-03T21:05:00-05:00'), 'en-US')).toMatch(/^9:05\sPM$/)
    expect(timeOfDay(at('2026-11-03T15:20:00-05:00'), 'de-DE')).toBe('15:20')
  })

  it('says since when', () => {
    expect(since(at('2026-11-03T10:42:00-05:00'), now)).toBe('since 10:42')
    expect(moment(at('2026-10-30T14:05:00-04:00'), now)).toBe('Fri 2:05')
    expect(moment(at('2026-10-20T14:05:00-04:00'), now)).toBe('Oct 20')
    expect(moment(at('2025-10-20T14:05:00-04:00'), now)).toBe('Oct 20, 2025')
  })

  it('says by when', () => {
    expect(by(at('2026-11-03T15:20:00-05:00'), now)).toBe('by 3:20 today')
    expect(by(at('2026-11-04T09:00:00-05:00'), now)).toBe('by 9:00 tomorrow')
    expect(by(at('2026-11-06T17:00:00-05:00'), now)).toBe('by 5:00 Friday')
    expect(by(at('2026-11-20T17:00:00-05:00'), now)).toBe('by 5:00 on Nov 20')
  })

  it('says how long ago', () => {
    expect(ago(now - 20_000, now)).toBe('just now')
    expect(ago(now - 8 * 60_000, now)).toBe('8 min ago')
    expect(ago(at('2026-11-02T10:00:00-05:00'), now)).toBe('yesterday')
  })

  it('counts days across a change of clock', () => {
    expect(daysFrom(at('2026-10-31T12:00:00-04:00'), at('2026-11-01T12:00:00-05:00'))).toBe(1)
    expect(daysFrom(at('2026-11-01T00:30:00-04:00'), at('2026-11-02T00:30:00-05:00'))).toBe(1)
  })

  it('never shifts a birth date, and shows only its year at the counter', () => {
    expect(calendarDay('2011-03-01', 'en-US')).toBe('Mar 1, 2011')
    expect(calendarDay('not a day', 'en-US')).toBe('not a day')
    expect(maskedBirth('2011-03-01')).toBe('•• ••• 2011')
  })
})
