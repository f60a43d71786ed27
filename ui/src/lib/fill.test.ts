import { describe, expect, it } from 'vitest'
import type { LastSeen, RecordFacts } from './bindings'
import { fill, pieces } from './fill'

/** A Friday morning in New York. */
const NOW = new Date('2026-11-20T10:30:00-05:00').getTime()
const HOUR = 3_600_000
const nothing: RecordFacts = {
  patient: null,
  minutes_waited: null,
  quote: null,
  missing_parts: [],
  last_seen: null,
  promised: null,
  order: null,
  second_ask: null,
  staff: null,
  expected: null,
  complainant: null,
}
const say = (line: string, facts: Partial<RecordFacts>) => fill(line, { ...nothing, ...facts }, NOW)
const seen = (of: Partial<LastSeen>): LastSeen => ({
  custody: 'here',
  place: 'Drawer',
  holder: null,
  at: NOW - 3 * 24 * HOUR,
  by: 'Jo',
  ...of,
})

describe('a line with the record’s facts in it', () => {
  it('is not said where a fact is unknown', () => {
    expect(say('{patient}, I am sorry.', {})).toBeUndefined()
    expect(say('{patient}, I am sorry.', { patient: '' })).toBeUndefined()
    expect(say('We have no {missing_parts}.', {})).toBeUndefined()
    expect(say('{patent}, I am sorry.', { patient: 'Ruth' })).toBeUndefined()
    expect(say('I am sorry.', {})).toBe('I am sorry.')
  })

  it.each([
    ['{patient}, I am {staff}.', { patient: 'Ruth', staff: 'Jo' }, 'Ruth, I am Jo.'],
    ['You waited {minutes_waited} minutes.', { minutes_waited: 42 }, 'You waited 42 minutes.'],
    ['You waited {minutes_waited} minutes.', { minutes_waited: 0 }, 'You waited 0 minutes.'],
    ['Your {missing_parts}.', { missing_parts: ['right_lens', 'left_lens'] }, 'Your right and left lens.'],
    ['Your {missing_parts}.', { missing_parts: ['right_lens'] }, 'Your right lens.'],
    ['Your {missing_parts}.', { missing_parts: ['frame', 'case'] }, 'Your frame and case.'],
    ['You asked {second_ask}.', { second_ask: 2 }, 'You asked twice.'],
    ['You asked {second_ask}.', { second_ask: 3 }, 'You asked 3 times.'],
    ['Said for {promised}.', { promised: NOW + 4 * HOUR }, 'Said for today at 2:30.'],
    ['Said for {promised}.', { promised: NOW + 3 * 24 * HOUR }, 'Said for Monday at 10:30.'],
    ['Expected {expected}.', { expected: '2026-11-21' }, 'Expected tomorrow.'],
    ['Expected {expected}.', { expected: '2026-11-25' }, 'Expected Wednesday.'],
    ['Seen {last_seen}.', { last_seen: seen({}) }, 'Seen in the drawer, by Jo, on Tuesday.'],
    [
      'Seen {last_seen}.',
      { last_seen: seen({ place: 'T017', at: NOW }) },
      'Seen in tray T017, by Jo, today.',
    ],
    [
      'Seen {last_seen}.',
      { last_seen: seen({ place: 'finishing desk', holder: 'Jan', at: NOW - 24 * HOUR }) },
      'Seen at the finishing desk, with Jan, yesterday.',
    ],
    [
      'Seen {last_seen}.',
      { last_seen: seen({ custody: 'at_lab', place: null, holder: 'Alba Lab', at: NOW - 30 * 24 * HOUR }) },
      'Seen at Alba Lab, on Oct 21.',
    ],
  ] as [string, Partial<RecordFacts>, string][])('%s', (line, facts, words) => {
    expect(say(line, facts)).toBe(words)
  })

  it('marks what comes from the record, and a name that looks like a fact stays a name', () => {
    expect(pieces('{patient} here', { ...nothing, patient: '{staff}', staff: 'Jo' }, NOW)).toEqual([
      { text: '{staff}', fact: true },
      { text: ' here', fact: false },
    ])
  })
})
