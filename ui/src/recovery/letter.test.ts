import { describe, expect, it } from 'vitest'
import type { Chosen, LetterDraft, PromiseLine, RecordFacts } from '../lib/bindings'
import { letterText } from './letter'

const AT = new Date('2026-11-23T17:00:00-05:00').getTime()
const facts: RecordFacts = {
  patient: 'Ana',
  minutes_waited: null,
  quote: null,
  missing_parts: [],
  last_seen: null,
  promised: null,
  order: null,
  second_ask: null,
  staff: 'Jo',
  expected: null,
  complainant: null,
}
const blank: LetterDraft = {
  to: 'Ana',
  to_child: false,
  opening: null,
  own: [],
  patient_words: null,
  changed: null,
  make_right: null,
  chosen: [],
  promises: [],
  facts,
  clinic: 'Bright Street',
}
const chosen = (of: Partial<Chosen>) =>
  ({ title: 'A new case', amends: null, promised: null, ...of }) as Chosen
const promise = (of: Partial<PromiseLine>) =>
  ({ what: 'call_back', words: null, said_at: AT, ...of }) as PromiseLine
const made = (of: Partial<LetterDraft>, kind: 'letter' | 'card' | 'changed' = 'letter', to = 'Ana') =>
  letterText(kind, { ...blank, ...of }, to)

describe('a letter from the record', () => {
  it('opens, owns it, says what they asked for, what was agreed and what is promised by when, and is signed', () => {
    const text = made({
      opening: 'I owe you an apology. Your order is not complete.',
      own: ['You left it with us.', 'We did not keep it safe.', 'A third.'],
      make_right: 'That you say sorry.',
      chosen: [chosen({}), chosen({ title: 'Manager calls', promised: 'call_back' })],
      promises: [promise({})],
    })
    expect(text).toBe(
      [
        'Dear Ana,',
        'I owe you an apology. Your order is not complete. You left it with us. We did not keep it safe.',
        'You told us what would make it right: “That you say sorry.”',
        'We agreed on this:\n– A new case',
        `We promise you:\n– We call you by ${new Intl.DateTimeFormat('en-US', { dateStyle: 'full' }).format(AT)}, at ${new Intl.DateTimeFormat('en-US', { timeStyle: 'short' }).format(AT)}.`,
        'If we miss any of this, please tell us. We want to know.',
        'Yours sincerely,\nJo\nBright Street',
      ].join('\n\n'),
    )
  })

  it('leaves out what nobody knows, and every brace', () => {
    const text = made({
      opening: 'We told you {promised}.',
      own: ['You waited {minutes_waited} minutes.', 'It was us.'],
    })
    expect(text).not.toMatch(/[{}]|undefined|null|minutes/)
    expect(text).toContain('We let you down, and we are sorry. It was us.')
    expect(made({ facts: { ...facts, staff: null } }, 'card', '')).not.toMatch(/Dear|undefined|null/)
  })

  it('names days, for it is read later', () => {
    const text = made({
      opening: '{patient}, we told you {promised}.',
      facts: { ...facts, promised: Date.now() },
    })
    expect(text).toMatch(/We told you \w+ \d+, 2\d{3} at/)
    expect(text).not.toMatch(/today|tomorrow|yesterday/i)
  })

  it('keeps a name that looks like a fact as it is', () => {
    expect(made({}, 'letter', '{patient}')).toContain('Dear {patient},')
  })
})

describe('a letter to a child', () => {
  const child: Partial<LetterDraft> = {
    to: 'Sam',
    to_child: true,
    facts: { ...facts, patient: 'Sam' },
    opening: 'Hi {patient}. We lost a piece of your glasses. That was us, not you.',
    own: ['You trusted us with your child.'],
    make_right: 'That you say sorry to my son.',
    chosen: [
      chosen({ title: 'Manager calls the child', amends: 'manager_call' }),
      chosen({ title: 'Discount of the fee' }),
    ],
    promises: [promise({ words: 'The manager phones the boy' })],
  }
  it('says a promise as the patient hears it, where the record has only the choice’s name', () => {
    const text = made({
      chosen: [
        chosen({ title: 'Search until a set time', promised: 'search_on' }),
        chosen({ title: 'A gift by mail', promised: 'other' }),
      ],
      promises: [
        promise({ what: 'search_on', words: 'Search until a set time' }),
        promise({ what: 'other', words: 'A gift by mail' }),
      ],
    })
    expect(text).toContain('We go on looking, and tell you what we found, by ')
    expect(text).not.toContain('Search until a set time')
    expect(text).toContain('A gift by mail: ')
  })

  it('does not promise once more what is late already', () => {
    const text = made({
      promises: [promise({ words: 'Kim calls', late: true }), promise({ words: 'A call at five' })],
    })
    expect(text).not.toContain('Kim calls')
    expect(text).toContain('A call at five: ')
  })

  it('does not tell a child the same thing twice', () => {
    const text = made({ to_child: true, opening: 'What we said was not okay. You did nothing wrong.' })
    expect(text.match(/You did nothing wrong/g)).toHaveLength(1)
    expect(text).toContain('It was our mistake.')
  })

  it('speaks to the child in a child’s words, and not of the child', () => {
    const text = made(child, 'letter', 'Sam')
    expect(text).toMatch(/^Hi Sam,\n\nWe lost a piece of your glasses\. That was us, not you\./)
    expect(text).toContain('You did nothing wrong.')
    expect(text).toContain('– We call you by ')
    expect(text).not.toMatch(/child|my son|the boy|Manager|Dear|fee/)
  })
  it('fits a card', () => {
    const text = made(child, 'card', 'Sam')
    expect(text).toMatch(/^Hi Sam,/)
    expect(text).not.toContain('–')
    expect(text.length).toBeLessThan(300)
  })
})

describe('you said, we changed', () => {
  it('says both from the record, and neither where nobody wrote it', () => {
    const text = made({ patient_words: 'Nobody called me.', changed: 'We call the day before' }, 'changed')
    expect(text).toContain('You said: “Nobody called me.”')
    expect(text).toContain('We changed this: We call the day before.')
    expect(made({}, 'changed')).not.toMatch(/You said|We changed/)
  })
})
