import type { DiscrepancyId, LetterId, LetterKind, OrderId, PatientId, RecoveryId, VisitId } from './bindings'

/** What the day asks for: the counts of the bar below, each opened as a list by its digit. */
export type DutyList = 'calls' | 'stuck' | 'promises' | 'discrepancies' | 'owed'

/** How many of each the day asks for, where it is known; `late`: of the promises, past their time. */
export type DutyCounts = Partial<Record<DutyList | 'late', number>>

/** What can stand in the middle. `shell/screens.ts` says which component shows it. */
export type Place =
  | { screen: 'home' }
  | { screen: DutyList }
  | { screen: 'person'; id: PatientId /** The order to look at first. */; orderId?: OrderId }
  | { screen: 'addPerson' /** What was typed in the search. */; text?: string }
  | { screen: 'changePerson'; id: PatientId }
  | { screen: 'merge'; id: PatientId /** The record it is compared with. */; other?: PatientId }
  | { screen: 'checkIn' /** A walk-in's name as typed. */; text?: string }
  | { screen: 'visit'; id: VisitId }
  | { screen: 'order'; id: OrderId }
  | { screen: 'discrepancy'; id: DiscrepancyId }
  | {
      screen: 'letter'
      recoveryId?: RecoveryId
      discrepancyId?: DiscrepancyId
      kind?: LetterKind
      /** One that was kept, to read it. */
      read?: LetterId
    }
  | { screen: 'hunt'; discrepancyId: DiscrepancyId }
  | { screen: 'addOrder'; patientId: PatientId }
  | { screen: 'addPrescription'; patientId: PatientId }
  | { screen: 'paper'; paper: 'label' | 'slip'; orderId: OrderId }
  | { screen: 'handOver'; orderId: OrderId; visitId?: VisitId }
  | {
      screen: 'whose' /** What was typed in the search. */
      text?: string /** The lensmeter's, by its number. */
      reading?: number
    }
  | { screen: 'practice' /** The card that is played. */; code?: string }
  | { screen: 'scenarios' /** The one whose words are changed. */; code?: string }
  | { screen: 'import' }
  | { screen: 'backups' }
  | { screen: 'everything' }
  | { screen: 'retention' }
  | { screen: 'settings' }
  | { screen: 'staff' }
  | { screen: 'lookAlikes' }

export type ScreenName = Place['screen']
/** The place of one screen. */
export type PlaceOf<Name extends ScreenName> = Extract<Place, { screen: Name }>

/** One thing at a time in the middle; Esc goes back to the one before. */
class Places {
  #stack = $state.raw<Place[]>([{ screen: 'home' }])

  get here(): Place {
    return this.#stack.at(-1) ?? { screen: 'home' }
  }

  get canGoBack(): boolean {
    return this.#stack.length > 1
  }

  /** It says what it is about as soon as it is read. */
  get showsRecord(): boolean {
    return ['person', 'order', 'discrepancy', 'visit', 'handOver'].includes(this.here.screen)
  }

  go(place: Place): void {
    if (JSON.stringify(place) === JSON.stringify(this.here)) return
    this.#stack = [...this.#stack.slice(-20), place]
  }

  /** Goes there in place of here: Esc does not come back to a form that was sent. */
  replace(place: Place): void {
    this.#stack = this.#stack.slice(0, -1)
    this.go(place)
  }

  back(): void {
    if (this.canGoBack) this.#stack = this.#stack.slice(0, -1)
  }

  /** Another person is at the desk, or nobody. */
  clear(): void {
    this.#stack = [{ screen: 'home' }]
  }
}

export const places = new Places()
