import type { HandOverId } from '../../lib/bindings'

/** A hand-over that somebody wants back. */
export interface ToTakeBack {
  id: HandOverId
  /** The order's number. */
  number: string
  /** Where the parts most likely are: the tray they came from. */
  place: string
}

/** Asked for by a key that works after the screen has moved on, so it lives beside the screens. */
class TakingBack {
  asked = $state.raw<ToTakeBack>()

  ask(handOver: ToTakeBack): void {
    this.asked = handOver
  }

  close(): void {
    this.asked = undefined
  }
}

export const takingBack = new TakingBack()
