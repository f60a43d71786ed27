/** Readiness in words: the one line, the facts behind it, the one next step. */
import type { Custody, LastSeen, Notification, Part, PartKind, PhoneCall, Readiness } from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { capital, codeWord, inHand, stateWord } from '../lib/order-words.svelte'
import { calendarDay, dayAndTime, sinceWhen } from '../lib/time'

/** Parts named together: "both lenses", "frame and case". Says how many, for the verb. */
function named(kinds: readonly PartKind[]): { parts: string; count: number } {
  const left = [...kinds]
  const words: string[] = []
  if (left.includes('right_lens') && left.includes('left_lens')) {
    words.push(m.ready_both_lenses())
    left.splice(left.indexOf('right_lens'), 1)
    left.splice(left.indexOf('left_lens'), 1)
  }
  words.unshift(...left.map(kind => m.ready_the_part({ part: codeWord('part', kind) })))
  const parts =
    words.length < 2
      ? (words[0] ?? '')
      : m.ready_parts_and({ parts: words.slice(0, -1).join(', '), last: words.at(-1) ?? '' })
  return { parts, count: kinds.length }
}

/** "Both lenses", "Right lens, case": as the line begins, without an article. */
function headed(kinds: readonly PartKind[]): string {
  const pair = kinds.includes('right_lens') && kinds.includes('left_lens')
  const rest = pair ? kinds.filter(kind => kind !== 'right_lens' && kind !== 'left_lens') : kinds
  return capital(
    [pair ? m.ready_both_lenses() : '', ...rest.map(kind => codeWord('part', kind))]
      .filter(Boolean)
      .join(', '),
  )
}

/** The one line. */
export function readyLine(ready: Readiness): string {
  switch (ready.code) {
    case 'handed_over':
      return m.ready_handed_over()
    case 'over':
      return m.ready_over({ state: stateWord(ready.state) })
    case 'frozen':
      return m.ready_frozen()
    case 'never_ordered':
      return m.ready_never_ordered()
    case 'part_missing': {
      const lost = ready.missing.filter(part => part.custody === 'not_located')
      const parts = headed((lost.length > 0 ? lost : ready.missing).map(part => part.kind))
      return lost.length > 0 ? m.ready_not_located({ parts }) : m.ready_not_here({ parts })
    }
    case 'not_arrived':
      if (ready.late) return m.ready_late()
      return ready.expected_on
        ? m.ready_expected({ day: calendarDay(ready.expected_on) })
        : m.ready_not_arrived()
    case 'failed_check':
      return m.ready_failed_check()
    case 'not_verified':
      return m.ready_not_verified()
    case 'open_discrepancy':
      return m.ready_open_discrepancy({ number: ready.discrepancies.join(', ') })
    case 'look_alike':
      return m.ready_look_alike()
    case 'complete':
      return m.ready_complete()
  }
}

/** Where somebody would have to look: "at finishing with Jan", "at the lab". */
function lastPlace(seen: LastSeen): string {
  const place = seen.place ? m.ready_at_place({ place: seen.place }) : custodyPlace(seen.custody)
  return seen.holder ? m.ready_with_holder({ place, holder: seen.holder }) : place
}

function custodyPlace(custody: Custody): string {
  return codeWord('custody', custody)
}

/** Groups that share what is said about them, in the order in which they came. */
function grouped<Item>(items: readonly Item[], by: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item])
  return [...groups.values()]
}

function hereSentences(parts: readonly Part[], tray: string | null, now: number): string[] {
  const here = parts.filter(part => part.needed && part.custody === 'here')
  const said = (part: Part) => `${part.place ?? ''} ${sinceWhen(part.moved_at, now)}`
  return grouped(here, said).map(group => {
    const first = group[0] as Part
    const facts = {
      ...named(group.map(part => part.kind)),
      since: sinceWhen(Math.max(...group.map(part => part.moved_at)), now),
    }
    const place = first.place && first.place !== tray ? first.place : undefined
    return capital(place ? m.ready_here_at({ ...facts, place }) : m.ready_here(facts))
  })
}

function missingSentences(ready: Readiness, now: number): string[] {
  const said = (part: Readiness['missing'][number]) => JSON.stringify([part.custody, part.last_seen])
  return grouped(ready.missing, said).map(group => {
    const first = group[0]
    const facts = named(group.map(part => part.kind))
    const seen = first?.last_seen
    if (first?.custody !== 'not_located')
      return capital(m.ready_elsewhere({ ...facts, where: custodyPlace(first?.custody ?? 'at_lab') }))
    if (!seen) return capital(m.ready_never_seen(facts))
    return capital(m.ready_last_seen({ ...facts, where: lastPlace(seen), at: dayAndTime(seen.at, now) }))
  })
}

/** What else is known about an order. */
interface Known {
  parts: readonly Part[]
  notification: Notification | null
  last_call: PhoneCall | null
}

function told({ notification, last_call }: Known, ready: Readiness, now: number): string[] {
  const words: string[] = []
  if (last_call) {
    const who = last_call.spoke_to ?? ''
    const facts = { since: sinceWhen(last_call.at, now), who }
    words.push(
      last_call.outcome === 'reached'
        ? who
          ? m.ready_called_who(facts)
          : m.ready_called(facts)
        : last_call.outcome === 'message'
          ? m.ready_called_message(facts)
          : m.ready_called_no_answer(facts),
    )
  } else if (notification && notification.taken_back_at === null && ready.code !== 'handed_over') {
    words.push(m.ready_notified({ at: dayAndTime(notification.goes_at, now) }))
  }
  return words
}

/** The facts behind the line, in sentences: what is here since when, what was last where, what they were told. */
export function readyFacts(ready: Readiness, known: Known, now: number): string[] {
  const since = dayAndTime(ready.state_since, now)
  const promised = ready.promised_on ? [m.ready_promised({ day: calendarDay(ready.promised_on) })] : []
  switch (ready.code) {
    case 'handed_over': {
      const to = ready.handed_over
      if (!to) return [m.ready_since_state({ state: stateWord(ready.state), at: since })]
      const facts = { who: to.received_by, at: dayAndTime(to.at, now) }
      return [
        to.relation
          ? m.ready_received_relation({ ...facts, relation: codeWord('relation', to.relation) })
          : m.ready_received(facts),
      ]
    }
    case 'over':
      return [m.ready_since_state({ state: stateWord(ready.state), at: since })]
    case 'frozen':
      return [m.ready_frozen_fact()]
    case 'never_ordered':
      return [m.ready_taken({ at: since }), ...promised]
    case 'part_missing':
      return [
        ...hereSentences(known.parts, ready.tray, now),
        ...missingSentences(ready, now),
        ...told(known, ready, now),
      ]
    case 'not_arrived':
      return [
        m.ready_since_state({ state: stateWord(ready.state), at: since }),
        ...(ready.late && ready.expected_on
          ? [m.ready_was_expected({ day: calendarDay(ready.expected_on) })]
          : []),
        ...promised,
        ...hereSentences(known.parts, ready.tray, now),
      ]
    default: {
      const all = known.parts.filter(part => part.needed).every(inHand)
      const here = all
        ? [m.ready_all_here({ since: sinceWhen(ready.state_since, now), state: stateWord(ready.state) })]
        : hereSentences(known.parts, ready.tray, now)
      return [...here, ...told(known, ready, now)]
    }
  }
}

/** The order is in this house: it can go to the hand-over, which judges for itself. */
export function canGoToHandOver(ready: Readiness): boolean {
  return !['not_arrived', 'never_ordered', 'handed_over', 'over'].includes(ready.code)
}

/** Orders that can be acted on now come first; otherwise as the core has them. */
export function byUrgency<Item extends { readiness: Readiness }>(orders: readonly Item[]): Item[] {
  const later = new Set(['not_arrived', 'never_ordered', 'handed_over', 'over'])
  return orders.toSorted(
    (one, other) => Number(later.has(one.readiness.code)) - Number(later.has(other.readiness.code)),
  )
}
