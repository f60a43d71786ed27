import { beforeEach, describe, expect, it } from 'vitest'
import type { Refusal } from './bindings'
import { clock } from './clock.svelte'
import { refusalWords } from './errors'
import { nameStates } from './order-words.svelte'

const now = new Date('2026-11-10T10:00:00-05:00').getTime()

beforeEach(() => {
  clock.set(now)
  nameStates({})
})

describe('a refusal about an order', () => {
  it('names the missing part, where it was seen last, by whom and when', () => {
    const refusal: Refusal = {
      code: 'parts_missing',
      facts: { number: '26-1042' },
      findings: [
        {
          grade: 'stop',
          code: 'part_missing',
          facts: {
            part: 'right_lens',
            label: 'his own',
            custody: 'not_located',
            holder: 'Jan',
            last_custody: 'here',
            last_place: 'finishing desk',
            last_holder: 'Jan',
            last_by: 'Jo',
            last_at: new Date('2026-11-03T16:10:00-05:00').getTime(),
          },
        },
      ],
      next_step: 'search_part',
    }
    const words = refusalWords(refusal)
    expect(words.findings[0]?.words).toBe(
      'Right lens, his own: not located. Last seen: finishing desk, with Jan, Nov 3, noted by Jo.',
    )
    expect(words.next).toBe('Search for it now, before anybody is called.')
  })

  it('says a part that is still at the lab without a last place', () => {
    const refusal: Refusal = {
      code: 'parts_missing',
      facts: {},
      findings: [
        {
          grade: 'stop',
          code: 'part_missing',
          facts: { part: 'left_lens', custody: 'at_lab', holder: 'Alba Lab' },
        },
      ],
      next_step: 'wait_for_part',
    }
    expect(refusalWords(refusal).findings[0]?.words).toBe('Left lens: at Alba Lab')
  })

  it('uses the clinic’s own word for a state', () => {
    nameStates({ received: 'In house' })
    const refusal: Refusal = {
      code: 'not_verified',
      facts: { number: '26-1042', state: 'received' },
      findings: [],
      next_step: 'verify_order',
    }
    expect(refusalWords(refusal).why).toContain('Order 26-1042 is In house.')
  })
})

describe('a wait after wrong PINs', () => {
  it('names a minute in which it is over, not the one in which it still holds', () => {
    const until = now + 3 * 60_000 + 10_000
    clock.set(now + 3 * 60_000 + 5_000)
    const refusal: Refusal = { code: 'pin_wait', facts: { until }, findings: [], next_step: null }
    expect(refusalWords(refusal).why).toContain('10:04')
  })
})
