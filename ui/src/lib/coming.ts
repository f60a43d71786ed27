/** Commands that the frame needs and the core's list does not have yet. Each goes when its line is in the list. */

/** A person's turn, as the queue beside the work shows it. */
export interface QueueRow {
  visit_id: number
  /** First name and initial; a ticket for a walk-in we don't know. */
  shown_as: string
  reason: string
  waiting: boolean
  arrived_at: number
  told_minutes: number | null
  updated_at: number | null
  greeted: boolean
  served_by: string | null
  since: number
  tone: 'plain' | 'soon' | 'stop'
}

/** The day's duties, as counts. */
export interface Today {
  calls: number
  late_or_stuck: number
  promises: number
  next_promise_at: number | null
  discrepancies: number
  visits_owed: number
  backed_up_at: number | null
}

/** One line of a search. */
export interface Found {
  kind: 'patient' | 'order' | 'tray' | 'discrepancy'
  id: number
  title: string
  aside: string
}

type Nothing = Record<string, never>

export interface Coming {
  queue: { request: Nothing; reply: { rows: QueueRow[] } }
  today: { request: Nothing; reply: Today }
  find: { request: { text: string }; reply: { found: Found[] } }
}
