/** A search for the tests of this folder: a boy's own right lens, gone from the finishing desk. */
import type {
  DiscrepancyPage,
  Looked,
  OrderId,
  OrderPage,
  Part,
  PartId,
  Place,
  Search,
  SearchId,
  StalledLine,
} from '../lib/bindings'

export const NOW = new Date('2026-11-20T10:30:00-05:00').getTime()

export function aPart(change: Partial<Part> = {}): Part {
  return {
    id: 2 as PartId,
    order_id: 1042 as OrderId,
    kind: 'right_lens',
    label: null,
    custody: 'not_located',
    place: null,
    holder: null,
    moved_at: NOW,
    moved_by: 'Jan',
    needed: true,
    theirs: true,
    last_seen: null,
    ...change,
  }
}

export const aPlace = (
  kind: string,
  place: string | null,
  looked: Looked | null = null,
  finds = 0,
): Place => ({
  kind,
  place,
  finds,
  of: 9,
  looked,
})

export function aSearch(change: Partial<Search> = {}): Search {
  return {
    id: 5 as SearchId,
    part: aPart(),
    order_id: 1042 as OrderId,
    order_number: '26-1042',
    started_at: NOW,
    by: 'Jo',
    until_on: null,
    outcome: null,
    ended_at: null,
    places: [
      aPlace('last_place', 'finishing desk', null, 4),
      aPlace('own_tray', 'T017'),
      aPlace('place:drawer', 'drawer'),
      aPlace('last_holder', 'Jan'),
    ],
    ...change,
  }
}

export function aLine(id: number, change: Partial<StalledLine> = {}): StalledLine {
  return {
    order_id: id as OrderId,
    number: `26-${id}`,
    patient_id: 7,
    name: 'Priya Nair',
    kind: 'spectacles',
    state: 'confirmed',
    state_since: NOW - 2 * 86_400_000,
    tray: null,
    lab: 'Northlab',
    expected_on: null,
    promised_on: null,
    why: ['not_sent'],
    to_do: ['send'],
    whom: [{ name: 'Priya Nair', relation: null, contact_id: null, phone: '555-0101' }],
    last_call: null,
    discrepancy_id: null,
    discrepancy: null,
    ...change,
  } as StalledLine
}

/** What a remake reads of an order. */
export const anOrderPage = (
  parts: Part[],
): Pick<OrderPage, 'parts'> & { order: { number: string; tray: string } } => ({
  order: { number: '26-1042', tray: 'T017' },
  parts,
})

/** What a review reads of a discrepancy. */
export function aPutRight(): DiscrepancyPage {
  const discrepancy = {
    id: 9,
    number: 'D-9',
    cause: null,
    accountable: null,
    corrective: null,
    seen_to_by: null,
  }
  return { discrepancy: { ...discrepancy, change_by: null } } as unknown as DiscrepancyPage
}
