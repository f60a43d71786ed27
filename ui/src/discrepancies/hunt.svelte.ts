import type { Place, SearchId } from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { capital } from '../lib/order-words.svelte'

/** Of several searches on one page, the one whose letters answer. */
class Hunts {
  active = $state<SearchId>()
}
export const hunts = new Hunts()

const KINDS: Record<string, ((facts: { place: string }) => string) | undefined> = {
  own_tray: m.place_own_tray,
  last_place: m.place_last_place,
  tray_before: m.place_tray_before,
  tray_after: m.place_tray_after,
  other_order: m.place_other_order,
  patients_case: m.place_patients_case,
  last_holder: m.place_last_holder,
}

/** "Its own tray, T017", "Drawer", "Ask Jan, who had it last". */
export function placeWords({ kind, place }: Pick<Place, 'kind' | 'place'>): string {
  return KINDS[kind]?.({ place: place ?? '' }) ?? capital(place ?? kind.replace(/^place:/, ''))
}

/** One place, whatever stands around it in the list. */
export const keyOfPlace = ({ kind, place }: Pick<Place, 'kind' | 'place'>): string => `${kind} ${place ?? ''}`
