/** One box, one list: what was found, each with the place it opens. */
import type { Found, FoundOrder, FoundPerson } from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { codeWord, stateWord } from '../lib/order-words.svelte'
import type { Place } from '../lib/places.svelte'

export interface FoundRow {
  key: string
  kind: 'person' | 'order' | 'discrepancy' | 'lenses' | 'add' | 'walk_in'
  title: string
  /** What they like to be called, where it is another name. */
  called?: string
  /** What tells them apart: year of birth, last digits of the phone, what is open. */
  facts: string
  /** Why it is in the list. */
  why: string
  /** The one thing meant by a number: a scan opens it. */
  exact: boolean
  place: Place
}

function personRow(person: FoundPerson): FoundRow {
  const facts = [
    person.here ? m.found_here() : '',
    person.open_orders > 0 ? m.found_open({ count: person.open_orders }) : m.found_none_open(),
    person.born_year === null ? m.found_no_birth() : m.found_born({ year: String(person.born_year) }),
    person.phone_last4 ? m.found_phone({ digits: person.phone_last4 }) : '',
    person.formerly ? m.found_formerly({ name: person.formerly }) : '',
  ]
  const why = person.why.filter(each => each !== 'name' && each !== 'name_begins')
  return {
    key: `person ${person.patient_id}`,
    kind: 'person',
    title: person.name,
    called: person.called ? m.found_called({ name: person.called }) : undefined,
    facts: facts.filter(Boolean).join(' · '),
    why: why.map(each => codeWord('found_why', each)).join(', '),
    exact: false,
    place: { screen: 'person', id: person.patient_id },
  }
}

function orderRow(order: FoundOrder, found: Found): FoundRow {
  const facts = [order.name, codeWord('kind', order.kind), stateWord(order.state)]
  const byTray = order.by === 'tray'
  return {
    key: `order ${order.order_id}`,
    kind: 'order',
    title: byTray
      ? m.found_tray_title({ tray: order.tray ?? '' })
      : m.found_order_title({ number: order.number }),
    called: byTray
      ? m.found_order_title({ number: order.number })
      : order.by === 'box'
        ? m.order_found_by_box()
        : undefined,
    facts: facts.join(' · '),
    why: byTray || !order.tray ? '' : m.where_tray({ tray: order.tray }),
    exact: found.exact?.kind === 'order' && found.exact.order_id === order.order_id,
    place: { screen: 'person', id: order.patient_id, orderId: order.order_id },
  }
}

/** The rows under the box, the likeliest first; below them, what to do with somebody we do not know. */
export function foundRows(found: Found, text: string, scanned = false): FoundRow[] {
  const rows: FoundRow[] = found.orders.map(order => orderRow(order, found))
  rows.sort((one, other) => Number(other.exact) - Number(one.exact))
  if (found.discrepancy) {
    rows.push({
      key: `discrepancy ${found.discrepancy.id}`,
      kind: 'discrepancy',
      title: found.discrepancy.number,
      facts: [codeWord('discrepancy', found.discrepancy.kind), found.discrepancy.order_number]
        .filter(Boolean)
        .join(' · '),
      why: '',
      exact: found.exact?.kind === 'discrepancy',
      place: { screen: 'discrepancy', id: found.discrepancy.id },
    })
  }
  rows.push(...found.people.map(personRow))
  // Powers are nobody's name: they may be of lenses that nobody knows.
  if (found.lenses) {
    rows.unshift({
      key: 'lenses',
      kind: 'lenses',
      title: m.found_whose({ standard: found.lenses }),
      facts: '',
      why: '',
      exact: false,
      place: { screen: 'whose', text },
    })
    return rows
  }
  // Somebody new has a name: what holds a digit is a date, or a number that we do not have.
  text = text
    .split(/\s+/)
    .filter(word => !/\d/.test(word))
    .join(' ')
  if (/\p{L}{2}/u.test(text) && !found.exact && !scanned) {
    const name = { name: text }
    const act = { facts: '', why: '', exact: false }
    rows.push(
      { ...act, key: 'add', kind: 'add', title: m.found_add(name), place: { screen: 'addPerson', text } },
      {
        ...act,
        key: 'walk in',
        kind: 'walk_in',
        title: m.found_walk_in(name),
        place: { screen: 'checkIn', text },
      },
    )
  }
  return rows
}

/** The same person's page, whichever order is in sight. */
export function samePlace(one: Place, other: Place): boolean {
  return one.screen === 'person' && other.screen === 'person' && one.id === other.id
}
