/** The conversation in the panel: which one, and whether the hand is in it. What was said and offered is in the core. */
import type { DiscrepancyId, OrderId, PatientId, RecoveryId, VisitId } from './bindings'
import { drafts } from './drafts'

/** What a conversation is about; all that is known of it. */
export interface About {
  patientId?: PatientId
  orderId?: OrderId
  discrepancyId?: DiscrepancyId
  visitId?: VisitId
}

interface Open {
  about: About
  id?: RecoveryId
  /** Whom it is with, as the record says; null: nobody who is on file. */
  patientId?: PatientId | null
}

const DRAFT = 'recovery'

class Recovering {
  open = $state.raw<Open>()
  /** The hand is in the panel: in a small window it stands in the middle's place. */
  front = $state(false)
  /** Each time the hand is called into the panel. */
  calls = $state(0)

  /** Opens the panel about this; one that goes on about it already is gone on with. */
  begin({ patientId, orderId, discrepancyId, visitId }: About = {}): void {
    this.#keep({ about: { patientId, orderId, discrepancyId, visitId } })
    this.call()
  }

  /** It has begun. */
  begun(id: RecoveryId): void {
    if (this.open) this.#keep({ ...this.open, id })
  }

  /** The record says whom it is with. */
  isWith(patientId: PatientId | null): void {
    if (this.open && this.open.patientId !== patientId) this.#keep({ ...this.open, patientId })
  }

  /** The one that is open is with somebody else than who is shown now. */
  isWithAnother(shown: About | undefined): boolean {
    const { patientId } = this.open ?? {}
    return shown?.patientId !== undefined && patientId !== undefined && patientId !== shown.patientId
  }

  /** Brings the hand into the panel. */
  call(): void {
    this.front = true
    this.calls += 1
  }

  /** Puts the panel away; a conversation that has not ended is found again from its record. */
  close(): void {
    this.open = undefined
    this.front = false
    drafts.drop(DRAFT)
  }

  /** After the lock the same person finds it where it was; nobody else does. */
  restore(): void {
    this.open = drafts.of<Open | undefined>(DRAFT, () => undefined)
    this.front = false
  }

  /** The desk is locked: nothing of it stays on the screen. */
  hide(): void {
    this.open = undefined
    this.front = false
  }

  #keep(open: Open): void {
    this.open = open
    drafts.keep(DRAFT, open)
  }
}

export const recovering = new Recovering()
