/** What the screen is about, so that what goes wrong is logged about it without typing it. */
import { untrack } from 'svelte'
import type {
  DiscrepancyId,
  DiscrepancyKind,
  DiscrepancyLogged,
  OrderId,
  Part,
  PartId,
  PatientId,
  VisitId,
} from './bindings'

/** What a screen shows. */
export interface InView {
  patientId?: PatientId
  /** Their name; left out while it must be said before it is shown. */
  name?: string
  orderId?: OrderId
  orderNumber?: string
  parts?: readonly Part[]
  partId?: PartId
  visitId?: VisitId
  /** The one that is open about it. */
  discrepancyId?: DiscrepancyId
  ticket?: number
  /** Another patient's order that was in hand. */
  otherOrder?: { id: OrderId; number: string }
  /** What it most likely is. */
  kind?: DiscrepancyKind
}

class Logging {
  #views = $state.raw<(() => InView | undefined)[]>([])
  /** What is being logged, as the screen was when it was asked for. */
  asked = $state.raw<InView>()
  /** What was logged last, for whoever asked for it. */
  logged = $state.raw<DiscrepancyLogged>()
  /** Logged, and a manager must come before anything else. */
  callManager = $state.raw<DiscrepancyLogged & { injury: boolean }>()

  /** A screen says what it is about. Returns how to stop. */
  shows(view: () => InView | undefined): () => void {
    untrack(() => (this.#views = [...this.#views, view]))
    return () => {
      this.#views = this.#views.filter(other => other !== view)
    }
  }

  /** What the screen is about now. */
  inView(): InView | undefined {
    return this.#views.at(-1)?.()
  }

  /** Logs about what is on screen. */
  open(about: InView = {}): void {
    this.asked = { ...this.inView(), ...about }
  }

  close(): void {
    this.asked = undefined
  }

  clear(): void {
    this.close()
    this.logged = undefined
    this.callManager = undefined
  }
}

export const logging = new Logging()
