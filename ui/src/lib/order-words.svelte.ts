/** Words for an order's codes, shared by every screen: its state in the clinic's own word, its parts, where each is. */
import type { Custody, LastSeen, OrderKind, OrderState, Part, PartKind } from './bindings'
import { m } from './messages/messages'
import { moment } from './time'

type Catalogue = Record<string, (() => string) | undefined>
const catalogue = m as unknown as Catalogue

/** The word of a code, such as `state` and `at_lab`; the code itself where there is no word. */
export function codeWord(family: string, code: string): string {
  return catalogue[`${family}_${code}`]?.() ?? code.replaceAll('_', ' ')
}

/** A sentence's beginning. */
export function capital(words: string): string {
  const [first = '', ...rest] = words
  return first.toLocaleUpperCase() + rest.join('')
}

let clinicNames = $state.raw<Partial<Record<string, string>>>({})

/** The clinic's own names of states, from its settings. */
export function nameStates(names: Partial<Record<string, string>>): void {
  clinicNames = names
}

/** Where an order stands, in the clinic's word. */
export function stateWord(state: OrderState): string {
  return clinicNames[state]?.trim() || codeWord('state', state)
}

/** What is made. */
export function kindWord(kind: OrderKind): string {
  return codeWord('kind', kind)
}

/** "right lens", "frame, Kite 8 46-16 Blue". */
export function partWord(part: { kind: PartKind; label?: string | null }): string {
  const word = codeWord('part', part.kind)
  return part.label ? m.part_with_label({ part: word, label: part.label }) : word
}

interface Place {
  custody: Custody
  place?: string | null
  holder?: string | null
}

/** "tray T017", "here, drawer", "at Alba Lab", "not located". A tray is told from other places by its order. */
export function whereWord({ custody, place, holder }: Place, tray?: string | null): string {
  if (custody === 'at_lab' && (holder || place)) return m.where_at_lab_of({ holder: holder || place || '' })
  if (custody === 'in_transit' && (holder || place)) {
    return m.where_in_transit_with({ holder: holder || place || '' })
  }
  const spot = place === tray && tray ? m.where_tray({ tray }) : place ? m.where_place({ place }) : ''
  const where = custody === 'here' && spot ? spot : codeWord('custody', custody)
  return custody === 'here' && holder ? m.where_with_holder({ where, holder }) : where
}

/** "last seen: finishing desk, with Jan, Nov 3, noted by Jo". */
export function lastSeenWord(seen: LastSeen | null | undefined, now: number): string {
  if (!seen) return m.last_seen_never()
  const spot = seen.place || codeWord('custody', seen.custody)
  const where = seen.holder ? m.where_with_holder({ where: spot, holder: seen.holder }) : spot
  const facts = { where, moment: moment(seen.at, now) }
  return seen.by ? m.last_seen_at_by({ ...facts, by: seen.by }) : m.last_seen_at(facts)
}

const KINDS_OF_PLACE: Record<string, ((facts: { place: string }) => string) | undefined> = {
  own_tray: m.place_own_tray,
  last_place: m.place_last_place,
  tray_before: m.place_tray_before,
  tray_after: m.place_tray_after,
  other_order: m.place_other_order,
  patients_case: m.place_patients_case,
  last_holder: m.place_last_holder,
}

/** Where a search looks: "Its own tray, T017", "Drawer", "Ask Jan, who had it last". */
export function placeWord(kind: string, place: string | null): string {
  return KINDS_OF_PLACE[kind]?.({ place: place ?? '' }) ?? capital(place || kind.replace(/^place:/, ''))
}

/** Everything the order waits for is in hand. As the core judges it. */
export function inHand(part: Part): boolean {
  return !part.needed || part.custody === 'here' || part.custody === 'with_patient'
}
