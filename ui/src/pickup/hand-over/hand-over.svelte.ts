import { act, ask, onChanged, type Reply, type Request } from '../../lib/api'
import type { Check, FoundHere, HandOverView, OrderId, Refusal, VisitId } from '../../lib/bindings'

/** Every act that moves a hand-over on; each answers with the whole of it. */
type HandOverAct =
  | 'say_identifiers'
  | 'scan_at_hand_over'
  | 'tick_part'
  | 'look_together'
  | 'give_reason'
  | 'override_stop'
  | 'finish_hand_over'
  | 'leave_hand_over'
  | 'not_theirs'
  | 'end_recheck'

/** The five checks, in the order in which they are done. */
export const CHECKS = ['identifiers', 'alerts', 'scan', 'parts', 'lenses'] as const
export type CheckCode = (typeof CHECKS)[number]

/** One hand-over on screen. Everything that counts is in the core: leaving the screen loses nothing. */
export class HandOver {
  view = $state.raw<HandOverView>()
  /** Why it cannot begin: handed over already, for one. */
  closed = $state.raw<Refusal>()
  /** Why the last act did not go through. */
  refusal = $state.raw<Refusal>()
  busy = $state(false)
  /** How often something was said or scanned: each time what is due is looked at anew. */
  answers = $state(0)
  readonly orderId: OrderId
  readonly visitId: VisitId | undefined
  /** Acts go one after the other: a quick hand never overtakes itself. */
  #last: Promise<unknown> = Promise.resolve()
  #turn = 0

  constructor(orderId: OrderId, visitId?: VisitId) {
    this.orderId = orderId
    this.visitId = visitId
  }

  /** Begins, or goes on where it was left. */
  async start(): Promise<void> {
    this.closed = undefined
    this.refusal = undefined
    const answer = await act('start_hand_over', { order_id: this.orderId, visit_id: this.visitId ?? null })
    if ('done' in answer) this.#take(answer.done)
    else if ('refused' in answer) this.closed = answer.refused
  }

  /** Looks again whenever something was written. Returns how to stop. */
  watch(): () => void {
    return onChanged(() => void this.#look())
  }

  async #look(): Promise<void> {
    if (!this.view) return
    const turn = ++this.#turn
    const answer = await ask('hand_over', { hand_over_id: this.view.id })
    if (turn === this.#turn && 'done' in answer) this.view = answer.done
  }

  #take(view: HandOverView): void {
    this.#turn++
    this.view = view
  }

  /** One act. True when it went through; otherwise `refusal` says why not. */
  do<N extends HandOverAct>(
    name: N,
    request: (view: HandOverView) => Omit<Request<N>, 'hand_over_id'>,
  ): Promise<boolean> {
    const doing = this.#last.then(() => this.#do(name, request))
    this.#last = doing
    return doing
  }

  async #do<N extends HandOverAct>(
    name: N,
    request: (view: HandOverView) => Omit<Request<N>, 'hand_over_id'>,
  ): Promise<boolean> {
    if (!this.view) return false
    this.busy = true
    const asked = { ...request(this.view), hand_over_id: this.view.id } as Request<N>
    const answer = await act(name, asked)
    this.busy = false
    if ('done' in answer) {
      this.#take(answer.done as Reply<'hand_over'>)
      this.refusal = undefined
      if (name === 'say_identifiers' || name === 'scan_at_hand_over') this.answers++
      return true
    }
    if ('refused' in answer) this.refusal = answer.refused
    return false
  }

  scan(code: string): Promise<boolean> {
    return this.do('scan_at_hand_over', () => ({ code }))
  }

  reason(found: FoundHere, reason: string): Promise<boolean> {
    return this.do('give_reason', () => ({ key: found.key, reason }))
  }

  notTheirs(words: string | null = null): Promise<boolean> {
    return this.do('not_theirs', () => ({ words }))
  }

  check(code: CheckCode): Check | undefined {
    return this.view?.checks.find(check => check.code === code)
  }

  /** What is open under one check, and what was settled. */
  found(code: CheckCode): FoundHere[] {
    return this.view?.findings.filter(found => found.check === code) ?? []
  }

  /** Every *stop* that nobody has let pass. */
  get stops(): FoundHere[] {
    return this.view?.findings.filter(found => found.finding.grade === 'stop' && !found.settled) ?? []
  }
}
