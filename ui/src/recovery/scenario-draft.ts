/** A scenario in the making: what its lines sound like on a sample record, and which box a broken rule belongs to. */
import type {
  AmendsKind,
  Choice,
  Finding,
  Needs,
  Promised,
  RecordFacts,
  Scenario,
  Tone,
} from '../lib/bindings'
import { m } from '../lib/messages/messages'

const HOUR = 3_600_000

export const TONES: Tone[] = ['warm', 'plain', 'formal', 'to_child']
export const NEEDS: Needs[] = ['anyone', 'colleague', 'clinician', 'manager']
export const AMENDS: AmendsKind[] = [
  'service',
  'remake',
  'fitting_at_home',
  'refund',
  'case',
  'manager_call',
  'note',
  'other',
]
export const PROMISED: Promised[] = ['search_on', 'make_new', 'collect', 'call_back', 'other']
/** The facts that a line may name. */
export const FACTS = [
  'patient',
  'minutes_waited',
  'quote',
  'missing_parts',
  'last_seen',
  'promised',
  'order',
  'second_ask',
  'staff',
  'expected',
  'complainant',
]

/** A record on which every fact is known; nobody real. */
export function sampleFacts(now: number, staff: string): RecordFacts {
  const day = new Date(now + 48 * HOUR)
  const two = (number: number) => String(number).padStart(2, '0')
  return {
    patient: 'Ruth',
    minutes_waited: 31,
    quote: 10,
    missing_parts: ['right_lens'],
    last_seen: { custody: 'here', place: 'drawer', holder: null, at: now - 24 * HOUR, by: 'Jo' },
    promised: now + 24 * HOUR,
    order: '26-1017',
    second_ask: 2,
    staff: staff || 'Jo',
    expected: `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`,
    complainant: 'Mina',
  }
}

const catalogue = m as unknown as Record<string, ((facts: Record<string, string>) => string) | undefined>

/** A broken rule in plain words. */
export function ruleWords(finding: Finding): string {
  const { rule, found } = finding.facts
  return catalogue[`scenario_rule_${String(rule)}`]?.({ found: String(found ?? '') }) ?? String(rule)
}

/** What to mend, by its place in the scenario; the whole has the place "". */
export function mendsOf(findings: readonly Finding[]): Map<string, string[]> {
  const mends = new Map<string, string[]>()
  for (const finding of findings) {
    const place = String(finding.facts.place ?? '')
    mends.set(place, [...(mends.get(place) ?? []), ruleWords(finding)])
  }
  return mends
}

/** A choice of the clinic's own, to be filled. */
export function newChoice(scenario: Scenario): Choice {
  const taken = new Set(scenario.choices.map(each => each.code))
  let number = 1
  while (taken.has(`own_${number}`)) number += 1
  return {
    code: `own_${number}`,
    title: '',
    say: '',
    needs: 'anyone',
    amends: null,
    minutes: null,
    promise: 'other',
  }
}
