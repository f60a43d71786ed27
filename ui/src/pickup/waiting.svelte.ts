import type { PatientId, Queue, Turn, VisitId } from '../lib/bindings'

/** Who is here, for every screen of the counter. The frame asks and keeps it fresh. */
class Waiting {
  queue = $state.raw<Queue>()

  get everybody(): readonly Turn[] {
    return this.queue ? [...this.queue.with_us, ...this.queue.waiting] : []
  }

  /** The visit of a patient who is here. */
  ofPatient(id: PatientId): Turn | undefined {
    return this.everybody.find(turn => turn.patient_id === id)
  }

  turn(id: VisitId): Turn | undefined {
    return this.everybody.find(turn => turn.visit_id === id)
  }
}

export const waiting = new Waiting()
