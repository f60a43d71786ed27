import type { Place, SearchId } from '../lib/bindings'
import { placeWord } from '../lib/order-words.svelte'

/** Of several searches on one page, the one whose letters answer. */
class Hunts {
  active = $state<SearchId>()
}
export const hunts = new Hunts()

export const placeWords = ({ kind, place }: Pick<Place, 'kind' | 'place'>): string => placeWord(kind, place)

/** One place, whatever stands around it in the list. */
export const keyOfPlace = ({ kind, place }: Pick<Place, 'kind' | 'place'>): string => `${kind} ${place ?? ''}`
