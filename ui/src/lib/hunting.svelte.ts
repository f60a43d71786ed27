/** A search or a remake that another screen asks for: what it needs, beside the screens. */
import { act } from './api'
import type { DiscrepancyId, OrderId, PartId, Refusal } from './bindings'
import { places } from './places.svelte'

/** Begins the search for these parts, or goes on with the ones that are under way, and shows it. */
export async function searchFor(
  parts: readonly PartId[],
  discrepancyId?: DiscrepancyId,
): Promise<Refusal | undefined> {
  let shown: DiscrepancyId | undefined
  for (const part_id of parts) {
    const answer = await act('start_search', { part_id, discrepancy_id: discrepancyId ?? null })
    if ('refused' in answer) return answer.refused
    if (!('done' in answer)) return undefined
    shown ??= answer.done.discrepancy_id
  }
  if (shown !== undefined) places.go({ screen: 'hunt', discrepancyId: shown })
  return undefined
}

/** An order that somebody wants made again. */
export interface ToRemake {
  orderId: OrderId
  discrepancyId?: DiscrepancyId
}

class Remaking {
  asked = $state.raw<ToRemake>()

  ask(order: ToRemake): void {
    this.asked = order
  }

  close(): void {
    this.asked = undefined
  }
}

export const remaking = new Remaking()
