/** From a code and its facts to words: what happened, why, what now. The core sends codes; people read this. */
import type { Custody, Fault, Finding, Grade, OrderState, PartKind, Refusal } from './bindings'
import { clock } from './clock.svelte'
import { m } from './messages/messages'
import { capital, codeWord, lastSeenWord, partWord, stateWord, whereWord } from './order-words.svelte'
import { calendarDay, moment } from './time'

type Facts = Refusal['facts']
type Catalogue = Record<string, ((facts: Record<string, string | number>) => string) | undefined>
const catalogue = m as unknown as Catalogue

/** A refusal as it is shown. */
export interface RefusalWords {
  title: string
  why: string
  next: string
  findings: FindingWords[]
}

/** A finding as it is shown. */
export interface FindingWords {
  grade: Grade
  code: string
  words: string
}

/** Facts that are codes of an order's life, each with its family of words. */
const CODED: Record<string, string> = {
  part: 'part',
  kind: 'kind',
  custody: 'custody',
  last_custody: 'custody',
  wrong: 'tolerance_wrong',
}
/** Facts that are states, in the clinic's own words. */
const STATES = new Set(['state', 'to'])

/** Where a part is and where it was seen last, put together from the facts of a finding. */
function about(facts: Facts): Record<string, string> {
  const text = (name: string) => (typeof facts[name] === 'string' ? (facts[name] as string) : null)
  const custody = text('custody')
  if (!custody || !text('part')) return {}
  const words = {
    part_named: capital(partWord({ kind: text('part') as PartKind, label: text('label') })),
    where: whereWord({ custody: custody as Custody, place: text('place'), holder: text('holder') }),
  }
  const last = text('last_custody')
  if (!last || typeof facts.last_at !== 'number') return words
  const seen = { custody: last as Custody, place: text('last_place'), holder: text('last_holder') }
  const said = lastSeenWord({ ...seen, at: facts.last_at, by: text('last_by') }, clock.now)
  return { ...words, seen: said, seen_sentence: `${capital(said)}.` }
}

const MINUTE = 60_000

/**
 * Facts made fit for a sentence: `…_at` and `until` are instants (until the minute after, so that it is over by then), `…_day` and `…_on` are calendar days, codes of
 * an order's life are words.
 */
function spoken(facts: Facts | undefined): Record<string, string | number> {
  const said: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(facts ?? {})) {
    if (value === null) said[name] = ''
    else if (typeof value === 'number' && /(^|_)until$/.test(name))
      said[name] = moment(Math.ceil(value / MINUTE) * MINUTE, clock.now)
    else if (typeof value === 'number' && /(^|_)at$/.test(name)) said[name] = moment(value, clock.now)
    else if (typeof value === 'string' && /_(day|on)$/.test(name)) said[name] = calendarDay(value)
    else if (typeof value === 'string' && STATES.has(name)) said[name] = stateWord(value as OrderState)
    else if (name === 'in_part')
      said.in_part = value === '' ? '' : m.tolerances_in_part({ part: String(value) })
    else if (name === 'line') {
      said.line = Number(value)
      said.in_line = value === 0 ? '' : m.tolerances_in_line({ line: Number(value) })
    } else if (name === 'eye' && typeof value === 'string') {
      said.eye = value
      said.eye_named = codeWord('lens_side', value)
    } else if (typeof value === 'string' && CODED[name]) said[name] = codeWord(CODED[name], value)
    else said[name] = typeof value === 'boolean' ? String(value) : value
  }
  return facts ? { ...said, ...about(facts) } : said
}

function say(key: string, facts?: Facts): string | undefined {
  return catalogue[key]?.(spoken(facts))
}

/** Words for a finding. */
export function findingWords(finding: Finding): FindingWords {
  const seen = 'last_at' in finding.facts ? say(`finding_${finding.code}_seen`, finding.facts) : undefined
  return {
    grade: finding.grade,
    code: finding.code,
    words: seen ?? say(`finding_${finding.code}`, finding.facts) ?? finding.code.replaceAll('_', ' '),
  }
}

/** Words for a refusal: what, why, what now. */
export function refusalWords(refusal: Refusal): RefusalWords {
  const { code, facts, next_step } = refusal
  return {
    title: say(`refused_${code}`, facts) ?? m.refused_otherwise(),
    why: say(`refused_${code}_why`, facts) ?? '',
    next:
      (next_step ? say(`next_${next_step}`, facts) : undefined) ?? say(`refused_${code}_next`, facts) ?? '',
    findings: refusal.findings.map(findingWords),
  }
}

/** A refusal in one line, for beside the field it is about. */
export function refusalLine(refusal: Refusal | undefined): string | undefined {
  if (!refusal) return undefined
  const { title, why, next } = refusalWords(refusal)
  return [title, why, next].filter(Boolean).join(' ')
}

/** Words for a fault: what happened, what is safe, what to do next, and the number to give. */
export function faultWords(fault: Fault): { title: string; text: string } {
  return {
    title: say(`fault_${fault.code}`) ?? m.fault_otherwise(),
    text: say(`fault_${fault.code}_next`) ?? m.fault_otherwise_next(),
  }
}
