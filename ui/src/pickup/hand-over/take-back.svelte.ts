import type { HandOverId, OrderId } from '../../lib/bindings'

/** A hand-over that somebody wants back. */
export interface ToTakeBack {
  id: HandOverId
  orderId: OrderId
  /** The order's number. */
  number: string
  /** Where the parts most likely are: the tray they came from. */
  place: string
  /** "These are not mine": it is taken back and rechecked. */
  notTheirs?: boolean
}

/** Asked for by a key that works after the screen has moved on, so it lives beside the screens. */
class TakingBack {
  asked = $state.raw<ToTakeBack>()
  /** How many rechecks began with a take-back: a hand-over on screen looks again. */
  rechecks = $state(0)

  ask(handOver: ToTakeBack): void {
    this.asked = handOver
  }

  close(): void {
    this.asked = undefined
  }
}

export const takingBack = new TakingBack()
