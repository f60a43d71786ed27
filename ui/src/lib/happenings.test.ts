import { describe, expect, it } from 'vitest'
import type { Happening } from './bindings'
import { happeningWords } from './happenings'

const done = (command: string, request: Record<string, unknown>, reply: unknown = {}): Happening => ({
  seq: 1,
  at: 0,
  by: 'Jo',
  command,
  ended: 'done',
  request,
  reply,
})
const line = (happening: Happening) => {
  const [words] = happeningWords([happening])
  return words && `${words.what} ${words.rest}`
}

describe('a history', () => {
  it('says what was done, by whom, and the detail that matters', () => {
    expect(line(done('receive_order', {}, { tray: 'T017', complete: false }))).toBe(
      'Delivery checked in by Jo · tray T017 · something is still missing',
    )
    expect(
      line(
        done(
          'move_part',
          { note: 'for Thursday' },
          { kind: 'right_lens', label: null, custody: 'not_located' },
        ),
      ),
    ).toBe('Moved by Jo · right lens: not located · for Thursday')
    expect(line(done('record_call', { outcome: 'no_answer', spoke_to: null, note: null }))).toBe(
      'Called, no answer by Jo',
    )
    expect(line(done('verify_order', { verdict: 'waived', reason: 'repeat order' }))).toBe(
      'Check waived by Jo · repeat order',
    )
    expect(line(done('move_order', { to: 'at_lab', note: null }))).toBe('Now at the lab by Jo')
  })

  it('leaves out the steps within a hand-over, and keeps its refusal', () => {
    expect(happeningWords([done('tick_part', {}), done('say_identifiers', {})])).toEqual([])
    expect(line({ ...done('finish_hand_over', {}), ended: 'refused_kept' })).toBe(
      'Hand-over refused, kept as a near miss by Jo',
    )
  })

  it('names an act it has no words for by the act', () => {
    expect(line(done('polish_lens', {}))).toBe('polish lens by Jo')
  })
})
