/** Words for the codes of the log. */
import type { BoardLine, Discrepancy, DiscrepancyKind, DiscrepancyLine, Severity } from './bindings'
import { m } from './messages/messages'
import { capital, codeWord } from './order-words.svelte'

/** Each kind and the letter that chooses it. */
export const KINDS: readonly { kind: DiscrepancyKind; key: string }[] = [
  { kind: 'part_lost', key: 'l' },
  { kind: 'wrong_patients_order', key: 'a' },
  { kind: 'wrong_lenses', key: 'w' },
  { kind: 'part_missing', key: 'm' },
  { kind: 'never_ordered', key: 'n' },
  { kind: 'late', key: 't' },
  { kind: 'damaged', key: 'd' },
  { kind: 'long_wait', key: 'q' },
  { kind: 'promise_broken', key: 'p' },
  { kind: 'conduct', key: 'c' },
  { kind: 'billing', key: 'b' },
  { kind: 'privacy', key: 'y' },
  { kind: 'other', key: 'o' },
]

export const SEVERITIES: readonly Severity[] = ['minor', 'moderate', 'serious']

/** How bad, as a shape and a word: never by its color alone. */
export const severityTone = (severity: Severity) =>
  ({ minor: 'plain', moderate: 'soon', serious: 'stop' })[severity] as 'plain' | 'soon' | 'stop'

/** Nothing but a name or a birth date that was misheard: that is what it is called. */
const MISHEARD = new Set(['name_differs', 'born_differs', 'identifiers_right_later'])

/** What it is called: "Part lost". */
export function titleOf({ kind, facts }: Pick<DiscrepancyLine | Discrepancy, 'kind' | 'facts'>): string {
  const all = facts.split(' ')
  const misheard = all.includes('identifiers_right_later') && all.every(fact => MISHEARD.has(fact))
  return misheard ? m.discrepancy_misheard() : capital(codeWord('discrepancy', kind))
}

/** What the counter found, in words: "the name did not match · right when asked again". */
export const factsOf = ({ facts }: Pick<BoardLine, 'facts'>) =>
  facts
    .split(' ')
    .filter(Boolean)
    .map(fact => codeWord('fact', fact))
    .join(' · ')
